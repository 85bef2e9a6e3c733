from datetime import date

import polars as pl
import pytest
from hypothesis import given

from metrics.alignment import index
from metrics.drifts import DRIFTS, drifts
from metrics.matrix import OUTSIDE, UNMAPPED, behind, matrix
from metrics.serving import serve
from tests.metrics.made import START, companies, flow, flows, law, mappings, targets, versions

ONE = versions(START)
AIMS = targets({1: 6_000, 2: 4_000})
MAPPED = mappings((1, 1), (2, 2), (3, 1, 5_000), (3, 2, 5_000), (4, None))
# product 1: 50 for pillar 1; 2: 10 for pillar 2; 3: 15 halved to 8 and 7; 4: 20 outside; 9: 5.
FIVE = ((1, 50), (2, 10), (3, 15), (4, 20), (9, 5))


def served(*amounts, aims=AIMS, strategy=ONE, **more):
    facts = (
        flow(at, product_id=product, amount_cents=amount, **more)
        for at, (product, amount) in enumerate(amounts, 1)
    )
    return serve(flows(*facts), MAPPED, strategy, aims)


def won(rows):
    return rows.filter(column="won")


def test_the_matrix_by_hand():
    got = won(matrix(served(*FIVE), AIMS))
    assert got.select(
        "pillar", "place", "amount_cents", "count", "share", "n", "target"
    ).rows() == [
        ("Pillar 1", "pillar", 58, 1.5, 0.58, 2, 0.6),
        ("Pillar 2", "pillar", 17, 1.5, 0.17, 2, 0.4),
        (OUTSIDE, "outside", 20, 1.0, 0.20, 1, None),
        (UNMAPPED, "unmapped", 5, 1.0, 0.05, 1, None),
    ]


def test_the_first_column_is_the_target():
    got = matrix(served(*FIVE), AIMS).filter(column="target")
    assert got.select("pillar", "share", "amount_cents", "n").rows() == [
        ("Pillar 1", 0.6, None, None),
        ("Pillar 2", 0.4, None, None),
    ]


def test_a_pillar_that_nothing_fell_into_holds_a_known_zero():
    got = won(matrix(served(*((1, 10),) * 5), AIMS)).filter(pillar_id=2)
    assert got.select("amount_cents", "count", "share", "n").row(0) == (0, 0.0, 0.0, 0)


def test_with_fewer_than_five_facts_shares_are_withheld_and_amounts_are_not():
    got = won(matrix(served(*FIVE[:4]), AIMS))
    assert got["share"].to_list() == [None] * 4
    assert got["amount_cents"].to_list() == [58, 17, 20, 0]


def test_an_amount_that_nobody_knows_is_null_and_its_facts_still_count():
    got = won(matrix(served((1, None), *((2, 10),) * 5), AIMS))
    assert got.select("amount_cents", "count", "share").row(0) == (None, 1.0, 0.0)
    assert got.select("amount_cents", "share").row(1) == (50, 1.0)


def test_the_target_beside_a_column_is_that_of_the_versions_its_facts_fell_under():
    # 3 of 4 parts of the money fell under version 1 (60% to pillar 1), 1 under version 2 (20%):
    # 0.75 x 0.6 + 0.25 x 0.2 = 0.5. The target column shows the last version.
    strategy = versions(START, date(2026, 4, 1))
    aims = targets({1: 6_000, 2: 4_000}, {1: 2_000, 2: 8_000})
    both = pl.concat(
        [
            served(*((1, 30),) * 5, aims=aims, strategy=strategy),
            served(*((1, 10),) * 5, aims=aims, strategy=strategy, on=date(2026, 4, 1)),
        ]
    )
    got = matrix(both, aims)
    assert won(got)["target"].to_list()[:2] == [pytest.approx(0.5), pytest.approx(0.5)]
    assert got.filter(column="target")["share"].to_list() == [0.2, 0.8]


def test_a_pillar_carries_its_last_name():
    aims = AIMS.with_columns(pillar=pl.lit("old")).vstack(
        AIMS.with_columns(version_id=pl.lit(2, pl.Int64), pillar=pl.lit("new"))
    )
    assert won(matrix(served(*FIVE), aims))["pillar"].to_list()[:2] == ["new", "new"]


