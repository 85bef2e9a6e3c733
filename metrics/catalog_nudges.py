"""The metrics of reminders, declared once; computes nothing."""

from metrics.metric import OWN, Metric
from metrics.nudge_arms import arms
from metrics.nudge_effect import effect
from metrics.nudge_segments import segments
from metrics.nudge_time import by_day
from metrics.sample_ratio import mismatch

NUDGE_CONVERSION = Metric(
    "nudge-conversion",
    "Conversion",
    "share",
    "higher",
    "Customers who bought within the window after they were assigned, of all customers assigned "
    "whose window is over: by assignment, whether the reminder reached them or not, and each "
    "customer once. A purchase belongs to the latest assignment before it, up to 30 days back. "
    "Customers whose window still runs are counted apart, in both arms alike. Conversion is not "
    "lift: some would have bought anyway.",
    OWN,
    arms,
)
NUDGE_LIFT = Metric(
    "nudge-lift",
    "What the reminder changed",
    "share",
    "higher",
    "Conversion of the customers reminded against that of the customers held out. Difference: "
    "orders per 1,000 that would not have come, 95% limits after Newcombe, with fewer than 5 "
    "buyers or non-buyers in an arm after Miettinen and Nurminen. Relative lift: the ratio minus "
    "1, limits on the logarithm. The always-valid interval holds at every look, so that one may "
    "watch; it is wider, and withheld below 150 customers or 10 buyers in an arm. Revenue per "
    "customer keeps the zeros in (Welch; its lift after Fieller, none where those held out paid "
    "nothing or were paid back), and has limits from 30 buyers in each arm on. What the first line"
    " says rests on the always-valid interval while fewer customers than planned have had their "
    "days, whether the campaign runs or was ended early; else, or when nobody planned a number, on "
    "the fixed one, which is right for one look: a campaign without a plan that is looked at every "
    "day looks surer than it is (of 100 looks at a fixed interval, one campaign in three is "
    "misjudged at some look). The days that count are "
    "those designed; others chosen on the page are one more look, and the page says so. Not shown "
    "without a holdout, and not while the arms are not as designed.",
    "Newcombe 1998, Stat Med 17:873; Miettinen and Nurminen 1985, Stat Med 4:213; Katz et al. "
    "1978, Biometrics 34:469; Waudby-Smith et al. 2024, Ann Stat 52:2613; Welch 1947; "
    "Fieller 1954.",
    effect,
)
SAMPLE_RATIO = Metric(
    "sample-ratio",
    "Are the arms as designed?",
    "share",
    "neither",
    "Customers in each arm against the shares laid down before the start, by the chi-squared "
    "test. With p below 0.001 something sorts customers, and nothing that the arms did is shown "
    "until it is found. That p is of one look, and looked at every day it stops a sound campaign "
    "more often than once in 1,000; the second p may be looked at every day.",
    "Fabijan et al. 2019, KDD; Lindon and Malek 2022, NeurIPS (arXiv 2011.01808).",
    mismatch,
)
NUDGE_SEGMENTS = Metric(
    "nudge-segments",
    "By segment",
    "share",
    "higher",
    "The difference of conversion in each segment, pulled towards the common one as far as chance "
    "explains how they differ. The p-value asks whether segments differ at all; when it is large, "
    "there is no evidence that they do, and no segment should be treated as the best. Intervals "
    "are of the pulled figures, each of one look and one segment; q counts false discoveries over "
    "all segments shown. With fewer than four segments nothing is pulled. The errors are of both "
    "arms' common rate, so that a small holdout in which nobody bought is not taken for certain. "
    "Withheld with fewer than 5 buyers in both arms together. A segment whose own arms are not as "
    "designed shows nothing but its customers, and counts in nothing that segments share.",
    "DerSimonian and Laird 1986; Morris 1983, JASA 78:47; Benjamini and Hochberg 1995.",
    segments,
)
TIME_TO_PURCHASE = Metric(
    "time-to-purchase",
    "Time to purchase",
    "share",
    "higher",
    "The share that has bought by the end of each day after assignment, by arm. Customers are "
    "followed for the days that have passed since their own assignment and never dropped for "
    "being recent. Where an event passes unsold, that ends the waiting and competes with buying.",
    "Aalen and Johansen 1978, Scand J Stat 5:141.",
    by_day,
)

NUDGES = (NUDGE_CONVERSION, NUDGE_LIFT, SAMPLE_RATIO, NUDGE_SEGMENTS, TIME_TO_PURCHASE)
