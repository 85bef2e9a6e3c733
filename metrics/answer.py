"""The page's first line: a sentence that answers with its numbers, or says why it cannot."""

import polars as pl

from metrics.overview import Overview

MOST = 0.5
NEARLY_ALL = 0.8


def answer(view: Overview) -> str:
    """Did what we won serve the strategy? One sentence, true to `index` of the column won.

    "Served the strategy in the shares it sets" means: lies on a pillar, up to the share that
    the strategy gives that pillar; what goes beyond a pillar's share does not count. A change
    is called a change only when its 95% interval leaves out 0.
    """
    when = view.period.when(view.as_of)
    if not view.published:
        return "No strategy is published yet, so there is nothing to measure what we win against."
    if view.versions.is_empty():
        return f"No strategy was in force {when}, so nothing then can be measured against one."
    won = view.whole.filter(column="won")
    if won.is_empty() or won["n"][0] == 0:
        where = " within these filters" if view.filters.any() else ""
        return (
            f"Nothing was won {when}{where}, so the data cannot say whether sales served the "
            "strategy."
        )
    found = won.row(0, named=True)
    if found["value"] is None:
        return _too_little(found["n"], when)
    what = "the money" if found["measure"] == "money" else "the deals"
    if found["unmapped"] > 1 - 1e-9:
        return (
            f"None of {what} we won {when} is mapped to a pillar yet, so the data cannot say "
            "whether it served the strategy."
        )
    least = "At least " if found["unmapped"] >= 0.005 else ""
    return (
        f"{least}{percent(found['value'])} of {what} we won {when} served the strategy in the "
        f"shares it sets ({_interval(found)}){_change(view)}{_drift(view, found)}."
    )


def percent(share: float) -> str:
    """Whole percent, but never 0% or 100% for what is not quite."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1 - 1e-9:
        return "over 99%"
    return f"{share:.0%}"


def _too_little(n: int, when: str) -> str:
    deals = "deal was" if n == 1 else "deals were"
    return f"Only {n} {deals} won {when}: too few to say whether they served the strategy."


def _interval(found: dict[str, float | None]) -> str:
    low, high = found["low"], found["high"]
    if low is None or high is None:
        return "too few accounts for an interval"
    return f"{low * 100:.0f}–{high * 100:.0f}%"


def _change(view: Overview) -> str:
    """`, 4 points below last quarter`, or that there is no clear change, or nothing to compare."""
    past, name = view.previous, view.period.before(view.as_of)
    if past.change is None or past.value is None:
        return f", with too few deals from {name} to compare" if past.n else ""
    points = round(abs(past.change) * 100)
    if past.low is not None and past.high is not None and not past.low <= 0 <= past.high:
        amount = "less than a point" if points == 0 else f"{points} point{'s' * (points > 1)}"
        return f", {amount} {'above' if past.change > 0 else 'below'} {name}"
    return f", no clear change from {name} ({percent(past.value)})"


def _drift(view: Overview, found: dict[str, float]) -> str:
    """Where most of the shortfall lies, in plain words; nothing when there is next to none."""
    won = view.drifts.filter(column="won")
    total = float(won["drift"].sum())
    if found["value"] >= 0.995 or not total:
        return ""
    product, product_share = _largest(won, "product", total)
    place, place_share = _largest(won, "place", total)
    team, team_share = _largest(won, "team", total)
    if place == "unmapped" and place_share >= MOST:
        return "; most of the rest is not yet mapped to a pillar"
    if product_share >= MOST:
        sold = won.filter(pl.col("product").eq_missing(pl.lit(product, pl.String)))
        return f"; most of the drift is {product or 'deals without a product'}{_sellers(sold)}"
    if team_share >= MOST and won["team"].n_unique() > 1:
        return f"; most of the drift comes from {team or 'people without a team'}"
    if place == "outside" and place_share >= MOST:
        return f"; most of the drift lies outside the strategy, {_spread(won.filter(place=place))}"
    return f"; the drift is {_spread(won)}"


def _largest(won: pl.DataFrame, column: str, total: float) -> tuple[str | None, float]:
    top = won.group_by(column).agg(pl.col("drift").sum()).sort(-pl.col("drift"), column).row(0)
    return top[0], top[1] / total


def _sellers(sold: pl.DataFrame) -> str:
    """Who sold it: up to two teams by name when they sold nearly all of it, else how many."""
    teams = sold.group_by("team").agg(pl.col("drift").sum()).sort(-pl.col("drift"), "team")
    names = [name or "people without a team" for name in teams["team"]]
    reached = teams["drift"].cum_sum() / teams["drift"].sum() >= NEARLY_ALL
    enough = int(reached.arg_max() or 0) + 1
    if enough > 2:
        return f" sold by {len(names)} teams"
    mostly = "" if len(names) == enough else "mostly "
    return f" {mostly}sold by {' and '.join(names[:enough])}"


def _spread(won: pl.DataFrame) -> str:
    products, teams = won["product"].n_unique(), won["team"].n_unique()
    over = f"{products} product{'s' * (products > 1)}"
    return f"spread over {over} and {teams} team{'s' * (teams > 1)}"
