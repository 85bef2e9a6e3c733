"""The made-up company's trial of a reminder, as the mailer it tried it with writes its results.

Marketing ran it by hand for a month and a half, for baskets of the shops of five venues, before
anybody built anything: what it brought is known, while the strategy still says nothing about it.
"""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import polars as pl

from data.demo.chance import stream
from data.demo.days import Days

CAMPAIGN = "Basket reminder, trial by hand"
HOLDOUT_BP, EXPECTED, WINDOW_DAYS = 3000, 24_000, 7
CUSTOMERS, LASTED_DAYS, OVER_DAYS = 24_000, 45, 12
SEGMENTS = {"Regulars": (0.3, 0.022), "New visitors": (0.5, 0.014), "Tourists": (0.2, 0.009)}
"""Share of the customers, and of them who come back and buy without a reminder."""
EXTRA = 0.007
"""What the reminder adds, in every segment alike: nothing is to be found between them."""
UNSUBSCRIBED, BOUNCED = 0.004, 0.008


def results(seed: int, days: Days) -> pl.DataFrame:
    """The results, a row per customer, some twelve days after the last was assigned."""
    dice = np.random.default_rng(stream(seed, "reminders").getrandbits(64))
    end = datetime.combine(days.today - timedelta(days=OVER_DAYS), time(0), UTC)
    begin = int((end - timedelta(days=LASTED_DAYS)).timestamp())
    n = CUSTOMERS
    assigned = np.sort(begin + dice.integers(0, LASTED_DAYS * 86_400, n))
    mail = dice.random(n) >= HOLDOUT_BP / 10_000
    names = list(SEGMENTS)
    place = dice.choice(len(names), n, p=[share for share, _ in SEGMENTS.values()])
    base = np.array([rate for _, rate in SEGMENTS.values()])[place]
    buys = dice.random(n) < base + EXTRA * mail
    late = dice.exponential(1.6 * 86_400, n).astype(np.int64) + 1_800
    spent = np.round(np.exp(dice.normal(3.9, 0.6, n)), 2)
    bounced = mail & (dice.random(n) < BOUNCED)
    unsubscribed = mail & ~bounced & (dice.random(n) < UNSUBSCRIBED)
    told = pl.DataFrame(
        {
            "campaign": pl.repeat(CAMPAIGN, n, eager=True),
            "customer": [f"V-{number:06d}" for number in range(n)],
            "arm": np.where(mail, "mail", "holdout"),
            "segment": np.array(names)[place],
            "assigned_at": assigned,
            "sent_at": np.where(mail, assigned + 3_600, 0),
            "purchased_at": np.where(buys, assigned + late, 0),
            "revenue": np.where(buys, spent, np.nan),
            "unsubscribed_at": np.where(unsubscribed, assigned + 20_000, 0),
            "bounced_at": np.where(bounced, assigned + 3_700, 0),
        }
    )
    moments = [name for name in told.columns if name.endswith("_at")]
    return told.with_columns(
        pl.when(pl.col(name) > 0)
        .then(pl.from_epoch(name, time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
        .alias(name)
        for name in moments
    ).with_columns(pl.col("revenue").fill_nan(None))
