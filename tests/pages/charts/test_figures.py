"""Every chart is one that plotly's own check accepts: the pages leave that check out."""

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts import style
from pages.charts.drifts import drifts
from pages.charts.matrix import matrix
from pages.charts.shortfall import shortfall
from pages.charts.trajectory import trajectory
from pages.charts.trend import trend

MATRIX = pl.DataFrame(
    {
        "column": ["target", "won", "won", "won"],
        "pillar": ["Grow", "Grow", "outside the strategy", "not yet mapped"],
        "pillar_id": [1, 1, None, None],
        "place": ["pillar", "pillar", "outside", "unmapped"],
        "amount_cents": [None, 90_000, 10_000, 0],
        "count": [None, 9.0, 1.0, 0.0],
        "share": [1.0, 0.9, 0.1, None],
        "n": [None, 9, 1, 0],
        "measure": [None, "money", "money", "money"],
        "target": [1.0, 1.0, None, None],
    }
)
INDEX = pl.DataFrame(
    {
        "column": ["won", "pipeline"],
        "value": [0.9, None],
        "low": [0.8, None],
        "high": [1.0, None],
        "outside": [0.1, None],
        "unmapped": [0.0, None],
        "imbalance": [0.0, None],
        "n": [10, 2],
    },
    schema_overrides=dict.fromkeys(("outside", "unmapped"), pl.Float64),
)
QUARTERS = pl.DataFrame(
    {
        "column": ["won"] * 3,
        "quarter": [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)],
        "value": [0.5, None, 0.7],
        "low": [0.4, None, 0.6],
        "high": [0.6, None, 0.8],
        "n": [20, 1, 30],
    }
)
VERSIONS = pl.DataFrame(
    {"number": [1, 2], "in_force_from": [date(2020, 1, 1), date(2025, 5, 17)]},
)
DRIFTS = pl.DataFrame(
    {
        "team": ["North", None],
        "product": ["Custom work", None],
        "place": ["outside", "unmapped"],
        "pillar": ["outside the strategy", "not yet mapped"],
        "pillar_id": [None, None],
        "drift": [10_000.0, 5_000.0],
        "share": [0.1, 0.05],
        "n": [3, 1],
        "measure": ["money", "money"],
    },
    schema_overrides={"pillar_id": pl.Int64},
)
MONTHS = pl.DataFrame(
    {
        "month": [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)],
        "new_accounts": [2, 0, 5],
        "accounts": [2, 2, 7],
    }
)
DECIDED = [(date(2026, 10, 3), "adopted")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_finds_no_fault_with_any_chart(theme):
    charts = [
        matrix(MATRIX, INDEX, currency="EUR", theme=theme),
        shortfall(INDEX, group="column", theme=theme),
        trend(QUARTERS, VERSIONS, column="won", theme=theme),
        drifts(DRIFTS, currency="EUR", theme=theme),
        trajectory(MONTHS, as_of=date(2026, 11, 22), marks=DECIDED, theme=theme),
    ]
    for chart in charts:
        checked = go.Figure(chart.to_dict())
        assert checked.to_plotly_json()["data"], "the check left nothing over"
        assert len(checked.data) == len(chart.data)


def test_a_version_that_began_within_a_quarter_is_marked_there():
    chart = trend(QUARTERS, VERSIONS, column="won", theme="light").to_dict()
    assert [mark["text"] for mark in chart["layout"]["annotations"]] == ["version 2"]
    assert chart["layout"]["annotations"][0]["x"] == pytest.approx(1.0, abs=0.03)
    assert chart["layout"]["shapes"][0]["x0"] == chart["layout"]["annotations"][0]["x"]


def test_an_index_that_cannot_be_said_leaves_words_and_no_bar():
    chart = shortfall(INDEX, group="column", theme="light").to_dict()
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["too little to say, n = 2"]
    assert chart["data"][0]["x"] == [0.9, None]


def test_the_month_that_is_not_over_is_hatched_and_a_decision_is_marked():
    chart = trajectory(MONTHS, as_of=date(2026, 11, 22), marks=DECIDED, theme="light").to_dict()
    assert chart["data"][0]["marker"]["pattern"]["shape"] == ["", "", "/"]
    assert "November 2026 so far" in chart["data"][0]["hovertext"][2]
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["last 90 days", "adopted"]
    assert chart["layout"]["shapes"][0]["x0"] == "2026-08-25"


def test_a_hatch_and_a_colour_a_bar_are_never_of_one_trace():
    chart = drifts(DRIFTS, currency="USD", theme="light").to_dict()
    assert [bar["y"] for bar in chart["data"]] == [[0], [1]]
    for bar in chart["data"]:
        assert ("pattern" in bar["marker"]) == isinstance(bar["marker"]["color"], str)


def test_words_of_people_are_one_short_line_of_text_to_a_figure():
    assert style.plain("<b>a</b>\n& b") == "&lt;b&gt;a&lt;/b&gt; &amp; b"
    assert style.plain("x" * 100_000, 10) == "xxxxxxxxx…"
    assert style.plain("\u202eabc") == "\u2068\u202eabc\u2069"


def test_two_bars_of_long_names_that_begin_alike_stay_two():
    teams = ["North " + "x" * 100 + end for end in "ab"]
    rows = INDEX.with_columns(team=pl.Series(teams))
    chart = shortfall(rows, group="team", theme="light").to_dict()
    assert chart["data"][0]["y"] == [0, 1]
    assert all(len(name) < 40 for name in chart["layout"]["yaxis"]["ticktext"])


def test_the_day_on_which_another_plan_of_pay_began_is_marked():
    plans = pl.DataFrame({"name": ["Kept <b>"], "in_force_from": VERSIONS["in_force_from"][-1:]})
    chart = trend(QUARTERS, VERSIONS, plans, column="won", theme="light").to_dict()
    said = [note["text"] for note in chart["layout"]["annotations"]]
    assert any(text.startswith("pay: Kept") and "<b>" not in text for text in said), said
