"""The strategy as frames: what held when, on both databases; ties, gaps and drafts."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.actions.map_subject import map_subject
from data.actions.permissions import SETUP
from data.reads import strategy
from data.reads.access import everyone, teams
from data.reads.scope import EVERYTHING, Scope
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import in_force, versions
from data.reads.subjects import first_day, subjects, won_without_product
from data.reads.thread import flows
from data.store import EVER, open_store, reading, writing
from data.tables import (
    Base,
    Deal,
    ExchangeRate,
    Mapping,
    Pillar,
    Product,
    StrategyVersion,
    TeamAccess,
)
from metrics import frames
from metrics.serving import serve
from tests import small_company
from tests.cast import cast_in

DAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture
def company(engine):
    found = cast_in(engine)
    with writing(engine) as session:
        small_company.fill(session, team_id=found.team_id)
    return engine, found


def test_the_frames_are_the_ones_that_metrics_read(engine):
    assert strategy.VERSIONS == frames.VERSIONS
    assert strategy.TARGETS == frames.TARGETS
    assert strategy.MAPPINGS == frames.MAPPINGS
    with reading(engine) as connection:
        empty = strategy_frames(connection, EVERYTHING)
    assert [dict(frame.schema) for frame in empty] == [
        frames.VERSIONS,
        frames.TARGETS,
        frames.MAPPINGS,
    ]
    assert [frame.height for frame in empty] == [0, 0, 0]


def test_the_same_for_every_scope_since_the_strategy_is_the_companys(company):
    engine, _ = company
    with reading(engine) as connection:
        for all_rows, none in zip(
            strategy_frames(connection, EVERYTHING),
            strategy_frames(connection, Scope(())),
            strict=True,
        ):
            assert all_rows.equals(none)


def test_targets_keep_their_order_and_only_those_of_versions_that_held(company):
    engine, _ = company
    with writing(engine) as session:
        small_company.publish(session, ("B", 9000), ("A", 1000), day=date(2025, 1, 1), based_on=1)
    with reading(engine) as connection:
        found = strategy_frames(connection, EVERYTHING)
    assert found.versions["number"].to_list() == [2]
    assert found.targets.select("pillar", "target_bp", "position").rows() == [
        ("B", 9000, 0),
        ("A", 1000, 1),
    ]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_whatever_the_days_each_day_has_the_highest_number_of_the_latest_day(days):
    engine = open_store("sqlite://")
    Base.metadata.create_all(engine)  # no triggers: any history at all can be written
    begins = [DAY + timedelta(days=n) for n in days]
    with engine.connect() as connection:
        for number, day in enumerate(begins, 1):
            connection.execute(
                StrategyVersion.__table__.insert().values(
                    number=number,
                    mission="m",
                    in_force_from=day,
                    status="published",
                    published_at=NOW,
                )
            )
        spans = strategy.spans(connection)
        history = versions(connection, EVERYTHING)
    engine.dispose()
    for day in (DAY + timedelta(days=n) for n in range(-1, 32)):
        rows = spans.filter(
            pl.col("in_force_from") <= day,
            pl.col("until_on").is_null() | (pl.col("until_on") > day),
        )
        begun = [begin for begin in begins if begin <= day]
        expected = (
            [max(n for n, begin in enumerate(begins, 1) if begin == max(begun))] if begun else []
        )
        assert rows["number"].to_list() == expected
        held = in_force(history, day)
        assert [held.number if held else None] == (expected or [None])


def test_what_is_not_sealed_or_published_does_not_count(engine):
    with writing(engine) as session:
        session.add(Product(id=1, source="p", source_key="1", name="A", name_key="a"))
        session.flush()
        session.add(Mapping(product_id=1, effective_from=DAY, made_at=NOW))
        session.add(StrategyVersion(number=1, mission="m", in_force_from=DAY, published_at=NOW))
    with reading(engine) as connection:
        found = strategy_frames(connection, EVERYTHING)
    assert (found.versions.height, found.mappings.height) == (0, 0)


def test_not_yet_mapped_stands_first_then_by_money_won(company):
    engine, _ = company
    with reading(engine) as connection:
        found = subjects(connection, EVERYTHING, on=DAY, currency="USD")
    assert found.select(
        "kind", "name", "group", "state", "serves", "won_deals", "won_cents", "open_deals"
    ).rows() == [
        ("feature", "Basket reminder", "shipped", "unmapped", None, 0, 0, 0),
        ("product", "Seats", None, "mapped", "Fill seats 100%", 10, 30_000, 1),
        ("product", "Custom", None, "outside", None, 10, 10_000, 0),
        (
            "product",
            "Tools",
            None,
            "mapped",
            "Serve venues 100%",
            1,
            None,
            0,
        ),  # euros without a rate
    ]
    assert found["requests"].to_list() == [1, None, None, None]


def test_money_and_requests_are_those_of_the_scope(company):
    engine, cast = company
    with reading(engine) as connection:
        nobody = subjects(connection, cast.outsider.scope, on=DAY, currency="USD")
        hill = subjects(connection, Scope((cast.team_id + 1,)), on=DAY, currency="EUR")
        assert won_without_product(connection, cast.outsider.scope, currency="USD") == (0, 0, 0)
        assert first_day(connection, cast.outsider.scope) is None
        assert first_day(connection, EVERYTHING) == date(2026, 1, 5)
    assert nobody["won_cents"].sum() == nobody["won_deals"].sum() == 0
    assert nobody.filter(kind="feature")["requests"].to_list() == [0]
    assert hill.filter(name="Tools")["won_cents"].to_list() == [20_000]
    assert nobody.height == 4


def test_a_deal_that_asks_twice_for_a_feature_counts_once(company):
    engine, cast = company
    with writing(engine) as session:
        deal = session.query(Deal).filter_by(source_key="S0").one()
        request = session.query(small_company.Request).one()
        request.deal_id = deal.id
        session.add(
            small_company.Request(
                source="plain",
                source_key="R2",
                words="Again",
                team_id=cast.team_id,
                deal_id=deal.id,
                feature_id=request.feature_id,
                asked_on=DAY,
                first_seen_on=DAY,
            )
        )
    with reading(engine) as connection:
        [found] = (
            subjects(connection, EVERYTHING, on=DAY, currency="USD")
            .filter(kind="feature")
            .rows(named=True)
        )
    assert (found["requests"], found["won_deals"], found["won_cents"]) == (2, 1, 3_000)


def test_a_mapping_that_begins_later_is_not_shown_yet_but_is_the_newest(company):
    engine, _ = company
    with writing(engine) as session:
        [seats] = session.query(Product).filter_by(name="Seats")
        before = session.query(Mapping).filter_by(product_id=seats.id).one().id
        shares = {pillar.id: 5000 for pillar in session.query(Pillar)}
        newest = map_subject(
            session,
            SETUP,
            product_id=seats.id,
            shares_bp=shares,
            effective_from=DAY + timedelta(days=1),
            based_on=before,
            now=NOW,
        )
    with reading(engine) as connection:
        today, tomorrow = (
            subjects(connection, EVERYTHING, on=day, currency="USD")
            .filter(name="Seats")
            .row(0, named=True)
            for day in (DAY, DAY + timedelta(days=1))
        )
    assert (today["serves"], today["from_on"], today["newest_id"]) == (
        "Fill seats 100%",
        EVER,
        newest,
    )
    assert tomorrow["serves"] == "Fill seats 50%, Serve venues 50%"


def test_deals_that_name_no_product_are_counted_apart(company):
    engine, _ = company
    with writing(engine) as session:
        session.query(Deal).filter_by(source_key="C0").one().product_id = None
    with reading(engine) as connection:
        assert won_without_product(connection, EVERYTHING, currency="USD") == (1, 1_000, 0)


def test_money_of_another_currency_is_added_at_the_rate_of_its_day_and_never_as_it_stands(company):
    engine, _ = company

    def dollars(name):
        with reading(engine) as connection:
            found = subjects(connection, EVERYTHING, on=DAY, currency="USD").filter(name=name)
            return found["won_cents"].item(), won_without_product(
                connection, EVERYTHING, currency="USD"
            )

    with writing(engine) as session:
        euros = session.query(Deal).filter_by(currency="EUR", state="won").one()
        closed, euros.amount_cents = euros.closed_on, 20_000
        one = session.query(Deal).filter_by(source_key="C0").one()
        one.product_id, one.currency = None, "EUR"
    assert dollars("Tools") == (None, (1, None, 1))  # no rate, no amount: unknown, not 0
    with writing(engine) as session:
        for on, billionths in ((date(2025, 1, 1), 1_250_000_000), (DAY, 9_000_000_000)):
            key = {"source": "plain", "source_key": str(on), "currency": "EUR", "into": "USD"}
            session.add(ExchangeRate(**key, on=on, rate_billionths=billionths))
        assert closed < DAY
    assert dollars("Tools") == (25_000, (1, 1_250, 0))
    assert dollars("Custom")[0] == 9_000  # what is in dollars stands as it was


def test_a_sum_that_lacks_a_won_deal_says_how_many_it_lacks(company):
    engine, _ = company

    def known():
        with reading(engine) as connection:
            found = subjects(connection, EVERYTHING, on=DAY, currency="USD").filter(kind="product")
            return {
                row["name"]: (row["won_deals"], row["won_cents"], row["won_unknown"])
                for row in found.iter_rows(named=True)
            }

    assert known() == {"Seats": (10, 30_000, 0), "Custom": (10, 10_000, 0), "Tools": (1, None, 1)}
    with writing(engine) as session:
        session.query(Deal).filter_by(source_key="C0").one().currency = "EUR"  # no rate
    assert known()["Custom"] == (10, 9_000, 1)


def test_everyone_is_read_with_team_and_what_each_sees(company):
    engine, cast = company
    with writing(engine) as session:
        session.add(TeamAccess(person_id=cast.outsider.person_id, team_id=cast.team_id))
    with reading(engine) as connection:
        known = {person.name: person for person in everyone(connection, EVERYTHING)}
        assert [person.name for person in everyone(connection, cast.manager.scope)] == [
            "Mara Lindqvist",
            "Tomas Berg",
        ]
        assert teams(connection, EVERYTHING) == ((1, "Harbour"), (2, "Hill"))
    assert len(known) == 6
    assert (known["Mara Lindqvist"].team, known["Nils Alone"].team) == ("Harbour", None)
    assert known["Nils Alone"].sees == (cast.team_id,)


def test_no_features_and_no_products_is_an_empty_frame(engine):
    with reading(engine) as connection:
        found = subjects(connection, EVERYTHING, on=DAY, currency="USD")
    assert found.is_empty()
    assert found.columns[:2] == ["kind", "id"]


def test_publishing_and_mapping_anew_change_no_day_that_is_over(company):
    engine, _ = company

    def served():
        with reading(engine) as connection:
            found = strategy_frames(connection, EVERYTHING)
            facts = flows(connection, EVERYTHING, currency="USD")
        return serve(facts, found.mappings, found.versions, found.targets).select(
            "column", "fact_id", "on", "place", "pillar_id", "target_share", "part_cents"
        )

    before = served()
    assert before["on"].max() < DAY
    with writing(engine) as session:
        small_company.publish(session, ("Elsewhere", 10_000), day=DAY, based_on=1)
        for product in session.query(Product):
            newest = session.query(Mapping).filter_by(product_id=product.id).one().id
            map_subject(
                session,
                SETUP,
                product_id=product.id,
                shares_bp={},
                effective_from=DAY,
                based_on=newest,
                now=NOW,
            )
    assert served().equals(before)
