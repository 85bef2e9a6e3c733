"""Who works at the made-up company, and what kind of seller each is. Writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from faker import Faker

from data.demo.chance import stream
from data.demo.company import TEAMS, TeamPlan

DOMAIN = "evenfall.example"
CLOSER = ("New York", 1)  # team, place in it: sells most, promises what nobody builds
MOVER, MOVES_TO = ("Amsterdam", 4), "Berlin"  # changes team
LEAVER = ("New York", 5)  # leaves the company
LONE_VOICE = ("Berlin", 2)  # logs one theme for twelve of his accounts; nobody else does


@dataclass(frozen=True)
class Staff:
    """One person; the numbers say how she sells, 1 = like the others."""

    key: str
    name: str
    role: str
    team: TeamPlan | None = None
    volume: float = 0.0  # deals opened
    size: float = 1.0  # of her deals
    closing: float = 0.45  # chance that a deal is won
    pace: float = 1.0  # of the cycle; under 1 is quicker
    care: float = 0.75  # chance that a won customer renews a year later

    @property
    def discount(self) -> float:
        """What she usually gives off the list: who cares for customers need not be cheap."""
        return min(0.3, max(0.02, 0.02 + 0.62 * (0.92 - self.care)))

    @property
    def email(self) -> str:
        return f"{_ascii(self.name)}@{DOMAIN}"


@lru_cache(maxsize=4)
def staff(seed: int) -> tuple[Staff, ...]:
    """Everyone: the sellers team by team with the manager first, then who leads and decides."""
    taken: set[str] = set()
    return (*_sellers(seed, taken), *_leaders(seed, taken))


def sellers(seed: int) -> tuple[Staff, ...]:
    """The 35 who sell, managers among them."""
    return tuple(person for person in staff(seed) if person.team)


def in_team(seed: int, place: tuple[str, int]) -> Staff:
    """The person at that place of that team; place 0 is its manager."""
    team, position = place
    return [p for p in sellers(seed) if p.team and p.team.name == team][position]


def of_role(seed: int, role: str) -> tuple[Staff, ...]:
    """Everyone of that role."""
    return tuple(person for person in staff(seed) if person.role == role)


def _sellers(seed: int, taken: set[str]) -> Iterator[Staff]:
    number = 0
    for team in TEAMS:
        faker, dice = Faker(team.locale), stream(seed, f"people {team.name}")
        faker.seed_instance(f"{seed}/{team.name}")
        for position in range(team.size):
            number += 1
            closer = (team.name, position) == CLOSER
            drawn = {
                "volume": dice.uniform(0.75, 1.3) * team.bustle * (1.0 if position else 0.35),
                "size": dice.lognormvariate(0.0, 0.12),
                "closing": dice.uniform(0.36, 0.54),
                "pace": dice.uniform(0.8, 1.25),
                "care": dice.uniform(0.62, 0.9),
            }
            if closer:
                drawn = {"volume": 1.5, "size": 2.5, "closing": 0.64, "pace": 0.7, "care": 0.38}
            yield Staff(
                f"S-{number:02}",
                _new_name(faker, taken),
                "sales_manager" if position == 0 else "viewer",
                team,
                **drawn,
            )


def _leaders(seed: int, taken: set[str]) -> Iterator[Staff]:
    faker = Faker("en_US")
    faker.seed_instance(f"{seed}/leaders")
    roles = ["executive"] * 2 + ["product_lead"] * 3 + ["administrator"]
    for number, role in enumerate(roles, start=1):
        yield Staff(f"L-{number:02}", _new_name(faker, taken), role)


def _new_name(faker: Faker, taken: set[str]) -> str:
    while True:
        name = f"{faker.first_name()} {faker.last_name()}"
        if _ascii(name) not in taken and name.count(" ") == 1:
            taken.add(_ascii(name))
            return name


def _ascii(name: str) -> str:
    """The name as it stands in an address: `Zoë de Vries` is `zoe.de.vries`."""
    spelled = name.casefold().replace("ø", "o").replace("æ", "ae").replace("ß", "ss")
    plain = normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return ".".join("".join(c if c.isalnum() else " " for c in plain).split())
