"""Scorecards: what selling looks like when a closed deal is not the only thing. It places."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from data.actions.permissions import VIEWER
from metrics.catalog import BY_SLUG as CATALOG
from metrics.periods import Period
from metrics.scorecards_measures import BEYOND, MEASURES
from metrics.scorecards_quota import attainment
from pages.charts.card_trend import by_quarter
from pages.charts.cards import dots
from pages.charts.minor import minor
from pages.charts.strip import strip
from pages.parts import clock, evidence, figures, filters, who
from pages.parts.cards import table, words
from pages.parts.cards.shown import ALL, LEAST, REP, TEAM, By, Shown, selling
from pages.parts.compare import approved
from pages.parts.export import csv_bytes
from pages.parts.strategy.words import plural

LINES = 40
OTHERS = 4  # with fewer a distribution would say who earned what
PERSON = "person"


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Scorecards", anchor=False)
    found = selling(me, as_of=today)
    if found.book.decided.is_empty() and found.book.opened.is_empty():
        _start()
        return
    thread = figures.thread(me.scope, as_of=today)
    choice = filters.bar(thread, today=today, first="all", since=found.since)
    span = (choice.period.first, choice.period.last)
    shown = Shown(me, today, span, choice.filters, found.currency, st.context.theme.type)
    if me.role == VIEWER:
        _own(shown)
    else:
        _everybody(shown)
    for line in found.no_rate.iter_rows(named=True):
        of = f"of {line['what']} in {line['currency']}"
        lacks = plural(line["n"], f"amount {of} has", f"amounts {of} have")
        evidence.aside(f"{lacks} no exchange rate: unknown here. Bring rates on the Import page.")


def _start() -> None:
    st.info("There is no deal yet, so there is nothing to measure.")
    st.write(
        "Bring deals on the Import page; recurring revenue, list prices and credit splits after"
        " them say what became of what was sold."
    )


def _everybody(shown: Shown) -> None:
    whole = shown.cards(ALL)
    people = shown.cards(REP).filter((pl.col("metric") == "closed-revenue") & (pl.col("n") > 0))
    evidence.sentence(words.answer(whole, people.height, _when(shown), shown.currency))
    evidence.standing(shown.today, shown.currency)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        slug = table.measure()
        by = st.segmented_control(
            "By", ["Person", "Team"], default="Person", required=True, key="by", bind="query-params"
        )
    _measure(shown, slug, REP if by == "Person" else TEAM)
    _trend(shown, slug)
    _card(shown)
    _quota(shown)


def _measure(shown: Shown, slug: str, by: By) -> None:
    rows = table.of_measure(shown, slug, by)
    evidence.header(
        words.title(slug),
        CATALOG[slug].definition,
        table.readable(rows, slug, by, shown.currency),
        name=f"scorecards-{slug}",
    )
    table.draw(rows, slug, by, shown.currency)
    few = table.drawn(rows.head(LINES), slug, shown.currency)
    shown.chart(
        "scorecards",
        partial(
            dots,
            few,
            name="who",
            write=partial(words.drawn, slug, currency=shown.currency),
            least=LEAST if slug not in ("closed-revenue", "customer-voice") else 1,
            axis=table.axis(slug),
            theme=shown.theme,
        ),
        slug,
        by,
    )
    more = f" The first {LINES} are drawn; the table has all." if rows.height > LINES else ""
    evidence.aside(
        "Points with 95% intervals; the upright stroke is where a small sample is drawn to."
        f" Fewer than {LEAST} are too few to say.{more}"
    )
    if slug == BEYOND.slug:
        evidence.aside(approved.said(shown.book().approved))


def _trend(shown: Shown, slug: str, rep_id: int | None = None) -> None:
    every = shown.by_quarter(slug)
    own = every if rep_id is None else shown.by_quarter(slug, REP, rep_id)
    title = "By quarter" if rep_id is None else "Mine by quarter"
    evidence.header(title, CATALOG[slug].definition, own, name="scorecards-by-quarter")
    lines = [table.drawn(found, slug, shown.currency) for found in (own, every)]
    shown.chart(
        "scorecards-by-quarter",
        partial(
            by_quarter,
            lines[0],
            None if rep_id is None else lines[1],
            shown.changes(),
            write=partial(words.drawn, slug, currency=shown.currency),
            axis=table.axis(slug),
            theme=shown.theme,
        ),
        slug,
        rep_id,
    )
    evidence.aside(
        "Dotted lines mark the days on which a strategy version or a pay plan began: what was"
        " before and after, not what it caused."
    )


@st.fragment
def _card(shown: Shown) -> None:
    names = {rep: name for rep, name in shown.names().items() if name}
    known = set(shown.cards(REP)["rep_id"])
    people = sorted((rep for rep in names if rep in known), key=lambda rep: str(names[rep]))
    if not people:
        return
    asked = st.query_params.get(PERSON, "")
    if PERSON not in st.session_state:
        st.session_state[PERSON] = next((rep for rep in people if str(rep) == asked), None)
    rep_id = st.selectbox(
        "One person's card",
        people,
        key=PERSON,
        format_func=lambda rep: str(names[rep]),
        placeholder="Choose somebody",
        index=None,
        width=320,
    )
    if rep_id is None:
        st.query_params.pop(PERSON, None)
        return
    st.query_params[PERSON] = str(rep_id)
    _lines(shown, rep_id, f"Card of {names[rep_id]}")


def _lines(shown: Shown, rep_id: int, title: str) -> None:
    card = table.card(shown, rep_id)
    evidence.heading(title)
    st.dataframe(card.to_arrow(), hide_index=True, height=35 * (card.height + 1) + 3)
    with st.container(horizontal=True):
        with st.popover("What do these mean?", type="tertiary"):
            for measure in MEASURES:
                said = CATALOG[measure.slug]
                st.html(f"<p><b>{said.title}</b>: {said.definition}</p>")
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(card),
            file_name="card.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key="csv_card",
        )


def _own(shown: Shown) -> None:
    """A seller's own card, and her team as points without names."""
    rep_id = shown.me.person_id
    mine = shown.cards(REP).filter(pl.col("rep_id") == rep_id)
    if rep_id is None or mine.is_empty():
        evidence.sentence("You are credited with no deal here, so there is no card of yours.")
        return
    own = words.answer(mine, 1, _when(shown), shown.currency)
    evidence.sentence(own.replace("1 person won", "You won", 1))
    _lines(shown, rep_id, "Your card")
    slug = table.measure()
    theirs = table.others(shown, rep_id, slug)
    value = table.drawn(mine.filter(metric=slug), slug, shown.currency)["value"]
    evidence.heading("Where you stand on your team")
    if len(theirs) < OTHERS:
        evidence.aside(
            f"Your team is shown from {OTHERS} others on, so that nobody's figure is given away."
        )
    else:
        shown.chart(
            "my-team",
            partial(
                strip,
                theirs,
                value[0] if len(value) else None,
                write=partial(words.drawn, slug, currency=shown.currency),
                axis=table.axis(slug),
                theme=shown.theme,
            ),
            slug,
        )
        evidence.aside(f"{words.title(slug)}: you, and {len(theirs)} others without names.")
    _trend(shown, slug, rep_id)
    _quota(shown)


