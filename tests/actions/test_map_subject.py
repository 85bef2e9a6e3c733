"""Mapping: what products and features serve from a day on, never changing a day that is over."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from data.actions.map_subject import Serves, map_subject, map_subjects
from data.actions.permissions import SETUP
from data.actions.publish_strategy import PillarDraft, publish_strategy
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.refused import Conflict, Invalid, NotAllowed
from data.store import EVER, reading, store_version, writing
from data.tables import Audit, Feature, Mapping, Pillar, Product
from tests.cast import cast_in

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TODAY = NOW.date()
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def stocked(engine):
    """Pillars 1 Fill seats and 2 Win back; products 1 Basic and 2 Plus; feature 1 Reminder."""
    with writing(engine) as session:
        publish_strategy(
            session,
            SETUP,
            mission="Fill every seat",
            pillars=(PillarDraft("Fill seats", 6000), PillarDraft("Win back", 4000)),
            in_force_from=date(2026, 1, 1),
            based_on=None,
            now=YESTERDAY,
        )
        for number, name in ((1, "Basic"), (2, "Plus")):
            session.add(
                Product(
                    id=number,
                    source="plain",
                    source_key=name,
                    name=name,
                    name_key=name.lower(),
                )
            )
        session.add(Feature(id=1, title="Reminder", status="idea"))
    return engine


def save(engine, shares=None, *, day=EVER, based_on=None, now=NOW, actor=SETUP, **subject):
    with writing(engine) as session:
        return map_subject(
            session,
            actor,
            **(subject or {"product_id": 1}),
            shares_bp={1: 10_000} if shares is None else shares,
            effective_from=day,
            based_on=based_on,
            now=now,
        )


def mappings(engine):
    with reading(engine) as connection:
        return strategy_frames(connection, EVERYTHING).mappings.rows()


def test_a_first_mapping_covers_all_history(stocked):
    save(stocked, {1: 2500, 2: 7500})
    assert mappings(stocked) == [(1, None, EVER, None, 1, 2500), (1, None, EVER, None, 2, 7500)]


def test_outside_the_strategy_is_a_mapping_without_pillars(stocked):
    save(stocked, {}, feature_id=1)
    assert mappings(stocked) == [(None, 1, EVER, None, None, 10_000)]


def test_a_later_mapping_leaves_the_days_before_it_alone(stocked):
    first = save(stocked, now=YESTERDAY)
    save(stocked, {}, day=TODAY, based_on=first)
    assert mappings(stocked) == [
        (1, None, EVER, TODAY, 1, 10_000),
        (1, None, TODAY, None, None, 10_000),
    ]


def test_a_slip_is_put_right_on_its_own_day_only(stocked):
    first = save(stocked)
    second = save(stocked, {2: 10_000}, based_on=first)
    assert mappings(stocked) == [(1, None, EVER, None, 2, 10_000)]
    with pytest.raises(Invalid, match="begins today or later, so that no past quarter changes"):
        save(stocked, based_on=second, now=NOW + timedelta(days=1))


def test_no_day_that_is_over_gets_another_mapping(stocked):
    first = save(stocked, now=YESTERDAY, day=date(2026, 2, 1))
    with pytest.raises(Invalid, match="Basic has been mapped since 2026-02-01"):
        save(stocked, based_on=first, day=date(2026, 3, 1))
    save(stocked, {}, based_on=first, day=date(2025, 1, 1))
    assert mappings(stocked) == [
        (1, None, date(2025, 1, 1), date(2026, 2, 1), None, 10_000),
        (1, None, date(2026, 2, 1), None, 1, 10_000),
    ]


def test_a_mapping_that_has_not_begun_is_replaced_from_its_day(stocked):
    july = date(2026, 7, 1)
    first = save(stocked, now=YESTERDAY)
    later = save(stocked, {}, now=YESTERDAY, day=july, based_on=first)
    with pytest.raises(Invalid, match="begins on 2026-07-01"):
        save(stocked, day=TODAY, based_on=later)
    save(stocked, {2: 10_000}, day=july, based_on=later)
    assert mappings(stocked)[1:] == [(1, None, july, None, 2, 10_000)]


WRONG = [
    ({1: 9000}, "The shares sum to 90%. They must sum to 100%"),
    ({1: 10_000, 2: 0}, "Leave a pillar out rather than giving it a share of 0"),
    ({1: 12_000, 2: -2000}, "Leave a pillar out"),
    ({9: 10_000}, "pillars is not here any more"),
]


@pytest.mark.parametrize(("shares", "words"), WRONG, ids=[words for _, words in WRONG])
def test_shares_that_break_a_rule_are_refused_in_words(stocked, shares, words):
    with pytest.raises(Invalid, match=words):
        save(stocked, shares)
    assert mappings(stocked) == []


def test_a_subject_that_is_gone_is_refused_and_two_at_once_is_a_bug(stocked):
    with pytest.raises(Invalid, match="not here any more"):
        save(stocked, product_id=99)
    with pytest.raises(ValueError, match="one subject"):
        save(stocked, product_id=1, feature_id=1)


def test_each_role_may_or_may_not(stocked):
    cast = cast_in(stocked)
    for me in (cast.manager, cast.member, cast.outsider):
        with pytest.raises(NotAllowed, match="Ask a product lead or an administrator"):
            save(stocked, actor=me.actor)
    latest = None
    for me in (cast.executive, cast.product_lead, cast.administrator):
        latest = save(stocked, actor=me.actor, based_on=latest)
    assert len(mappings(stocked)) == 1


def test_the_second_of_two_is_told(stocked):
    save(stocked)
    with pytest.raises(Conflict, match="Somebody else mapped Basic meanwhile"):
        save(stocked, {})
    assert mappings(stocked) == [(1, None, EVER, None, 1, 10_000)]


def test_two_save_at_the_same_moment_and_exactly_one_is_told(stocked):
    together = threading.Barrier(2)
    outcome = []

    def person(shares):
        together.wait()
        try:
            outcome.append(save(stocked, shares))
        except Conflict as told:
            outcome.append(str(told))

    people = [threading.Thread(target=person, args=(shares,)) for shares in ({}, {2: 10_000})]
    for each in people:
        each.start()
    for each in people:
        each.join(60)
    assert sum("meanwhile" in str(words) for words in outcome) == 1
    assert len(mappings(stocked)) == 1
    with reading(stocked) as connection:
        assert len(connection.execute(select(Mapping.id)).all()) == 1


def test_many_are_mapped_at_once_or_none(stocked):
    both = [
        Serves({1: 10_000}, EVER, None, product_id=2),
        Serves({1: 10_000}, EVER, None, product_id=1),
        Serves({}, EVER, None, feature_id=1),
    ]
    save(stocked, {})
    with pytest.raises(Conflict, match="mapped Basic"), writing(stocked) as session:
        map_subjects(session, SETUP, wanted=both, now=NOW)
    assert len(mappings(stocked)) == 1
    del both[1]
    with writing(stocked) as session:
        assert len(map_subjects(session, SETUP, wanted=both, now=NOW)) == 2
    assert sorted(mappings(stocked), key=str) == [
        (1, None, EVER, None, None, 10_000),
        (2, None, EVER, None, 1, 10_000),
        (None, 1, EVER, None, None, 10_000),
    ]


def test_two_map_many_in_opposite_orders_and_neither_waits_for_ever(stocked):
    together = threading.Barrier(2)
    outcome = []

    def person(order):
        wanted = [Serves({}, EVER, None, product_id=number) for number in order]
        together.wait()
        try:
            with writing(stocked) as session:
                outcome.append(map_subjects(session, SETUP, wanted=wanted, now=NOW))
        except Conflict as told:
            outcome.append(str(told))

    people = [threading.Thread(target=person, args=(order,)) for order in ((1, 2), (2, 1))]
    for each in people:
        each.start()
    for each in people:
        each.join(60)
    assert sorted(type(words).__name__ for words in outcome) == ["list", "str"]
    assert len(mappings(stocked)) == 2


def test_the_trail_says_both_mappings_by_the_pillars_names(stocked):
    first = save(stocked, {1: 2500, 2: 7500})
    save(stocked, {}, day=TODAY, based_on=first)
    with reading(stocked) as connection:
        rows = connection.execute(
            select(Audit.__table__).where(Audit.action == "map_subject").order_by(Audit.id)
        ).all()
        moved = store_version(connection)
    assert [(row.subject, row.subject_id) for row in rows] == [("products", 1)] * 2
    assert rows[0].before is None
    assert rows[0].after == {
        "from": "1900-01-01",
        "serves_bp": {"Fill seats": 2500, "Win back": 7500},
    }
    assert rows[1].before == rows[0].after
    assert rows[1].after == {"from": "2026-05-04", "serves_bp": "outside the strategy"}
    assert moved == 3


def test_pillars_of_any_version_may_be_served(stocked):
    with writing(stocked) as session:
        publish_strategy(
            session,
            SETUP,
            mission="m",
            pillars=(PillarDraft("Fill seats", 10_000),),
            in_force_from=TODAY,
            based_on=1,
            now=NOW,
        )
        gone = session.scalars(select(Pillar.id).where(Pillar.name == "Win back")).one()
    save(stocked, {gone: 10_000})
    assert mappings(stocked) == [(1, None, EVER, None, gone, 10_000)]
