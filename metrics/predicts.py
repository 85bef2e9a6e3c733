"""Which of a quarter's metrics go with revenue kept a year later; never says that one causes it."""

import numpy as np
import polars as pl
from scipy.special import ndtr
from scipy.stats import rankdata

from metrics.bootstrap import Floats
from metrics.discovery import RATE, q_values
from metrics.ranks import bonett_wright, spearman
from metrics.scorecards_measures import BY_SLUG, GROSS, MEASURES, NET

LEAST_REPS = 10
OUTCOMES = (NET.slug, GROSS.slug)
PREDICTS = {
    "metric": pl.String,
    "value": pl.Float64,  # Spearman's correlation
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,  # people
    "quarters": pl.Int64,  # of theirs
    "partial": pl.Float64,
    "partial_low": pl.Float64,
    "partial_high": pl.Float64,
    "p": pl.Float64,  # of the partial correlation
    "q": pl.Float64,
    "r2": pl.Float64,  # out of sample
    "goes_with": pl.Boolean,
}


def predicts(cards: pl.DataFrame, cohort: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """How each metric of a quarter goes with the revenue kept per dollar sold in it.

    Args:
        cards: `scorecards` by rep, a period a quarter. The outcome of a quarter is its kept
            revenue, which is measured four quarters later: the two overlap in no day.
        cohort: the book's sheet; its segments give what a mix alone would have kept.

    Returns:
        PREDICTS, what goes with it first, then by |partial|. Null with fewer than ten people.

    Source: docs/metrics.md#what-predicts
    """
    outcome = cards.filter((pl.col("metric") == NET.slug) & pl.col("value").is_not_null()).select(
        "rep_id", "period", pl.col("value").alias("kept"), pl.col("n").cast(pl.Float64).alias("w")
    )
    told = outcome.join(_of_mix(cohort, outcome), on=["rep_id", "period"], how="left")
    rows = []
    for measure in MEASURES:
        if measure.slug in OUTCOMES:
            continue
        own = cards.filter(pl.col("metric") == measure.slug).select("rep_id", "period", "value")
        pairs = told.join(own, on=["rep_id", "period"]).drop_nulls(["kept", "value"])
        rows.append({"metric": measure.slug} | kept_by(pairs.sort("rep_id", "period"), seed))
    names = [name for name in PREDICTS if name not in ("q", "goes_with")]
    found = pl.DataFrame(rows, schema={name: PREDICTS[name] for name in names})
    q = q_values(found["p"].cast(pl.Float64).fill_null(np.nan).to_numpy())
    passes = (pl.col("q") <= RATE) & (pl.col("r2") > 0)
    return (
        found.with_columns(pl.Series("q", q).fill_nan(None))
        .with_columns(passes.fill_null(False).alias("goes_with"))
        .sort("goes_with", pl.col("partial").abs(), descending=True, nulls_last=True)
        .select(list(PREDICTS))
    )


def answer(found: pl.DataFrame) -> str:
    """What goes with kept revenue, or that nothing is shown to."""
    people = max(found["n"], default=0)
    if not found["p"].count():
        return (
            "Nothing can be said yet about what goes with revenue kept a year later: it takes ten"
            f" people whose sales are a year old, and there are {people}."
        )
    claimed = found.filter("goes_with")
    if claimed.is_empty():
        return (
            "Nothing is shown to go with revenue kept a year later:"
            f" {found['p'].count()} metrics of {people} people were looked at."
        )
    said = [
        f"{BY_SLUG[row['metric']].words} ({'more' if row['partial'] > 0 else 'less'} kept with more"
        f" of it; correlation {row['partial']:.2f}, {row['partial_low']:.2f} to"
        f" {row['partial_high']:.2f})"
        for row in claimed.iter_rows(named=True)
    ]
    many = ", ".join(said)
    return (
        f"Of {found['p'].count()} metrics of {people} people, this goes with revenue kept a year"
        f" later: {many}."
    )


def _of_mix(cohort: pl.DataFrame, outcome: pl.DataFrame) -> pl.DataFrame:
    """`rep_id, period, expected`: what each quarter's mix of segments would have kept, had each
    segment kept what it keeps at the whole company."""
    sold = cohort.filter(pl.col("net_x").is_not_null()).with_columns(
        pl.col("on").dt.truncate("1q").alias("period")
    )
    kept = sold.group_by("segment").agg(
        (pl.col("net_y").sum() / pl.col("net_x").sum()).alias("usual")
    )
    mixed = sold.join(kept, on="segment", how="left", nulls_equal=True)
    expected = (pl.col("usual") * pl.col("net_x")).sum() / pl.col("net_x").sum()
    each = mixed.group_by("rep_id", "period").agg(expected.alias("expected"))
    return outcome.select("rep_id", "period").join(each, on=["rep_id", "period"], how="left")


def kept_by(pairs: pl.DataFrame, seed: int) -> dict[str, object]:
    """One metric: `value, low, high, n, quarters, partial, partial_low, partial_high, p, r2` of
    PREDICTS, from a row per person and quarter: `rep_id, value, kept, expected, w` (accounts)."""
    people = pairs.group_by("rep_id", maintain_order=True).agg(
        (pl.col(name) * pl.col("w")).sum() / pl.col("w").sum()
        for name in ("value", "kept", "expected")
    )
    x, y, z = (people[name].to_numpy() for name in ("value", "kept", "expected"))
    n = people.height
    counted: dict[str, object] = {"n": n, "quarters": pairs.height}
    if n < LEAST_REPS or np.ptp(x) < 1e-12 or np.ptp(y) < 1e-12:
        return counted
    plain = spearman(x, y, seed=seed)
    held, weakest = _partial(x, y, z)
    low, high = bonett_wright(held, n - 1)
    # the p-value that belongs to such an interval; Student's t claims too much of so few people
    far = np.arctanh(weakest) / np.sqrt((1 + weakest**2 / 2) / (n - 5))
    return counted | {
        "value": plain.value,
        "low": plain.low,
        "high": plain.high,
        "partial": held,
        "partial_low": low,
        "partial_high": high,
        "p": float(2 * ndtr(-max(far, 0.0))),
        "r2": _unseen(pairs),
    }


def _partial(x: Floats, y: Floats, z: Floats) -> tuple[float, float]:
    """Spearman's correlation of x and y with z held (plain where z does not differ), and how much
    of it is left, in its direction, when the one person is left out who carries most of it."""
    ranks = [rankdata(column) for column in (x, y, z)]
    xy, xz, yz = (_each_out(ranks[a], ranks[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    left = np.sqrt(((1 - xz**2) * (1 - yz**2)).clip(1e-12))
    held = ((xy - xz * yz) / left).clip(-1 + 1e-9, 1 - 1e-9)
    whole = float(held[0])
    return whole, float((held * np.sign(whole)).min())


def _each_out(a: Floats, b: Floats) -> Floats:
    """The correlation of two columns of all rows, then without each; 0 where one is all alike."""
    a, b = a - a.mean(), b - b.mean()
    n = len(a)
    weight = np.concatenate([[n], np.full(n, n - 1)])
    sa, sb, saa, sbb, sab = (
        np.concatenate([[part.sum()], part.sum() - part]) for part in (a, b, a * a, b * b, a * b)
    )
    spread = (saa - sa**2 / weight) * (sbb - sb**2 / weight)
    both = sab - sa * sb / weight
    found: Floats = np.divide(
        both, np.sqrt(spread.clip(0)), where=spread > 1e-9, out=np.zeros_like(both)
    )
    return found


def _unseen(pairs: pl.DataFrame) -> float:
    """R2 of a weighed straight line on people it was not fitted to: each left out in turn.

    1 - (squared errors) / (squared errors of the others' mean), over all quarters, weighed by the
    accounts behind each.
    """
    w, x, y = (pairs[name].to_numpy() for name in ("w", "value", "kept"))
    who = pairs["rep_id"].rle_id().to_numpy().astype(np.int64)
    sums = [w, w * x, w * y, w * x * x, w * x * y]
    rest = [column.sum() - np.bincount(who, column)[who] for column in sums]
    mass, mx, my = rest[0], rest[1] / rest[0], rest[2] / rest[0]
    across, both = rest[3] / mass - mx**2, rest[4] / mass - mx * my
    slope = np.divide(both, across, where=across > 1e-15, out=np.zeros_like(both))
    missed = (w * (y - my - slope * (x - mx)) ** 2).sum()
    usual = (w * (y - my) ** 2).sum()
    return float(1 - missed / usual) if usual > 0 else 0.0