def _quota(shown: Shown) -> None:
    """Sold of quota, and pay: of those alone whose pay the reader may see."""
    selling_ = shown.selling()
    if not selling_.pays:
        return
    # of all that was sold: a quota knows no segment and no region
    found = attainment(
        selling_.book.decided, selling_.quotas, selling_.paid, period=Period(*shown.period)
    ).filter(pl.col("rep_id").is_in(shown.reps().implode()))
    if found.is_empty():
        return
    names, units = shown.names(), minor(shown.currency)
    rows = found.select(
        pl.col("rep_id").replace_strict(names, default=None, return_dtype=pl.String).alias("Who"),
        (pl.col("value") * 100).alias("Sold of quota"),
        (pl.col("sold_cents") / units).alias(f"Sold ({shown.currency})"),
        (pl.col("quota_cents") / units).alias(f"Quota ({shown.currency})"),
        pl.col("n").alias("Quotas"),
        (pl.col("paid_cents") / units).alias(f"Paid ({shown.currency})"),
    ).sort("Sold of quota", descending=True, nulls_last=True)
    evidence.header(
        "Quota and pay", CATALOG["quota-attainment"].definition, rows, name="quota-and-pay"
    )
    money = st.column_config.NumberColumn(format="%,.0f")
    st.dataframe(
        rows.to_arrow(),
        hide_index=True,
        placeholder="",
        height=min(35 * (rows.height + 1) + 3, 423),
        column_config={
            "Sold of quota": st.column_config.NumberColumn(format="%.0f%%"),
            **{name: money for name in rows.columns if name.endswith(f"({shown.currency})")},
        },
    )


def _when(shown: Shown) -> str:
    first = shown.selling().book.decided["on"].min()
    everything = isinstance(first, date) and shown.span.first <= first
    if isinstance(first, date) and everything and shown.span.last >= shown.today:
        return f"since {first:%B %Y}"
    return shown.span.when(shown.today)
