"""The trail is read newest first, a page at a time, for those who see every team."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.actions.permissions import SETUP, Actor
from data.actions.record import record
from data.reads.audit import Wanted, actors, entries
from data.reads.scope import EVERYTHING, Scope
from data.refused import NotAllowed
from data.store import reading, writing
from data.tables import Product, Team

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def trail(engine):
    """Seven entries, a day apart: Ann's on the even days, the setup's on the odd."""
    ann = Actor(None, "Ann", "administrator")
    with writing(engine) as session:
        session.add(Team(id=1, name="Harbour"))
        session.add(Product(id=1, source="p", source_key="1", name="Basic", name_key="basic"))
        session.flush()
        for day in range(7):
            record(
                session,
                SETUP if day % 2 else ann,
                "map_subject" if day % 2 else "change_person",
                "products" if day % 2 else "teams",
                1 if day < 6 else 99,
                after={"day": day},
                now=NOON + timedelta(days=day),
            )
    return engine


def days(engine, wanted=Wanted(), **how):  # noqa: B008
    with reading(engine) as connection:
        return [
            entry.after["day"]
            for entry in entries(connection, EVERYTHING, wanted, **{"limit": 50, **how})
        ]


def test_newest_first_and_no_more_than_asked_for(trail):
    assert days(trail) == [6, 5, 4, 3, 2, 1, 0]
    assert days(trail, limit=3) == [6, 5, 4]


def test_paging_by_the_last_entry_seen_misses_and_repeats_nothing(trail):
    seen, last = [], None
    for _ in range(5):
        with reading(trail) as connection:
            page = entries(connection, EVERYTHING, Wanted(), limit=2, older_than=last)
        if page:
            last = page[-1].id
        seen += [entry.after["day"] for entry in page]
    assert seen == [6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(actor="Ann"), [6, 4, 2, 0]),
        (Wanted(action="map_subject"), [5, 3, 1]),
        (Wanted(subject="products"), [5, 3, 1]),
        (Wanted(since=date(2026, 5, 8)), [6, 5, 4]),
        (Wanted(until=date(2026, 5, 5)), [1, 0]),
        (Wanted("Setup", "map_subject", "products", date(2026, 5, 6), date(2026, 5, 7)), [3]),
        (Wanted(actor="Nobody"), []),
    ],
)
def test_each_filter_leaves_out_the_rest(trail, wanted, expected):
    assert days(trail, wanted) == expected


def test_a_subject_is_called_what_it_is_called_today_and_null_when_it_is_gone(trail):
    with reading(trail) as connection:
        found = entries(connection, EVERYTHING, Wanted(), limit=50)
        assert actors(connection, EVERYTHING) == ("Ann", "Setup")
    assert [entry.called for entry in found] == [None, "Basic", "Harbour"] + [
        "Basic",
        "Harbour",
    ] * 2


def test_who_does_not_see_every_team_reads_none_of_it(trail):
    with reading(trail) as connection:
        with pytest.raises(NotAllowed, match="covers every team"):
            entries(connection, Scope((1,)), Wanted(), limit=1)
        assert actors(connection, Scope((1,))) == ()


def test_ids_read_as_names_and_stay_ids_where_the_row_is_gone(trail):
    with writing(trail) as session:
        record(
            session,
            SETUP,
            "make_promise",
            "promises",
            None,
            before={"team_id": 1, "product_id": None},
            after={"team_id": 99, "product_id": 1, "deal_id": None},
            now=NOON,
        )
    with reading(trail) as connection:
        [newest] = entries(connection, EVERYTHING, Wanted(), limit=1)
    assert newest.before == {"team": "Harbour", "product_id": None}
    assert newest.after == {"team_id": 99, "product": "Basic", "deal_id": None}
