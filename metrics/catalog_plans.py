"""The metrics of the plan lab, declared."""

from metrics.metric import OWN, Metric
from metrics.plan_compare import compared, costing
from metrics.plan_curve import cliffs, curve
from metrics.plan_lines import lines
from metrics.plan_places import we_pay
from metrics.plan_what_if import what_if

MECHANICS = (
    "Common mechanics of plans: Zoltners, Sinha and Lorimer 2006, The Complete Guide to Sales "
    "Force Incentive Compensation; the rounding is Throughline's own."
)
PAYOUT = Metric(
    "payout",
    "Payout",
    "money",
    "neither",
    "What a plan pays a rep for a period, in this order: her credit in the deals won (splits add "
    "up to the deal), threshold, tiers (marginal: each rate on the credit inside its tier; slab: "
    "one rate on all of it), multipliers, cap, SPIFs outside the cap, recoverable draw, clawback "
    "(the unearned fraction of what a deal paid when its customer leaves early, in the period in "
    "which it leaves). Whole cents; each step is rounded once, half to even, and its lines add up "
    "to it. Unknown, not 0, where the plan needs a quota and there is none. This history was made "
    "under the old plan, and nobody's behaviour is modelled.",
    MECHANICS,
    lines,
)
PLAN_COST = Metric(
    "plan-cost",
    "Cost of a plan",
    "money",
    "lower",
    "Base and variable pay of everybody whose pay is known, and its share of what the same people "
    "won. Whose pay is not known, because the plan needs a quota and there is none, is counted "
    "beside it and is in no sum. Reps over the threshold counts rep-periods of known attainment; "
    "a plan without a threshold is held against the quota. Winners and losers are reps who would "
    "have got more or less than under the plan in force.",
    OWN,
    compared,
)
PAY_GINI = Metric(
    "pay-gini",
    "Gini of variable pay",
    "score",
    "neither",
    "How unequally variable pay is spread: 0 when everybody gets the same, near 1 when one has "
    "all. Half the mean difference of two people, over the mean. Withheld with fewer than two "
    "people, or when somebody owes money.",
    "Gini 1912, Variabilità e mutabilità; Sen 1973, On Economic Inequality.",
    compared,
)
MARGINAL_RATE = Metric(
    "marginal-rate",
    "What the next sale pays",
    "share",
    "neither",
    "Pay for a little more credit over that credit, for somebody who sells what counts, on "
    "strategy and at list price, with metrics on target. Where it is steep, a date is worth "
    "moving a deal for.",
    OWN,
    curve,
)
CLIFFS = Metric(
    "cliffs",
    "Cliffs",
    "money",
    "lower",
    "Where one cent of credit more pays more than its rate: a threshold that pays for everything "
    "once it is reached, a slab whose rate holds for all credit.",
    OWN,
    cliffs,
)
PLAN_PAYS = Metric(
    "plan-pays",
    "What a plan pays for",
    "share",
    "neither",
    "Variable pay by the pillar that its deals served when they were won: what a component pays "
    "is shared among its deals by their credit, and a deal's pay by the deal's own parts, to the "
    "cent. Pay for a metric or as a draw is for no deal and stands apart.",
    OWN,
    we_pay,
)
COSTING = Metric(
    "costing",
    "Cost at other attainment",
    "money",
    "lower",
    "What the plan costs had everybody sold half as much, or half as much again, or anything "
    "between: every credit is scaled alike, quotas and metrics stay. Cost and revenue are of those "
    "whose pay is known; how many rep-periods are not stands beside it, and they are not taken for "
    "0.",
    OWN,
    costing,
)
WHAT_IF = Metric(
    "what-if",
    "What one more deal pays",
    "money",
    "neither",
    "The difference that one more deal makes to a rep's variable pay over all periods, a draw "
    "that it repays included.",
    OWN,
    what_if,
)

PLANS: tuple[Metric, ...] = (
    PAYOUT,
    PLAN_COST,
    PAY_GINI,
    MARGINAL_RATE,
    CLIFFS,
    PLAN_PAYS,
    COSTING,
    WHAT_IF,
)
