"""Which sales material the made-up company's sellers use, on which deals; it sells nothing."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data.demo.chance import stream
from data.demo.days import Days, months_before
from data.demo.deals import Sale, sales
from data.demo.people import sellers

MONTHS = 18  # of record
MATERIALS = {
    "The empty seat in three slides": "presentation",
    "Last-minute prices explained": "sheet",
    "Tonight, live": "demo",
    "First week with us": "welcome kit",
    "What a full house is worth": "statement",
    "Partners near you": "sheet",
}


@dataclass(frozen=True)
class Shown:
    """A piece of material used for a deal on a day."""

    key: str
    material: str
    sale: Sale
    on: date


@lru_cache(maxsize=2)
def shown(seed: int, days: Days) -> tuple[Shown, ...]:
    """Every use of the last months, deal by deal; some sellers hardly open the folder."""
    dice = stream(seed, "material")
    habit = {person.key: dice.uniform(0.1, 0.8) for person in sellers(seed)}
    since, made = months_before(days.today, MONTHS), list[Shown]()
    for sale in sales(seed, days):
        if sale.opened < since or dice.random() > habit[sale.seller.key]:
            continue
        last = min(sale.ends, days.today)
        day = sale.opened + (last - sale.opened) * (dice.random() * 0.6)
        material = dice.choice(tuple(MATERIALS))
        made.append(Shown(f"U-{len(made) + 1:05}", material, sale, day))
    return tuple(made)
