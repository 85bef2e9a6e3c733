"""What stands on a scorecard, in order: which sheet each figure is counted from, and how."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["total", "count", "rate", "part", "kept", "price", "ratio", "time"]


@dataclass(frozen=True)
class Measure:
    """A figure: `name` begins its columns in `sheet`; `slug` is its metric in the catalog.

    Kinds. total: money added up. count: things added up. rate: facts that are so, of facts. part:
    a share of money. kept: a share of money, most of which is all or nothing. price: money of
    other money, mostly a little less. ratio: money of other money, anything above 0. time: by a
    day, with competing ends.
    """

    slug: str
    name: str
    sheet: Literal["decided", "opened", "cohort", "due", "voiced"]
    kind: Kind
    better: Literal["higher", "lower"]
    words: str  # inside a sentence


REVENUE = Measure("closed-revenue", "revenue", "decided", "total", "higher", "closed revenue")
NET = Measure("net-retention", "net", "cohort", "ratio", "higher", "kept revenue")
GROSS = Measure("gross-retention", "gross", "cohort", "kept", "higher", "revenue held")
WINS = Measure("on-strategy-wins", "wins", "decided", "rate", "higher", "wins on strategy")
VALUE = Measure("on-strategy-value", "value", "decided", "part", "higher", "value on strategy")
PRICE = Measure("price-realisation", "price", "decided", "price", "higher", "price realisation")
BEYOND = Measure("discount-discipline", "beyond", "decided", "rate", "lower", "large discounts")
KEPT = Measure("promise-keeping", "kept", "due", "rate", "higher", "kept promises")
CLOSE = Measure("close-rate", "close", "decided", "rate", "higher", "close rate")
CYCLE = Measure("won-by-90-days", "cycle", "opened", "time", "higher", "speed")
VOICE = Measure("customer-voice", "voice", "voiced", "count", "higher", "customers' voice")
MATERIAL = Measure("material-use", "material", "decided", "rate", "higher", "use of material")

MEASURES: tuple[Measure, ...] = (
    REVENUE,
    NET,
    GROSS,
    WINS,
    VALUE,
    PRICE,
    BEYOND,
    KEPT,
    CLOSE,
    CYCLE,
    VOICE,
    MATERIAL,
)
BY_SLUG = {measure.slug: measure for measure in MEASURES}
MONEY = ("part", "kept", "price", "ratio")
"""Kinds whose facts weigh by money; their intervals need ten facts."""
