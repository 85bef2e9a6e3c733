from datetime import UTC, date, datetime

import pytest

from data.actions.track_outcome import TRACKABLE, stop_tracking, track_outcome
from data.reads.scope import EVERYTHING
from data.reads.tracked import shipped, tracked
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, writing
from data.tables import Audit, Feature
from metrics import before_after

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SHIPPED = date(2026, 4, 1)


@pytest.fixture
def features(engine, cast):
    with writing(engine) as session:
        both = [
            Feature(title="Reminder", status="shipped", shipped_on=SHIPPED),
            Feature(title="Seat map", status="building"),
        ]
        session.add_all(both)
        session.flush()
        return [one.id for one in both]


@pytest.fixture
def track(engine, features):
    def _track(me, **said):
        with writing(engine) as session:
            asked = {"feature_id": features[0], "metric": "close-rate", "days": 90} | said
            return track_outcome(session, me.actor, **asked, now=NOW)

    return _track


def seen(engine):
    with reading(engine) as connection:
        return tracked(connection, EVERYTHING)


def test_a_shipped_feature_is_tracked_by_whoever_may_and_no_longer(engine, cast, features, track):
    kept = track(cast.product_lead)
    [one] = seen(engine)
    assert (one.id, one.feature, one.shipped_on) == (kept, "Reminder", SHIPPED)
    assert (one.metric, one.days, one.by) == ("close-rate", 90, "Petra Nowak")
    with reading(engine) as connection:
        assert shipped(connection, EVERYTHING) == {features[0]: ("Reminder", SHIPPED)}
    with writing(engine) as session:
        stop_tracking(
            session, cast.executive.actor, tracked_id=kept, row_version=one.row_version, now=NOW
        )
    assert seen(engine) == ()
    with reading(engine) as connection:
        rows = connection.execute(Audit.__table__.select().order_by(Audit.id)).all()
    told = {"feature_id": features[0], "metric": "close-rate", "days": 90}
    assert [(row.action, row.before, row.after) for row in rows] == [
        ("track_outcome", None, told),
        ("stop_tracking", told, None),
    ]


def test_what_cannot_be_tracked_is_refused_in_words(cast, features, track):
    for who in (cast.manager, cast.member):
        with pytest.raises(NotAllowed):
            track(who)
    with pytest.raises(Invalid, match="has not shipped"):
        track(cast.executive, feature_id=features[1])
    with pytest.raises(Invalid, match="not here any more"):
        track(cast.executive, feature_id=999)
    with pytest.raises(Invalid, match="cannot be told"):
        track(cast.executive, metric="payout")
    with pytest.raises(Invalid, match="180 or 365"):
        track(cast.executive, days=7)


def test_the_same_twice_and_what_changed_meanwhile_are_conflicts(engine, cast, track):
    kept = track(cast.product_lead)
    with pytest.raises(Conflict, match="already"):
        track(cast.executive, days=30)
    for key, version in ((kept, 9), (999, 1)):
        with pytest.raises(Conflict, match="meanwhile"), writing(engine) as session:
            stop_tracking(
                session, cast.executive.actor, tracked_id=key, row_version=version, now=NOW
            )
    assert len(seen(engine)) == 1


def test_what_may_be_tracked_is_what_can_be_measured():
    assert tuple(before_after.TRACKABLE) == TRACKABLE
