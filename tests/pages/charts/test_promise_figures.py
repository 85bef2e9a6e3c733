"""The charts of promises: accepted by plotly's own check, and silent where too little is known."""

import plotly.graph_objects as go
import polars as pl
import pytest

from metrics.exposure import RISKS
from pages.charts.exposure import exposure
from pages.charts.keeping import keeping

EXPOSED = pl.DataFrame(
    {
        "risk": RISKS,
        "promises": [2, 1, 0, 1, 3],
        "signed_cents": [100_00, None, 0, 0, 0],
        "open_cents": [50_00, None, 0, 0, 0],
        "exposed_cents": [150_00, None, 0, 0, 0],
    }
)
KEPT = pl.DataFrame(
    {
        "team": ["<b>North</b> & Co", None],
        "value": [0.5, 1.0],
        "low": [0.2, 0.3],
        "high": [0.8, 1.0],
        "n": [8, 2],
    }
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_finds_no_fault_with_them(theme):
    for chart in (
        exposure(EXPOSED, currency="EUR", theme=theme),
        keeping(KEPT, group="team", least=5, theme=theme),
        keeping(KEPT.clear(), group="team", least=5, theme=theme),
    ):
        assert len(go.Figure(chart.to_dict()).data) == len(chart.data)


def test_money_that_nobody_knows_is_a_dash_and_not_nothing():
    chart = exposure(EXPOSED, currency="USD", theme="light").to_dict()
    said = [note["text"] for note in chart["layout"]["annotations"]]
    assert said[:3] == ["$150.00, n = 2", "–, n = 1", "$0.00, n = 0"]


def test_too_few_have_words_and_no_point_and_names_are_no_markup():
    chart = keeping(KEPT, group="team", least=5, theme="light").to_dict()
    assert chart["data"][0]["x"] == [0.5]
    assert [note["text"] for note in chart["layout"]["annotations"]] == ["too few to say, n = 2"]
    assert chart["layout"]["yaxis"]["ticktext"] == [
        "&lt;b&gt;North&lt;/b&gt; &amp; Co",
        "no team",
    ]
