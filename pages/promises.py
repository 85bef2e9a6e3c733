"""Promises: what we committed to, what rests on it, and whether we keep our word. It places."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads.people import Me
from metrics import catalog_promises as catalog
from metrics.exposure import RISKS, exposure
from metrics.promises import keeping
from metrics.strategy_then import outside_when_made
from pages.charts.exposure import exposure as exposure_chart
from pages.charts.keeping import keeping as keeping_chart
from pages.charts.style import CONFIG
from pages.parts import clock, evidence, figures, filters, fold, who
from pages.parts.promises import words
from pages.parts.promises.ledger import DUE, NEWEST, ORDERS, Wanted, ledger, listed, of_whom
from pages.parts.promises.panel import FINANCE, panel
from pages.parts.promises.record import record
from pages.parts.promises.table import named, table

LEAST = 5  # promises due: below, a rate is noise and is withheld
LINES = 12


@dataclass(frozen=True)
class Shown:
    """What is looked at, and all that its figures depend on."""

    me: Me
    today: date
    teams: tuple[str, ...]
    people: tuple[str, ...]
    currency: str
    theme: str | None

    def promises(self) -> pl.DataFrame:
        found = ledger(self.me.scope, as_of=self.today)
        return of_whom(found, self.teams, self.people)

    def outside(self) -> pl.DataFrame:
        """How many were made outside the strategy in force then; one row."""
        flows = figures.thread(self.me.scope, as_of=self.today).flows
        kept = self.promises().select(pl.col("promise_id").alias("fact_id"))
        return outside_when_made(
            flows.filter(column="sales_promises").join(kept, on="fact_id", how="semi")
        )

    def chart(self, name: str, draw: Any, *more: object, **how: Any) -> None:
        key = (name, self.me.scope, self.today, self.teams, self.people, self.theme, *more)
        config = CONFIG | {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
        st.plotly_chart(figures.drawn(draw, *key), key=name, config=config, theme=None, **how)


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Promises", anchor=False)
    found = ledger(me.scope, as_of=today)
    if may(me.actor, "make_promise"):
        st.button("Write down a promise", icon=":material/add:", on_click=record, args=(me,))
    if found.is_empty():
        _start(me)
        return
    with fold.row("filters") as row:
        teams = filters.names("Team", "team", found["team"])
        people = filters.names("Rep", "person", found["person"])
        row.active = bool(teams) + bool(people)
    shown = Shown(me, today, teams, people, figures.currency(), st.context.theme.type)
    promises = shown.promises()
    exposed, kept = exposure(promises, as_of=today), keeping(promises, as_of=today, by=())
    evidence.sentence(words.answer(exposed, kept, shown.currency, least=LEAST))
    evidence.standing(today, shown.currency)
    left, right = st.columns(2, gap="large")
    with left:
        _exposure(shown, exposed)
    with right:
        _keeping(shown)
    _ledger(shown)


def _start(me: Me) -> None:
    st.info("Nobody has written down a promise yet.")
    if may(me.actor, "make_promise"):
        st.write("Write down the first: what a customer was told about something not yet there.")
    else:
        st.write("A sales manager or an administrator writes them down here.")


def _exposure(shown: Shown, exposed: pl.DataFrame) -> None:
    evidence.header(
        "What rests on open promises",
        f"{catalog.EXPOSURE.definition} {catalog.PROMISED_OUTSIDE.definition}",
        exposed,
        name="exposure",
    )
    shown.chart(
        "exposure",
        partial(exposure_chart, exposed, currency=shown.currency, theme=shown.theme),
        on_select=_chosen_risk,
        selection_mode="points",
    )
    evidence.aside(
        "Contract value of the deals, each counted once under its worst risk; n counts promises."
        " Pale: not signed yet. Click a bar for its promises in the ledger below."
    )
    evidence.aside(words.outside(shown.outside()))


def _chosen_risk() -> None:
    """Show the promises of the bar that was clicked; all again when it is clicked anew."""
    points = st.session_state["exposure"].selection.points
    named = [str(point["y"]).lower() for point in points]
    st.session_state["risk"] = [risk for risk in RISKS if risk in named]


@st.fragment
def _keeping(shown: Shown) -> None:
    place = st.container()
    by = st.segmented_control(
        "Kept by",
        ["Team", "Rep"],
        default="Team",
        required=True,
        label_visibility="collapsed",
        key="kept_by",
    )
    group, columns = ("team", ("team",)) if by == "Team" else ("person", ("person_id", "person"))
    found = keeping(shown.promises(), as_of=shown.today, by=columns)
    with place:
        evidence.header(
            "Promises kept on time",
            catalog.PROMISE_KEEPING.definition,
            found,
            name="promise-keeping",
        )
    few = found.head(LINES)
    shown.chart(
        "promise-keeping",
        partial(keeping_chart, few, group=group, least=LEAST, theme=shown.theme),
        group,
    )
    more = (
        f" The {LINES} with most due are drawn; the file has all." if found.height > LINES else ""
    )
    evidence.aside(f"With 95% intervals; fewer than {LEAST} due are too few to say.{more}")


@st.fragment
def _ledger(shown: Shown) -> None:
    place = st.container()
    wanted = _wanted()
    found = listed(shown.promises(), wanted, today=shown.today)
    with place:
        rows = named(found, shown.currency)
        evidence.header(
            "Ledger", f"{words.LEDGER} {catalog.ASK_FINANCE.definition}", rows, name="promises"
        )
    chosen = table(found, shown.currency)
    if chosen is not None:
        panel(shown.me, chosen, shown.currency)


def _wanted() -> Wanted:
    """The ledger's own filters; they live in the address."""
    with fold.row("ledger") as row:
        states = st.multiselect(
            "State", words.STATES, key="state", bind="query-params", placeholder="All", width=220
        )
        risks = st.multiselect(
            "Risk", RISKS, key="risk", bind="query-params", placeholder="All", width=220
        )
        due = st.selectbox("Due", DUE, key="due", bind="query-params", width=160)
        order = st.selectbox("Sort by", ORDERS, key="sort", bind="query-params", width=160)
        text = st.text_input(
            "Search", key="search", bind="query-params", placeholder="Words, names", width=200
        )
        finance = st.checkbox("Ask finance", key="finance", bind="query-params", help=FINANCE)
        row.active = sum(map(bool, (states, risks, due != DUE[0], text.strip(), finance)))
    return Wanted(tuple(states), tuple(risks), due or DUE[0], text, order or NEWEST, finance)
