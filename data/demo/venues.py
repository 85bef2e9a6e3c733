"""Four thousand made-up venues, each one seller's; a few say little of themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from faker import Faker

from data.demo.chance import stream
from data.demo.company import SEGMENTS, TEAMS, TeamPlan
from data.demo.people import Staff, sellers

COUNT = 4_000

SHAPES = {
    "Theatre": ("{last} Theatre", "{city} Playhouse", "Theatre {city}", "The {last} Stage"),
    "Concert hall": ("{last} Hall", "{city} Philharmonic", "{city} Concert House"),
    "Club": ("Club {last}", "The {last} Rooms", "{city} Basement"),
    "Museum": ("{last} Museum", "Museum of {city}", "{city} Gallery"),
    "Festival": ("{city} Summer Festival", "{city} Jazz Days", "{last} Festival"),
    "Cinema": ("{last} Cinema", "{city} Lux", "Rex {city}"),
    "Comedy": ("{last}'s Comedy", "Laughing {city}", "{last} Cellar"),
    "Attraction": ("{city} Tower", "{last} Gardens", "{city} Boats"),
}
TYPES = {"Independent": 52, "Public": 30, "Group": 18}


@dataclass(frozen=True)
class Venue:
    """One account; `size` multiplies what it buys."""

    key: str
    name: str
    segment: str | None
    country: str | None
    account_type: str
    employees: int | None
    size: float
    seller: Staff


@lru_cache(maxsize=4)
def venues(seed: int) -> tuple[Venue, ...]:
    """Every venue, numbered through; names are unique whatever their case."""
    return tuple(_venues(seed))


def _venues(seed: int) -> Iterator[Venue]:
    dice, taken, number = stream(seed, "venues"), set[str](), 0
    people = sellers(seed)
    weight = sum(_portfolio(person) for person in people)
    for team in TEAMS:
        cities, lasts = _vocabulary(seed, team)
        for person in (p for p in people if p.team is team):
            tilt = _taste(dice)
            for _ in range(round(COUNT * _portfolio(person) / weight)):
                number += 1
                segment = dice.choices(list(SEGMENTS), weights=tilt)[0]
                size = dice.lognormvariate(0.0, 0.35)
                yield Venue(
                    key=f"V-{number:04}",
                    name=_name(dice, segment, cities, lasts, taken),
                    segment=segment if dice.random() > 0.04 else None,
                    country=dice.choices(team.countries, weights=(5, 2, 2)[: len(team.countries)])[
                        0
                    ]
                    if dice.random() > 0.01
                    else None,
                    account_type=dice.choices(list(TYPES), weights=list(TYPES.values()))[0],
                    employees=round(size * dice.uniform(8, 90)) if dice.random() > 0.1 else None,
                    size=size,
                    seller=person,
                )


def _portfolio(person: Staff) -> float:
    """How many venues a seller looks after, as a weight: managers keep few."""
    return 0.4 if person.role == "sales_manager" else 1.0


def _taste(dice: Random) -> list[float]:
    """Each seller's own mix of segments: some know festivals, some know museums."""
    return [share * dice.lognormvariate(0.0, 0.5) for share in SEGMENTS.values()]


def _vocabulary(seed: int, team: TeamPlan) -> tuple[list[str], list[str]]:
    faker = Faker(team.locale)
    faker.seed_instance(f"{seed}/venues/{team.name}")
    cities = [faker.city() for _ in range(160)]
    lasts = [faker.last_name() for _ in range(220)]
    return cities, lasts


def _name(dice: Random, segment: str, cities: list[str], lasts: list[str], taken: set[str]) -> str:
    shape = dice.choice(SHAPES[segment])
    name = shape.format(city=dice.choice(cities), last=dice.choice(lasts))
    while name.casefold() in taken:
        name = f"{shape.format(city=dice.choice(cities), last=dice.choice(lasts))}"
        if name.casefold() in taken:
            name = f"{name}, {dice.choice(cities)}"
    taken.add(name.casefold())
    return name
