"""A compensation plan as plain data, the same on a page, in the store and as TOML; pays nobody.

Shares and rates are integer basis points (10,000 = 100%), money integer minor units of the
company's currency, values of metrics integer millionths. Pay never touches a float.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PeriodKind = Literal["month", "quarter", "year"]
PERIODS: tuple[PeriodKind, ...] = ("month", "quarter", "year")
PER_YEAR = {"month": 12, "quarter": 4, "year": 1}
CREDITS = ("booked", "new", "recurring", "metric")
SHAPES = ("marginal", "slab")
RATES = ("of credit", "of base rate")
MEASURES = ("attainment", "credit")
STRATEGY = ("on", "outside", "unmapped")
UNKNOWN = ("nothing", "target")
THRESHOLD_PAYS = ("all", "above")
DISCOUNT = "discount"
METRICS = (  # of the scorecards: those of which more is better, and that are not revenue again
    "net-retention",
    "gross-retention",
    "on-strategy-wins",
    "on-strategy-value",
    "price-realisation",
    "promise-keeping",
    "close-rate",
    "won-by-90-days",
    "customer-voice",
    "material-use",
)
WHOLE_BP = 10_000
MILLION = 1_000_000
UNCHANGED = "This history was made under the old plan, and nobody's behaviour is modelled."


@dataclass(frozen=True)
class Where:
    """Which deals count: of these types and products (none named: all), and only the part of each
    that lay on the strategy, outside it, or was not yet mapped when it was won."""

    deal_types: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    strategy: str | None = None


@dataclass(frozen=True)
class Tier:
    """From `start` on (basis points of the quota, or cents of credit) this rate."""

    start: int
    rate_bp: int


@dataclass(frozen=True)
class Band:
    """From `start` on (basis points of discount, or millionths of a metric) this factor."""

    start: int
    factor_bp: int


@dataclass(frozen=True)
class Multiplier:
    """What a component pays, times a factor: by each deal's discount, or by a metric's value."""

    by: str
    bands: tuple[Band, ...]
    unknown_bp: int = WHOLE_BP


@dataclass(frozen=True)
class Component:
    """One thing that the plan pays for.

    `credit`: what is credited. `rate`: tiers' rates are parts of the credit, or multiples of the
    base rate (`share_bp` of the target variable / quota). `measure`: tiers begin at an attainment
    or at an amount. `quota_cents` null: each rep's own quota. With `credit` "metric" the credit
    is the metric's value and the quota is `target`, both in millionths.
    """

    name: str
    credit: str
    tiers: tuple[Tier, ...]
    shape: str = "marginal"
    rate: str = "of credit"
    share_bp: int = WHOLE_BP
    measure: str = "attainment"
    quota_cents: int | None = None
    threshold_bp: int | None = None
    threshold_pays: str = "all"
    where: Where = Where()
    metric: str | None = None
    target: int | None = None
    unknown: str = "nothing"
    multipliers: tuple[Multiplier, ...] = ()

    @property
    def needs_quota(self) -> bool:
        """Whether nothing can be said of somebody without a quota."""
        if self.credit == "metric" or self.quota_cents is not None:
            return False
        by_attainment = self.measure == "attainment" and any(tier.start for tier in self.tiers)
        return by_attainment or self.threshold_bp is not None or self.rate == "of base rate"

    @property
    def by_discount(self) -> Multiplier | None:
        """The multiplier that looks at each deal's discount; null = none does."""
        return next((each for each in self.multipliers if each.by == DISCOUNT), None)


@dataclass(frozen=True)
class Spif:
    """A bonus for certain deals won from a day to a day (exclusive), paid outside the cap."""

    name: str
    per_deal_cents: int | None = None
    rate_bp: int | None = None
    where: Where = Where()
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Plan:
    """Everything of a plan but its name. Amounts are for one period, `on_target_cents` for a year.

    `draw_cents`: paid at least, and taken back from later periods. `clawback_days`: who leaves
    sooner takes the unearned fraction of the pay along.
    """

    period: PeriodKind
    components: tuple[Component, ...]
    spifs: tuple[Spif, ...] = ()
    on_target_cents: int | None = None
    base_bp: int | None = None
    cap_cents: int | None = None
    draw_cents: int | None = None
    clawback_days: int | None = None

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics that the plan looks at."""
        paid = {part.metric for part in self.components if part.metric}
        return frozenset(paid | {m.by for c in self.components for m in c.multipliers} - {DISCOUNT})

    @property
    def target_variable_cents(self) -> int:
        """On-target variable pay of a period; 0 where the plan names none."""
        if self.on_target_cents is None or self.base_bp is None:
            return 0
        year = self.on_target_cents * (WHOLE_BP - self.base_bp)
        return nearest(year, WHOLE_BP * PER_YEAR[self.period])

    def base_cents(self, first: date) -> int:
        """Base pay of the period that begins on `first`; a year's periods add up to the year's."""
        if self.on_target_cents is None or self.base_bp is None:
            return 0
        periods = PER_YEAR[self.period]
        year = nearest(self.on_target_cents * self.base_bp, WHOLE_BP)
        at = (first.month - 1) * periods // 12
        return nearest(year * (at + 1), periods) - nearest(year * at, periods)


def nearest(numerator: int, denominator: int) -> int:
    """The nearest integer, half to even; `denominator` > 0."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))
