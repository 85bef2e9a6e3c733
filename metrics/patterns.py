"""Patterns in time that are consistent with dealing around a quarter's end; it accuses nobody.

Each stands beside what else would look the same: buyers' budgets end with quarters too.
"""

from datetime import date

import numpy as np
import polars as pl
from scipy.special import stdtr, stdtrit
from scipy.stats import binom, fisher_exact

from metrics.bootstrap import POOLS, Floats, interval, pool_of, resampled, worth
from metrics.proportions import newcombe

DAYS = 10  # business days at either end of a quarter
WITHIN = 0.05  # of a quota
DRAWS = 1_000
LEAST = 10  # accounts: with fewer an interval is a guess
INNOCENT = {
    "hockey-stick": "Buyers' budgets end with quarters too, and a deal that is due soon is worked"
    " on first.",
    "heaping": "A quota that is well set is reached narrowly by many, and who is near it tries"
    " harder.",
    "discount-at-quarter-end": "Buyers who know when quarters end wait for a better price, and"
    " larger deals, which get larger discounts, close late.",
}
"""What else would look the same, by metric."""


def hockey_stick(decided: pl.DataFrame, *, as_of: date, seed: int) -> pl.DataFrame:
    """How much more of a quarter's money is won in its last days (H) and its first (D).

    Args:
        decided: the book's sheet; whole quarters before `as_of` count.

    Returns:
        `which` (H | D), `value` (1 = even; null when nothing was won), `low, high` (95%), `p` (of
        an even quarter, by those limits; all three null with fewer than 10 accounts, or where one
        outweighs the others), `n` (deals), `quarters`.

    Source: docs/metrics.md#hockey-stick; Oyer 1998, QJE 113:149.
    """
    won = decided.filter(pl.col("revenue_y").is_not_null()).with_columns(
        pl.col("on").dt.truncate("1q").alias("quarter")
    )
    won = won.filter(pl.col("quarter").dt.offset_by("3mo") <= as_of)
    if won.is_empty():
        none = dict.fromkeys(("value", "low", "high", "p")) | {"n": 0, "quarters": 0}
        return pl.DataFrame([{"which": which, **none} for which in "HD"], schema=_STICK)
    first, after = _days(won["quarter"]), _days(won["quarter"].dt.offset_by("3mo"))
    day, money = _days(won["on"]), won["revenue_y"].to_numpy()
    even = money * DAYS / np.busday_count(first, after)
    opening = (won["quarter"] > won["quarter"].min()).to_numpy()
    parts = {
        "H": (money * (np.busday_count(day, after) <= DAYS), even),
        "D": (money * (np.busday_count(first, day) < DAYS) * opening, even * opening),
    }
    units = won.select(pl.coalesce("account_id", -pl.col("deal_id") - 1)).to_series()
    quarters = won["quarter"].n_unique()
    rows = [(w, *_ratio(y, x, units, seed), won.height, quarters) for w, (y, x) in parts.items()]
    return pl.DataFrame(rows, schema=_STICK, orient="row")


_STICK = {
    "which": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "n": pl.Int64,
    "quarters": pl.Int64,
}


