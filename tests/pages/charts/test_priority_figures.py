"""The charts of priorities: accepted by plotly's own check, clickable, and free of markup."""

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts.capacity import capacity
from pages.charts.quadrant import NAMED, quadrant

FEATURES = pl.DataFrame(
    {
        "feature_id": [3, 5, 8],
        "title": ["<b>Scan</b>", "Print posters", "Nobody knows"],
        "mission_fit": [1.0, 0.0, None],
        "independent_demand": [25.0, 0.0, 4.0],
        "quadrant": ["build", "say no", None],
        "score": [1.5, None, None],
    }
)
PILLARS = pl.DataFrame(
    {
        "pillar": ["Fill <seats>", "outside the strategy"],
        "target": [1.0, None],
        "asked_share": [0.4, 0.6],
        "asked_n": [4, 6],
        "promised_share": [None, None],
        "promised_n": [1, 0],
        "built_share": [1.0, 0.0],
        "built_n": [5, 0],
    },
    schema_overrides={"promised_share": pl.Float64},
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_finds_no_fault_with_them(theme):
    for chart in (
        quadrant(FEATURES, chosen=3, theme=theme),
        quadrant(FEATURES.clear(), chosen=None, theme=theme),
        capacity(PILLARS, theme=theme),
    ):
        assert len(go.Figure(chart.to_dict()).data) == len(chart.data)


def test_a_point_carries_its_feature_and_what_has_no_place_has_no_point():
    points = quadrant(FEATURES, chosen=5, theme="light").to_dict()["data"][0]
    assert [data[0] for data in points["customdata"]] == [3, 5]
    assert points["y"] == [5.0, 0.0]
    assert points["marker"]["line"]["width"] == [1, 3]
    assert "&lt;b&gt;Scan" in points["customdata"][0][1]


def test_names_that_would_lie_on_each_other_are_left_out():
    same = pl.concat([FEATURES.head(1)] * 10).with_columns(feature_id=pl.int_range(10))
    notes = quadrant(same, chosen=None, theme="light").to_dict()["layout"]["annotations"]
    assert sum("Scan" in note["text"] for note in notes) == 1
    apart = same.with_columns(independent_demand=(pl.int_range(10) * 10.0) ** 2)
    notes = quadrant(apart, chosen=None, theme="light").to_dict()["layout"]["annotations"]
    assert sum("Scan" in note["text"] for note in notes) == NAMED


def test_a_share_that_cannot_be_said_has_no_bar():
    chart = capacity(PILLARS, theme="light").to_dict()
    assert chart["data"][1]["x"] == [None, None]
    assert chart["data"][1]["customdata"][0] == ["Fill &lt;seats&gt;", "–, n = 1"]
    assert chart["data"][3]["x"] == [1.0]
