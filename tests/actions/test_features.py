"""Features: written down once, moved along, each status with its day."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.add_feature import add_feature
from data.actions.decide_feature import decide_feature
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, store_version, writing
from data.tables import Audit, Feature

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def add(engine, actor, title="Seat map on the phone", weeks=3.0):
    with writing(engine) as session:
        return add_feature(session, actor, title=title, effort_weeks=weeks, now=NOW)


def move(engine, actor, feature, status, *, on=date(2026, 5, 4), seen=1):
    with writing(engine) as session:
        decide_feature(
            session, actor, feature_id=feature, status=status, reason="So it is.",
            row_version=seen, now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        )  # fmt: skip


def stored(engine, feature):
    with writing(engine) as session:
        return session.get(Feature, feature)


def test_a_new_feature_is_an_idea_on_record(engine, cast):
    lead = cast.product_lead.actor
    feature = add(engine, lead, title="  Seat map \n on the phone ")
    assert (stored(engine, feature).title, stored(engine, feature).status) == (
        "Seat map on the phone",
        "idea",
    )
    with writing(engine) as session:
        kept = session.scalars(select(Audit).where(Audit.action == "add_feature")).one()
    assert (kept.actor_id, kept.subject_id, kept.before) == (lead.person_id, feature, None)
    assert kept.after == {"title": "Seat map on the phone", "status": "idea", "effort_weeks": 3.0}


def test_a_feature_has_one_title_whatever_its_case(engine, cast):
    add(engine, cast.product_lead.actor)
    with pytest.raises(Invalid, match="There is a feature “Seat map on the phone” already"):
        add(engine, cast.product_lead.actor, title="SEAT MAP on the phone")


@pytest.mark.parametrize(
    ("title", "weeks", "words"),
    [(" ", None, "Give the feature a title"), ("Gift cards", 0, "must be above 0 weeks")],
)
def test_a_feature_needs_a_title_and_no_empty_effort(engine, cast, title, weeks, words):
    with pytest.raises(Invalid, match=words):
        add(engine, cast.product_lead.actor, title=title, weeks=weeks)


def test_a_sales_manager_adds_no_feature_and_nothing_is_written(engine, cast):
    with reading(engine) as conn:
        before = store_version(conn)
    with pytest.raises(NotAllowed, match="Ask a product lead or an administrator"):
        add(engine, cast.manager.actor)
    with reading(engine) as conn:
        assert store_version(conn) == before


def test_a_shipped_feature_keeps_the_day_it_began_and_the_day_it_shipped(engine, cast):
    lead = cast.product_lead.actor
    feature = add(engine, lead)
    move(engine, lead, feature, "building", on=date(2026, 3, 2))
    move(engine, lead, feature, "shipped", on=date(2026, 5, 1), seen=2)
    kept = stored(engine, feature)
    assert (kept.status, kept.started_on, kept.shipped_on, kept.declined_on) == (
        "shipped",
        date(2026, 3, 2),
        date(2026, 5, 1),
        None,
    )


def test_a_feature_that_goes_back_forgets_what_is_no_longer_so(engine, cast):
    lead = cast.product_lead.actor
    feature = add(engine, lead)
    move(engine, lead, feature, "building", on=date(2026, 3, 2))
    move(engine, lead, feature, "declined", on=date(2026, 4, 2), seen=2)
    move(engine, lead, feature, "planned", seen=3)
    kept = stored(engine, feature)
    assert (kept.started_on, kept.shipped_on, kept.declined_on) == (None, None, None)


def test_two_who_move_a_feature_the_second_is_told_who_was_first(engine, cast):
    feature = add(engine, cast.product_lead.actor)
    move(engine, cast.product_lead.actor, feature, "planned")
    with pytest.raises(Conflict, match="Petra Nowak changed “Seat map on the phone”"):
        move(engine, cast.administrator.actor, feature, "declined")
    assert stored(engine, feature).status == "planned"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("done", "A feature is one of idea, planned, building, shipped, declined"),
        ("building", "is building already"),
    ],
)
def test_a_status_that_cannot_be_is_refused(engine, cast, status, words):
    lead = cast.product_lead.actor
    feature = add(engine, lead)
    move(engine, lead, feature, "building", on=date(2026, 3, 2))
    with pytest.raises(Invalid, match=words):
        move(engine, lead, feature, status, seen=2)


def test_a_decision_is_one_entry_of_the_trail_with_what_was_so_before(engine, cast):
    lead = cast.product_lead.actor
    feature = add(engine, lead)
    move(engine, lead, feature, "building", on=date(2026, 3, 2))
    move(engine, lead, feature, "shipped", seen=2)
    with reading(engine) as conn:
        of_it = select(Audit).where(Audit.subject_id == feature).order_by(Audit.id)
        *_, kept = conn.execute(of_it).all()
    assert [kept.action, kept.before] == [
        "decide_feature", {"status": "building", "started_on": "2026-03-02"},
    ]  # fmt: skip
    assert kept.after == {
        "status": "shipped", "started_on": "2026-03-02", "shipped_on": "2026-05-04",
        "reason": "So it is.", "words": None,
    }  # fmt: skip


def test_a_feature_that_is_gone_is_said_to_be_gone(engine, cast):
    with pytest.raises(Invalid, match="not here any more"):
        move(engine, cast.product_lead.actor, 99, "planned")
