"""What happened around the reminders, from counts of what was done and what came back; no effect.

A mail was sent, clicked, came back, or was held back for a reason; an order was paid back.
"""

import polars as pl

from metrics.nudge_arms import MAIL

COUNTS = pl.Schema(
    {"day": pl.Date, "arm": pl.String, "segment": pl.String, "what": pl.String, "n": pl.Int64}
)
SKIP = "skip: "
GUARDED = ("unsubscribe", "complaint", "bounce", "soft bounce")


def funnel_of(
    cells: pl.DataFrame, counts: pl.DataFrame, window: int, elsewhere: bool
) -> pl.DataFrame:
    """`step, n` of the mail arm so far, whether windows are over or not; null = not known."""
    mail = cells.filter(pl.col("arm") == MAIL)
    done = {
        "Assigned to the reminder": int(mail["n"].sum()),
        "Reminder sent": _count(counts, "sent", elsewhere),
        "Link clicked": _count(counts, "click", elsewhere),
        f"Bought within {window} day{'' if window == 1 else 's'}": int(
            mail.filter(pl.col("lag") < window)["dconv"].sum()
        ),
    }
    return pl.DataFrame(
        {"step": list(done), "n": list(done.values())},
        schema={"step": pl.String, "n": pl.Int64},
    )


def guardrails_of(counts: pl.DataFrame, found: pl.DataFrame, elsewhere: bool) -> pl.DataFrame:
    """`what, arm, n, of, value`: what came back of mails sent, and orders paid back per arm."""
    sent = _count(counts, "sent", elsewhere)
    rows = [(what, MAIL, _count(counts, what, elsewhere), sent) for what in GUARDED]
    rows += [
        ("order paid back", row["arm"], row["refunds"], row["orders"])
        for row in found.iter_rows(named=True)
    ]
    frame = pl.DataFrame(
        rows,
        schema={"what": pl.String, "arm": pl.String, "n": pl.Int64, "of": pl.Int64},
        orient="row",
    )
    share = pl.col("n") / pl.when(pl.col("of") > 0).then(pl.col("of"))
    return frame.with_columns(share.alias("value"))


def skips_of(counts: pl.DataFrame) -> pl.DataFrame:
    """`reason, arm, n`, most first: mails not sent, the holdout's included."""
    return (
        counts.filter(pl.col("what").str.starts_with(SKIP))
        .group_by(pl.col("what").str.strip_prefix(SKIP).alias("reason"), "arm")
        .agg(pl.col("n").sum())
        .sort("n", "reason", descending=[True, False])
    )


def _count(counts: pl.DataFrame, what: str, elsewhere: bool) -> int | None:
    """Of those reminded: who was held out may unsubscribe from other mail. Null: another mailer
    did not say."""
    told = counts.filter(what=what)
    return None if elsewhere and told.is_empty() else int(told.filter(arm=MAIL)["n"].sum())
