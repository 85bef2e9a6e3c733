"""Sort requests to a feature, known or new, and say what it serves: in one step, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from data.actions.add_feature import add_feature
from data.actions.link_requests import link_requests
from data.actions.map_subject import map_subject
from data.actions.permissions import Actor, check
from data.refused import Invalid


@dataclass(frozen=True)
class Serving:
    """What a feature shall serve; the fields as in `map_subject`."""

    shares_bp: Mapping[int, int]
    effective_from: date
    based_on: int | None


def triage_requests(
    session: Session,
    actor: Actor,
    *,
    requests: Mapping[int, int],
    feature_id: int | None = None,
    new_title: str = "",
    serving: Serving | None = None,
    now: datetime,
) -> int:
    """The id of the feature that the requests point to from now on.

    Args:
        requests: id to the `row_version` that the actor saw.
        feature_id, new_title: one of them; a title makes the feature.
        serving: null leaves the feature's mapping as it is.

    Raises:
        What `add_feature`, `link_requests` and `map_subject` raise; nothing is kept then.
    """
    check(actor, "link_requests")
    if (feature_id is None) == (not new_title.strip()):
        raise Invalid("Choose a feature, or type the title of a new one.")
    if feature_id is None:
        feature_id = add_feature(session, actor, title=new_title, effort_weeks=None, now=now)
    link_requests(session, actor, requests=requests, feature_id=feature_id, now=now)
    if serving is not None:
        map_subject(
            session,
            actor,
            feature_id=feature_id,
            shares_bp=serving.shares_bp,
            effective_from=serving.effective_from,
            based_on=serving.based_on,
            now=now,
        )
    return feature_id
