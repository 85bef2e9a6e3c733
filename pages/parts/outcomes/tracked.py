"""What is tracked before and after a feature shipped: shown, added, stopped; never an effect."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.actions.track_outcome import SPANS, stop_tracking, track_outcome
from data.reads import priorities, tracked
from data.reads.people import Me
from data.reads.tracked import Tracked
from metrics.before_after import SHOWN, TRACKABLE, before_after
from metrics.catalog import BY_SLUG as CATALOG
from pages.parts import evidence, figures, load, plain
from pages.parts.cards.shown import selling
from pages.parts.facts import SEED
from pages.parts.outcomes import words
from pages.parts.submit import submit

USUAL_DAYS = 90
_tracked = load.cached(tracked.tracked)
_shipped = load.cached(tracked.shipped)
_asks = load.cached(priorities.asks)


def every(me: Me) -> tuple[Tracked, ...]:
    """All that is tracked, the latest first."""
    return _tracked(me.scope)


def measured(me: Me, one: Tracked, *, today: date) -> words.Row | None:
    """One row of SHOWN, of the facts in her sight; null when the feature is not shipped."""
    if one.shipped_on is None:
        return None
    return _measured(str(load.engine().url), load.version(), me, one, one.shipped_on, today)


@st.cache_data(show_spinner=False, max_entries=256)
def _measured(
    url: str, version: int, me: Me, one: Tracked, shipped_on: date, today: date
) -> words.Row:
    sells = TRACKABLE[one.metric].source == "selling"
    return before_after(
        one.metric,
        figures.thread(me.scope, as_of=today).flows,
        selling(me, as_of=today).book if sells else None,
        _asks(me.scope).filter(feature_id=one.feature_id),
        shipped_on=shipped_on,
        days=one.days,
        as_of=today,
        seed=SEED,
    ).row(0, named=True)


def show(me: Me, *, today: date, there: Callable[[], None]) -> None:
    """Everything that is tracked, and for whoever may: track one more, or one less.

    Args:
        there: the Throughline page, which follows a feature back to who asked for it.
    """
    found = every(me)
    mine = may(me.actor, "track_outcome")
    if not found and not mine:
        return
    rows = [measured(me, one, today=today) for one in found]
    evidence.header(
        "Tracked before and after",
        CATALOG["before-and-after"].definition,
        _table(found, rows),
        name="before-and-after",
    )
    shipped = _shipped(me.scope)
    if not found and shipped:
        evidence.aside(
            "Nothing is tracked yet. Choose a shipped feature and a metric, to see that metric in"
            " the days before it shipped and in the days after."
        )
    for one, row in zip(found, rows, strict=True):
        with st.container(border=True):
            evidence.aside(words.sentence(one, row, figures.currency()))
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                st.page_link(
                    st.Page(there, title="Throughline", url_path="throughline"),
                    label=f"Where {plain.label(one.feature, 40)} came from",
                    icon=":material/conversion_path:",
                    query_params={"feature": str(one.feature_id)},
                )
                if mine:
                    st.button(
                        f"Stop tracking {words.title(one.metric)} for"
                        f" {plain.label(one.feature, 40)}",
                        key=f"stop_tracking_{one.id}",
                        type="tertiary",
                        on_click=_stop,
                        args=(me, one),
                    )
    if mine:
        _add(me, shipped)


def _table(found: tuple[Tracked, ...], rows: list[words.Row | None]) -> pl.DataFrame:
    """The file: a row for each that is tracked, with every figure."""
    known = [(one, row) for one, row in zip(found, rows, strict=True) if row is not None]
    kept = pl.DataFrame([row for _, row in known], schema=SHOWN)
    return kept.with_columns(
        pl.Series("feature", [one.feature for one, _ in known], dtype=pl.String),
        pl.Series("days", [one.days for one, _ in known], dtype=pl.Int64),
    ).select("feature", "days", *SHOWN)


def _add(me: Me, shipped: dict[int, tuple[str, date]]) -> None:
    if not shipped:
        evidence.aside("No feature has shipped yet; once one has, it can be tracked here.")
        return
    st.button(
        "Track a metric", icon=":material/add:", key="track_outcome", on_click=form, args=(me,)
    )


@st.dialog("Before and after a feature shipped")
def form(me: Me) -> None:
    """Which feature, which metric, how many days."""
    shipped = _shipped(me.scope)
    feature = st.selectbox(
        "Shipped feature",
        list(shipped),
        format_func=lambda key: f"{plain.cut(shipped[key][0], 60)}, {shipped[key][1]:%-d %B %Y}",
    )
    metric = st.selectbox("Metric", list(TRACKABLE), format_func=words.title)
    days = st.selectbox("Days on either side", SPANS, index=SPANS.index(USUAL_DAYS))
    if st.button("Track it", type="primary", key="save_tracked"):
        done = submit(
            track_outcome,
            me,
            done="Tracked.",
            rerun=True,
            feature_id=feature,
            metric=metric,
            days=days,
        )
        if done is not None:
            st.rerun()
    evidence.aside(CATALOG[TRACKABLE[metric].slug].definition)


def _stop(me: Me, one: Tracked) -> None:
    submit(
        stop_tracking,
        me,
        done="Not tracked any more.",
        rerun=True,
        tracked_id=one.id,
        row_version=one.row_version,
    )
