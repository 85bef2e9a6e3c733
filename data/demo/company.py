"""Evenfall, a made-up marketplace for last-minute tickets: what it is and sells. Draws nothing."""

from dataclasses import dataclass

NAME = "Evenfall"
CURRENCY = "USD"

TONIGHT = "Tonight's empty seats"
REACH = "Reach through partners"
SEASON = "Season passes"
EVENINGS = "Whole evenings"
INSIGHT = "Know your audience"

MEANINGS = {
    TONIGHT: "Seats that would stay empty tonight find somebody at a price decided today.",
    REACH: "Hotels, city guides and travel agents sell what we list.",
    SEASON: "Regular visitors pay once and choose all season.",
    EVENINGS: "A ticket comes with dinner, a ride home or a room.",
    INSIGHT: "A venue sees who comes, from where, and why.",
}

MISSIONS = (
    "Fill tonight's empty seats at a price that anyone can decide on today.",
    "Make tonight easy: fill every empty seat, and the evening around it.",
)
TARGETS_BP = (
    {TONIGHT: 4000, REACH: 2500, SEASON: 2000, INSIGHT: 1500},
    {TONIGHT: 3500, REACH: 2500, EVENINGS: 2000, INSIGHT: 2000},
)
AIMS = (
    {TONIGHT: "Sell half of the seats left at noon", SEASON: "10,000 passes in one season"},
    {
        TONIGHT: "Sell two thirds of the seats left at noon",
        EVENINGS: "One ticket in five comes with something else",
        INSIGHT: "Every second venue opens its report each week",
    },
)


@dataclass(frozen=True)
class TeamPlan:
    """A sales team: where it sits, where it sells, how many it is."""

    name: str
    office: str
    region: str
    countries: tuple[str, ...]
    locale: str  # of its people's and venues' made-up names
    size: int
    bustle: float = 1.0  # deals opened by each of its people


TEAMS = (
    TeamPlan("New York", "New York", "North America", ("United States", "Canada"), "en_US", 7),
    TeamPlan("London", "London", "British Isles", ("United Kingdom", "Ireland"), "en_GB", 7),
    TeamPlan("Amsterdam", "Amsterdam", "Benelux", ("Netherlands", "Belgium"), "nl_NL", 6),
    TeamPlan("Berlin", "Berlin", "Central Europe", ("Germany", "Austria"), "de_DE", 5),
    TeamPlan("Remote North", "Remote", "Nordics", ("Sweden", "Denmark", "Norway"), "sv_SE", 4),
    TeamPlan("Remote South", "Remote", "Southern Europe", ("Spain", "Italy"), "es_ES", 6, 1.25),
)


@dataclass(frozen=True)
class ProductPlan:
    """A product: what it serves, what it costs, how often it is sold under each strategy.

    `pillars` gives basis points by pillar, empty = outside, None = nobody has mapped it yet.
    """

    key: str
    name: str
    family: str
    price: int  # typical first-year amount, in whole units
    cycle_days: int
    weights: tuple[float, float]  # how often a deal is about it, under version 1 and version 2
    pillars: dict[str, int] | None


RUSH, STANDBY, DOOR = "Rush Tickets", "Standby List", "Door Price"
WIDGET, CONCIERGE = "Partner Widget", "Concierge Network"
FLEX, BUNDLE, REPORT = "Season Flex", "Evening Bundle", "Audience Report"
CUSTOM, GROUPS = "Custom Integration", "Group Desk"

PRODUCTS = (
    ProductPlan("P-01", RUSH, "Marketplace", 5200, 38, (26, 24), {TONIGHT: 10_000}),
    ProductPlan("P-02", STANDBY, "Marketplace", 3400, 30, (14, 13), {TONIGHT: 10_000}),
    ProductPlan("P-03", DOOR, "Marketplace", 7800, 52, (10, 12), {TONIGHT: 6000, INSIGHT: 4000}),
    ProductPlan("P-04", WIDGET, "Partners", 4300, 41, (13, 9), {REACH: 10_000}),
    ProductPlan("P-05", CONCIERGE, "Partners", 6400, 60, (7, 4), {REACH: 10_000}),
    ProductPlan("P-06", FLEX, "Passes", 6100, 47, (15, 3), {SEASON: 10_000}),
    ProductPlan("P-07", REPORT, "Insight", 4800, 35, (11, 12), {INSIGHT: 10_000}),
    ProductPlan("P-08", BUNDLE, "Evenings", 5600, 49, (0, 15), {EVENINGS: 10_000}),
    ProductPlan("P-09", CUSTOM, "Services", 24_000, 60, (0.8, 1), {}),
    ProductPlan("P-10", GROUPS, "Services", 5000, 40, (0, 9), None),
)

SEGMENTS = {  # segment: how many of a hundred venues
    "Theatre": 24,
    "Concert hall": 13,
    "Club": 15,
    "Museum": 14,
    "Festival": 10,
    "Cinema": 12,
    "Comedy": 6,
    "Attraction": 6,
}
