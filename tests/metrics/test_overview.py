from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from metrics import frames
from metrics.alignment import index
from metrics.matrix import behind
from metrics.overview import Filters, overview
from metrics.prepared import prepare
from metrics.serving import serve, stock_on
from tests.metrics.made import START, flow, flows, mappings, stock, stocks, targets, versions

TODAY = date(2026, 5, 20)
Q1, Q2 = (date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30))
MAPPED = mappings((1, 1), (2, 2), (3, None))
AIMS = targets({1: 5_000, 2: 5_000})
PLACES = [("North", "EU"), ("South", "US"), (None, None)]


def many(n, on, *, start=0, **more):
    made = []
    for at in range(start, start + n):
        team, region = PLACES[at % 3]
        own = {"team": team, "region": region, "segment": "big", "product_id": at % 4 + 1}
        made.append(flow(at, on=on, **own | more))
    return made


WON = [*many(24, date(2026, 2, 2)), *many(24, date(2026, 5, 2), start=100, product_id=1)]
OPEN = [
    stock(at, date(2026, 1, 1 + at), None if at % 2 else date(2026, 4, 9), team=PLACES[at % 3][0])
    for at in range(20)
]
BUILT = [
    stock(at, date(2026, 1, 5), column="we_build", team=None, account_id=None) for at in (1, 2)
]


def company(facts=WON, lying=(*OPEN, *BUILT), strategy=None, aims=AIMS, as_of=TODAY):
    strategy = versions(START) if strategy is None else strategy
    return prepare(flows(*facts), stocks(*lying), MAPPED, strategy, aims, as_of=as_of)


def test_the_whole_is_the_same_figures_as_its_parts():
    view = overview(company(), period=Q1, draws=100)
    facts = serve(flows(*WON[:24]), MAPPED, versions(START), AIMS)
    alone = index(facts, draws=100)
    assert view.index.filter(column="won").equals(alone)
    lying = serve(stock_on(stocks(*OPEN), Q1[1]), MAPPED, versions(START), AIMS)
    assert view.index.filter(column="pipeline").equals(index(lying, draws=100))


def test_columns_come_in_the_order_of_the_thread_and_absent_ones_are_absent():
    view = overview(company(), period=Q1, draws=20)
    assert view.index["column"].to_list() == ["pipeline", "won", "we_build"]
    assert view.rows["column"].unique(maintain_order=True).to_list() == [
        "target",
        "pipeline",
        "won",
        "we_build",
    ]


def test_a_column_with_facts_but_none_here_stays_with_n_0():
    view = overview(company(), period=(date(2020, 1, 1), date(2020, 3, 31)), draws=20)
    assert view.index.select("column", "n", "value").rows() == [
        ("pipeline", 0, None),
        ("won", 0, None),
        ("we_build", 0, None),
    ]


def test_filters_narrow_all_but_the_company_wide_columns_and_say_so():
    view = overview(company(), period=Q1, filters=Filters(teams=["North"]), draws=20)
    n = dict(view.index.select("column", "n").iter_rows())
    assert n == {"pipeline": 7, "won": 8, "we_build": 2}
    assert any("We build is company-wide" in note for note in view.notes)
    assert not any("company-wide" in note for note in overview(company(), period=Q1).notes)


def test_filters_of_several_kinds_must_all_hold():
    picked = Filters(teams=["North", "South"], regions=["US"], segments=["big"])
    view = overview(company(), period=Q1, filters=picked, draws=20)
    assert view.facts.filter(column="won").select("team", "region").unique().rows() == [
        ("South", "US")
    ]


def test_stocks_are_as_of_the_periods_last_day_or_today():
    # Ten of the twenty deals close on 9 April.
    at_end = overview(company(), period=Q1, draws=20).facts.filter(column="pipeline")
    today = overview(company(), period=Q2, draws=20).facts.filter(column="pipeline")
    odd = (date(2026, 1, 1), date(2026, 1, 5))
    fifth = overview(company(), period=odd, draws=20).facts.filter(column="pipeline")
    assert (at_end.height, today.height, fifth.height) == (20, 10, 5)
    assert today["on"].unique().to_list() == [TODAY]


def test_by_quarter_takes_stocks_at_each_quarters_end_and_drifts_once():
    view = overview(company(), period=(Q1[0], Q2[1]), by="quarter", draws=20)
    lying = view.index.filter(column="pipeline").select("quarter", "n").rows()
    assert lying == [(date(2026, 1, 1), 20), (date(2026, 4, 1), 10)]
    assert view.whole.filter(column="pipeline")["n"].to_list() == [10]
    assert view.drifts.filter(column="pipeline")["n"].sum() == 10


