"""Say which feature requests ask for, many at once, or that it is no longer that one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Feature, Request

AT_ONCE = 5_000  # well under what a statement of either database may carry


def link_requests(
    session: Session,
    actor: Actor,
    *,
    requests: Mapping[int, int],
    feature_id: int | None,
    now: datetime,
) -> int:
    """How many of the requests were pointed to the feature; those that already did are left.

    Args:
        requests: id to the `row_version` that the actor saw.
        feature_id: null takes the link away.

    Raises:
        Conflict: somebody changed one of them since; none is linked then.
        Invalid: none is given, too many are, or one or the feature is gone.
    """
    check(actor, "link_requests")
    if not requests:
        raise Invalid("Choose at least one request.")
    if len(requests) > AT_ONCE:
        raise Invalid(f"Link at most {AT_ONCE:,} requests at once; these are {len(requests):,}.")
    title = _title(session, feature_id)
    rows = session.execute(
        select(Request.id, Request.row_version, Request.feature_id)
        .where(Request.id.in_(requests))
        .order_by(Request.id)
        .with_for_update()
    ).all()
    if len(rows) < len(requests):
        raise Invalid("Some of these requests are not here any more. Reload the page.")
    changed = [row.id for row in rows if row.row_version != requests[row.id]]
    if changed:
        raise Conflict(_others(len(changed), len(rows)))
    moved = {row.id: row.feature_id for row in rows if row.feature_id != feature_id}
    _point(session, list(moved), feature_id)
    if moved:
        record(
            session,
            actor,
            "link_requests",
            "features" if feature_id is not None else "requests",
            feature_id,
            before={"requests": moved},
            after={"feature": title, "requests": list(moved)},
            now=now,
        )
    return len(moved)


def put_links_back(
    session: Session,
    actor: Actor,
    *,
    requests: Mapping[int, int],
    were: Mapping[int, int | None],
    now: datetime,
) -> int:
    """How many of the requests point again to what they pointed to before (null = nothing).

    Args:
        requests: id to the `row_version` that the actor's own links left. were: id to what each
            pointed to before those; the same ids.

    Raises: what `link_requests` raises; nothing is put back then.
    """
    check(actor, "link_requests")
    moved = 0
    for feature_id in dict.fromkeys(were.values()):
        those = {key: seen for key, seen in requests.items() if were[key] == feature_id}
        moved += link_requests(session, actor, requests=those, feature_id=feature_id, now=now)
    return moved


def _title(session: Session, feature_id: int | None) -> str | None:
    if feature_id is None:
        return None
    # Held until the end, so that nobody merges it away between this look and the links.
    feature = session.get(Feature, feature_id, with_for_update={"read": True})
    if feature is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    if feature.merged_into_id is not None:
        raise Invalid(f"“{feature.title}” was merged into another feature. Link to that one.")
    return feature.title


def _point(session: Session, ids: Sequence[int], feature_id: int | None) -> None:
    session.execute(
        update(Request)
        .where(Request.id.in_(ids))
        .values(feature_id=feature_id, row_version=Request.row_version + 1),
        execution_options={"synchronize_session": False},
    )


def _others(changed: int, chosen: int) -> str:
    which = "this request" if chosen == 1 else f"{changed} of these {chosen} requests"
    return f"Somebody changed {which} meanwhile. Nothing was linked; look again, then link."