def test_a_split_matrix_has_every_row_for_every_team():
    full = pl.concat([served(*FIVE), served(*FIVE, team="South"), served(*FIVE, team=None)])
    got = won(matrix(full, AIMS, by=("team",)))
    assert got["team"].to_list() == ["North"] * 4 + ["South"] * 4 + [None] * 4
    assert got["share"].to_list() == [0.58, 0.17, 0.2, 0.05] * 3


def test_no_facts_and_no_strategy_are_an_empty_matrix():
    assert matrix(served(*FIVE).clear(), AIMS)["column"].unique().to_list() == ["target"]
    bare = serve(flows(flow(1)), MAPPED, ONE.clear(), AIMS.clear())
    got = matrix(bare, AIMS.clear())
    assert got.select("pillar", "amount_cents").rows() == [(OUTSIDE, 0), (UNMAPPED, 100)]
    assert matrix(bare.clear(), AIMS.clear()).is_empty()


def test_behind_a_cell_the_largest_part_comes_first():
    got = behind(served(*FIVE), column="won", place="pillar", pillar_id=1)
    assert got.select("fact_id", "part_cents", "whole_cents").rows() == [(1, 50, 50), (3, 8, 15)]


def test_behind_a_cell_of_a_split_are_the_rows_of_that_value():
    full = pl.concat([served(*FIVE), served(*FIVE, team=None)])
    for team in ("North", None):
        got = behind(full, column="won", place="outside", team=team)
        assert got.select("team", "part_cents").rows() == [(team, 20)]


@law
@given(companies(amounts=False))
def test_the_rows_behind_a_cell_add_up_to_it_exactly(company):
    full = serve(*company)
    for cell in matrix(full, company[3], by=("team",)).filter(pl.col("n") > 0).to_dicts():
        where = {name: cell[name] for name in ("column", "place", "pillar_id", "team")}
        rows = behind(full, **where)
        assert rows.height == cell["n"]
        known = rows["part_cents"].drop_nulls()
        assert cell["amount_cents"] == (known.sum() if len(known) else None)
        assert rows["part_count"].sum() == pytest.approx(cell["count"], abs=1e-9)


@law
@given(companies())
def test_the_shares_of_a_column_add_up_to_the_whole(company):
    rows = matrix(serve(*company), company[3]).filter(pl.col("column") != "target")
    for column in rows["column"].unique():
        shares = rows.filter(column=column)["share"]
        assert shares.null_count() == len(shares) or shares.sum() == pytest.approx(1, abs=1e-9)


def test_drifts_by_hand():
    # Of 100: pillar 1 70 against 60, so 10 too much, 6/7 of it North's; pillar 2 10 under 40;
    # outside 20 in full. Index = 60 + 10 = 70, drifts 10 + 20 = 30.
    full = serve(
        flows(
            flow(1, amount_cents=60),
            flow(2, amount_cents=10, team="South"),
            flow(3, amount_cents=10, product_id=2),
            flow(4, amount_cents=15, product_id=4),
            flow(5, amount_cents=5, product_id=4, team=None),
        ),
        MAPPED,
        ONE,
        AIMS,
    )
    got = drifts(full)
    assert got.select("team", "product", "place", "pillar_id", "n").rows() == [
        ("North", "P4", "outside", None, 1),
        ("North", "P1", "pillar", 1, 1),
        (None, "P4", "outside", None, 1),
        ("South", "P1", "pillar", 1, 1),
    ]
    assert got["drift"].to_list() == pytest.approx([15, 60 / 7, 5, 10 / 7])
    assert got["share"].sum() == pytest.approx(0.3)


def test_no_facts_drift_nowhere():
    assert drifts(served(*FIVE).clear()).schema == pl.Schema(DRIFTS)


@law
@given(companies())
def test_drifts_add_up_to_the_shortfall(company):
    full = serve(*company)
    totals = full.group_by("column").agg(pl.col("weight").sum())
    gone = drifts(full).group_by("column").agg(pl.col("drift", "share").sum())
    both = (
        index(full, draws=20)
        .drop_nulls("value")
        .join(totals, on="column")
        .join(gone, on="column", how="left")
    )
    for value, weight, drift, share in both.select("value", "weight", "drift", "share").rows():
        assert (drift or 0) == pytest.approx((1 - value) * weight, rel=1e-9, abs=1e-6)
        assert (share or 0) == pytest.approx(1 - value, abs=1e-9)
