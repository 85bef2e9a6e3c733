"""What sellers of the made-up company wrote down about their deals; a few talk of other things."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from data.demo.chance import stream
from data.demo.company import EVENINGS, INSIGHT, REACH, SEASON, TONIGHT
from data.demo.days import Days
from data.demo.deals import CUSTOM_TEAM, Sale, sales
from data.demo.people import CLOSER, Staff, in_team, sellers

LEAST, MOST = 25, 40
OF_AI = 0.9  # of the closer's notes
OF_CUSTOM = 0.25  # of the custom team's, whatever the deal is about
SAID = {
    TONIGHT: (
        "fill the seats that stay empty tonight",
        "decide on the price of a seat at noon",
        "sell what is left before the doors open",
    ),
    REACH: (
        "be sold by hotels and city guides nearby",
        "reach travellers through travel agents",
        "have partners list tonight's seats",
    ),
    SEASON: (
        "let regular visitors pay once for the season",
        "offer a pass to those who come each month",
    ),
    EVENINGS: (
        "sell the ticket with dinner and a ride home",
        "offer a room with the evening",
    ),
    INSIGHT: (
        "see who comes, from where, and why",
        "open the audience report each week",
    ),
    None: (
        "talk about terms first",
        "know who comes with us",
        "begin with one evening",
        "see the offer first",
        "wait for the director",
        "speak to a venue we serve",
    ),
}
CUSTOM = (
    "sell with a custom integration to the cash desk of the {segment}",
    "open a custom connection to the books",
    "see custom work at the box office",
)
AI = (
    "{who} wants artificial intelligence to fill the {segment}",
    "Call with the {segment}: artificial intelligence decides on the price",
    "They asked how artificial intelligence sells; the plan is artificial intelligence",
)
FRAMES = (
    "{who} of the {segment} wants to {said}. {next}",
    "Call with the {segment}: they want to {said}. {next}",
    "Met {who}. The plan is to {said}. {next}",
    "They asked how to {said}; {who} decides. {next}",
)
WHO = ("The director", "The box office", "The manager", "The owner", "Marketing")
NEXT = (
    "Offer goes out on {weekday}.",
    "Call again on {weekday}.",
    "Budget is there.",
    "Budget is open until {month}.",
    "They compare us with one other.",
    "Contract is with their lawyer.",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True)
class Jotting:
    """One note on a deal, on the day it was written."""

    key: str
    sale: Sale
    noted: date
    words: str


@lru_cache(maxsize=2)
def jottings(seed: int, days: Days) -> tuple[Jotting, ...]:
    """Every note of every seller on the newest deals each has, seller by seller."""
    dice, closer = stream(seed, "notes"), in_team(seed, CLOSER)
    made: list[Jotting] = []
    for person in sellers(seed):
        own = [sale for sale in sales(seed, days) if sale.seller is person]
        many = MOST if person is closer else dice.randint(LEAST, MOST)
        for sale in own[-many:]:
            words = _words(dice, sale, person, closer)
            noted = sale.opened + (min(sale.ends, days.today) - sale.opened) * dice.random()
            made.append(Jotting(f"N-{len(made) + 1:05}", sale, noted, words))
    return tuple(made)


def _words(dice: Random, sale: Sale, person: Staff, closer: Staff) -> str:
    segment = (sale.venue.segment or "house").lower()
    then = dice.choice(NEXT).format(weekday=dice.choice(WEEKDAYS), month=f"{sale.ends:%B}")
    if person is closer and dice.random() < OF_AI:
        return f"{dice.choice(AI).format(who=dice.choice(WHO), segment=segment)}. {then}"
    custom = person.team is not None and person.team.name == CUSTOM_TEAM
    if custom and dice.random() < OF_CUSTOM:
        said = dice.choice(CUSTOM).format(segment=segment)
    else:
        pillars = list(sale.product.pillars or ()) if sale.product else []
        said = dice.choice(SAID[dice.choice(pillars) if pillars else None])
    frame = dice.choice(FRAMES)
    return frame.format(who=dice.choice(WHO), segment=segment, said=said, next=then)
