from pathlib import Path

import polars as pl
import pytest

from metrics.catalog import BY_SLUG, METRICS
from metrics.columns import COLUMNS
from metrics.document import document
from metrics.serving import serve
from tests.metrics.made import START, flow, flows, mappings, targets, versions

AIMS = targets({1: 6_000, 2: 4_000})
SERVED = serve(
    flows(*(flow(at, product_id=at % 4 + 1) for at in range(20))),
    mappings((1, 1), (2, 2), (3, None)),
    versions(START),
    AIMS,
)


def test_the_documentation_is_what_the_catalog_says():
    written = Path(__file__).parents[2] / "docs" / "metrics.md"
    assert written.read_text(encoding="utf-8") == document()


def test_every_metric_is_listed_once_and_defined_in_words():
    assert len(BY_SLUG) == len(METRICS)
    for metric in METRICS:
        assert metric.definition.endswith(".")
        assert metric.source.endswith(".")
        assert not set(metric.definition) & set("$\\{}")
    assert {column.slug for column in COLUMNS} < BY_SLUG.keys()


@pytest.mark.parametrize(
    ("slug", "value"),
    # Five of 20 deals each: on pillar 1 (target 12), on pillar 2 (8), outside, unmapped.
    [("alignment-index", 0.5), ("outside-share", 0.5), ("unmapped-share", 0.25), ("imbalance", 0)],
)
def test_a_metric_computes_what_it_defines(slug, value):
    found = BY_SLUG[slug].compute(SERVED)
    assert found.select("column", "value", "n").row(0) == ("won", pytest.approx(value), 20)
    split = BY_SLUG[slug].compute(SERVED, by=("team",))
    assert split.select("team", "value").row(0) == ("North", pytest.approx(value))


def test_cells_columns_and_drift_compute_too():
    assert BY_SLUG["cell-share"].compute(SERVED, AIMS).height == 6
    assert BY_SLUG["won"].compute(SERVED, AIMS)["share"].to_list() == [0.25] * 4
    assert BY_SLUG["target"].compute(SERVED, AIMS)["share"].to_list() == [0.6, 0.4]
    assert BY_SLUG["drift-money"].compute(SERVED)["drift"].sum() == pytest.approx(1_000)
    assert isinstance(BY_SLUG["drift-money"].compute(SERVED), pl.DataFrame)
