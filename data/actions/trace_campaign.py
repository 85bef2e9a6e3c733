"""Say which feature a campaign is the outcome of, or that nobody knows; its design stays."""

from datetime import datetime

from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.save_campaign import seen_campaign
from data.refused import Invalid
from data.tables import Feature


def trace_campaign(
    session: Session,
    actor: Actor,
    *,
    campaign_id: int,
    feature_id: int | None,
    row_version: int | None = None,
    now: datetime,
) -> int:
    """Lead the campaign back to a feature, and so to the requests and decisions behind it; its id.

    Raises:
        NotAllowed: the actor's role may not. Conflict: somebody changed the campaign since.
        Invalid: there is no such campaign or feature.
    """
    check(actor, "trace_campaign")
    campaign = seen_campaign(session, campaign_id, row_version)
    if feature_id is not None and session.get(Feature, feature_id) is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    before = {"feature_id": campaign.feature_id}
    campaign.feature_id = feature_id
    session.flush()
    record(
        session,
        actor,
        "trace_campaign",
        "campaigns",
        campaign_id,
        before=before,
        after={"feature_id": feature_id},
        now=now,
    )
    return campaign_id
