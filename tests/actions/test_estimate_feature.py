"""Estimates: on their scales, one feature at a time, and never over somebody else's unseen."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.actions.decide_feature import decide_feature
from data.actions.estimate_feature import SCALES, estimate_feature
from data.refused import Conflict, Invalid, NotAllowed
from data.store import writing
from data.tables import Audit, Feature, FeatureEstimate

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def store(engine, cast):
    with writing(engine) as session:
        session.add(Feature(id=1, title="Scan tickets", status="idea"))
        session.flush()
        session.add(Feature(id=2, title="Scanner", status="idea", merged_into_id=1))
    return engine


def estimate(engine, cast, *, actor=None, feature=1, row=1, seen=None, **estimates):
    with writing(engine) as session:
        estimate_feature(
            session,
            actor or cast.product_lead.actor,
            feature_id=feature,
            estimates=estimates,
            row_version=row,
            estimates_version=seen,
            now=NOW,
        )


def stored(engine):
    with writing(engine) as session:
        return session.get(FeatureEstimate, 1)


def test_what_is_named_is_set_and_the_rest_stays(store, cast):
    estimate(store, cast, rice_impact=2.0, rice_confidence=0.8)
    estimate(store, cast, rice_impact=None, ice_ease=7.0, seen=1)
    kept = stored(store)
    assert (kept.rice_impact, kept.rice_confidence, kept.ice_ease) == (None, 0.8, 7.0)
    with writing(store) as session:
        trail = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert trail.before == {"rice_impact": 2.0, "ice_ease": None}
    assert trail.after == {"rice_impact": None, "ice_ease": 7.0}


@pytest.mark.parametrize("name", SCALES)
def test_every_estimate_keeps_to_its_scale(store, cast, name):
    for step in SCALES[name]:
        with writing(store) as session:
            session.query(FeatureEstimate).delete()
        estimate(store, cast, **{name: step})
    for off in (0.0, -1.0, 7.7, float("nan"), float("inf")):
        with pytest.raises(Invalid, match="is one of"):
            estimate(store, cast, seen=1, **{name: off})


@pytest.mark.parametrize("weeks", [0.0, -1.0, 10_001.0, float("nan"), float("inf")])
def test_effort_is_a_number_of_weeks_above_nothing(store, cast, weeks):
    with pytest.raises(Invalid, match="above 0"):
        estimate(store, cast, effort_weeks=weeks)


def test_two_who_estimate_the_second_is_told_and_writes_nothing(store, cast):
    estimate(store, cast, wsjf_size=8.0)
    with pytest.raises(Conflict, match="Petra Nowak changed the estimates of “Scan tickets”"):
        estimate(store, cast, actor=cast.administrator.actor, wsjf_size=3.0)
    assert stored(store).wsjf_size == 8.0


def test_a_change_of_effort_is_told_too_and_a_change_of_status_alone_is_not(store, cast):
    estimate(store, cast, effort_weeks=3.0)
    with pytest.raises(Conflict):
        estimate(store, cast, effort_weeks=4.0)
    with writing(store) as session:
        decide_feature(
            session,
            cast.product_lead.actor,
            feature_id=1,
            status="planned",
            row_version=2,
            now=NOW,
        )
    estimate(store, cast, row=2, seen=1, ice_impact=5.0, effort_weeks=3.0)
    assert stored(store).ice_impact == 5.0


def test_what_cannot_be_estimated_is_said(store, cast):
    with pytest.raises(NotAllowed):
        estimate(store, cast, actor=cast.manager.actor, rice_impact=1.0)
    with pytest.raises(Invalid, match="merged into another"):
        estimate(store, cast, feature=2, rice_impact=1.0)
    with pytest.raises(Invalid, match="Nobody estimates “title”"):
        estimate(store, cast, title=1.0)
    with pytest.raises(Invalid, match="Nothing was changed"):
        estimate(store, cast, rice_impact=None)
