"""How many customers and days it takes to see an effect, and what holding out costs; a plan is
a guess about the effect, and is worded as one."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import polars as pl

from metrics.nudge_effect import Trial
from metrics.proportions import sample_size

HELD = (0.05, 0.1, 0.2, 0.3, 0.5)
SMALLEST = 0.005  # an effect worth having, of customers, where nobody says another


@dataclass(frozen=True)
class Wish:
    """What a planner knows: the share that buys without a reminder (0 to 1), the smallest
    difference worth having (share of customers, 0 to 1), customers assigned a day, the part held
    out."""

    baseline: float
    difference: float
    daily: int
    holdout_share: float


@dataclass(frozen=True)
class Needed:
    """`mail, holdout`: customers in each arm; `days`: until they are assigned, the window not
    included; `missed`: orders that the held-out would have brought, if the effect is as wished."""

    mail: int
    holdout: int
    days: int
    missed: float

    @property
    def customers(self) -> int:
        return self.mail + self.holdout


def needed(wish: Wish, *, alpha: float = 0.05, power: float = 0.8) -> Needed:
    """Customers and days to see the wished difference, 80% of the time, at 5%, at one look.

    Raises:
        ValueError: in words for the person: a share is out of range, the difference is 0 or
            leads above all, nobody is assigned.

    Source: `proportions.sample_size`; Fleiss, Levin and Paik 2003.
    """
    expected = wish.baseline + wish.difference
    if not 0 < wish.baseline < 1:
        raise ValueError("The share that buys anyway lies between 0% and 100%.")
    if wish.difference <= 0 or expected >= 1:
        raise ValueError("The smallest effect worth having is above 0 and leads to less than all.")
    if not 0 < wish.holdout_share < 1:
        raise ValueError("The held-out part lies between 0% and 100%.")
    if wish.daily < 1:
        raise ValueError("At least one customer a day has to be assigned.")
    frame = pl.DataFrame({"base": [wish.baseline], "expected": [expected]})
    treated, control = sample_size(
        "base", "expected", control_share=wish.holdout_share, alpha=alpha, power=power
    )
    mail, held = frame.select(treated.alias("mail"), control.alias("held")).row(0)
    days = ceil((mail + held) / wish.daily)
    return Needed(mail, held, days, held * wish.difference)


def by_share(wish: Wish, shares: tuple[float, ...] = HELD) -> pl.DataFrame:
    """`holdout_share, mail, holdout, customers, days, missed`, one row a part held out."""
    rows = []
    for share in shares:
        found = needed(Wish(wish.baseline, wish.difference, wish.daily, share))
        rows.append((share, found.mail, found.holdout, found.customers, found.days, found.missed))
    names = ["holdout_share", "mail", "holdout", "customers", "days", "missed"]
    return pl.DataFrame(rows, schema=names, orient="row")


@dataclass(frozen=True)
class Missing:
    """What a campaign that shows nothing lacks to show `difference`: `customers` in all and `more`
    of them than are counted; `days` until those are counted, null when nobody is assigned any
    more."""

    difference: float
    customers: int
    more: int
    days: int | None


def missing(
    found: Mapping[str, Any],
    *,
    assigned: int,
    daily: float,
    window: int,
    trial: Trial,
    difference: float = SMALLEST,
) -> Missing | None:
    """How much longer this campaign would have to run, by its own baseline and its own arms.

    Args:
        found: a row of `nudge_effect.effect`. assigned: customers of both arms, counted or not.
            daily: customers assigned on a usual day. trial: while it runs it is decided on no
            fewer customers than were planned.

    Returns:
        Null where its arms or its baseline give no plan.

    Source: `needed`.
    """
    counted, baseline = found["mail_n"] + found["holdout_n"], found["holdout_rate"]
    try:
        share = found["holdout_n"] / counted
        customers = needed(Wish(baseline, difference, max(round(daily), 1), share)).customers
    except (ValueError, TypeError, ZeroDivisionError):
        return None
    if trial.ended or daily <= 0:
        return Missing(difference, customers, max(customers - counted, 0), None)
    customers = max(customers, trial.expected or 0)
    days = ceil(max(customers - assigned, 0) / daily) + window
    return Missing(difference, customers, max(customers - counted, 0), days)
