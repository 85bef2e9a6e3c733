"""The metrics of scorecards and comparison, declared once; computes nothing."""

from metrics.compare import compared
from metrics.composite import composite
from metrics.metric import OWN, Better, Metric, Unit
from metrics.pattern_teams import by_team
from metrics.patterns import discounting, heaping, hockey_stick
from metrics.predicts import predicts
from metrics.scorecards import scorecards
from metrics.scorecards_quota import attainment

COUNTED = (
    " A deal that several people are credited for counts once for each of them and once for their "
    "team; money counts by each one's part."
)


def _card(
    slug: str, title: str, unit: Unit, definition: str, source: str = OWN, better: Better = "higher"
) -> Metric:
    return Metric(slug, title, unit, better, definition, source, scorecards)


WILSON = "Wilson 1927, JASA 22:209."
LINEAR = "Linearised ratio: Cochran 1977, Sampling Techniques, ch. 6; effective size: Kish 1965."
CLOSED_REVENUE = _card(
    "closed-revenue",
    "Closed revenue",
    "money",
    "The amount of the deals won in the period, each person's part of it. It is what happened, not "
    "an estimate, so it has no interval; how sure a rank by it is, is shown where ranks are.",
)
NET_RETENTION = _card(
    "net-retention",
    "Kept revenue, net (NRR)",
    "share",
    "Of the monthly recurring revenue that somebody sold, what the same accounts pay twelve months "
    "later, with what was added and without what was lost. An account counts once, in the period "
    "of that person's first won deal with it. Start: the deal's own lines on the day the first of "
    "them runs, where that is within 90 days of signature; where the deal has none, the account's "
    "lines that name no deal. End: twelve months after signature, or after the revenue began where "
    "that was later: what the same lines come to then, with those of later deals of the account "
    "whose type says renewal, expansion or upgrade. "
    "Deals not yet twelve months old are not counted but shown as not yet matured; without any "
    "revenue line they are unknown. The interval is 95% (Student's t); with fewer than 10 accounts "
    "none is given.",
    LINEAR,
)
GROSS_RETENTION = _card(
    "gross-retention",
    "Revenue held, gross (GRR)",
    "share",
    "As kept revenue, but nothing that was added counts: of each account the smaller of what it "
    "paid at first and what it pays twelve months later. Never above 100%. The interval is 95% "
    "(Wilson, on the number of equal accounts that the sample is worth); with fewer than 10 "
    "accounts none is given.",
    f"{LINEAR[:-1]}; Korn and Graubard 1998, Survey Methodology 24:193.",
)
ON_STRATEGY_WINS = _card(
    "on-strategy-wins",
    "Wins on strategy",
    "share",
    "The share of won deals that serves a pillar of the strategy, by the version and the mapping "
    "in force on the day each deal closed; one that serves it in part counts in part. Deals that "
    "nobody had mapped then are unknown. The interval is 95% (Wilson)." + COUNTED,
    WILSON,
)
ON_STRATEGY_VALUE = _card(
    "on-strategy-value",
    "Value on strategy",
    "share",
    "The share of the money won that serves a pillar of the strategy, by the version and the "
    "mapping in force on the day each deal closed. The interval is 95% (Wilson, on the number of "
    "equal deals that the sample is worth); with fewer than 10 deals none is given.",
    LINEAR,
)
PRICE_REALISATION = _card(
    "price-realisation",
    "Price realisation",
    "share",
    "What won deals pay of what they cost by the price list, all added up. Deals without a list "
    "price are unknown. The interval is 95% (Student's t, on the logarithm of the discount); with "
    "fewer than 10 deals none is given.",
    LINEAR,
)
DISCOUNT_DISCIPLINE = _card(
    "discount-discipline",
    "Large discounts",
    "share",
    "The share of won deals whose discount is above what needs nobody's approval: 20% of the list "
    "price unless an administrator has set another share, which then holds for all periods alike. "
    "Deals without a list price are unknown. The interval is 95% (Wilson)." + COUNTED,
    WILSON,
    "lower",
)
CLOSE_RATE = _card(
    "close-rate",
    "Close rate",
    "share",
    "Won deals among those decided in the period, won or lost. The interval is 95% (Wilson)."
    + COUNTED,
    WILSON,
)
WON_BY_90 = _card(
    "won-by-90-days",
    "Won within 90 days",
    "share",
    "The share of the deals opened in the period that is won within 90 days of opening: the "
    "cumulative incidence of a win, where losing competes with winning and deals still open count "
    "for as long as they have been watched. Unknown until some deal was watched that long; "
    "unmatured are those still open and younger. The median day is the one by which half of all "
    "deals opened were won, where half ever is. The interval is 95% (Wilson, on the number of "
    "deals watched to the end that the sample is worth)." + COUNTED,
    "Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141.",
)
CUSTOMER_VOICE = _card(
    "customer-voice",
    "Customers' voice",
    "count",
    "Customers' requests that somebody brought in and that were taken up: linked to a feature that "
    "is not declined, the same feature for the same account once. At most 10 a quarter count, so "
    "that volume cannot win. n is what was logged.",
)
MATERIAL_USE = _card(
    "material-use",
    "Use of sales material",
    "share",
    "The share of decided deals for which some sales material was used by the day they closed. "
    "Deals decided before the first use anybody wrote down are unknown. The interval is 95% "
    "(Wilson)." + COUNTED,
    WILSON,
)
ATTAINMENT = Metric(
    "quota-attainment",
    "Sold of quota",
    "share",
    "neither",
    "Closed revenue on the days of the quotas that end in the period, over the amount of those "
    "quotas. It is pay: an executive sees everybody's, a sales manager that of her own team while "
    "people are in it, everybody else her own. Left empty where the amount of a quota, or of a "
    "deal won on its days, is not known. A quota is for all that somebody sells: filters on "
    "segment and region do not apply.",
    OWN,
    attainment,
)
COMPOSITE = Metric(
    "composite",
    "Composite",
    "score",
    "higher",
    "Several metrics as one figure between 0 and 1, by weights that a person set from a date on. "
    "Each metric is turned so that more is better, drawn towards the mean as far as chance "
    "explains it, and replaced by its place among the people compared (percentile) or by how many "
    "standard deviations it lies from their mean (z, through the normal law). Arithmetic: a good "
    "figure pays for a bad one. Geometric: imbalance costs. Where one of the metrics is unknown, "
    "so is the composite.",
    "OECD/JRC 2008, Handbook on Constructing Composite Indicators.",
    composite,
)
RANKS = Metric(
    "rank-comparison",
    "Ranks compared",
    "count",
    "lower",
    "Each person's place by closed revenue beside the place by another metric or composite. The "
    "interval of a rank is 95%, from 1,000 seeded resamplings of the deals (accounts, promises) "
    "behind it, moved to where the true figures are likely to be. An arrow is drawn only where the "
    "two intervals do not overlap. With weights drawn 1,000 times around those set (Dirichlet), "
    "the composite's rank lies between its 5% and 95% marks: that is the weights' part alone.",
    "OECD/JRC 2008, Handbook on Constructing Composite Indicators, ch. 7.",
    compared,
)
PREDICTS = Metric(
    "what-predicts",
    "What goes with revenue kept",
    "score",
    "neither",
    "For each metric of a quarter, how it goes with the revenue kept of each dollar sold in that "
    "quarter, measured four quarters later. A person counts once, by the mean of her quarters: "
    "Spearman's correlation with its 95% interval, partial on what her mix of segments alone would "
    "have kept. Something is said to go with kept revenue when its partial correlation passes at a "
    "false discovery rate of 5% over all metrics looked at (Benjamini-Hochberg), whichever one "
    "person is left out, and it predicts people it has not seen: R2 above 0 with each person left "
    "out in turn. It goes with; whether it causes, this cannot say.",
    "Bonett and Wright 2000, Psychometrika 65:23; Benjamini and Hochberg 1995, JRSS B 57:289.",
    predicts,
)
HOCKEY_STICK = Metric(
    "hockey-stick",
    "Bunching at quarter end",
    "score",
    "neither",
    "H: the share of a quarter's won money that closed in its last 10 business days, over the "
    "share those days are of the quarter; 1 is even. D: the same for the first 10 business days of "
    "the next quarter. H above 1 and then D below 1 is consistent with deals pulled forward; "
    "buyers' budgets end with quarters too. The interval is 95%, from 1,000 seeded resamplings of "
    "accounts, wider by Student's t on the number of equal accounts that they are worth; withheld "
    "with fewer than 10 accounts.",
    "Oyer 1998, Quarterly Journal of Economics 113:149; Larkin 2014, Journal of Labor Economics "
    "32:199.",
    hockey_stick,
)
HEAPING = Metric(
    "heaping",
    "Just over quota",
    "count",
    "neither",
    "How many quotas were met by less than 5%, against how many were missed by as little, and how "
    "often chance alone would give that many or more (binomial with one half). Consistent with "
    "effort, or with timing, to reach the quota; a quota that is well set is reached narrowly too. "
    "Left out are quotas of which the amount, or that of a deal won on their days, is not known.",
    "Exact binomial test; idea: Larkin 2014, Journal of Labor Economics 32:199.",
    heaping,
)
DISCOUNTING = Metric(
    "discount-at-quarter-end",
    "Discounts at quarter end",
    "share",
    "neither",
    "The share of won deals with a large discount (as there) in the last 10 business days of "
    "quarters, less the share in all other days, and the same for accounts that stopped paying "
    "within 90 days. The interval is 95% (Newcombe). Consistent with buying deals into the "
    "quarter; buyers who know when quarters end wait for a better price, too.",
    "Newcombe 1998, Statistics in Medicine 17:873.",
    discounting,
)

