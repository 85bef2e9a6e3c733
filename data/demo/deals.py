"""Every deal of the made-up company's record, fresh ones and renewals; knows nothing of files."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from data.demo.chance import stream
from data.demo.company import BUNDLE, CUSTOM, FLEX, GROUPS, PRODUCTS, ProductPlan
from data.demo.days import Days, quarter_start, working_day
from data.demo.people import LEAVER, Staff, in_team, sellers
from data.demo.venues import Venue, venues

FRESH = 9_000
WARM_UP_DAYS = 150  # deals opened before the record begins, so that it begins with a pipeline
CUSTOM_TEAM = "Remote South"
CUSTOM_PULL = 600  # how heavily its people come to sell it, beside about 100 for all else
HURRIED_TEAM, HURRIES, HURRY_COSTS = "London", 0.6, 0.08  # chance, and added discount
SEASON_WEIGHTS = (1.1, 1.05, 1.05, 1.0, 0.95, 0.9, 0.7, 0.75, 1.1, 1.15, 1.1, 0.85)  # by month
SOURCES = {"Referral": 24, "Website": 30, "Trade fair": 14, "Cold call": 20, "Partner": 12}


@dataclass(frozen=True)
class Sale:
    """One deal: all that will ever be known of it."""

    key: str
    venue: Venue
    product: ProductPlan | None
    seller: Staff
    deal_type: str
    source: str
    amount: float
    opened: date
    ends: date  # the day it is won or lost, which may lie after today
    won: bool
    quoted_early: bool  # its amount is known from the first day
    discount: float = 0.0  # off the list

    @property
    def listed(self) -> float:
        """What it costs by the list."""
        return round(self.amount / (1 - self.discount), 2)

    def stage_on(self, day: date) -> str:
        """The stage in the CRM's words at the end of that day."""
        if day >= self.ends:
            return "Closed Won" if self.won else "Closed Lost"
        passed = (day - self.opened).days / max(1, (self.ends - self.opened).days)
        return "Discovery" if passed < 0.35 else "Proposal" if passed < 0.7 else "Negotiation"


@lru_cache(maxsize=2)
def sales(seed: int, days: Days) -> tuple[Sale, ...]:
    """Every deal opened up to today that was not over before the record began, by opening day."""
    dice = stream(seed, "deals")
    portfolios: dict[str, list[Venue]] = {}
    for venue in venues(seed):
        portfolios.setdefault(venue.seller.key, []).append(venue)
    people = sellers(seed)
    made: list[Sale] = []
    for opened in _opening_days(dice, days):
        person = dice.choices(people, weights=[p.volume for p in people])[0]
        venue = dice.choice(portfolios[person.key])
        product = _product(dice, person, opened, days)
        made.append(_sale(dice, person, venue, product, opened, days))
    for won in made:  # a won renewal is renewed in its turn: the list grows while it is walked
        again = _renewal(dice, won, days)
        if again:
            made.append(again)
    kept = sorted((s for s in made if s.ends >= days.start), key=lambda s: (s.opened, s.venue.key))
    hurry, off, leaver = stream(seed, "hurry"), stream(seed, "discounts"), in_team(seed, LEAVER)
    numbered = (
        _priced(off, _hurried(hurry, replace(sale, key=f"D-{number:05}"), days), days)
        for number, sale in enumerate(kept, start=1)
    )
    return tuple(s for s in numbered if s.seller is not leaver or s.opened < days.leaves)


def _hurried(dice: Random, sale: Sale, days: Days) -> Sale:
    """One team closes in the last three days of a quarter what the two weeks around would bring."""
    luck, back = dice.random(), dice.randint(0, 2)
    of_team = sale.seller.team is not None and sale.seller.team.name == HURRIED_TEAM
    if not (of_team and sale.won and sale.ends <= days.today):
        return sale
    this, soon = quarter_start(sale.ends), quarter_start(sale.ends + timedelta(days=14))
    last = (this if (sale.ends - this).days < 12 else soon) - timedelta(days=1)
    end = working_day(last - timedelta(days=back))
    near = -15 < (sale.ends - end).days < 15
    if luck > HURRIES or not near or end < max(sale.opened, days.start):
        return sale
    return replace(sale, ends=min(end, days.today)) if end <= days.today else sale