@pytest.mark.parametrize("by", ["team", "region"])
def test_a_split_keeps_unknown_names_as_a_part_of_their_own(by):
    view = overview(company(), period=Q1, by=by, draws=20)
    won = view.index.filter(column="won")
    assert won[by].to_list() == [*sorted(name[by == "region"] for name in PLACES[:2]), None]
    assert won["n"].sum() == 24


def test_every_cell_is_the_sum_of_the_rows_behind_it():
    view = overview(company(), period=Q1, by="team", draws=20)
    cells = view.rows.filter(pl.col("column") != "target")
    for cell in cells.to_dicts():
        where = {name: cell[name] for name in ("column", "place", "pillar_id", "team")}
        rows = behind(view.facts, **where)
        assert (rows["part_cents"].sum(), rows.height) == (cell["amount_cents"], cell["n"])
    assert cells["n"].sum() == view.facts.height


def test_the_trend_ends_with_the_period_and_holds_today_for_the_running_quarter():
    view = overview(company(), period=Q2, draws=20)
    trend = view.trend.filter(column="pipeline").select("quarter", "n").rows()
    assert trend == [(date(2026, 1, 1), 20), (date(2026, 4, 1), 10)]
    earlier = overview(company(), period=Q1, draws=20).trend
    assert earlier["quarter"].unique().to_list() == [date(2026, 1, 1)]


def test_the_previous_period_is_compared_with_its_interval():
    # In the first quarter products 1 to 4 evenly: index 0.5; in the second all is product 1: 0.5.
    # Each is 50% aligned, so nothing changed though everything did.
    previous = overview(company(), period=Q2).previous
    assert previous.period == Q1
    assert (previous.value, previous.n) == (0.5, 24)
    assert previous.change == 0.0
    assert previous.low < 0 < previous.high


def test_what_comes_after_the_day_of_reckoning_is_left_out_and_said():
    view = overview(company(as_of=date(2026, 4, 15)), period=Q2, draws=20)
    assert view.index.filter(column="won")["n"].to_list() == [0]
    assert "24 facts dated after 15 Apr 2026 are left out." in view.notes


def test_one_fact_is_said_as_one():
    ahead = replace(company(many(9, date(2026, 2, 2))), later=1, no_rate=(("EUR", 1), ("JPY", 2)))
    notes = overview(ahead, period=Q1, draws=20).notes
    assert "1 fact dated after 20 May 2026 is left out." in notes
    assert any(note.startswith("1 deal in EUR counts without its amount: ") for note in notes)
    assert any(note.startswith("2 deals in JPY count without their amount: ") for note in notes)


def test_a_change_of_strategy_in_the_period_is_noted():
    strategy = versions(START, date(2026, 2, 1))
    aims = targets({1: 5_000, 2: 5_000}, {1: 10_000})
    view = overview(company(strategy=strategy, aims=aims), period=Q1, draws=20)
    assert view.versions["number"].to_list() == [1, 2]
    assert view.notes[0].startswith("The strategy changed to version 2 on 1 Feb 2026;")


def test_open_deals_without_amounts_are_counted_though_closed_ones_have_them():
    # Only deals that were closed carry an amount: together 60% do, of those lying there none.
    closed = [stock(at, date(2026, 1, 2), date(2026, 1, 9)) for at in range(30, 60)]
    bare = [stock(at, date(2026, 1, 2), amount_cents=None) for at in range(20)]
    view = overview(company(lying=[*closed, *bare]), period=Q1, draws=20)
    assert view.index.select("column", "measure", "n").row(0) == ("pipeline", "count", 20)
    assert any(note.startswith("Pipeline is counted, because") for note in view.notes)


def test_amounts_that_are_unknown_are_noted():
    facts = [*WON[:24], flow(900, on=Q1[1], amount_cents=None)]
    view = overview(company(facts), period=Q1, draws=20)
    assert "Won: 1 of 25 carries no amount and is left out of its shares." in view.notes


def test_no_data_and_no_strategy_make_an_empty_overview():
    bare = (frames.empty(getattr(frames, name)) for name in ("FLOWS", "STOCKS", "MAPPINGS"))
    strategy = (frames.empty(frames.VERSIONS), frames.empty(frames.TARGETS))
    view = overview(prepare(*bare, *strategy, as_of=TODAY), period=Q1, by="team")
    assert view.rows.is_empty()
    assert view.index.is_empty()
    assert view.trend.is_empty()
    assert view.drifts.is_empty()
    assert (view.previous.value, view.published) == (None, False)


def test_a_period_that_ends_before_it_begins_is_an_error():
    with pytest.raises(ValueError, match=r"ends .* before it begins"):
        overview(company(), period=(Q1[1], Q1[0]))


def test_the_same_seed_gives_the_same_overview():
    one, other = (overview(company(), period=Q1, seed=4) for _ in range(2))
    for name in ("rows", "index", "trend", "drifts"):
        assert getattr(one, name).equals(getattr(other, name))
