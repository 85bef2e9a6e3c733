"""What customers of the made-up company asked, in their words, logged by the seller they told."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from data.demo import phrases
from data.demo.chance import stream
from data.demo.days import Days, months_before, working_day
from data.demo.deals import Sale, sales
from data.demo.people import CLOSER, LONE_VOICE, Staff, in_team, sellers
from data.demo.topics import BASKET, BY_TITLE, STAMPS, TOPICS, Topic
from data.demo.venues import Venue

REGULAR = 2_860
UNRELATED_SHARE = 0.05  # of them: nothing that product could build
OVERLOOKED_SHARE = 0.03
THEME_ACCOUNTS = (6, 11, 18, 28, 40)  # new accounts a month that ask for the basket reminder
THEME_AGAIN = 14  # of them, who ask twice
LONE_ACCOUNTS = 12  # that one seller logs for his own theme


@dataclass(frozen=True)
class Ask:
    """One request; `topic` null is about nothing that could be built."""

    key: str
    topic: Topic | None
    venue: Venue
    author: Staff
    asked: date
    words: str
    deal_key: str | None
    need: str | None
    intent: str | None
    votes: int
    overlooked: bool  # nobody in product ever links it


@dataclass(frozen=True)
class Customers:
    """Who is talked to, by the day of the first deal, and each one's deals."""

    known: list[Venue]
    since: list[date]
    deals: dict[str, list[Sale]]

    def on(self, day: date) -> int:
        """How many of `known` have a deal before that day."""
        return bisect_right(self.since, day - timedelta(days=1))


@lru_cache(maxsize=2)
def asks(seed: int, days: Days) -> tuple[Ask, ...]:
    """Every request up to today, by the day asked."""
    dice, customers = stream(seed, "voice"), _customers(seed, days)
    made = [
        *_regular(dice, seed, customers, days),
        *_theme(dice, seed, customers, days),
        *_lone(dice, seed, customers, days),
    ]
    made.sort(key=lambda ask: (ask.asked, ask.venue.key, ask.words))
    return tuple(replace(ask, key=f"R-{number:05}") for number, ask in enumerate(made, start=1))


def _customers(seed: int, days: Days) -> Customers:
    deals: dict[str, list[Sale]] = {}
    for sale in sales(seed, days):
        deals.setdefault(sale.venue.key, []).append(sale)
    first = sorted((of[0].opened, key, of[0].venue) for key, of in deals.items())
    return Customers([venue for *_, venue in first], [day for day, *_ in first], deals)


def _regular(dice: Random, seed: int, customers: Customers, days: Days) -> Iterator[Ask]:
    first = days.start + timedelta(days=2)
    every = [first + timedelta(days=n) for n in range((days.today - first).days)]
    every = [day for day in every if day.weekday() < 5]
    growing = [1 + 1.2 * n / len(every) for n in range(len(every))]
    for asked in sorted(dice.choices(every, weights=growing, k=REGULAR)):
        venue = customers.known[dice.randrange(customers.on(asked))]
        weights = [_weight(topic, asked, days) for topic in TOPICS]
        topic = dice.choices(TOPICS, weights=weights)[0]
        related = dice.random() >= UNRELATED_SHARE
        author = _author(dice, seed, venue)
        yield _ask(dice, topic if related else None, venue, author, asked, customers)


def _weight(topic: Topic, day: date, days: Days) -> float:
    """What is there is asked for less, and so is what was declined."""
    status, _, ended = topic.story
    over = status in ("shipped", "declined") and day > months_before(days.today, ended)
    return topic.asked[day >= days.change] * (0.3 if over else 1.0)


def _author(dice: Random, seed: int, venue: Venue) -> Staff:
    """Mostly the customer's own seller; the closer writes down little of what he hears."""
    own = venue.seller
    if dice.random() < (0.3 if own is in_team(seed, CLOSER) else 0.85):
        return own
    return dice.choice([person for person in sellers(seed) if person.team is own.team])


def _theme(dice: Random, seed: int, customers: Customers, days: Days) -> Iterator[Ask]:
    """Accounts of every team begin to ask for the same thing, each by itself, ever more a month."""
    asked: set[str] = set()
    again: list[tuple[Venue, date]] = []
    for month, accounts in enumerate(THEME_ACCOUNTS):
        first = months_before(days.today, len(THEME_ACCOUNTS) - month)
        new = 0
        while new < accounts:
            day = working_day(first + timedelta(days=dice.randint(0, 29)))
            venue = customers.known[dice.randrange(customers.on(first))]
            if venue.key in asked or day < first:
                continue
            new += 1
            asked.add(venue.key)
            again.append((venue, day))
            author = _author(dice, seed, venue)
            yield _ask(dice, BY_TITLE[BASKET], venue, author, day, customers)
    for venue, day in dice.sample(again, THEME_AGAIN):
        later = min(working_day(day + timedelta(days=dice.randint(5, 30))), days.today)
        yield _ask(dice, BY_TITLE[BASKET], venue, venue.seller, later, customers)


def _lone(dice: Random, seed: int, customers: Customers, days: Days) -> Iterator[Ask]:
    """One seller logs his own idea for twelve of his accounts: loud, but one voice."""
    author = in_team(seed, LONE_VOICE)
    first = months_before(days.today, 2)
    his = [venue for venue in customers.known[: customers.on(first)] if venue.seller is author]
    for venue in dice.sample(his, LONE_ACCOUNTS):
        day = working_day(first + timedelta(days=dice.randint(3, 55)))
        yield _ask(dice, BY_TITLE[STAMPS], venue, author, day, customers)


def _ask(
    dice: Random,
    topic: Topic | None,
    venue: Venue,
    author: Staff,
    asked: date,
    customers: Customers,
) -> Ask:
    deals = [sale for sale in customers.deals[venue.key] if sale.opened <= asked]
    open_now = [sale for sale in deals if sale.ends > asked]
    customer = any(sale.won and sale.ends <= asked for sale in deals)
    intent = dice.choice(("expansion", "retention")) if customer else "new business"
    need = dice.choices(("blocker", "important", "nice to have"), weights=(2, 5, 4))[0]
    said = None if topic is None else dice.choice(topic.said)
    return Ask(
        key="",
        topic=topic,
        venue=venue,
        author=author,
        asked=asked,
        words=phrases.spoken(dice, said, venue.segment),
        deal_key=open_now[-1].key if open_now and dice.random() < 0.7 else None,
        need=need if dice.random() > 0.15 else None,
        intent=intent if dice.random() > 0.1 else None,
        votes=1 + int(dice.expovariate(1.2)),
        overlooked=dice.random() < OVERLOOKED_SHARE,
    )
