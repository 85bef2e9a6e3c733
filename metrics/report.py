"""A measured Overview as plain values, for a program to read; measures and rounds nothing."""

from typing import Any

import polars as pl

from metrics.answer import answer
from metrics.columns import BY_SLUG, TARGET
from metrics.overview import Overview

HUNDREDTHS = 100  # effort is kept in hundredths of a week


def alignment(view: Overview, *, currency: str, minor_units: int) -> dict[str, Any]:
    """The figures of `view` as JSON-able values; null where a figure is not known.

    Args:
        minor_units: how many of them make one unit of `currency` (100 cents to the dollar).

    Returns:
        `rows` holds `column, pillar, amount, count, share, n, measure, target`, and the split if
        there is one: `amount` in units of the currency, for `we_build` and `we_ship` in weeks.
        `index` holds `column, value, low, high, outside, unmapped, imbalance, n, units`, where
        value + outside + imbalance = 1 and `unmapped` is a part of `outside`.
    """
    split = (view.by,) if view.by else ()
    units = pl.when(pl.col("column").is_in(_effort())).then(HUNDREDTHS).otherwise(minor_units)
    scale = pl.col("amount_cents") / units
    return {
        "answer": answer(view),
        "as_of": view.as_of.isoformat(),
        "period": {"from": view.period.first.isoformat(), "to": view.period.last.isoformat()},
        "currency": currency,
        "rows": _plain(
            view.rows.select(
                "column",
                *split,
                "pillar",
                scale.alias("amount"),
                "count",
                "share",
                "n",
                "measure",
                "target",
            )
        ),
        "index": _plain(
            view.index.select(
                "column",
                *split,
                "value",
                "low",
                "high",
                "outside",
                "unmapped",
                "imbalance",
                "n",
                "units",
            )
        ),
        "notes": list(view.notes),
    }


def table(view: Overview) -> list[list[str]]:
    """The matrix as lines of text cells, the index last: for a person at a terminal."""
    slugs = list(view.rows["column"].unique(maintain_order=True))
    titles = {TARGET.slug: TARGET.title} | {slug: BY_SLUG[slug].title for slug in BY_SLUG}
    shares = {(row["column"], row["pillar"]): row["share"] for row in view.rows.to_dicts()}
    cells = [
        [pillar, *(_percent(shares.get((slug, pillar))) for slug in slugs)]
        for pillar in view.rows["pillar"].unique(maintain_order=True)
    ]
    index = {row["column"]: row["value"] for row in view.whole.to_dicts()}
    head = ["", *(titles[slug] for slug in slugs)]
    return [head, *cells, ["Alignment index", *(_percent(index.get(slug)) for slug in slugs)]]


def _effort() -> list[str]:
    return [slug for slug, column in BY_SLUG.items() if column.measure == "effort"]


def _plain(rows: pl.DataFrame) -> list[dict[str, Any]]:
    days = [name for name, kind in rows.schema.items() if kind == pl.Date]
    return rows.with_columns(pl.col(days).dt.to_string("iso")).to_dicts()


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
