"""Whether promises are kept, by the days and states on record; judges nobody's intent."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from metrics.intervals import wilson

OPEN = ("proposed", "approved")


def keeping(
    promises: pl.DataFrame, *, as_of: date, by: Sequence[str] = ("person_id", "person")
) -> pl.DataFrame:
    """Promises kept on time among those whose day has passed.

    Due is what was promised for a day before `as_of` and neither refused nor released by the
    customer: delivered, broken, still open, also if nobody ever decided on it, since the customer
    was told. Kept is delivered on the due day or before.

    Args:
        promises: PROMISES, filtered as wished. by: columns to split on, e.g. `("team",)` or `()`.

    Returns:
        `*by, value` (kept / due; null when nothing was due), `low, high` (95%, Wilson), `n` (due),
        `kept, late` (delivered after), `broken, overdue` (open past the day), `unknown`
        (delivered, nobody knows when: not in n), `no_day` (never due: no day was named),
        `released`. Most due first.

    Source: docs/metrics.md#promise-keeping; Wilson 1927, JASA 22:209.
    """
    state, due = pl.col("state"), pl.col("due_on")
    past, delivered = due < as_of, state == "delivered"
    when = pl.col("delivered_on")
    kinds = {
        "kept": past & delivered & (when <= due),
        "late": past & delivered & (when > due),
        "broken": past & (state == "broken"),
        "overdue": past & state.is_in(OPEN),
        "unknown": past & delivered & when.is_null(),
        "no_day": due.is_null() & (state != "refused"),
        "released": state == "released",
    }
    sums = [kind.fill_null(False).sum().cast(pl.Int64).alias(name) for name, kind in kinds.items()]
    counted = promises.group_by(by).agg(sums) if by else promises.select(sums)
    low, high = wilson("kept", "n")
    due_n = pl.sum_horizontal("kept", "late", "broken", "overdue").alias("n")
    return (
        counted.with_columns(due_n)
        .with_columns(
            pl.when(pl.col("n") > 0).then(pl.col("kept") / pl.col("n")).alias("value"),
            low.alias("low"),
            high.alias("high"),
        )
        .select(*by, "value", "low", "high", "n", *kinds)
        .sort("n", *by, descending=[True, *(False for _ in by)], nulls_last=True)
    )
