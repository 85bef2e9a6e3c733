"""What sellers of the made-up company promised, and what became of each promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from data.demo.chance import stream
from data.demo.days import Days, months_before, working_day
from data.demo.deals import CUSTOM_TEAM, Sale, sales
from data.demo.people import CLOSER, in_team
from data.demo.phrases import promised
from data.demo.topics import AI, BOOKS, BY_TITLE, GATES, TOPICS, Topic

REGULAR = 124
OF_AI = 26
AI_MONTHS = 20  # before today, since when the closer promises it
Fate = tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class Vow:
    """One promise; `topic` null: nothing that product knows of stands behind it."""

    sale: Sale
    topic: Topic | None
    made: date
    due: date
    quote: str
    fate: Fate  # the states it came to after being proposed, and when


@lru_cache(maxsize=2)
def vows(seed: int, days: Days) -> tuple[Vow, ...]:
    """Every promise up to today, by the day made."""
    dice = stream(seed, "promises")
    made = [*_regular(dice, seed, days), *_of_ai(dice, seed, days)]
    return tuple(sorted(made, key=lambda vow: (vow.made, vow.sale.key)))


def _regular(dice: Random, seed: int, days: Days) -> Iterator[Vow]:
    closer = in_team(seed, CLOSER)
    pool = [s for s in sales(seed, days) if s.seller is not closer and s.opened > days.start]
    count = 0
    while count < REGULAR:
        sale = dice.choice(pool)
        team = sale.seller.team.name if sale.seller.team else ""
        custom = team == CUSTOM_TEAM and sale.opened >= days.custom
        if not custom and dice.random() < 0.45:
            continue  # who sells custom work promises more
        made = _made_on(dice, sale, days)
        topic = dice.choices(TOPICS, weights=[_weight(t, made, custom, days) for t in TOPICS])[0]
        if made <= months_before(days.today, topic.added):
            continue
        count += 1
        due = working_day(made + timedelta(days=dice.randint(60, 240)))
        fate = _fate(dice, topic, made, due, days)
        quote = promised(dice, topic.title, f"{due:%B}")
        yield Vow(sale, topic, made, due, quote, fate)


def _weight(topic: Topic, day: date, custom: bool, days: Days) -> float:
    weight = topic.promised[day >= days.change]
    return weight * 10 if custom and topic.title in (GATES, BOOKS) else weight


def _of_ai(dice: Random, seed: int, days: Days) -> Iterator[Vow]:
    """On his largest deals; at first there is no such feature, later there is one, declined."""
    closer, since = in_team(seed, CLOSER), months_before(days.today, AI_MONTHS)
    his = [s for s in sales(seed, days) if s.seller is closer and s.opened >= since]
    his.sort(key=lambda sale: (-sale.amount, sale.key))
    topic = BY_TITLE[AI]
    for sale in his[:OF_AI]:
        made = _made_on(dice, sale, days)
        known = made > months_before(days.today, topic.added)
        due = working_day(made + timedelta(days=dice.randint(90, 300)))
        fate: list[tuple[date, str]] = []
        if dice.random() < 0.45:  # the others nobody was ever asked about
            fate = [(made + timedelta(days=dice.randint(1, 6)), "approved")]
            end = "broken" if dice.random() < 0.8 else "released"
            fate.append((due + timedelta(days=dice.randint(3, 30)), end))
        quote = promised(dice, None, f"{due:%B}")
        yield Vow(sale, topic if known else None, made, due, quote, _past(fate, days))


def _made_on(dice: Random, sale: Sale, days: Days) -> date:
    last = min(sale.ends, days.today)
    return working_day(sale.opened + (last - sale.opened) * dice.uniform(0.2, 0.9))


def _fate(dice: Random, topic: Topic, made: date, due: date, days: Days) -> Fate:
    status, _, months = topic.story
    ended = months_before(days.today, months)
    decided = made + timedelta(days=dice.randint(1, 9))
    declined = status == "declined" and decided >= ended
    if dice.random() < (0.6 if declined else 0.12):
        return _past([(decided, "refused")], days)
    if dice.random() < 0.12:
        return ()  # nobody has decided
    if status == "shipped" and ended <= due + timedelta(days=30):
        end = (max(ended, decided + timedelta(days=2)), "delivered")
    else:
        late = due + timedelta(days=dice.randint(3, 30))
        end = (late, "broken" if dice.random() < 0.7 else "released")
    return _past([(decided, "approved"), end], days)


def _past(fate: list[tuple[date, str]], days: Days) -> Fate:
    return tuple((day, state) for day, state in fate if day <= days.today)
