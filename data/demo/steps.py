"""What happens at the made-up company, in order, day by day; does none of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from data.demo.company import FLEX, PRODUCTS, TARGETS_BP
from data.demo.days import Days, months_before
from data.demo.files import sold_since
from data.demo.pay import CANDIDATE, IN_FORCE
from data.demo.people import LEAVER, MOVER, MOVES_TO
from data.demo.promises import vows
from data.demo.topics import TOPICS, Topic

UNREAD = 2.2  # months of decisions that wait to be read
NEW_PILLARS = TARGETS_BP[1].keys() - TARGETS_BP[0].keys()
KINDS = ("people", "products", "accounts", "deals", "requests")
LATELY = ("notes", "revenue", "quotas", "splits", "commissions", "material-use", "nudge-results")
"""Kinds that come once, today."""


@dataclass(frozen=True)
class Founding:
    """The setup says whose store this is, and that the company is made up."""


@dataclass(frozen=True)
class Import:
    """A file of one kind comes in, with what is new since the export before."""

    kind: str
    after: date | None
    on: date


@dataclass(frozen=True)
class Publish:
    """A strategy version comes into force: 0 the first, 1 the second."""

    version: int


@dataclass(frozen=True)
class MapProduct:
    """A product is said to serve these pillars (basis points), or none: outside."""

    product: str
    shares: dict[str, int]


@dataclass(frozen=True)
class NewFeature:
    """Product writes a feature down, and says what it serves unless nobody knows."""

    topic: Topic


@dataclass(frozen=True)
class DecideFeature:
    """A feature comes to a status; whoever logged it is told why."""

    topic: Topic
    status: str


@dataclass(frozen=True)
class ReadDecisions:
    """Sellers have read what was decided so far on what they logged."""


@dataclass(frozen=True)
class Triage:
    """Product points the requests that came in to the features they ask for."""

    up_to: date


@dataclass(frozen=True)
class Make:
    """A promise is entered; `number` is its place in `vows`."""

    number: int


@dataclass(frozen=True)
class Decide:
    """A promise comes to a state."""

    number: int
    state: str


@dataclass(frozen=True)
class Move:
    """A seller goes to another team, or (null) leaves."""

    person: tuple[str, int]
    to: str | None


@dataclass(frozen=True)
class KeepPlan:
    """A compensation plan is written down; `published` = and comes into force."""

    name: str
    published: bool


@dataclass(frozen=True)
class Trace:
    """The trial of a reminder is traced to the theme that it tries, and its design is said."""


What = (
    Founding
    | Import
    | Publish
    | MapProduct
    | NewFeature
    | DecideFeature
    | ReadDecisions
    | Triage
    | Make
    | Decide
    | Trace
    | Move
    | KeepPlan
)


@dataclass(frozen=True)
class Step:
    """One thing that is done, at its moment."""

    at: datetime
    what: What


def steps(seed: int, days: Days) -> list[Step]:
    """Everything, in order of time."""
    every = [
        *_imports(days),
        *_strategy(days),
        *_features(days),
        *_promises(seed, days),
        *_pay(days),
    ]
    done = [_by_now(step, days.today) for step in every]
    return sorted(done, key=lambda step: step.at)  # stable: the same moment keeps this order


def _by_now(step: Step, today: date) -> Step:
    """Today's hours become minutes after midnight: nothing may be on record that is yet to come."""
    at = step.at
    if at.date() < today:
        return step
    return Step(at.replace(hour=0, minute=at.hour, second=at.minute), step.what)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def _imports(days: Days) -> Iterator[Step]:
    """Each export comes in at six in the morning; what customers asked is sorted at two."""
    yield Step(_at(days.start, 5), Founding())
    after = None
    for day in days.exports:
        for minute, kind in enumerate(KINDS):
            yield Step(_at(day, 6, minute), Import(kind, after, day))
        fresh = months_before(day, 0.1) if day == days.today else day
        yield Step(_at(day, 14), Triage(fresh))
        after = day
    for minute, kind in enumerate(LATELY):
        yield Step(_at(days.today, 16, minute), Import(kind, None, days.today))
    yield Step(_at(days.today, 16, len(LATELY)), Trace())


def _strategy(days: Days) -> Iterator[Step]:
    for version, day in enumerate((days.start, days.change)):
        yield Step(_at(day, 9), Publish(version))
    for minute, product in enumerate(PRODUCTS):
        if product.pillars is not None:
            day = max(days.start, sold_since(product, days))
            yield Step(_at(day, 10, minute), MapProduct(product.name, product.pillars))
    yield Step(_at(days.change, 11), MapProduct(FLEX, {}))  # its pillar is no more


def _features(days: Days) -> Iterator[Step]:
    for minute, topic in enumerate(TOPICS):
        status, first, last = topic.story
        written = months_before(days.today, topic.added)
        if topic.serves in NEW_PILLARS:
            written = max(written, days.change)
        yield Step(_at(written, 12, minute), NewFeature(topic))
        if status == "idea":
            continue
        begun = "building" if status in ("building", "shipped") else "planned"
        yield Step(_at(months_before(days.today, first), 13, minute), DecideFeature(topic, begun))
        if status not in ("building", "planned"):
            ended = months_before(days.today, last)
            yield Step(_at(ended, 13, minute), DecideFeature(topic, status))
    yield Step(_at(months_before(days.today, UNREAD), 17), ReadDecisions())


def _pay(days: Days) -> Iterator[Step]:
    yield Step(_at(days.start, 8), KeepPlan(IN_FORCE, published=True))
    yield Step(_at(months_before(days.today, 0.5), 8), KeepPlan(CANDIDATE, published=False))
    yield Step(_at(days.moves, 7), Move(MOVER, MOVES_TO))
    yield Step(_at(days.leaves, 7), Move(LEAVER, None))


def _promises(seed: int, days: Days) -> Iterator[Step]:
    for number, vow in enumerate(vows(seed, days)):
        hour, minute = 15 + number % 3, number % 60
        # It is entered when the deal it belongs to has come in with a file.
        seen = min(day for day in days.exports if day >= max(vow.made, vow.sale.opened))
        yield Step(_at(seen, hour, minute), Make(number))
        for day, state in vow.fate:
            yield Step(
                _at(max(day, seen), 18 + (state not in ("approved", "refused")), minute),
                Decide(number, state),
            )
