"""Laws of accepting, on generated files: twice is once, two halves are the whole."""

from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, text

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import SETUP
from data.store import reading, writing
from data.tables import Account, Deal, Person, Product, Team
from tests.actions.files import parsed

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = st.sampled_from(["GTX Pro", "gtx  pro", "GTXPro", "MG", "Straße", "STRASSE", "Ⅷ", "a,b\n"])
DAYS = st.dates(date(2020, 1, 1), date(2026, 1, 1))
KEYS = st.text("abcXYZ019-", min_size=1, max_size=4)


@st.composite
def deals(draw):
    state = draw(st.sampled_from(["open", "won", "lost"]))
    closed = draw(DAYS) if state != "open" else None
    return {
        "stage": {"open": "Engaging", "won": "Won", "lost": "Lost"}[state],
        "state": state,
        "product": draw(st.none() | NAMES),
        "owner": draw(st.none() | NAMES),
        "account_name": draw(st.none() | NAMES),
        "name": draw(st.none() | st.text(max_size=5).filter(lambda t: "\0" not in t)),
        "amount_cents": draw(st.integers(0, 2**40)) if state == "won" else None,
        "opened_on": (closed or date(2026, 1, 1)) - timedelta(days=draw(st.integers(0, 900))),
        "closed_on": closed,
    }


FILES = st.dictionaries(KEYS, deals(), max_size=12).map(
    lambda rows: [{"source_key": key} | row for key, row in rows.items()]
)
COLUMNS = {"source_key", "stage", "product", "owner", "account_name", "name", "amount_cents"} | {
    "opened_on",
    "closed_on",
}
LAW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def accept(engine, rows):
    with writing(engine) as session:
        return accept_import(
            session,
            SETUP,
            parsed=parsed("deals", rows, columns=COLUMNS),
            file_name="f.csv",
            file_sha256="0" * 64,
            decisions=Decisions(),
            now=NOW,
        )


def clear(engine):
    with writing(engine) as session:
        for table in ("deal_stages", "deals", "accounts", "products", "people", "settings"):
            session.execute(text(f"DELETE FROM {table}"))


def stored(engine):
    """Everything of the deals that does not depend on the order in which ids were given."""
    query = (
        select(
            Deal.source_key,
            Deal.name,
            Deal.stage,
            Deal.state,
            Deal.amount_cents,
            Deal.opened_on,
            Deal.closed_on,
            Product.name_key,
            Person.name_key,
            Account.name_key,
            Team.name,
        )
        .join(Product, Product.id == Deal.product_id, isouter=True)
        .join(Person, Person.id == Deal.owner_id, isouter=True)
        .join(Account, Account.id == Deal.account_id, isouter=True)
        .join(Team, Team.id == Deal.team_id, isouter=True)
        .order_by(Deal.source_key)
    )
    names = [select(noun.name_key).order_by(noun.name_key) for noun in (Product, Person, Account)]
    with reading(engine) as connection:
        return [connection.execute(each).all() for each in (query, *names)]


@LAW
@given(rows=FILES)
def test_twice_is_once(engine, rows):
    clear(engine)
    first = accept(engine, rows)
    once = stored(engine)
    again = accept(engine, rows)
    assert (first.new, first.updated, first.unchanged) == (len(rows), 0, 0)
    assert (again.new, again.updated, again.unchanged) == (0, 0, len(rows))
    assert stored(engine) == once


@LAW
@given(rows=FILES, at=st.integers(0, 12))
def test_a_file_split_in_two_is_the_whole(engine, rows, at):
    clear(engine)
    accept(engine, rows)
    whole = stored(engine)
    clear(engine)
    accept(engine, rows[:at])
    accept(engine, rows[at:])
    assert stored(engine) == whole


@LAW
@given(before=FILES, after=FILES)
def test_a_newer_file_wins_where_it_speaks_and_leaves_the_rest(engine, before, after):
    clear(engine)
    accept(engine, before)
    accepted = accept(engine, after)
    told = {row["source_key"]: row for row in before} | {row["source_key"]: row for row in after}
    [deals, *_] = stored(engine)
    assert {(d.source_key, d.state, d.amount_cents, d.closed_on, d.name) for d in deals} == {
        (key, row["state"], row["amount_cents"], row["closed_on"], row["name"])
        for key, row in told.items()
    }
    assert accepted.new + accepted.updated + accepted.unchanged == accepted.good == len(after)
    both = {row["source_key"] for row in before} & {row["source_key"] for row in after}
    assert accepted.updated + accepted.unchanged == len(both)


@LAW
@given(rows=FILES, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(engine, rows, order):
    clear(engine)
    accept(engine, rows)
    straight = stored(engine)
    clear(engine)
    shuffled = list(rows)
    order.shuffle(shuffled)
    accept(engine, shuffled)
    assert stored(engine) == straight
