"""The plan lab's figures: plotly finds no fault, cliffs and what is unknown are drawn as such."""

import plotly.graph_objects as go
import polars as pl
import pytest

from metrics.plan_curve import cliffs, curve
from metrics.plan_language import plan_of
from pages.charts.pay_curve import pay_curve
from pages.charts.pay_places import pay_places
from pages.charts.payouts import payouts
from pages.charts.plan_costing import plan_costing
from tests.paid_company import ON

PLAN = plan_of(ON)
NAMED = pl.lit("Slab <b>").alias("plan")
PAY = (pl.col("pay_cents") / 100).alias("pay")
CURVE = curve(PLAN, quota_cents=10_000).with_columns(NAMED, PAY)
CLIFFS = cliffs(PLAN, quota_cents=10_000).with_columns(NAMED, pl.lit(20.0).alias("pay"))
PAYOUTS = pl.DataFrame(
    {
        "rep": ["Ann <i>", "Bo"],
        "plan": ["A", "A"],
        "total_cents": [1_000, None],
        "total": [10.0, None],
        "attainment": [0.5, None],
    }
)
PLACES = pl.DataFrame(
    {
        "plan": ["A", "A"],
        "place": ["pillar", "unmapped"],
        "pillar": ["Seats", "not yet mapped"],
        "pillar_id": [1, None],
        "share": [0.98, 0.02],
        "cents": [98, 2],
        "deals": [3, 1],
    }
)
COSTING = pl.DataFrame(
    {"plan": ["A", "A"], "scale": [0.5, 1.0], "cost_cents": [1, 2], "cost_share": [0.1, None]}
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_finds_no_fault_with_any_chart(theme):
    look = {"currency": "EUR", "theme": theme}
    for chart in (
        payouts(PAYOUTS, **look),
        pay_curve(CURVE, CLIFFS, **look),
        pay_places(PLACES, **look),
        plan_costing(COSTING, **look),
    ):
        checked = go.Figure(chart.to_dict())
        assert checked.to_plotly_json()["data"], "the check left nothing over"
        assert len(checked.data) == len(chart.data)


def test_a_cliff_is_marked_where_it_is_and_names_are_no_markup():
    chart = pay_curve(CURVE, CLIFFS, currency="EUR", theme="light").to_dict()
    line, marks = chart["data"]
    assert marks["x"] == [1.0] and "cliff at a tier" in marks["customdata"][0]
    assert "<b>" not in line["name"]


def test_pay_that_is_not_known_has_no_mark_and_keeps_its_place():
    chart = payouts(PAYOUTS, currency="EUR", theme="light").to_dict()
    assert chart["data"][0]["x"] == [10.0, None]
    assert len(chart["layout"]["yaxis"]["ticktext"]) == 2


def test_what_is_too_thin_to_be_read_carries_no_number():
    chart = pay_places(PLACES, currency="EUR", theme="light").to_dict()
    assert [trace["text"] for trace in chart["data"]] == [["98%"], [""]]
    assert chart["data"][1]["marker"]["pattern"]["shape"] == "/"
