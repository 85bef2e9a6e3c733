"""Plan lab: what would other ways of paying have cost, and what would they have paid for?"""

from datetime import date

import polars as pl
import streamlit as st

from data.reads.people import Me
from data.reads.plans import in_force
from data.reads.scope import EVERYTHING
from metrics.plan import UNCHANGED
from pages.parts import clock, evidence, figures, pay, who
from pages.parts.pay import Seen
from pages.parts.plan_lab import chosen, compare, draft, opened, what_if, words
from pages.parts.plan_lab.chosen import Shown
from pages.parts.plan_lab.editor import editor
from pages.parts.plan_lab.publish import publish


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Plan lab", anchor=False)
    seen = pay.seen(me)
    if seen.pay.people == ():
        st.info("You may see nobody's pay here.")
        return
    versions = pay.versions(seen.pay)
    if not versions and draft.current() is None:
        st.info("No plan is written down yet. Begin with one of these, then put others beside it.")
        editor(me, versions)
        return
    top = st.container()
    editor(me, versions)  # before the figures: they show the draft as the inputs have it now
    publish(me, versions, today=today)
    with top:
        _figures(me, seen, today)


def _figures(me: Me, seen: Seen, today: date) -> None:
    versions = pay.versions(seen.pay)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        plans = chosen.plans(versions, today=today)
        span = chosen.span(_sold_on(today), today=today)
    if not plans:
        st.info("Choose two to four plans to hold side by side.")
        return
    held = in_force(versions, today)
    against = None if held is None else (held.called, pay.plan_in(held.content))
    shown = Shown(seen, today, plans, against, span, figures.currency(), st.context.theme.type)
    table = compare.table(shown)
    if not table["reps"].sum():
        st.info("Nobody whose pay you may see sold anything, or had a quota, in these periods.")
        return
    paid_for = compare.places(shown, figures.thread(EVERYTHING, as_of=today))
    evidence.sentence(words.answer(table, paid_for, shown.currency))
    evidence.standing(today, shown.currency)
    evidence.aside(UNCHANGED)
    compare.side_by_side(shown, table)
    left, right = st.columns(2, gap="large")
    with left:
        compare.paid_for(shown, paid_for)
    with right:
        compare.next_sale(shown)
    opened.payouts(shown)
    compare.other_attainment(shown)
    what_if.ask(shown)


def _sold_on(today: date) -> pl.Series:
    """The days on which anything was won, for the periods on offer."""
    thread = figures.thread(EVERYTHING, as_of=today)
    return thread.flows.filter(column="won")["on"]
