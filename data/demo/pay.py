"""Quotas, shared deals and commission of the made-up company, and its plans; in whole cents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from data.demo.chance import stream
from data.demo.days import Days, quarter_start, working_day
from data.demo.deals import Sale, sales
from data.demo.people import Staff, sellers

SHARED = 0.02  # of deals
PAID_AFTER_DAYS = 30  # once a quarter has ended
WHOLE_BP = 10_000
TIERS_BP = ((0, 600), (WHOLE_BP, 900), (15_000, 1_200))  # of the quota: what is paid of the credit
IN_FORCE, CANDIDATE = "Closed revenue", "Kept revenue"
"""Names of the plans."""


def _tiers(*tiers: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": start, "rate": rate} for start, rate in tiers]


PLANS: dict[str, dict[str, Any]] = {
    IN_FORCE: {
        "period": "quarter",
        "components": [
            {
                "name": "Closed revenue",
                "credit": "booked",
                "shape": "marginal",
                "tiers": _tiers(("0%", "6%"), ("100%", "9%"), ("150%", "12%")),
            }
        ],
    },
    CANDIDATE: {
        "period": "quarter",
        "clawback_days": 365,
        "components": [
            {
                "name": "Revenue on strategy",
                "credit": "booked",
                "shape": "marginal",
                "tiers": _tiers(("0%", "8%"), ("100%", "12%")),
                "strategy": "on",
                "multipliers": [
                    {
                        "by": "net-retention",
                        "bands": [
                            {"from": "0%", "factor": "70%"},
                            {"from": "60%", "factor": "100%"},
                            {"from": "80%", "factor": "130%"},
                        ],
                        "unknown": "100%",
                    }
                ],
            },
            {
                "name": "Other revenue",
                "credit": "booked",
                "shape": "marginal",
                "tiers": _tiers(("0%", "2%")),
                "strategy": "outside",
            },
        ],
    },
}
"""The plan in force, an accelerator on closed revenue; and one that pays for kept revenue."""


@dataclass(frozen=True)
class Paid:
    """Commission of a person for her part in a deal."""

    person: Staff
    sale: Sale
    paid: date
    cents: int


def quarters(days: Days) -> Iterator[tuple[date, date]]:
    """The first day of each quarter of the record, today's too, and of the one after."""
    first = quarter_start(days.start)
    while first <= days.today:
        after = quarter_start(first + timedelta(days=95))
        yield first, after
        first = after


@lru_cache(maxsize=2)
def parts(seed: int, days: Days) -> dict[str, tuple[tuple[Staff, int], ...]]:
    """Deal to who shares in it and with how many basis points; a deal that is not in it is its
    seller's alone."""
    dice, found = stream(seed, "splits"), dict[str, tuple[tuple[Staff, int], ...]]()
    people = sellers(seed)
    for sale in sales(seed, days):
        if dice.random() >= SHARED:
            continue
        near = [p for p in people if p.team is sale.seller.team and p is not sale.seller]
        other = dice.choice(near if dice.random() < 0.7 else people)
        share = dice.choice((2_000, 3_000, 4_000, 5_000))
        if other is not sale.seller:
            found[sale.key] = ((sale.seller, WHOLE_BP - share), (other, share))
    return found


@lru_cache(maxsize=2)
def quota_cents(seed: int, days: Days) -> dict[tuple[str, date], int]:
    """Person and first day of a quarter to her quota: about what she sells, and ever more of it."""
    dice, sold = stream(seed, "quotas"), dict[str, float]()
    for sale in sales(seed, days):
        if sale.won and sale.ends <= days.today:
            sold[sale.seller.key] = sold.get(sale.seller.key, 0.0) + sale.amount
    spans = list(quarters(days))
    found = {}
    for person in sellers(seed):
        usual = sold.get(person.key, 0.0) / len(spans) * dice.uniform(0.9, 1.1)
        for number, (first, _) in enumerate(spans):
            growth = 0.8 + 0.4 * number / len(spans)
            found[person.key, first] = max(2, round(usual * growth / 500)) * 50_000
    return found


@lru_cache(maxsize=2)
def commissions(seed: int, days: Days) -> tuple[Paid, ...]:
    """What the plan in force paid, deal by deal in the order in which they closed."""
    quotas, shared = quota_cents(seed, days), parts(seed, days)
    so_far: dict[tuple[str, date], int] = {}
    made: list[Paid] = []
    for sale in sorted(sales(seed, days), key=lambda s: (s.ends, s.key)):
        first = quarter_start(sale.ends)
        ended = quarter_start(first + timedelta(days=95))
        paid = working_day(ended + timedelta(days=PAID_AFTER_DAYS))
        if not sale.won or paid > days.today:
            continue
        whole = round(sale.amount * 100)
        given = 0  # basis points: the parts are rounded so that they add up to the deal
        everybody = shared.get(sale.key, ((sale.seller, WHOLE_BP),))
        for person, share in sorted(everybody, key=lambda part: part[0].key):
            own = _nearest(whole * (given + share), WHOLE_BP) - _nearest(whole * given, WHOLE_BP)
            given += share
            before = so_far.get((person.key, first), 0)
            after = before + own
            so_far[person.key, first] = after
            quota = quotas[person.key, first]
            made.append(Paid(person, sale, paid, earned(after, quota) - earned(before, quota)))
    return tuple(made)


def earned(credit: int, quota: int) -> int:
    """Cents for that much credit in a quarter, by marginal tiers, half to even."""
    starts = [_nearest(quota * start, WHOLE_BP) for start, _ in TIERS_BP]
    ends = [*starts[1:], credit]
    total = sum(
        max(0, min(credit, end) - start) * rate
        for start, end, (_, rate) in zip(starts, ends, TIERS_BP, strict=True)
    )
    return _nearest(total, WHOLE_BP)


def _nearest(numerator: int, denominator: int) -> int:
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))
