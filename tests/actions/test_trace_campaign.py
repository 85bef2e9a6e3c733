import pytest

from data.actions.trace_campaign import trace_campaign
from data.refused import Conflict, Invalid, NotAllowed
from data.store import writing
from data.tables import Audit, Campaign, Feature
from tests import reminded
from tests.small_company import LONG_AGO


@pytest.fixture
def ended(engine):
    """A campaign that is over, and a feature."""
    with writing(engine) as session:
        feature = Feature(title="Reminder", status="idea")
        session.add(feature)
        session.flush()
        return reminded.campaign(session), feature.id


def test_a_campaign_that_has_begun_can_still_be_traced_to_its_feature(engine, cast, ended):
    campaign, feature = ended
    with writing(engine) as session:
        trace_campaign(
            session,
            cast.executive.actor,
            campaign_id=campaign,
            feature_id=feature,
            row_version=1,
            now=LONG_AGO,
        )
    with writing(engine) as session:
        assert session.get_one(Campaign, campaign).feature_id == feature
        said = session.query(Audit).filter_by(action="trace_campaign").one()
        assert (said.before, said.after) == ({"feature_id": None}, {"feature_id": feature})


def test_who_may_not_and_what_is_not_there_is_refused(engine, cast, ended):
    campaign, feature = ended

    def trace(who, **changed):
        with writing(engine) as session:
            kept = {"campaign_id": campaign, "feature_id": feature, "row_version": 1, **changed}
            trace_campaign(session, who.actor, **kept, now=LONG_AGO)

    with pytest.raises(NotAllowed):
        trace(cast.manager)
    with pytest.raises(Conflict, match="Somebody changed"):
        trace(cast.executive, row_version=9)
    with pytest.raises(Invalid, match="not here any more"):
        trace(cast.executive, feature_id=999)
    with pytest.raises(Invalid, match="not here any more"):
        trace(cast.executive, campaign_id=999)
