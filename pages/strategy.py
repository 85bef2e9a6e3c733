"""Strategy: what the company is for, what it should spend itself on, and what serves that."""

from datetime import date

import polars as pl
import streamlit as st

from data.actions.permissions import PERMISSIONS, SPOKEN, may
from data.reads import strategy_versions, subjects
from data.reads.strategy_versions import Version, in_force
from pages.charts import style
from pages.parts import clock, evidence, export, figures, load, plain, who
from pages.parts.strategy import heard, mapping, shown, words
from pages.parts.strategy.compare import of_version, side_by_side, table
from pages.parts.strategy.editor import editor

_versions = load.cached(strategy_versions.versions)
_subjects = load.cached(subjects.subjects)
_first_day = load.cached(subjects.first_day)


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Strategy", anchor=False)
    today = clock.today()
    history = _versions(me.scope)
    if not history:
        _start()
        return
    found = _subjects(me.scope, on=today, currency=figures.currency())
    evidence.sentence(answer(history, found, today))
    evidence.standing(today, figures.currency())
    tabs = st.tabs(
        ["In force", "Next version", "Mapping", "Versions"],
        key="tab",
        on_change="rerun",
        bind="query-params",
    )
    for tab, draw in zip(tabs, (_in_force, _next, mapping.show, _all), strict=True):
        if tab.open:
            with tab:
                draw()


def answer(history: tuple[Version, ...], found: pl.DataFrame, today: date) -> str:
    """What holds today, what follows, and how much of what was won nobody has mapped yet."""
    holds = in_force(history, today)
    later = sorted(
        (v for v in history if v.held and v.in_force_from > today), key=lambda v: v.in_force_from
    )
    said = []
    if holds:
        since = words.day(holds.in_force_from)
        many = words.plural(len(holds.pillars), "pillar")
        said.append(f"Version {holds.number} is in force since {since}: {many}")
    else:
        said.append("No strategy is in force yet")
    if later:
        said[0] += f"; version {later[0].number} follows on {words.day(later[0].in_force_from)}"
    products = found.filter(kind="product")
    unmapped = products.filter(state="unmapped")
    if products.is_empty():
        return f"{said[0]}. No products have come in yet."
    if unmapped.is_empty():
        all_of_them = "its only product is" if products.height == 1 else "every product is"
        return f"{said[0]}; {all_of_them} mapped."
    verb = "is" if unmapped.height == 1 else "are"
    return (
        f"{said[0]}; {unmapped.height} of {words.plural(products.height, 'product')}"
        f" {verb} not yet mapped{_behind(products, unmapped)}."
    )


def _behind(products: pl.DataFrame, unmapped: pl.DataFrame) -> str:
    """In brackets, the share of the money won with products that lies behind the unmapped, and how
    many deals that lacks; nothing where nothing was won."""
    if unmapped["won_cents"].null_count() == unmapped.height:
        return " (what was won there is not known)"
    won = int(products["won_cents"].sum())
    if not won:
        return ""
    share = style.percent(int(unmapped["won_cents"].sum()) / won)
    unknown = int(products["won_unknown"].sum())
    lacks = f", without {words.plural(unknown, 'deal')} of unknown worth" if unknown else ""
    return f" ({share} of the money won with products{lacks})"


def _start() -> None:
    """The first run: what to do, in three steps, and the first two of them right here."""
    me = who.me()
    evidence.sentence("No strategy is set yet, so nothing can be held against it.")
    st.markdown(
        "1. **Write the mission**: one sentence that says what the company is for.\n"
        "2. **Name the pillars**, three to six, and share 100% of the effort out among them.\n"
        "3. **Map your products** to the pillars they serve. Then the Overview answers."
    )
    if not may(me.actor, "publish_strategy"):
        _ask("publish_strategy")
        return
    _editor()


def _next() -> None:
    if not may(who.me().actor, "publish_strategy"):
        _ask("publish_strategy")
        return
    _editor()


@st.fragment
def _editor() -> None:
    me = who.me()
    editor(
        _versions(me.scope),
        day=clock.day_of_writing(),
        first_fact=_first_day(me.scope),
    )


def _in_force() -> None:
    holds = in_force(_versions(who.me().scope), clock.today())
    if holds is None:
        st.info("No version is in force yet. See what follows under Versions.")
        return
    shown.mission(holds.mission)
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.aside(f"Version {holds.number}, {words.span(holds)}. Target shares of effort:")
        export.button(shown.pillar_table(holds), "Pillars in force", label="Pillars")
        if holds.objectives:
            export.button(shown.objective_table(holds), "Objectives in force", label="Objectives")
    shown.pillars(holds)
    heard.show(holds)


@st.fragment
def _all() -> None:
    history = _versions(who.me().scope)
    listed = pl.DataFrame(
        [
            (v.number, words.span(v), v.published_by or "Setup", v.published_at, v.mission)
            for v in reversed(history)
        ],
        schema={
            "Version": pl.Int64,
            "In force": pl.String,
            "Published by": pl.String,
            "Published": pl.Datetime("us", "UTC"),
            "Mission": pl.String,
        },
        orient="row",
    )
    moment = st.column_config.DatetimeColumn(
        format="D MMM YYYY, HH:mm", timezone=st.context.timezone
    )
    st.dataframe(plain.table(listed), hide_index=True, column_config={"Published": moment})
    export.button(listed, "Strategy versions")
    if len(history) < 2:
        return
    st.subheader("Compare two versions", anchor=False)
    by_number = {version.number: version for version in history}
    numbers = list(by_number)
    left, right = st.columns(2)
    old = left.selectbox("From version", numbers, index=len(numbers) - 2)
    new = right.selectbox("To version", numbers, index=len(numbers) - 1)
    names = (f"Version {old}", f"Version {new}" if new != old else f"Version {new} again")
    sides = (of_version(by_number[old]), of_version(by_number[new]))
    side_by_side(names[0], sides[0], names[1], sides[1])
    export.button(table(names[0], sides[0], names[1], sides[1]), "Two versions compared")


def _ask(action: str) -> None:
    can = " or ".join(sorted(SPOKEN[role] for role in PERMISSIONS[action]))
    st.info(f"{can[0].upper()}{can[1:]} can publish a strategy here.")
