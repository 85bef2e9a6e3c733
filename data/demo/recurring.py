"""What customers of the made-up company pay month by month, and when they stop; sells nothing.

A customer subscribes with the first deal she signs. Whoever sold it decides how long it lasts: who
looks after her customers (`care`) loses few of them, and few shrink.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from data.demo.chance import stream
from data.demo.company import CUSTOM
from data.demo.days import Days
from data.demo.deals import Sale, sales

UPKEEP = 0.2  # of a custom project's price recurs
GROWS, SHRINKS = 0.1, 0.3  # chance within a year; the second for who does not care at all


@dataclass(frozen=True)
class Billed:
    """So much a month from a day to a day (null = still), under a deal."""

    sale: Sale
    begins: date
    ends: date | None
    monthly: float


@lru_cache(maxsize=2)
def billed(seed: int, days: Days) -> tuple[Billed, ...]:
    """Every line of every subscription up to today, venue by venue."""
    dice, first = stream(seed, "revenue"), dict[str, Sale]()
    again: dict[tuple[str, str], list[Sale]] = {}
    for sale in sorted(sales(seed, days), key=lambda s: (s.ends, s.key)):
        if sale.deal_type == "Renewal" and sale.product:
            again.setdefault((sale.venue.key, sale.product.key), []).append(sale)
        elif sale.won and sale.ends <= days.today:
            first.setdefault(sale.venue.key, sale)
    made: list[Billed] = []
    for sale in first.values():
        product = sale.product.key if sale.product else ""
        made += _subscription(dice, sale, again.get((sale.venue.key, product), []), days)
    return tuple(made)


def _subscription(dice: Random, sale: Sale, renewals: list[Sale], days: Days) -> list[Billed]:
    custom = sale.product is not None and sale.product.name == CUSTOM
    monthly = sale.amount / 12 * (UPKEEP if custom else 1)
    begins, deal, lines = sale.ends, sale, list[Billed]()
    while True:
        due = _year_after(begins)
        part, monthly = _year(dice, deal, begins, due, monthly)
        renewal = next((r for r in renewals if abs((r.opened - begins).days - 333) < 45), None)
        if due > days.today or (renewal is not None and renewal.ends > days.today):
            *known, last = part  # it goes on: nobody knows yet for how long
            lines += [*known, Billed(last.sale, last.begins, None, last.monthly)]
            return [line for line in lines if line.begins <= days.today]
        lines += part
        renewed = renewal.won if renewal else dice.random() < sale.seller.care
        if not renewed:
            return lines
        begins, deal = due, renewal or deal


def _year(
    dice: Random, deal: Sale, begins: date, due: date, monthly: float
) -> tuple[list[Billed], float]:
    """A year's lines and what is paid a month at its end: mostly one line, now and then two."""
    at = begins + timedelta(days=dice.randint(95, 340))
    luck, care = dice.random(), deal.seller.care
    if luck < GROWS:
        factor = dice.uniform(1.15, 1.5)
    elif luck < GROWS + SHRINKS * (1 - care):
        factor = dice.uniform(0.3, 0.8)
    else:
        return [Billed(deal, begins, due, monthly)], monthly
    then = monthly * factor
    return [Billed(deal, begins, at, monthly), Billed(deal, at, due, then)], then


def _year_after(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)
