"""Weights of a composite: who may set them, from when they hold, and two setting at once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.set_composite import WEIGHABLE, set_composite
from data.reads.composites import composites, in_force
from data.reads.scope import EVERYTHING
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, writing
from data.tables import Audit
from metrics.scorecards_measures import MEASURES

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HALVES = {"net-retention": 5_000, "promise-keeping": 5_000}


@pytest.fixture
def weigh(engine, cast):
    def _weigh(person="executive", *, weights=HALVES, day=date(2026, 1, 1), based_on=None, **how):
        said = {"name": "Kept", "mean": "geometric"} | how
        actor = getattr(cast, person).actor
        with writing(engine) as session:
            return set_composite(
                session,
                actor,
                weights=weights,
                in_force_from=day,
                based_on=based_on,
                now=NOW,
                **said,
            )

    return _weigh


def kept(engine):
    with reading(engine) as connection:
        return composites(connection, EVERYTHING)


def test_what_may_be_weighed_is_what_stands_on_a_scorecard():
    assert set(WEIGHABLE) == {measure.slug for measure in MEASURES}


def test_weights_hold_from_their_day_on_and_the_older_ones_before(engine, weigh):
    assert weigh() == 1
    assert weigh("administrator", day=date(2026, 4, 1), based_on=1, name=" Late  riser ") == 2
    both = kept(engine)
    assert [(one.number, one.name, one.by) for one in both] == [
        (2, "Late riser", "Ada Root"),
        (1, "Kept", "Edda Stone"),
    ]
    assert in_force(both, date(2025, 12, 31)) is None
    assert in_force(both, date(2026, 3, 31)).number == 1
    assert in_force(both, date(2026, 4, 1)).number == 2
    assert dict(both[0].weights) == HALVES


def test_of_two_that_begin_on_a_day_the_newer_holds(engine, weigh):
    weigh()
    weigh(based_on=1)
    assert in_force(kept(engine), date(2026, 1, 1)).number == 2


@pytest.mark.parametrize("person", ["manager", "member", "product_lead"])
def test_only_an_executive_or_an_administrator_weighs(weigh, person):
    with pytest.raises(NotAllowed, match="Ask an administrator or an executive"):
        weigh(person)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"weights": {"net-retention": 9_000}}, "add up to 90%"),
        ({"weights": {"charm": 10_000}}, "No metric here is called charm"),
        ({"weights": {"net-retention": 11_000, "close-rate": -1_000}}, "0 or more"),
        ({"mean": "harmonic"}, "arithmetic or geometric"),
        ({"name": "  "}, "Give the weights a name"),
        ({"name": "x" * 81}, "longer than 80"),
    ],
)
def test_what_does_not_make_a_figure_is_refused_in_words(engine, weigh, said, words):
    with pytest.raises(Invalid, match=words):
        weigh(**said)
    assert kept(engine) == ()


def test_who_did_not_see_the_newest_weights_is_told(engine, weigh):
    weigh()
    with pytest.raises(Conflict, match="Somebody set weights meanwhile"):
        weigh(based_on=None)
    assert len(kept(engine)) == 1


def test_it_is_on_record(engine, weigh):
    weigh()
    with writing(engine) as session:
        row = session.scalars(select(Audit).where(Audit.action == "set_composite")).one()
        assert row.after["weights"] == HALVES
        assert row.after["in_force_from"] == "2026-01-01"