def heaping(decided: pl.DataFrame, quotas: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Quotas met narrowly against quotas missed as narrowly.

    Args:
        decided: the book's sheet. quotas: QUOTAS that the reader may see; those over by `as_of`.

    Returns:
        One row: `over` (in [1, 1.05) of quota), `under` (in [0.95, 1)), `p` (of that many over or
        more by chance; null when there is neither), `n` (quotas whose amount, and that of every
        deal won on their days, is known).

    Source: docs/metrics.md#heaping
    """
    ended = quotas.filter((pl.col("until_on") <= as_of) & (pl.col("amount_cents") > 0))
    sold = (
        ended.with_row_index("quota")
        .join(
            decided.select("rep_id", "on", "revenue_y", "revenue_unknown"), on="rep_id", how="left"
        )
        .with_columns(pl.col("on").is_between("from_on", "until_on", closed="left").alias("counts"))
        .group_by("quota")
        .agg(
            (pl.col("revenue_y").filter("counts").sum() / pl.col("amount_cents").first()).alias(
                "met"
            ),
            pl.col("revenue_unknown").filter("counts").sum().alias("unknown"),
        )
        .filter(pl.col("unknown") == 0)
    )
    met = pl.col("met")
    counts = sold.select(
        met.is_between(1, 1 + WITHIN, closed="left").sum().alias("over"),
        met.is_between(1 - WITHIN, 1, closed="left").sum().alias("under"),
    ).row(0)
    over, under = (int(count) for count in counts)
    p = float(binom.sf(over - 1, over + under, 0.5)) if over + under else None
    return pl.DataFrame(
        {"over": [over], "under": [under], "p": [p], "n": [sold.height]},
        schema={"over": pl.Int64, "under": pl.Int64, "p": pl.Float64, "n": pl.Int64},
    )


def discounting(decided: pl.DataFrame, cohort: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Large discounts, and customers gone within 90 days, of deals closed at quarter end.

    Args:
        decided, cohort: the book's sheets.

    Returns:
        `what` (discount | gone), `late, late_n` (share and n in the last 10 business days of
        quarters), `rest, rest_n`, `value` (late - rest), `low, high` (95%, Newcombe), `p` (of no
        difference, Fisher's exact test); null where one side is empty. A deal, and a customer,
        counts once, however many are credited.

    Source: docs/metrics.md#discount-at-quarter-end; Newcombe 1998, Statistics in Medicine 17:873;
    Fisher 1935, JRSS 98:39.
    """
    deals = decided.filter(pl.col("on") <= as_of).unique("deal_id", maintain_order=True)
    signed = cohort.unique("deal_id", maintain_order=True)
    parts = [(deals, "beyond_y", "discount"), (signed, "stopped", "gone")]
    rows = []
    for sheet, flag, what in parts:
        known = sheet.filter(pl.col(flag).is_not_null())
        quarter = known["on"].dt.truncate("1q")
        late = np.busday_count(_days(known["on"]), _days(quarter.dt.offset_by("3mo"))) <= DAYS
        so = known[flag].to_numpy().astype(np.int64)
        sides = (late, ~late)
        x1, n1, x0, n0 = (int(n) for side in sides for n in (so[side].sum(), side.sum()))
        exact = fisher_exact([[x1, n1 - x1], [x0, n0 - x0]])
        rows.append((what, x1, n1, x0, n0, float(exact.pvalue) if n1 and n0 else None))
    counts = ("x1", "late_n", "x0", "rest_n")
    kinds = {"what": pl.String, **dict.fromkeys(counts, pl.Int64), "p": pl.Float64}
    found = pl.DataFrame(rows, schema=kinds, orient="row")
    low, high = newcombe("x1", "late_n", "x0", "rest_n")
    return found.with_columns(
        pl.when(pl.col(n) > 0).then(pl.col(x) / pl.col(n)).alias(name)
        for name, x, n in (("late", "x1", "late_n"), ("rest", "x0", "rest_n"))
    ).select(
        "what",
        "late",
        "late_n",
        "rest",
        "rest_n",
        (pl.col("late") - pl.col("rest")).alias("value"),
        low.alias("low"),
        high.alias("high"),
        "p",
    )


def _days(column: pl.Series) -> Floats:
    found: Floats = column.to_numpy().astype("datetime64[D]")
    return found


def _ratio(
    y: Floats, x: Floats, units: pl.Series, seed: int
) -> tuple[float | None, float | None, float | None, float | None]:
    """The sum of y over the sum of x with its bootstrap limits over accounts, and the p of 1 that
    such limits have: they leave 1 out where it is below 0.05."""
    if x.sum() <= 0:
        return None, None, None, None
    value = float(y.sum() / x.sum())
    if units.n_unique() < LEAST:
        return value, None, None, None
    pool = pool_of(units.to_numpy().astype(np.int64))
    parts = [np.bincount(pool, part, minlength=POOLS) for part in (y, x)]
    sums = np.stack(parts).astype(np.float64)
    top, bottom = resampled(sums, seed=seed, draws=DRAWS)
    drawn = (top / np.where(bottom > 0, bottom, np.nan))[None]
    accounts = worth(sums[1:])
    low, high = (float(limit[0]) for limit in interval(drawn, np.array([value]), accounts))
    if not np.isfinite(high):
        return value, None, None, None
    degrees = float(accounts[0]) - 1
    se = (high - value) / float(stdtrit(degrees, 0.975))
    p = float(2 * stdtr(degrees, -abs(value - 1) / se)) if se > 0 else None
    return value, max(low, 0.0), high, p
