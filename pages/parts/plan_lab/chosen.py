"""Which plans are looked at, over which periods; both live in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from data.reads.plans import PlanVersion, in_force
from metrics.periods import around
from metrics.plan import Plan
from metrics.plan_payouts import Paid
from pages.parts import address, pay, plain
from pages.parts.plan_lab import draft

MOST = 4
WORD, KEY = "plan", "plans_chosen"
DRAFT = "draft"
LATEST = "last-4-quarters"


@dataclass(frozen=True)
class Shown:
    """What is looked at. `plans`: by their name on the page. `against`: the one in force, if any,
    chosen or not. `span`: the first and last day on which a period may begin."""

    seen: pay.Seen
    as_of: date
    plans: Mapping[str, Plan]
    against: tuple[str, Plan] | None
    span: tuple[date, date]
    currency: str
    theme: str | None

    def paid(self, plan: Plan) -> Paid:
        return self.seen.paid(plan, as_of=self.as_of)

    def all_paid(self) -> dict[str, Paid]:
        """Every chosen plan, run."""
        return {name: self.paid(plan) for name, plan in self.plans.items()}


def plans(versions: tuple[PlanVersion, ...], *, today: date) -> dict[str, Plan]:
    """The box to choose two to four of them, and what was chosen by name."""
    options = {str(each.version_id): each.called for each in versions}
    written = draft.current()
    if written is not None and written.plan() is not None:
        options[DRAFT] = draft.CALLED
    if KEY not in st.session_state:
        asked = st.query_params.get_all(WORD)
        st.session_state[KEY] = [word for word in asked if word in options] or _usual(
            versions, today
        )
    chosen = [word for word in st.session_state[KEY] if word in options]
    if DRAFT in options and DRAFT not in chosen and not st.session_state.get("draft_seen"):
        chosen = [*chosen[: MOST - 1], DRAFT]
    st.session_state["draft_seen"] = DRAFT in options
    st.session_state[KEY] = chosen
    words = st.multiselect(
        "Plans side by side",
        list(options),
        key=KEY,
        format_func=lambda word: plain.cut(options[word], 60),
        max_selections=MOST,
        placeholder="Choose two to four",
    )
    st.query_params[WORD] = [word for word in words if word != DRAFT]
    saved = {str(each.version_id): pay.plan_in(each.content) for each in versions}
    if written is not None and DRAFT in words:
        saved[DRAFT] = written.plan()  # type: ignore[assignment]
    return {options[word]: saved[word] for word in words}


def _usual(versions: tuple[PlanVersion, ...], today: date) -> list[str]:
    """The one in force, and the newest version of each other plan."""
    held = in_force(versions, today)
    newest = {each.plan_id: each for each in versions}
    if held is not None:
        newest.pop(held.plan_id, None)
    others = sorted(newest.values(), key=lambda each: each.made_at, reverse=True)
    first = [held] if held is not None else []
    return [str(each.version_id) for each in [*first, *others][:MOST]]


def span(closed_on: pl.Series, *, today: date) -> tuple[date, date]:
    """The box of periods, and the first and last day on which one of them may begin."""
    quarter = around(today, "quarter")
    year_back = quarter.previous.previous.previous
    options = {LATEST: "Last four quarters"}
    first = closed_on.min()
    oldest = first.year if isinstance(first, date) else today.year
    options |= {str(year): str(year) for year in range(today.year, oldest - 1, -1)}
    options["all"] = "All time"
    word = address.box("Periods", "period", options, key="plan_period", first=LATEST, width=220)
    if word == "all":
        return (date(oldest, 1, 1), quarter.last)
    if word and word != LATEST:
        return (date(int(word), 1, 1), date(int(word), 12, 31))
    return (year_back.first, quarter.last)
