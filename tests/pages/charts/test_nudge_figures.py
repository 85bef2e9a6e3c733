"""The charts of reminders: accepted by plotly's own check, and silent where too little is known."""

from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl
import pytest

from metrics.nudge_counts import COUNTS
from metrics.nudge_effect import Trial
from metrics.nudge_view import nudge_view
from pages.charts.nudge_looks import looks
from pages.charts.nudge_segments import by_segment
from pages.charts.nudge_time import time_to_purchase
from tests.metrics.nudged import DAY, counted

PARTS = {
    "<b>new</b>": ((210, 10_000), (140, 10_000)),
    "few": ((1, 30), (0, 30)),
    "lost": ((900, 3_000), (10, 2_700)),
}


@pytest.fixture(scope="module")
def view():
    cells = pl.concat(
        counted(*arms, segment=name, day=DAY + timedelta(days=at))
        for at, (name, arms) in enumerate(PARTS.items())
    )
    counts = pl.DataFrame(schema=COUNTS)
    as_of = date(2026, 6, 1)
    return nudge_view(cells, cells, counts, trial=Trial(0.5, 9_000), window=7, as_of=as_of)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_finds_no_fault_with_them(view, theme):
    for chart in (
        by_segment(view.segments, theme=theme),
        by_segment(view.segments.clear(), theme=theme),
        looks(view.looks, theme=theme),
        time_to_purchase(view.time, window=7, theme=theme),
        time_to_purchase(view.time.filter(arm="mail"), window=7, theme=theme),
    ):
        assert len(go.Figure(chart.to_dict()).data) == len(chart.data)


def test_a_segment_that_shows_nothing_says_why(view):
    chart = by_segment(view.segments, theme="light")
    said = {note["y"]: note["text"] for note in chart.layout.annotations}
    names = list(chart.layout.yaxis.ticktext)
    assert said[names.index("few")] == "too few to say"
    assert said[names.index("lost")] == "the arms are not as designed"
    assert list(chart.data[1].y) == [names.index("&lt;b&gt;new&lt;/b&gt;")]


def test_arms_that_end_in_one_place_are_named_above_and_below():
    time = pl.DataFrame(
        {
            "arm": ["mail", "holdout"],
            "days": [3, 3],
            "at_risk": [100, 100],
            "bought": [5, 5],
            "value": [0.05, 0.05],
            "low": [0.02, 0.02],
            "high": [0.1, 0.1],
        }
    )
    notes = time_to_purchase(time, window=7, theme="light").layout.annotations
    assert [(note["text"], note["yanchor"]) for note in notes] == [
        ("reminded", "bottom"),
        ("held out", "top"),
    ]
