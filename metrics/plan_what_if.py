"""What one more deal would pay a rep, at a discount, in one period or another; nobody's habits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from metrics.periods import around
from metrics.plan import WHOLE_BP, Plan, nearest
from metrics.plan_history import History
from metrics.plan_payouts import run

PLACES = ("on", "outside", "unmapped")


@dataclass(frozen=True)
class WhatIf:
    """A deal that was not made: its list price, and what the plan may look at."""

    list_cents: int
    strategy: str = "on"  # on | outside | unmapped
    product: str | None = None
    deal_type: str | None = None
    is_new: bool = True
    yearly_cents: int | None = None  # of it recurring in a year; null = none


def what_if(
    plan: Plan,
    history: History,
    deal: WhatIf,
    *,
    rep_id: int,
    options: Sequence[tuple[int, date]],
) -> pl.DataFrame:
    """What the deal would add to the rep's variable pay, by option.

    Args:
        options: discount in basis points, and the day on which it is won.

    Returns:
        `discount_bp, on, price_cents, pays_cents` (in all periods, a draw that it repays
        included; null where the plan needs a quota that is not there), `pays_share` (of the
        price), in the order given.
    """
    mine = history.of(rep_id)
    before = int(run(plan, mine).payouts["variable_cents"].sum())
    rows = []
    for discount, day in options:
        price = nearest(deal.list_cents * (WHOLE_BP - discount), WHOLE_BP)
        after = run(plan, _with(mine, deal, rep_id, price, day)).payouts
        then = after.filter(period=around(day, plan.period).first)["variable_cents"]
        pays = int(after["variable_cents"].sum()) - before if then.null_count() == 0 else None
        share = None if pays is None or not price else pays / price
        rows.append((discount, day, price, pays, share))
    schema = {
        "discount_bp": pl.Int64,
        "on": pl.Date,
        "price_cents": pl.Int64,
        "pays_cents": pl.Int64,
        "pays_share": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _with(history: History, deal: WhatIf, rep_id: int, price: int, day: date) -> History:
    highest = history.deals["deal_id"].max()
    row = dict.fromkeys(history.deals.columns) | {
        "deal_id": (highest if isinstance(highest, int) else 0) + 1,
        "rep_id": rep_id,
        "product": deal.product,
        "deal_type": deal.deal_type,
        "closed_on": day,
        "amount_cents": price,
        "list_cents": deal.list_cents,
        "bp": WHOLE_BP,
        "upto_bp": WHOLE_BP,
        "discount_bp": (deal.list_cents - price) * WHOLE_BP // deal.list_cents,
        "is_new": deal.is_new,
    }
    for base, cents in (("booked", price), ("recurring", deal.yearly_cents)):
        row[base] = cents
        for place in PLACES:
            row[f"{base}_{place}"] = cents if place == deal.strategy else cents and 0
    one = pl.DataFrame([row], schema=history.deals.schema)
    return replace(history, deals=pl.concat([history.deals, one]))