PATTERNS_BY_TEAM = Metric(
    "patterns-by-team",
    "Patterns by team",
    "word",
    "neither",
    "Bunching, large discounts and early leavers at quarter ends within each team. With many teams "
    "some stand out by chance, so a team is said to be consistent with a pattern only where it "
    "passes at a false discovery rate of 5% over all teams and patterns looked at "
    "(Benjamini-Hochberg); else its interval is to be read as one of many. Left empty where a team "
    "has fewer than 10 accounts, or one that outweighs the others. It may be innocent.",
    "Benjamini and Hochberg 1995, JRSS B 57:289; Fisher 1935, JRSS 98:39.",
    by_team,
)

INCENTIVES: tuple[Metric, ...] = (
    CLOSED_REVENUE,
    NET_RETENTION,
    GROSS_RETENTION,
    ON_STRATEGY_WINS,
    ON_STRATEGY_VALUE,
    PRICE_REALISATION,
    DISCOUNT_DISCIPLINE,
    CLOSE_RATE,
    WON_BY_90,
    CUSTOMER_VOICE,
    MATERIAL_USE,
    ATTAINMENT,
    COMPOSITE,
    RANKS,
    PREDICTS,
    HOCKEY_STICK,
    HEAPING,
    DISCOUNTING,
    PATTERNS_BY_TEAM,
)
