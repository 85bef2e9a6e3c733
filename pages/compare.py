"""Compare: who is first by closed revenue, and by what else counts? It places, no more."""

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl
import streamlit as st

from data.actions.permissions import VIEWER
from metrics.catalog import BY_SLUG as CATALOG
from metrics.compare import compared, correlations
from metrics.compare_answer import answer, spoken
from metrics.composite import composite, sensitivity
from metrics.predicts import answer as said_to_predict
from metrics.predicts import predicts
from metrics.scorecards_measures import BY_SLUG, MEASURES
from pages.charts.alike import alike
from pages.charts.slope import slope
from pages.parts import clock, evidence, figures, filters, narrow, who
from pages.parts.cards import words
from pages.parts.cards.shown import REP, Shown, selling
from pages.parts.compare import weights
from pages.parts.compare.patterns import patterns
from pages.parts.facts import SEED


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Compare", anchor=False)
    if me.role == VIEWER:
        evidence.sentence("Comparing people by name is for those who lead them.")
        st.write("Your own card is on the Scorecards page.")
        return
    found = selling(me, as_of=today)
    if found.book.decided.is_empty():
        st.info("No deal has been won or lost yet, so there is nothing to compare.")
        st.write("Bring deals on the Import page.")
        return
    thread = figures.thread(me.scope, as_of=today)
    choice = filters.bar(thread, today=today, first="all", since=found.since)
    span = (choice.period.first, choice.period.last)
    shown = Shown(me, today, span, choice.filters, found.currency, st.context.theme.type)
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = weights.against(shown)
        weights.change(shown)
    ranks = _kept(
        "ranks",
        shown,
        lambda: compared(
            shown.book(), shown.cards(REP), chosen.weights, period=shown.span, seed=SEED
        ),
        chosen.weights,
    )
    with place:
        evidence.sentence(answer(ranks, chosen.weights, shown.names()))
        evidence.standing(today, shown.currency)
    _ranks(shown, chosen, ranks)
    _sensitivity(shown, chosen)
    _predicts(shown)
    _alike(shown)
    patterns(shown)


def _kept(name: str, shown: Shown, make: Callable[[], pl.DataFrame], *more: object) -> pl.DataFrame:
    """The frame that `make` measures, once for what is looked at and `more`."""
    found: pl.DataFrame = figures.drawn(make, "measured", name, shown, *more)
    return found.clone()


def _ranks(shown: Shown, chosen: weights.Against, ranks: pl.DataFrame) -> None:
    names = shown.names()
    rows = ranks.with_columns(_who(names))
    evidence.header(
        "Ranks", CATALOG["rank-comparison"].definition, rows.drop("rep_id"), name="ranks"
    )
    if rows.is_empty():
        evidence.aside("Too few people have both figures. Choose a longer period.")
        return
    right = "the composite" if chosen.composite else BY_SLUG[chosen.weights.slugs[0]].words
    shown.chart("ranks", partial(slope, rows, right=right, theme=shown.theme), chosen.weights)
    evidence.aside(
        "An arrow where the 95% intervals of the two ranks do not overlap; all others are pale:"
        " chance may have ordered them."
    )
    number = st.column_config.NumberColumn(format="%.0f")
    shown_as = _ranked(rows)
    st.dataframe(
        shown_as.to_arrow(),
        hide_index=True,
        placeholder="",
        height=min(35 * (shown_as.height + 1) + 3, 283),
        column_config=dict.fromkeys(shown_as.columns[1:-1], number),
    )
    out = shown.cards(REP)["rep_id"].n_unique() - rows.height
    if out:
        evidence.aside(
            f"{out} more {'person is' if out == 1 else 'people are'} not compared, because not all"
            f" of it is known: {spoken(chosen.weights)}."
        )


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """The ranks and their intervals as people read them."""
    return rows.select(
        pl.col("who").alias("Who"),
        pl.col("revenue_rank").alias("By revenue"),
        pl.col("revenue_low").alias("From"),
        pl.col("revenue_high").alias("To"),
        pl.col("rank").alias("Here"),
        pl.col("low").alias("From "),
        pl.col("high").alias("To "),
        pl.col("moved").alias("Clearly"),
    )


