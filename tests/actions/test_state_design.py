import pytest
from sqlalchemy.exc import IntegrityError

from data.actions.state_design import state_design
from data.refused import Conflict, Invalid, NotAllowed
from data.store import writing
from data.tables import Campaign
from tests import reminded
from tests.small_company import LONG_AGO

SAID = {"holdout_bp": 1000, "expected_n": 5000, "window_days": 7}


def elsewhere(engine):
    with writing(engine) as session:
        key = reminded.campaign(session, sent_elsewhere=True)
        session.get_one(Campaign, key).status = "running"
        return key


def unsaid(engine):
    with writing(engine) as session:
        row = Campaign(
            name="Sent elsewhere",
            name_key="sent elsewhere",
            status="running",
            sent_elsewhere=True,
            design={},
            currency="EUR",
            started_at=LONG_AGO,
        )
        session.add(row)
        session.flush()
        return row.id


def state(engine, actor, campaign, **changed):
    with writing(engine) as session:
        state_design(session, actor, **{"campaign_id": campaign, **SAID, **changed}, now=LONG_AGO)


def test_what_was_laid_down_elsewhere_is_said_once_and_stays(engine, cast):
    key, lead = unsaid(engine), cast.product_lead.actor
    state(engine, lead, key, row_version=1)
    with writing(engine) as session:
        assert session.get_one(Campaign, key).design == SAID
    with pytest.raises(Invalid, match="known already"):
        state(engine, lead, key, holdout_bp=500)
    with pytest.raises(IntegrityError, match="never edited"), writing(engine) as session:
        session.get_one(Campaign, key).design = SAID | {"holdout_bp": 500}


def test_who_may_not_and_what_makes_no_sense_is_refused(engine, cast):
    key, lead = unsaid(engine), cast.product_lead.actor
    with pytest.raises(NotAllowed):
        state(engine, cast.manager.actor, key)
    with pytest.raises(Conflict):
        state(engine, lead, key, row_version=7)
    with pytest.raises(Invalid, match="under 100%"):
        state(engine, lead, key, holdout_bp=10_000)
    with pytest.raises(Invalid, match="1 to 30 days"):
        state(engine, lead, key, window_days=31)
    with pytest.raises(Invalid, match="known already"):
        state(engine, lead, elsewhere(engine))
