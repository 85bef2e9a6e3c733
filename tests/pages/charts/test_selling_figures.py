"""The charts of scorecards and comparison: accepted by plotly's check, silent where too little is
known, and no markup of anybody's name."""

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts.alike import alike
from pages.charts.card_trend import by_quarter
from pages.charts.cards import dots
from pages.charts.slope import slope
from pages.charts.strip import strip

CARDS = pl.DataFrame(
    {
        "who": ["<b>Ida</b> & Co", "Ole", None],
        "value": [0.5, 0.9, None],
        "low": [0.3, None, None],
        "high": [0.7, None, None],
        "shrunk": [0.55, 0.6, None],
        "n": [20, 2, 0],
        "unmatured": [0, 3, 4],
    }
)
QUARTERS = pl.DataFrame(
    {
        "period": [date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)],
        "value": [0.5, None, 0.6],
        "low": [0.4, None, None],
        "high": [0.6, None, None],
        "n": [9, 0, 12],
        "unmatured": [0, 5, 0],
    }
)
CHANGES = pl.DataFrame({"on": [date(2025, 5, 15), date(2030, 1, 1)], "what": ["plan <1>", "later"]})
RANKS = pl.DataFrame(
    {
        "who": ["Ida", "<i>Ole</i>"],
        "revenue_rank": [1.0, 2.0],
        "revenue_low": [1.0, 1.0],
        "revenue_high": [1.0, 2.0],
        "rank": [2.0, 1.0],
        "low": [2.0, 1.0],
        "high": [2.0, 2.0],
        "moved": ["down", None],
    }
)
PAIRS = pl.DataFrame(
    {
        "one": ["a", "a", "b"],
        "other": ["b", "c", "c"],
        "value": [0.8, 0.1, None],
        "low": [0.5, -0.3, None],
        "high": [0.9, 0.4, None],
        "n": [30, 30, 2],
        "q": [0.01, 0.6, None],
        "clear": [True, False, False],
    }
)


def write(value):
    return "–" if value is None else f"{value:.0%}"


def drawn(theme="light"):
    how = {"write": write, "axis": ".0%", "theme": theme}
    return {
        "dots": dots(CARDS, name="who", least=5, **how),
        "quarters": by_quarter(QUARTERS, QUARTERS, CHANGES, **how),
        "strip": strip([0.1, 0.4], 0.3, **how),
        "alone": strip([], None, **how),
        "slope": slope(RANKS, right="close rate", theme=theme),
        "alike": alike(PAIRS, order=[("a", "A"), ("b", "B"), ("c", "C")], theme=theme),
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_finds_no_fault_with_them(theme):
    for chart in drawn(theme).values():
        assert len(go.Figure(chart.to_dict()).data) == len(chart.data)


def test_too_few_and_too_young_have_words_and_no_point():
    chart = drawn()["dots"].to_dict()
    assert chart["data"][0]["x"] == [0.5]
    assert [note["text"] for note in chart["layout"]["annotations"]] == [
        "too few to say, n = 2, 3 not yet matured",
        "nothing to measure, 4 not yet matured",
    ]
    assert chart["layout"]["yaxis"]["ticktext"][0] == "&lt;b&gt;Ida&lt;/b&gt; &amp; Co"


def test_a_quarter_that_cannot_say_is_a_gap_and_changes_stand_where_they_were():
    chart = drawn()["quarters"].to_dict()
    own = chart["data"][-1]
    assert own["y"] == [0.5, None, 0.6]
    assert own["connectgaps"] is False
    (mark,) = chart["layout"]["annotations"]
    assert mark["text"] == "plan &lt;1&gt;"
    assert 0.5 < mark["x"] < 1.5


def test_an_arrow_only_where_somebody_clearly_moved():
    chart = drawn()["slope"].to_dict()
    arrows = [note for note in chart["layout"]["annotations"] if note.get("showarrow")]
    assert [(arrow["ay"], arrow["y"]) for arrow in arrows] == [(1.0, 2.0)]
    assert not any("<i>" in note["text"] for note in chart["layout"]["annotations"])


def test_a_number_stands_only_where_the_interval_leaves_out_zero():
    chart = drawn()["alike"].to_dict()
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["0.8"]
    assert chart["data"][0]["z"] == [[0.8, None], [0.1, None]]
