"""Publishing: words of each refusal, the day's rules, two at once, and a past that stays."""

import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data.actions.permissions import PERMISSIONS, SETUP, Actor
from data.actions.publish_strategy import (
    ObjectiveDraft,
    PillarDraft,
    publish_strategy,
    validate,
)
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import in_force, versions
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, store_version, writing
from data.tables import Audit, Pillar, StrategyVersion
from tests.cast import cast_in

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TODAY = NOW.date()
JANUARY = date(2026, 1, 1)
TWO = (PillarDraft("Fill seats", 6000), PillarDraft("Win back", 4000))


def publish(engine, *, day=TODAY, based_on=None, pillars=TWO, now=NOW, actor=SETUP, **more):
    with writing(engine) as session:
        return publish_strategy(
            session,
            actor,
            mission=more.pop("mission", "Fill every seat"),
            pillars=pillars,
            in_force_from=day,
            based_on=based_on,
            now=now,
            **more,
        )


def history(engine):
    with reading(engine) as connection:
        return versions(connection, EVERYTHING)


def spans(engine):
    with reading(engine) as connection:
        frames = strategy_frames(connection, EVERYTHING)
    return frames.versions.select("number", "in_force_from", "until_on").rows()


def test_the_first_version_is_kept_as_it_was_given(engine):
    number = publish(
        engine,
        day=JANUARY,
        mission="  Fill every seat ",
        pillars=(PillarDraft(" Fill seats", 6000, " all of them "), PillarDraft("Win back", 4000)),
        objectives=(ObjectiveDraft("Win back", "Remind", "share", "5%", date(2026, 12, 31)),),
    )
    assert number == 1
    [version] = history(engine)
    assert (version.mission, version.in_force_from, version.until_on, version.held) == (
        "Fill every seat",
        JANUARY,
        None,
        True,
    )
    assert [(p.name, p.meaning, p.target_bp) for p in version.pillars] == [
        ("Fill seats", "all of them", 6000),
        ("Win back", None, 4000),
    ]
    [aim] = version.objectives
    assert (aim.pillar, aim.text, aim.measure, aim.target, aim.due_on) == (
        "Win back",
        "Remind",
        "share",
        "5%",
        date(2026, 12, 31),
    )


def test_each_role_may_or_may_not(engine):
    cast = cast_in(engine)
    for me in (cast.manager, cast.member, cast.outsider, cast.product_lead):
        with pytest.raises(NotAllowed, match="Ask an administrator or an executive") as told:
            publish(engine, actor=me.actor)
        assert me.name in str(told.value)
        assert me.role not in PERMISSIONS["publish_strategy"]
    assert publish(engine, actor=cast.executive.actor) == 1
    assert publish(engine, actor=cast.administrator.actor, based_on=1) == 2
    assert [version.published_by for version in history(engine)] == ["Edda Stone", "Ada Root"]


WRONG = [
    ({"mission": "  "}, "Write the mission first"),
    ({"pillars": ()}, "at least one pillar"),
    ({"pillars": (PillarDraft(" ", 10_000),)}, "Every pillar needs a name"),
    ({"pillars": (PillarDraft("A", 5000), PillarDraft("a ", 5000))}, "Two pillars are called “a”"),
    ({"pillars": (PillarDraft("A", 9000),)}, "sum to 90%. They must sum to 100%: add 10 points"),
    ({"pillars": (PillarDraft("A", 10_050),)}, "sum to 100.5%.*take away 0.5 points"),
    ({"pillars": (PillarDraft("A", 11_000), PillarDraft("B", -1000))}, "cannot be negative"),
    ({"pillars": (PillarDraft("A", 10_000, None, 77),)}, "not here any more"),
    ({"objectives": (ObjectiveDraft("Nowhere", "x"),)}, "“x” names no pillar"),
    ({"objectives": (ObjectiveDraft("Win back", " "),)}, "needs its text"),
]


