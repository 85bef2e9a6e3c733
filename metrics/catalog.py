"""Every metric of the pages, declared once: the help text, docs/metrics.md, the report and the
tests read this; it computes nothing itself."""

from functools import partial

import polars as pl

from metrics.alignment import index
from metrics.catalog_demand import DEMAND
from metrics.catalog_incentives import INCENTIVES
from metrics.catalog_nudges import NUDGES
from metrics.catalog_outcomes import OUTCOMES
from metrics.catalog_plans import PLANS
from metrics.catalog_promises import PROMISES
from metrics.columns import COLUMNS, TARGET, Column
from metrics.drifts import drifts
from metrics.matrix import matrix
from metrics.metric import OWN, Metric

RENKONEN = (
    "Proportional similarity: Renkonen 1938, Annales Zoologici Societatis "
    "Zoologicae-Botanicae Fennicae Vanamo 6; equal to 1 minus the total variation distance."
)


def _part_of_index(name: str, served: pl.DataFrame, *, by: tuple[str, ...] = ()) -> pl.DataFrame:
    found = index(served, by=by)
    return found.select("column", *by, pl.col(name).alias("value"), "n")


def _column(slug: str, served: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    return matrix(served, targets).filter(column=slug)


def _of(column: Column) -> Metric:
    return Metric(
        slug=column.slug,
        title=column.title,
        unit="share" if column is TARGET else column.measure,
        better="neither",
        definition=column.definition,
        source=OWN,
        compute=partial(_column, column.slug),
    )


ALIGNMENT_INDEX = Metric(
    "alignment-index",
    "Alignment index",
    "share",
    "higher",
    "How much of a column serves the strategy in the shares it sets: for each pillar the smaller "
    "of the actual share and the target share, added up. What lies on a pillar beyond its target "
    "share does not count, nor does what lies outside the strategy or is not yet mapped. 100% "
    "means that the mix is exactly the target mix. Every fact is judged by the strategy version "
    "and the mapping in force on its own date, each version against its own targets, weighted by "
    "what fell under it. The interval is 95%, from 1,000 seeded resamplings of whole accounts "
    "(Poisson bootstrap; accounts are put into 1,000 pools by a fixed hash): the index plus and "
    "minus the farther of its two percentile limits, because with few accounts the index leans "
    "low (chance alone makes a small mix uneven), and wider by Student's t on the number of equal "
    "accounts that they are worth. Withheld with fewer than 5 facts, the interval with fewer than "
    "10 accounts; where one account outweighs all others it says nothing, 0 to 100%. It holds the "
    "truth in 94 to 98% of simulated companies, a mix that equals its targets exactly in some 87 "
    "to 93%. A change between two periods has limits of its own, from the same resampled accounts "
    "on both sides.",
    f"{RENKONEN[:-1]}; few accounts: Kish 1965; Hesterberg 2015, American Statistician 69:371.",
    index,
)
OUTSIDE_SHARE = Metric(
    "outside-share",
    "Outside the strategy",
    "share",
    "lower",
    "The share of a column that lies on no pillar of the strategy in force then: what is mapped "
    "to outside, what is mapped to a pillar that the version in force does not have, and what is "
    "not yet mapped (which is also given apart). Index, outside share and imbalance add up to "
    "100%.",
    OWN,
    partial(_part_of_index, "outside"),
)
UNMAPPED_SHARE = Metric(
    "unmapped-share",
    "Not yet mapped",
    "share",
    "lower",
    "The share of a column whose product or feature nobody had mapped on the fact's date, which "
    "names none, or which is older than the first strategy. It is unknown, not wrong: mapping it "
    "can only raise the index.",
    OWN,
    partial(_part_of_index, "unmapped"),
)
IMBALANCE = Metric(
    "imbalance",
    "Imbalance among pillars",
    "share",
    "lower",
    "The share of a column that lies on pillars beyond their target share: for each pillar the "
    "actual minus the target share where that is positive, added up.",
    OWN,
    partial(_part_of_index, "imbalance"),
)
CELL_SHARE = Metric(
    "cell-share",
    "Share of a column",
    "share",
    "neither",
    "A pillar's part of a column, by money, count or effort as the column declares. A product or "
    "feature that serves several pillars is split by its shares, to the cent. Withheld when the "
    "column has fewer than 5 facts. n is the number of facts that touch the cell.",
    OWN,
    matrix,
)
DRIFT_MONEY = Metric(
    "drift-money",
    "Drift",
    "money",
    "lower",
    "What makes the shortfall of the index, by team and product: everything outside the strategy "
    "or not yet mapped, and what pillars hold beyond their target share, spread over that "
    "pillar's facts in proportion. In the column's own measure; it adds up to (100% minus the "
    "index) of the column.",
    OWN,
    drifts,
)

METRICS: tuple[Metric, ...] = (
    ALIGNMENT_INDEX,
    OUTSIDE_SHARE,
    UNMAPPED_SHARE,
    IMBALANCE,
    CELL_SHARE,
    DRIFT_MONEY,
    _of(TARGET),
    *(_of(column) for column in COLUMNS),
    *DEMAND,
    *PROMISES,
    *INCENTIVES,
    *PLANS,
    *NUDGES,
    *OUTCOMES,
)
BY_SLUG: dict[str, Metric] = {metric.slug: metric for metric in METRICS}
