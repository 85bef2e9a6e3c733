"""Settings: what holds for the whole company, set by one person at a time."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.actions.change_setting import change_setting
from data.reads.settings import approved_discount, reporting_currency
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, writing
from data.tables import Audit, Setting

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
EURO, DOLLAR = {"code": "EUR"}, {"code": "USD"}


def put(engine, actor, value=EURO, *, key="currency", seen=None):
    with writing(engine) as session:
        change_setting(session, actor, key=key, value=value, seen=seen, now=NOW)


def kept(engine):
    with reading(engine) as conn:
        return dict(conn.execute(select(Setting.key, Setting.value)).all())


def test_a_setting_holds_and_says_what_was_before(engine, cast):
    admin = cast.administrator.actor
    put(engine, admin, DOLLAR)
    put(engine, admin, EURO, seen=DOLLAR)
    with reading(engine) as conn:
        assert reporting_currency(conn) == "EUR"
    with writing(engine) as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert (last.before, last.after) == (
        {"setting": "currency", "code": "USD"},
        {"setting": "currency", "code": "EUR"},
    )


def test_the_approved_discount_is_null_until_somebody_sets_it(engine, cast):
    with reading(engine) as conn:
        assert approved_discount(conn) is None
    put(engine, cast.administrator.actor, {"approved": 0.15}, key="discount")
    with reading(engine) as conn:
        assert approved_discount(conn) == 0.15
    for wrong in (-0.1, 1.0):
        with pytest.raises(Invalid, match="0% or more and less than 100%"):
            put(
                engine,
                cast.administrator.actor,
                {"approved": wrong},
                key="discount",
                seen={"approved": 0.15},
            )


def test_the_second_of_two_is_told_and_the_first_ones_value_stays(engine, cast):
    put(engine, cast.administrator.actor, DOLLAR)
    with pytest.raises(Conflict, match="Somebody set the currency meanwhile"):
        put(engine, cast.administrator.actor, EURO)
    assert kept(engine) == {"currency": DOLLAR}


def test_of_two_who_set_it_first_at_the_same_moment_one_is_told(engine, cast):
    both, told = threading.Barrier(2), []

    def hurry(value):
        both.wait()
        try:
            put(engine, cast.administrator.actor, value)
        except Conflict as conflict:
            told.append(conflict)

    threads = [threading.Thread(target=hurry, args=(value,)) for value in (EURO, DOLLAR)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert kept(engine)["currency"] in (EURO, DOLLAR)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("colour", {"code": "EUR"}, "There is no setting “colour”. There are company, currency"),
        ("currency", {"code": "EUR", "rate": 1}, r"holds code \(str\) and nothing else"),
        ("currency", {"code": 978}, r"holds code \(str\) and nothing else"),
        ("currency", {"code": "euro"}, "three capital letters"),
        ("company", {"name": " "}, "Fill in the company"),
    ],
)
def test_what_nothing_reads_is_not_kept(engine, cast, key, value, words):
    with pytest.raises(Invalid, match=words):
        put(engine, cast.administrator.actor, value, key=key)
    assert kept(engine) == {}


def test_only_an_administrator_sets(engine, cast):
    with pytest.raises(NotAllowed, match="Ask an administrator"):
        put(engine, cast.executive.actor)