@pytest.mark.parametrize(("given_", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_breaks_a_rule_is_refused_in_words_and_leaves_nothing(sqlite_engine, given_, words):
    with pytest.raises(Invalid, match=words):
        publish(sqlite_engine, **given_)
    assert history(sqlite_engine) == ()
    with reading(sqlite_engine) as connection:
        assert store_version(connection) == 0


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
def test_shares_are_accepted_exactly_when_they_sum_to_one(shares):
    pillars = [PillarDraft(f"p{n}", share) for n, share in enumerate(shares)]
    if sum(shares) == 10_000:
        validate("m", pillars, ())
    else:
        with pytest.raises(Invalid, match="must sum to 100%"):
            validate("m", pillars, ())


def test_a_new_version_supersedes_and_the_past_keeps_the_old(engine):
    publish(engine, day=JANUARY)
    before = spans(engine)
    tomorrow = TODAY + timedelta(days=1)
    publish(engine, day=tomorrow, based_on=1, now=NOW)
    assert before == [(1, JANUARY, None)]
    assert spans(engine) == [(1, JANUARY, tomorrow), (2, tomorrow, None)]
    old, new = history(engine)
    assert in_force((old, new), TODAY) == old
    assert in_force((old, new), tomorrow) == new
    assert in_force((old, new), JANUARY - timedelta(days=1)) is None


def test_no_day_that_is_over_gets_another_strategy(engine):
    publish(engine, day=JANUARY, now=NOW - timedelta(days=30))
    with pytest.raises(Invalid, match="begins today or later, so that no past quarter changes"):
        publish(engine, day=TODAY - timedelta(days=1), based_on=1)
    with pytest.raises(Invalid, match="in force since 2026-01-01"):
        publish(engine, day=JANUARY, based_on=1)
    assert spans(engine) == [(1, JANUARY, None)]


def test_an_older_strategy_goes_on_record_before_the_first(engine):
    publish(engine, day=JANUARY, now=NOW - timedelta(days=30))
    assert publish(engine, day=date(2024, 1, 1), based_on=1) == 2
    assert spans(engine) == [(2, date(2024, 1, 1), JANUARY), (1, JANUARY, None)]
    # … and the next one is still measured against the last to begin, not the last on record.
    publish(engine, day=TODAY + timedelta(days=9), based_on=2)
    with pytest.raises(Invalid, match="begins on 2026-05-13 already"):
        publish(engine, day=TODAY, based_on=3)


def test_a_slip_is_put_right_on_its_own_day_only(engine):
    publish(engine, day=JANUARY)
    assert publish(engine, day=JANUARY, based_on=1, mission="Fill every good seat") == 2
    assert spans(engine) == [(2, JANUARY, None)]
    assert [version.held for version in history(engine)] == [False, True]
    with pytest.raises(Invalid, match="no past quarter changes"):
        publish(engine, day=JANUARY, based_on=2, now=NOW + timedelta(days=1))


def test_a_version_that_has_not_begun_is_replaced_from_its_day(engine):
    publish(engine, day=JANUARY, now=NOW - timedelta(days=30))
    july = date(2026, 7, 1)
    publish(engine, day=july, based_on=1, now=NOW - timedelta(days=3))
    assert publish(engine, day=july, based_on=2) == 3
    assert spans(engine) == [(1, JANUARY, july), (3, july, None)]


def test_a_renamed_pillar_stays_the_same_pillar(engine):
    publish(engine)
    [first] = history(engine)
    seats = first.pillars[0].pillar_id
    renamed = (PillarDraft("Sell out", 6000, None, seats), PillarDraft("Win back", 4000))
    publish(engine, based_on=1, pillars=renamed)
    second = history(engine)[1]
    assert [p.pillar_id for p in second.pillars] == [p.pillar_id for p in first.pillars]
    # Typed again without its id, in whatever case and by any of its names, it is still that one.
    publish(engine, based_on=2, pillars=(PillarDraft("SELL OUT", 10_000),))
    publish(engine, based_on=3, pillars=(PillarDraft("fill seats", 10_000),))
    assert {version.pillars[0].pillar_id for version in history(engine)} == {seats}


def test_a_new_pillar_does_not_take_the_former_name_of_another(engine):
    publish(engine)
    seats = history(engine)[0].pillars[0].pillar_id
    swapped = (PillarDraft("Sell out", 6000, None, seats), PillarDraft("Fill seats", 4000))
    with pytest.raises(Invalid, match="“Fill seats” is a former name of the pillar “Sell out”"):
        publish(engine, based_on=1, pillars=swapped)
    with reading(engine) as connection:
        assert connection.execute(select(Pillar.name)).scalars().all() == ["Fill seats", "Win back"]


def test_the_trail_says_both_versions_in_full(engine):
    cast = cast_in(engine)
    publish(engine, day=JANUARY, actor=cast.executive.actor)
    publish(
        engine,
        based_on=1,
        actor=cast.executive.actor,
        mission="Sell out",
        objectives=(ObjectiveDraft("Win back", "Remind", due_on=date(2026, 9, 1)),),
    )
    with reading(engine) as connection:
        first, second = connection.execute(select(Audit.__table__).order_by(Audit.id)).all()
    assert first.before is None
    assert first.after == {
        "number": 1,
        "mission": "Fill every seat",
        "in_force_from": "2026-01-01",
        "targets_bp": {"Fill seats": 6000, "Win back": 4000},
        "meanings": {},
        "objectives": [],
    }
    assert second.before == first.after
    assert second.after["objectives"] == [["Win back", "Remind", None, None, "2026-09-01"]]
    assert (second.actor_name, second.action, second.at) == ("Edda Stone", "publish_strategy", NOW)


def test_the_second_of_two_is_told_who_was_first(engine):
    cast = cast_in(engine)
    publish(engine)
    publish(engine, based_on=1, actor=cast.executive.actor)
    with pytest.raises(Conflict, match="Edda Stone published version 2 while you were editing"):
        publish(engine, based_on=1, actor=cast.administrator.actor, mission="Mine")
    assert [version.number for version in history(engine)] == [1, 2]


def test_two_publish_at_the_same_moment_and_exactly_one_is_told(engine):
    publish(engine, day=JANUARY, now=NOW - timedelta(days=30))
    together = threading.Barrier(2)
    outcome = {}

    def person(name):
        together.wait()
        try:
            outcome[name] = publish(
                engine, based_on=1, mission=name, actor=Actor(None, name, "executive")
            )
        except Conflict as told:
            outcome[name] = str(told)

    people = [threading.Thread(target=person, args=(name,)) for name in ("Ann", "Bob")]
    for each in people:
        each.start()
    for each in people:
        each.join(60)
    assert sorted(map(str, outcome.values()))[0] == "2"
    [told] = [words for words in outcome.values() if words != 2]
    assert "published" in told
    [winner] = [name for name, words in outcome.items() if words == 2]
    assert [version.mission for version in history(engine)] == ["Fill every seat", winner]
    with reading(engine) as connection:
        assert store_version(connection) == 2


def _somebody_waits(engine) -> bool:
    waits = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with reading(engine) as connection:
        return bool(connection.exec_driver_sql(waits).scalar())


def test_the_second_waits_for_an_open_transaction_and_is_then_told(pg_engine):
    # PostgreSQL lets both look before either has written: the number, taken once, decides.
    publish(pg_engine, day=JANUARY, now=NOW - timedelta(days=30))
    told = []

    def second():
        try:
            publish(pg_engine, based_on=1, mission="Second")
        except Conflict as words:
            told.append(str(words))

    with writing(pg_engine) as session:
        publish_strategy(
            session,
            SETUP,
            mission="First",
            pillars=TWO,
            in_force_from=TODAY,
            based_on=1,
            now=NOW,
        )
        thread = threading.Thread(target=second)
        thread.start()
        while not _somebody_waits(pg_engine):
            time.sleep(0.01)
        assert thread.is_alive()
    thread.join(60)
    assert told == [
        "Somebody published a strategy at the same moment. Look at it, then publish yours."
    ]
    assert [version.mission for version in history(pg_engine)] == ["Fill every seat", "First"]


def test_a_draft_left_behind_is_never_read(engine):
    with writing(engine) as session:
        session.add(StrategyVersion(number=1, mission="m", in_force_from=JANUARY, published_at=NOW))
    assert history(engine) == ()
    assert spans(engine) == []
