"""The thread as flows: nothing is lost on the way, and what is not named is summed."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.thread_flow import FLOWING, LINKS, NODES, thread_flow
from tests.metrics.made import law

PILLARS = pl.DataFrame({"pillar_id": [1, 2], "pillar": ["Grow", "Serve"]})
SCHEMA = {
    "column": pl.String,
    "fact_id": pl.Int64,
    "on": pl.Date,
    "feature_id": pl.Int64,
    "product_id": pl.Int64,
    "product": pl.String,
    "place": pl.String,
    "pillar_id": pl.Int64,
    "part_count": pl.Float64,
    "part_cents": pl.Int64,
}


def part(fact_id, column="won", *, feature=None, product=None, pillar=None, share=1.0, cents=100):
    place = "pillar" if pillar else "outside" if feature or product else "unmapped"
    name = f"F{feature}" if feature else f"P{product}" if product else None
    day = date(2026, 2, 10)
    return (column, fact_id, day, feature, product, name, place, pillar, share, cents)


def served(*rows):
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def linked(links):
    return {(a, b): (value, facts) for a, b, value, facts in links.rows()}


def test_the_flows_by_hand():
    # Two requests for F1, one of them half on each pillar; one win of P1, outside; one of nothing.
    rows = served(
        part(1, "customers_ask", feature=1, pillar=1),
        part(2, "customers_ask", feature=1, pillar=1, share=0.5),
        part(2, "customers_ask", feature=1, pillar=2, share=0.5),
        part(1, "won", product=1),
        part(2, "won"),
        part(3, "we_ship", feature=1, pillar=1),
    )
    nodes, links = thread_flow(rows, PILLARS)
    assert linked(links) == {
        ("from.customers_ask", "through.feature.1"): (2.0, 2),
        ("from.won", "through.product.1"): (1.0, 1),
        ("from.won", "through.none"): (1.0, 1),
        ("through.feature.1", "to.pillar.1"): (1.5, 2),
        ("through.feature.1", "to.pillar.2"): (0.5, 1),
        ("through.product.1", "to.outside"): (1.0, 1),
        ("through.none", "to.unmapped"): (1.0, 1),
    }
    names = dict(nodes.select("node", "name").rows())
    assert names["to.pillar.2"] == "Serve"
    assert names["to.outside"] == "outside the strategy"
    assert names["through.feature.1"] == "F1"
    assert names["through.none"] == "names none"


def test_money_flows_where_it_is_known():
    rows = served(part(1, product=1, cents=500), part(2, product=1, cents=None))
    nodes, _ = thread_flow(rows, PILLARS, measure="money")
    assert nodes.filter(node="through.product.1").select("value", "facts").row(0) == (500.0, 1)


def test_the_largest_stand_by_name_and_the_rest_is_summed_and_says_so():
    rows = served(*(part(n, product=n, cents=n * 100) for n in range(1, 6)))
    nodes, _ = thread_flow(rows, PILLARS, measure="money", top=2)
    through = nodes.filter(layer="through").select("name", "value", "summed").rows()
    assert through == [("3 others", 600.0, 3), ("P5", 500.0, None), ("P4", 400.0, None)]


def test_where_nothing_flows_there_are_no_rows():
    nodes, links = thread_flow(served(), PILLARS)
    assert (nodes.height, links.height) == (0, 0)
    assert (dict(nodes.schema), dict(links.schema)) == (NODES, LINKS)


companies = st.lists(
    st.builds(
        part,
        st.integers(1, 9),
        st.sampled_from([*FLOWING, "we_build"]),
        feature=st.none() | st.integers(1, 6),
        product=st.none() | st.integers(1, 6),
        pillar=st.none() | st.integers(1, 2),
        share=st.sampled_from([0.25, 0.5, 1.0]),
        cents=st.none() | st.integers(0, 10_000),
    ),
    max_size=40,
)


@law
@given(companies, st.sampled_from(["count", "money"]), st.integers(0, 5))
def test_what_flows_in_flows_out_and_every_layer_sums_to_all(rows, measure, top):
    found = served(*rows)
    nodes, links = thread_flow(found, PILLARS, measure=measure, top=top)
    column = "part_count" if measure == "count" else "part_cents"
    total = found.filter(pl.col("column").is_in(FLOWING))[column].sum()
    if not nodes.height:
        assert not total
        return
    layers = dict(nodes.group_by("layer").agg(pl.col("value").sum()).rows())
    assert layers == pytest.approx(dict.fromkeys(("from", "through", "to"), total))
    values = dict(nodes.select("node", "value").rows())
    into = dict(links.group_by("target").agg(pl.col("value").sum()).rows())
    out = dict(links.group_by("source").agg(pl.col("value").sum()).rows())
    for node, value in values.items():
        assert into.get(node, value) == pytest.approx(value)
        assert out.get(node, value) == pytest.approx(value)
