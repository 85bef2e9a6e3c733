"""Say how a campaign that was sent elsewhere was designed: once, since a design is not edited."""

from datetime import datetime

from sqlalchemy.orm import Session

from data.actions.campaign_design import LONGEST_WINDOW, WHOLE_BP
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.save_campaign import seen_campaign
from data.refused import Invalid


def state_design(
    session: Session,
    actor: Actor,
    *,
    campaign_id: int,
    holdout_bp: int,
    expected_n: int | None,
    window_days: int,
    row_version: int | None = None,
    now: datetime,
) -> int:
    """The campaign's id.

    Args:
        holdout_bp: part designed to be held out, in 1/10,000. expected_n: customers of both arms
            at which one meant to decide; null = nobody planned a number. window_days: within
            which a purchase counts.

    Raises:
        NotAllowed: the actor's role may not. Conflict: somebody changed the campaign since.
        Invalid: it is sent from here, its design is known already, or these are out of range.
    """
    check(actor, "state_design")
    campaign = seen_campaign(session, campaign_id, row_version)
    if not campaign.sent_elsewhere or campaign.design:
        raise Invalid(f"How “{campaign.name}” was designed is known already, and stays.")
    if not 0 <= holdout_bp < WHOLE_BP or (expected_n is not None and expected_n < 1):
        raise Invalid("The part held out is under 100%, and at least one customer is planned.")
    if not 1 <= window_days <= LONGEST_WINDOW:
        raise Invalid(f"The window is 1 to {LONGEST_WINDOW} days long.")
    design = {"holdout_bp": holdout_bp, "window_days": window_days}
    if expected_n is not None:
        design["expected_n"] = expected_n
    campaign.design = design
    session.flush()
    record(
        session,
        actor,
        "state_design",
        "campaigns",
        campaign_id,
        before={"design": {}},
        after={"design": design},
        now=now,
    )
    return campaign_id