def _sensitivity(shown: Shown, chosen: weights.Against) -> None:
    """How far the composite's ranks hang on its weights."""
    if not chosen.composite:
        return
    cards = shown.cards(REP)
    found = composite(cards, chosen.weights).join(
        sensitivity(cards, chosen.weights, seed=SEED), on="rep_id", maintain_order="left"
    )
    rows = found.select(
        _who(shown.names()).alias("Who"),
        pl.col("rank").alias("Rank"),
        pl.col("rank_low").alias("From"),
        pl.col("rank_high").alias("To"),
        pl.col("value").alias("Composite"),
        *(
            pl.col(f"place:{slug}").alias(f"Place: {words.title(slug)}")
            for slug in chosen.weights.slugs
        ),
        pl.col("missing").alias("Not known"),
    )
    evidence.header("Composite", CATALOG["composite"].definition, rows, name="composite")
    evidence.aside(weights.spoken(chosen))
    number = st.column_config.NumberColumn
    st.dataframe(
        rows.to_arrow(),
        hide_index=True,
        placeholder="",
        height=min(35 * (rows.height + 1) + 3, 423),
        column_config={
            "Rank": number(format="%.0f"),
            "From": number(format="%.0f", help="5% mark of the rank over 1,000 draws of weights"),
            "To": number(format="%.0f", help="95% mark"),
            **{
                name: number(format="%.2f")
                for name in rows.columns
                if name == "Composite" or name.startswith("Place: ")
            },
        },
    )
    evidence.aside(
        "From and to: where the rank lies when the weights are drawn anew, 1,000 times. That is the"
        " weights' part; chance in the figures themselves is drawn above."
    )


def _predicts(shown: Shown) -> None:
    found = _kept(
        "predicts",
        shown,
        lambda: predicts(shown.quarters(REP), shown.book().cohort, seed=SEED),
    )
    rows = found.select(
        pl.col("metric").replace_strict(TITLES, return_dtype=pl.String).alias("Measure"),
        pl.col("goes_with").alias("Goes with"),
        pl.col("partial").alias("Correlation"),
        pl.col("partial_low").alias("From"),
        pl.col("partial_high").alias("To"),
        pl.col("q").alias(evidence.FALSE_ALARMS),
        pl.col("r2").alias("Explained, unseen people"),
        pl.col("value").alias("Segments not held"),
        pl.col("n").alias("People"),
        pl.col("quarters").alias("Quarters"),
    )
    evidence.header(
        "What goes with revenue kept", CATALOG["what-predicts"].definition, rows, name="predicts"
    )
    evidence.aside(said_to_predict(found))
    number = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        rows.to_arrow(),
        hide_index=True,
        placeholder="",
        height=35 * (rows.height + 1) + 3,
        column_config=dict.fromkeys(("From", "To"), number)
        | {
            name: st.column_config.NumberColumn(format=shape, help=means)
            for name, (shape, means) in PREDICTS.items()
        },
    )
    evidence.aside(
        "Correlations of ranks with the mix of segments held, and their 95% intervals. Whether one"
        " causes the other, this cannot say."
    )


def _alike(shown: Shown) -> None:
    found = _kept("alike", shown, lambda: correlations(shown.cards(REP), seed=SEED))
    evidence.header(
        "How measures go together",
        "Spearman's correlation of every two measures over the people compared, each turned so"
        " that more is better, with its 95% interval on hover. A number stands where the interval"
        " leaves out 0 and the pair passes at a false discovery rate of 5% over all pairs"
        " (Benjamini-Hochberg): of fifty pairs two or three leave out 0 by chance.",
        found,
        name="correlations",
    )
    known = set(found["one"]) | set(found["other"])
    order = [(each.slug, each.words) for each in MEASURES if each.slug in known]
    if len(order) < 2:
        evidence.aside("Too few measures are known.")
        return
    with narrow.room("correlations"):
        shown.chart("correlations", partial(alike, found, order=order, theme=shown.theme))


def _who(names: Mapping[int, str | None]) -> pl.Expr:
    spoken_of = {rep: name or "Somebody" for rep, name in names.items()}
    return (
        pl.col("rep_id")
        .replace_strict(spoken_of, default="Somebody", return_dtype=pl.String)
        .alias("who")
    )


PREDICTS = {
    "Correlation": (
        "%.2f",
        "From -1 to 1: how far who is high in this measure keeps more revenue a year later, among"
        " people who sell to the same mix of segments",
    ),
    evidence.FALSE_ALARMS: ("%.3f", f"{evidence.PASSING}; a measure passes at 5% or less"),
    "Explained, unseen people": (
        "%.2f",
        "R²: how much of the differences it explains among people it was not learnt from; below 0"
        " it is worse than saying the mean",
    ),
    "Segments not held": ("%.2f", "The same correlation with any mix of segments"),
}
TITLES = {each.slug: words.title(each.slug) for each in MEASURES}
