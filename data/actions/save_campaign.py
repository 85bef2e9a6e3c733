"""Write down what a campaign is to do, while it is a draft; what has begun is ended, not edited."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.campaign_design import Design, check_design
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.names import name_key
from data.reads.settings import reporting_currency
from data.refused import Conflict, Invalid
from data.tables import Campaign, Feature

LONGEST_NAME = 100


def save_campaign(
    session: Session,
    actor: Actor,
    *,
    name: str,
    design: Design,
    feature_id: int | None = None,
    campaign_id: int | None = None,
    row_version: int | None = None,
    now: datetime,
) -> int:
    """The id of the draft, new or changed.

    Args:
        feature_id: the feature whose outcome this is.
        campaign_id: null = a new one. row_version: of the draft that the actor's page showed.

    Raises:
        NotAllowed: the actor's role may not. Conflict: somebody changed it since.
        Invalid: a rule of the design is broken, the name is taken, or it has begun already.
    """
    check(actor, "save_campaign")
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(f"Give the campaign a name of at most {LONGEST_NAME} characters.")
    check_design(design)
    if feature_id is not None and session.get(Feature, feature_id) is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    named = session.scalar(select(Campaign.id).where(Campaign.name_key == name_key(name)))
    if named is not None and named != campaign_id:
        raise Invalid(f"There is a campaign “{name}” already. Choose another name.")
    if campaign_id is None:
        campaign = Campaign(
            name=name,
            name_key=name_key(name),
            status="draft",
            sent_elsewhere=False,
            design=design.plain(),
            currency=reporting_currency(session.connection()),
            feature_id=feature_id,
        )
        session.add(campaign)
        before = None
    else:
        campaign = seen_campaign(session, campaign_id, row_version)
        if campaign.status != "draft":
            raise Invalid(f"“{campaign.name}” has begun. End it, and save another one.")
        before = {"name": campaign.name, "design": campaign.design}
        campaign.name, campaign.name_key = name, name_key(name)
        campaign.design, campaign.feature_id = design.plain(), feature_id
    session.flush()
    after = {"name": name, "design": campaign.design, "feature_id": feature_id}
    record(
        session,
        actor,
        "save_campaign",
        "campaigns",
        campaign.id,
        before=before,
        after=after,
        now=now,
    )
    return campaign.id


def seen_campaign(session: Session, campaign_id: int, row_version: int | None) -> Campaign:
    """The campaign as the actor saw it; raises Conflict or Invalid when it is another by now."""
    campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign is None:
        raise Invalid("That campaign is not here any more. Reload the page.")
    if row_version is not None and campaign.row_version != row_version:
        raise Conflict(
            f"Somebody changed “{campaign.name}” meanwhile; it is {campaign.status} now."
            " Look at it, then decide."
        )
    return campaign
