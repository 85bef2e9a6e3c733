"""The metrics of what was shipped, declared once; computes nothing."""

from metrics.before_after import before_after
from metrics.metric import Metric

BEFORE_AFTER = Metric(
    "before-and-after",
    "Before and after",
    "word",
    "neither",
    "A metric of this catalog in as many days before a feature shipped as from that day on, each "
    "by the metric's own function, with its own n and interval. It is a description, not an "
    "effect: other things change in the same weeks, and nobody was left without the feature to "
    "compare with. The change has the index's own 95% limits, from the same resampled accounts on "
    "both sides; else those of two independent samples, from the sides' own limits. What adds up "
    "over days, like revenue, is not compared before the days after are over. The day itself "
    "counts to the days after.",
    "Square-and-add limits: Newcombe 1998, Statistics in Medicine 17:873, method 10; Zou and "
    "Donner 2008, Statistics in Medicine 27:1693.",
    before_after,
)
OUTCOMES: tuple[Metric, ...] = (BEFORE_AFTER,)
