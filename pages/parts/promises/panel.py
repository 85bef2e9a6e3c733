"""One promise in full: what was said, how it got where it is, and the steps on offer to this
person; it takes none of them itself."""

from typing import Any

import streamlit as st

from data.actions.permissions import ADMIN, may
from data.actions.step_promise import STEPS, may_follow
from data.reads import promises as reads
from data.reads.people import Me
from pages.charts import style
from pages.parts import evidence, load
from pages.parts.promises.steps import VERBS, ask, correct, take_back
from pages.parts.strategy.words import day

FINANCE = (
    "Ask finance: a signed deal rests on a named feature that was not there yet. It may be a"
    " separate deliverable, which changes when revenue counts. Throughline decides nothing here."
)
THEN = {True: "yes", False: "no, outside it", None: "nobody can say: not mapped then"}


Row = dict[str, Any]
_steps = load.cached(reads.steps)


def panel(me: Me, row: Row, currency: str) -> None:
    """The promise in full, its history, and its next steps as buttons."""
    with st.container(border=True):
        evidence.quote(row["quote"])
        evidence.aside(" · ".join(_facts(row, currency)))
        if row["ask_finance"]:
            evidence.aside(FINANCE)
        history = _steps(me.scope, promise_id=row["promise_id"])
        for step in history.iter_rows(named=True):
            by = f" by {step['by']}" if step["by"] else ""
            note = f": {step['note']}" if step["note"] else ""
            evidence.aside(f"{day(step['on'])}, {step['state']}{by}{note}")
        with st.container(horizontal=True):
            _buttons(me, row)


def _facts(row: Row, currency: str) -> list[str]:
    who = row["person"] or "somebody unknown"
    team = f" ({row['team']})" if row["team"] else ""
    deal = row["deal"] or "no deal"
    money = f", {style.money(row['amount_cents'], currency)}" if row["deal"] else ""
    ready = f", there by {day(row['ready_on'])} at the earliest" if row["ready_on"] else ""
    feature = f"{row['feature']} ({row['feature_status']}{ready})" if row["feature"] else "none"
    # A refused promise is no promise to the strategy, so nobody judged it.
    then = (
        [] if row["state"] == "refused" else [f"on strategy when made: {THEN[row['on_strategy']]}"]
    )
    return [
        f"{row['state']}, {row['risk']}" if row["risk"] else row["state"],
        f"promised to {row['account'] or 'an account that is not known'} by {who}{team}"
        f" on {day(row['made_on'])}",
        f"due {day(row['due_on']) or 'on no day'}",
        f"{deal}{money}" + (f" ({row['deal_state']})" if row["deal_state"] else ""),
        f"feature: {feature}",
        *then,
    ]


def _buttons(me: Me, row: Row) -> None:
    key = row["promise_id"]
    for state in may_follow(row["state"]):
        if may(me.actor, STEPS[state].permission):
            label, icon = VERBS[state]
            st.button(label, icon=icon, key=f"{state}_{key}", on_click=ask, args=(me, row, state))
    if row["state"] in ("proposed", "approved") and may(me.actor, "correct_promise"):
        st.button(
            "Correct",
            icon=":material/edit:",
            key=f"correct_{key}",
            type="tertiary",
            on_click=correct,
            args=(me, row),
        )
    own = me.role == ADMIN or row["step_by"] == me.name
    if row["state"] in STEPS and own and may(me.actor, "take_back_step"):
        st.button(
            "Take back",
            icon=":material/undo:",
            key=f"back_{key}",
            type="tertiary",
            on_click=take_back,
            args=(me, row),
        )
