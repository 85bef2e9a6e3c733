"""The metrics of what customers ask and what to build of it, declared once; computes nothing."""

from metrics.allocation import allocated
from metrics.capacity import capacity
from metrics.demand import demand
from metrics.emerging import emerging
from metrics.independence import n_eff
from metrics.metric import OWN, Metric
from metrics.quadrants import quadrant
from metrics.scores import scored
from metrics.stability import stability

REACH = Metric(
    "reach",
    "Reach",
    "count",
    "higher",
    "How many distinct accounts ask for a feature, each counted once however many people of it "
    "ask and however often. The share is of all accounts within the filter. Requests that name "
    "no account reach nobody and are counted apart.",
    OWN,
    demand,
)
ASKING_MONEY = Metric(
    "asking-money",
    "Money that asks",
    "money",
    "higher",
    "The amount of all distinct deals that ask for a feature, open, won or lost, each once and in "
    "full (the union). A deal that asks for three features stands in full beside all three, so "
    "these amounts must not be added up. Deals of unknown amount are counted apart; left empty "
    "when no amount is known.",
    OWN,
    demand,
)
ALLOCATED_MONEY = Metric(
    "allocated-money",
    "Money, allocated",
    "money",
    "higher",
    "The amount of each asking deal, divided over the features that it asks for: evenly, or by "
    "need (its strongest need for each: blocker 4, important 2, nice to have 1, not stated 1), as "
    "the table says. Whole cents, rounded so that the parts of a deal add up to it exactly: the "
    "column adds up to the deals. A deal whose requests all lack a feature stands in the row of "
    "requests without a feature.",
    OWN,
    allocated,
)
NEED = Metric(
    "need",
    "Need",
    "share",
    "higher",
    "How badly a feature is needed: blocker 100%, important 50%, nice to have 25%, on average "
    "over the accounts that said; each account counts once, with the strongest need it stated. "
    "Empty when nobody said.",
    OWN,
    demand,
)
INTENT = Metric(
    "intent",
    "Intent",
    "count",
    "neither",
    "How many accounts ask for the sake of new business, expansion or retention. An account that "
    "stated several counts for each of them.",
    OWN,
    demand,
)
INDEPENDENCE = Metric(
    "independence",
    "Independent voices",
    "voices",
    "higher",
    "How many independent voices the asking accounts amount to: 1 divided by the sum of the "
    "squared shares of each rep in the feature's distinct asking accounts. Twelve accounts logged "
    "by one rep are one voice, twelve by twelve reps are twelve. An account logged by several "
    "reps counts for each in equal parts. Requests without an account or a known logger are left "
    "out; empty when there are no others.",
    "Inverse Simpson index: Simpson 1949, Nature 163:688; Hill 1973, Ecology 54:427.",
    n_eff,
)
HOUSE_SCORE = Metric(
    "house-score",
    "House score",
    "score",
    "higher",
    "Reach × need × mission fit × independence ÷ effort. Reach: distinct asking accounts. Need: 1 "
    "if all of them are blocked, 0.5 important, 0.25 nice to have. Mission fit: the share of the "
    "feature that is mapped to pillars in force, 0 to 1. Independence: voices ÷ 4, at most 1. "
    "Effort: person-weeks. So it reads as accounts that are blocked, on strategy and "
    "independent, per person-week. Every scale is absolute: no other feature changes it. Empty, "
    "and the missing term named, where one is unknown; 0 where nobody asks.",
    OWN,
    scored,
)
RICE_SCORE = Metric(
    "rice",
    "RICE",
    "score",
    "higher",
    "Reach × impact × confidence ÷ effort. Reach: distinct asking accounts within the filter. "
    "Impact: 3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal. Confidence: 100%, 80%, 50%. "
    "Effort: person-months (person-weeks × 12 ÷ 52). Empty where a term is unknown.",
    "RICE: Sean McBride, Intercom, 2018.",
    scored,
)
WSJF_SCORE = Metric(
    "wsjf",
    "WSJF",
    "score",
    "higher",
    "Weighted shortest job first: (value + time criticality + risk reduction) ÷ job size, each as "
    "estimated. Empty where a term is unknown.",
    "WSJF: Reinertsen 2009, The Principles of Product Development Flow; Scaled Agile Framework.",
    scored,
)
ICE_MEAN_SCORE = Metric(
    "ice-mean",
    "ICE, mean",
    "score",
    "higher",
    "(Impact + confidence + ease) ÷ 3, each from 1 to 10. Empty where a term is unknown.",
    "ICE as a mean: Ellis and Brown 2017, Hacking Growth.",
    scored,
)
ICE_PRODUCT_SCORE = Metric(
    "ice-product",
    "ICE, product",
    "score",
    "higher",
    "Impact × confidence × ease, each from 1 to 10. Empty where a term is unknown.",
    "ICE as a product: Itamar Gilad, Evidence-Guided, 2023.",
    scored,
)
STABILITY = Metric(
    "stability",
    "Stays in the top five",
    "share",
    "higher",
    "In what share of 1,000 seeded draws a feature is among the five best by the chosen score. "
    "Each draw weighs every term anew, between 80% and 120%, alike for all features: as the "
    "exponent of a term that is multiplied (a factor would change no rank), as the coefficient "
    "of one that is added. And each feature's effort (WSJF: job size, ICE: ease) is multiplied "
    "by a factor of its own between 70% and 130%. Near 100% a place at the top hangs on nobody's "
    "guess; near 50% it is a coin toss. A score of 0 is never at the top.",
    "Uncertainty analysis of a ranking: OECD and JRC 2008, Handbook on Constructing Composite "
    "Indicators, step 7; the ranges are Throughline's.",
    stability,
)
CAPACITY = Metric(
    "demand-against-capacity",
    "Demand against capacity",
    "share",
    "neither",
    "By pillar: its share of customers' requests, of promises, of the effort in features being "
    "built, and its target. The gap is requests minus building: positive where more is asked for "
    "than is built. The same shares as in the alignment matrix; a share with fewer than 5 facts "
    "in its column is left empty.",
    OWN,
    capacity,
)
QUADRANT = Metric(
    "mission-fit-and-demand",
    "Mission fit and independent demand",
    "word",
    "neither",
    "Independent demand is reach × independence: asking accounts, discounted as long as fewer "
    "than four voices stand behind them. From a mission fit of 50% and an independent demand of "
    "10 on: both high, build; only fit, sharpen; only demand, reconsider the strategy; neither, "
    "say no. A hint, not a decision. Empty while a feature is not mapped or nobody knows who "
    "logged its requests.",
    OWN,
    quadrant,
)
EMERGING_DEMAND = Metric(
    "emerging-demand",
    "Emerging demand",
    "word",
    "neither",
    "For each theme outside the strategy or not yet mapped: do new accounts ask for it faster in "
    "the last 90 days than in the 270 before? An account is new on the day it first asks for the "
    "theme, and never again. Null hypothesis: new accounts arrive at one constant rate. Then the "
    "recent ones among n are binomial with chance 90 ÷ 360, and p is the exact chance of as many "
    "or more. q adjusts p for the number of themes looked at (Benjamini and Hochberg): of themes "
    "with q up to 5%, at most 5% are expected to be chance. A theme emerges when q is within the "
    "threshold, enough accounts are new and enough independent voices stand behind those (10, 4 "
    "and 5% unless the settings say otherwise); loud without the voices it is one voice. Where "
    "requests reach back less than 360 days the window before is shorter and so is the chance; "
    "with fewer than 90 days before, nothing is tested. A company that logs more than it used to "
    "lifts all its themes: compare them.",
    "Przyborowski and Wilenski 1940, Biometrika 31:313; Benjamini and Hochberg 1995, JRSS B "
    "57:289; interval of the ratio: Clopper and Pearson 1934, Biometrika 26:404.",
    emerging,
)

DEMAND: tuple[Metric, ...] = (
    REACH,
    ASKING_MONEY,
    ALLOCATED_MONEY,
    NEED,
    INTENT,
    INDEPENDENCE,
    HOUSE_SCORE,
    RICE_SCORE,
    WSJF_SCORE,
    ICE_MEAN_SCORE,
    ICE_PRODUCT_SCORE,
    STABILITY,
    CAPACITY,
    QUADRANT,
    EMERGING_DEMAND,
)
