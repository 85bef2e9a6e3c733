"""Moments of what is not a plain amount: adjusted by the past (CUPED), or a ratio of two sums."""

from dataclasses import dataclass

import polars as pl

from metrics.estimate import positive
from metrics.lift import Moments


@dataclass(frozen=True)
class Pair:
    """Columns of one arm's sums of two amounts per unit: n, y, y^2, x, x^2 and xy."""

    n: str
    y: str
    yy: str
    x: str
    xx: str
    xy: str

    def total(self, name: str) -> pl.Expr:
        """The column as a float."""
        return pl.col(name).cast(pl.Float64)

    def about(self, product: str, one: str, other: str) -> pl.Expr:
        """The sum of products about the arm's own means, from the sum about 0."""
        size = positive(pl.col(self.n))
        return self.total(product) - self.total(one) * self.total(other) / size


def cuped(treated: Pair, control: Pair) -> tuple[Moments, Moments]:
    """Both arms' moments of y - theta (x - mean x), x known before assignment.

    theta = cov(y, x) / var(x), each arm about its own means and both together, so that what the
    treatment moved does not enter; 0 where x never varies. An x from after assignment would take
    the effect away.

    Source: Deng, Xu, Kohavi and Walker 2013, WSDM, "Improving the sensitivity of online
    controlled experiments by utilizing pre-experiment data".
    """
    arms = (treated, control)
    covered = sum((arm.about(arm.xy, arm.x, arm.y) for arm in arms), pl.lit(0.0))
    spread = sum((arm.about(arm.xx, arm.x, arm.x) for arm in arms), pl.lit(0.0))
    theta = (covered / positive(spread)).fill_null(0.0)
    size = sum((pl.col(arm.n) for arm in arms), pl.lit(0))
    centre = sum((arm.total(arm.x) for arm in arms), pl.lit(0.0)) / positive(size)
    one, other = (_adjusted(arm, theta, centre) for arm in arms)
    return one, other


def ratio(of: Pair) -> Moments:
    """Moments of sum y / sum x by the delta method, as revenue per order with units resting on
    customers; null where x sums to 0.

    Variance of one unit: [s_y^2 / D^2 - 2 M s_xy / D^3 + M^2 s_x^2 / D^4], M and D the means.

    Source: Deng, Knoblich and Lu 2018, KDD, "Applying the delta method in metric analytics".
    """
    size = pl.col(of.n)
    less = positive(size - 1)
    top, bottom = of.total(of.y) / positive(size), of.total(of.x) / positive(size)
    below = pl.when(bottom != 0).then(bottom)
    yy, xy, xx = (
        of.about(*sums) / less
        for sums in ((of.yy, of.y, of.y), (of.xy, of.x, of.y), (of.xx, of.x, of.x))
    )
    spread = yy / below**2 - 2 * top * xy / below**3 + top**2 * xx / below**4
    return Moments.of(size, top / below, spread.clip(0.0))


def _adjusted(arm: Pair, theta: pl.Expr, centre: pl.Expr) -> Moments:
    size = pl.col(arm.n)
    mean = arm.total(arm.y) - theta * (arm.total(arm.x) - centre * size)
    yy, xy, xx = (
        arm.about(*sums)
        for sums in ((arm.yy, arm.y, arm.y), (arm.xy, arm.x, arm.y), (arm.xx, arm.x, arm.x))
    )
    spread = (yy - 2 * theta * xy + theta**2 * xx) / positive(size - 1)
    return Moments.of(size, mean / positive(size), spread.clip(0.0))
