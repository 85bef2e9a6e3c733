"""Let a campaign begin, or end it. Its design stays as it was at the start, for ever."""

from datetime import datetime

from sqlalchemy.orm import Session

from data.actions.campaign_design import check_design, design_of
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.save_campaign import seen_campaign
from data.refused import Invalid
from data.tables import Campaign


def start_campaign(
    session: Session,
    actor: Actor,
    *,
    campaign_id: int,
    row_version: int | None = None,
    now: datetime,
) -> int:
    """It takes baskets left from now on, or from its design's own start if that is later; its id.

    Raises:
        NotAllowed: the actor's role may not. Conflict: somebody changed it since.
        Invalid: it is no draft, it is sent elsewhere, or its end has passed.
    """
    check(actor, "start_campaign")
    campaign = seen_campaign(session, campaign_id, row_version)
    if campaign.status != "draft":
        raise Invalid(f"“{campaign.name}” is {campaign.status} already.")
    if campaign.sent_elsewhere:
        raise Invalid(f"“{campaign.name}” is sent elsewhere; its results are imported.")
    design = design_of(campaign.design)
    check_design(design)
    if design.ends_at and datetime.fromisoformat(design.ends_at) <= now:
        raise Invalid(f"“{campaign.name}” would be over already ({design.ends_at}).")
    campaign.started_at = now
    return _become(session, actor, campaign, "running", action="start_campaign", now=now)


def end_campaign(
    session: Session,
    actor: Actor,
    *,
    campaign_id: int,
    row_version: int | None = None,
    now: datetime,
) -> int:
    """Nothing more is sent; what stands in line is skipped, what was measured stays; its id.

    Raises:
        NotAllowed, Conflict: as `start_campaign`. Invalid: it does not run.
    """
    check(actor, "end_campaign")
    campaign = seen_campaign(session, campaign_id, row_version)
    if campaign.status != "running":
        raise Invalid(f"“{campaign.name}” is {campaign.status}; only one that runs can be ended.")
    campaign.ended_at = now
    return _become(session, actor, campaign, "ended", action="end_campaign", now=now)


def _become(
    session: Session, actor: Actor, campaign: Campaign, status: str, *, action: str, now: datetime
) -> int:
    before = {"status": campaign.status}
    campaign.status = status
    session.flush()
    after = {"status": status}
    record(session, actor, action, "campaigns", campaign.id, before=before, after=after, now=now)
    return campaign.id