def _priced(dice: Random, sale: Sale, days: Days) -> Sale:
    """The seller's usual discount, more or less; the hurried team gives more at the quarter's end.

    Nothing is taken off what the deal brings: a discount makes its list price higher.
    """
    discount = sale.seller.discount + dice.gauss(0, 0.03)
    of_team = sale.seller.team is not None and sale.seller.team.name == HURRIED_TEAM
    left = quarter_start(quarter_start(sale.ends) + timedelta(days=95)) - sale.ends
    if of_team and left.days <= 5:
        discount += HURRY_COSTS
    return replace(sale, discount=round(min(0.45, max(0.0, discount)), 3))


def _opening_days(dice: Random, days: Days) -> list[date]:
    first = days.start - timedelta(days=WARM_UP_DAYS)
    every = [first + timedelta(days=n) for n in range((days.today - first).days)]
    every = [day for day in every if day.weekday() < 5]
    weights = [
        SEASON_WEIGHTS[day.month - 1] * (1 + 0.25 * n / len(every)) for n, day in enumerate(every)
    ]
    return sorted(dice.choices(every, weights=weights, k=FRESH))


def _product(dice: Random, person: Staff, day: date, days: Days) -> ProductPlan | None:
    """What the deal is about; null = the seller never says."""
    if dice.random() < 0.01:
        return None
    weights = [_weight(product, person, day, days) for product in PRODUCTS]
    return dice.choices(PRODUCTS, weights=weights)[0]


def _weight(product: ProductPlan, person: Staff, day: date, days: Days) -> float:
    weight = product.weights[day >= days.change]
    since = (day - days.change).days
    if product.name == FLEX and since >= 0:
        return weight * max(0.0, 1 - since / 270)  # still asked for, then no longer offered
    if product.name == BUNDLE:
        return weight * min(1.0, max(0.0, since / 120))
    if product.name == GROUPS:
        return weight if day >= days.groups else 0.0
    if product.name == CUSTOM and person.team and person.team.name == CUSTOM_TEAM:
        return 1.5 + CUSTOM_PULL * min(1.0, max(0.0, (day - days.custom).days / 330))
    return weight


def _sale(
    dice: Random, person: Staff, venue: Venue, product: ProductPlan | None, opened: date, days: Days
) -> Sale:
    price: float = product.price if product else 4500
    custom = product is not None and product.name == CUSTOM
    length = (product.cycle_days if product else 45) * person.pace * dice.lognormvariate(0, 0.55)
    won = dice.random() < person.closing
    ends = _end(dice, opened, max(3.0, length * (1.0 if won else 1.25)))
    if not won and dice.random() < 0.03:
        ends = days.today + timedelta(days=400)  # nobody has the heart to close it
    spread = 0.25 if custom else 0.6
    if custom:  # one project leads to a larger one
        price *= 1 + 0.5 * min(1.0, max(0.0, (opened - days.custom).days / 420))
    return Sale(
        key="",
        venue=venue,
        product=product,
        seller=person,
        deal_type="New Business" if dice.random() < 0.72 else "Expansion",
        source=dice.choices(list(SOURCES), weights=list(SOURCES.values()))[0],
        amount=round(price * venue.size * person.size * dice.lognormvariate(0, spread), 2),
        opened=opened,
        ends=ends,
        won=won,
        quoted_early=dice.random() < 0.7,
    )


def _end(dice: Random, opened: date, length: float) -> date:
    """When it closes: on a working day, and now and then hurried into the quarter's last days."""
    day = opened + timedelta(days=round(length))
    last = quarter_start(quarter_start(day) + timedelta(days=95)) - timedelta(days=1)
    if (last - day).days < 12 and dice.random() < 0.25:
        day = last
    return max(opened, working_day(day))


def _renewal(dice: Random, sale: Sale, days: Days) -> Sale | None:
    """The same again a year later, if the customer was looked after; custom work is sold once."""
    product = sale.product
    opened = working_day(sale.ends + timedelta(days=dice.randint(315, 350)))
    if not sale.won or product is None or product.name == CUSTOM or opened >= days.today:
        return None
    if product.name == FLEX and opened >= days.change:
        return None
    return Sale(
        key="",
        venue=sale.venue,
        product=product,
        seller=sale.seller,
        deal_type="Renewal",
        source="Existing customer",
        amount=round(sale.amount * dice.lognormvariate(0.03, 0.12), 2),
        opened=opened,
        ends=_end(dice, opened, dice.uniform(14, 60)),
        won=dice.random() < sale.seller.care,
        quoted_early=True,
    )
