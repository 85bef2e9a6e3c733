"""The thread as flows: nothing is lost between who asks, the features and what they serve."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.serving import serve
from metrics.thread_flow import LINKS, added, flow, weighed
from tests.metrics.made import START, flows, law, targets, versions
from tests.metrics.made import flow as fact

HALVES = targets({1: 5_000, 2: 5_000})


def asked(fact_id, feature_id, **rest):
    """A request for a feature, by default of a theatre in team North."""
    named = {"product": None if feature_id is None else f"F{feature_id}", "segment": "Theatre"}
    column = {"column": "customers_ask", "product_id": None, "feature_id": feature_id}
    return fact(fact_id, **column | named | rest)


def mapped(*rows):
    """(feature, pillar or None, basis points)."""
    from metrics import frames

    return pl.DataFrame(
        [(None, feature, START, None, pillar, share) for feature, pillar, share in rows],
        schema=dict(frames.MAPPINGS),
        orient="row",
    )


def deals(*rows, column="customers_ask"):
    """(fact, deal, cents won or None)."""
    schema = {"fact_id": pl.Int64, "deal_id": pl.Int64, "won_cents": pl.Int64}
    found = pl.DataFrame(list(rows), schema=schema, orient="row")
    return found.select(pl.lit(column).alias("column"), pl.all())


def parts(facts, mapping, *, tied=(), measure="requests"):
    served = serve(flows(*facts), mapping, versions(START), HALVES)
    return weighed(served, deals(*tied), measure)


def said(found):
    """Every link in words, with its amount."""
    names = [
        row["name"] or (f"pillar {row['pillar_id']}" if row["pillar_id"] else row["kind"])
        for row in found.nodes.iter_rows(named=True)
    ]
    return {
        (names[row["source"]], names[row["target"]], row["place"]): row["amount"]
        for row in found.links.iter_rows(named=True)
    }


THREE = (asked(1, 1), asked(2, 2, segment="Club"), asked(3, None, segment=None))
MAPPED = mapped((1, 1, 7_500), (1, None, 2_500), (2, None, 10_000))


def test_a_request_flows_through_its_feature_to_each_place_that_it_serves():
    found = flow(added(parts(THREE, MAPPED), by="segment"))
    assert said(found) == {
        ("Theatre", "F1", "pillar"): 0.75,
        ("Theatre", "F1", "outside"): 0.25,
        ("Club", "F2", "outside"): 1,
        ("none", "none", "unmapped"): 1,
        ("F1", "pillar 1", "pillar"): 0.75,
        ("F1", "outside", "outside"): 0.25,
        ("F2", "outside", "outside"): 1,
        ("none", "unmapped", "unmapped"): 1,
    }


def test_a_won_deal_counts_once_however_many_requests_name_it():
    # 101 cents over two requests: 50 and 51. The first splits 75:25 into 38 and 12.
    tied = (1, 9, 101), (2, 9, 101), (3, 8, None)
    won = parts(THREE, MAPPED, tied=tied, measure="won")
    assert won.select("fact_id", "place", "amount").rows() == [
        (1, "pillar", 38),
        (1, "outside", 12),
        (2, "outside", 51),
    ]


def test_promises_flow_like_requests_and_alone():
    promise = asked(1, 2, column="sales_promises")
    found = parts((*THREE, promise), MAPPED, measure="promises")
    assert found.select("column", "place", "amount").rows() == [("sales_promises", "outside", 1)]


def test_the_largest_keep_their_names_and_the_rest_is_summed_and_counted():
    facts = [asked(n, n // 3 + 1 if n < 6 else n, segment=f"S{min(n, 4)}") for n in range(10)]
    found = flow(added(parts(facts, MAPPED), by="segment"), groups=1, features=2)
    features = found.nodes.filter(stage=1).select("kind", "name", "amount").rows()
    assert features == [("named", "F1", 3), ("named", "F2", 3), ("others", "4", 4)]
    assert found.nodes.filter(stage=0)["kind"].to_list() == ["named", "others"]
    assert found.nodes.filter(stage=0)["name"].to_list() == ["S4", "4"]


def test_one_that_would_be_the_only_other_keeps_its_name():
    found = flow(added(parts(THREE[:2], MAPPED), by="segment"), groups=1, features=1)
    assert set(found.nodes["kind"]) == {"named", "pillar", "outside"}


def test_names_that_look_like_the_rest_stay_themselves():
    facts = [asked(1, 1, segment="*"), asked(2, 2, segment="?"), asked(3, None, segment=None)]
    found = flow(added(parts(facts, MAPPED), by="segment"))
    assert found.nodes.filter(stage=0).select("kind", "name").rows() == [
        ("named", "*"),
        ("named", "?"),
        ("none", None),
    ]


def test_nothing_asked_draws_nothing():
    found = flow(added(parts((), MAPPED), by="segment"))
    assert found.nodes.is_empty() and found.links.is_empty()


@st.composite
def companies(draw):
    feature = st.one_of(st.none(), st.integers(1, 12))
    segment = st.sampled_from([None, "A", "B", "C", "D"])
    drawn = draw(st.lists(st.tuples(feature, segment), max_size=40))
    facts = [asked(n, feature, segment=segment) for n, (feature, segment) in enumerate(drawn)]
    cut = {n: draw(st.integers(1, 9_999)) for n in range(1, 9)}
    shares = [row for n, bp in cut.items() for row in ((n, n % 2 + 1, bp), (n, None, 10_000 - bp))]
    tied = [(n, draw(st.integers(1, 5)), None) for n in range(len(facts)) if draw(st.booleans())]
    cents = {deal: draw(st.one_of(st.none(), st.integers(0, 10**13))) for deal in range(1, 6)}
    return facts, mapped(*shares), [(n, deal, cents[deal]) for n, deal, _ in tied]


@law
@given(companies(), st.sampled_from(["requests", "won"]), st.integers(1, 4), st.integers(1, 12))
def test_what_flows_into_a_feature_flows_out_of_it_and_all_adds_up(company, measure, groups, few):
    facts, mapping, tied = company
    weighed_parts = parts(facts, mapping, tied=tied, measure=measure)
    won = {deal: cents or 0 for _, deal, cents in tied}
    total = len(facts) if measure == "requests" else sum(won.values())
    near = pytest.approx(total, abs=1e-6)
    if measure == "won":
        assert weighed_parts["amount"].sum() == total
    found = flow(added(weighed_parts, by="segment"), groups=groups, features=few)
    for stage in (0, 1, 2):
        assert found.nodes.filter(stage=stage)["amount"].sum() == near
    into = dict(found.links.group_by("target").agg(pl.col("amount").sum()).iter_rows())
    out = dict(found.links.group_by("source").agg(pl.col("amount").sum()).iter_rows())
    for row, node in enumerate(found.nodes.iter_rows(named=True)):
        ways = [into] * (node["stage"] > 0) + [out] * (node["stage"] < 2)
        for way in ways:
            assert way[row] == pytest.approx(node["amount"], abs=1e-6)


def test_however_much_is_asked_the_drawing_stays_small():
    n = 20_000
    many = pl.DataFrame({"row": range(n)}).select(
        (pl.lit("S") + (pl.col("row") % 97).cast(pl.String)).alias("group"),
        (pl.col("row") % 1999).alias("feature_id"),
        pl.lit("F").alias("feature"),
        pl.when(pl.col("row") % 7 < 5)
        .then(pl.lit("pillar"))
        .when(pl.col("row") % 7 < 6)
        .then(pl.lit("outside"))
        .otherwise(pl.lit("unmapped"))
        .alias("place"),
        pl.when(pl.col("row") % 7 < 5).then(pl.col("row") % 7 + 1).alias("pillar_id"),
        pl.lit(1.0).alias("amount"),
    )
    found = flow(many)
    assert found.links.height <= LINKS
    assert {"outside", "unmapped"} <= set(found.links["place"])
    assert found.nodes.filter(stage=1, kind="others").height == 1
    assert found.nodes.filter(stage=1)["amount"].sum() == n
