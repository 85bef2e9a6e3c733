"""One promise: what was said, how it got where it is, and the steps that this person may let it
take. Every dialog holds the promise as it was seen, so that the second of two is told."""

from datetime import date
from typing import Any

import streamlit as st

from data.actions.make_promise import correct_promise
from data.actions.permissions import ADMIN, may
from data.actions.step_promise import STEPS, may_follow, step_promise, take_back_step
from data.reads import features as feature_reads
from data.reads import promises as reads
from data.reads.people import Me
from pages.charts import style
from pages.parts import clock, evidence, load
from pages.parts.strategy.words import day
from pages.parts.submit import submit

VERBS = {
    "approved": ("Approve", ":material/check:"),
    "refused": ("Refuse", ":material/block:"),
    "delivered": ("Delivered", ":material/task_alt:"),
    "broken": ("Broken", ":material/heart_broken:"),
    "released": ("Released by the customer", ":material/handshake:"),
}
FINANCE = (
    "Ask finance: a signed deal rests on a named feature that was not there yet. It may be a"
    " separate deliverable, which changes when revenue counts. Throughline decides nothing here."
)
THEN = {True: "yes", False: "no, outside it", None: "nobody can say: not mapped then"}

Row = dict[str, Any]
_steps = load.cached(reads.steps)
_features = load.cached(feature_reads.features)


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
            on_click=_correct,
            args=(me, row),
        )
    own = me.role == ADMIN or row["step_by"] == me.name
    if row["state"] in STEPS and own and may(me.actor, "take_back_step"):
        st.button(
            "Take back",
            icon=":material/undo:",
            key=f"back_{key}",
            type="tertiary",
            on_click=_take_back,
            args=(me, row),
        )


def ask(me: Me, row: Row, state: str) -> None:
    """Open the dialog of the step to `state`."""
    st.dialog(VERBS[state][0])(_step)(me, row, state)


def _step(me: Me, row: Row, state: str) -> None:
    evidence.quote(row["quote"])
    needed = STEPS[state].note
    note = st.text_area("Note", placeholder=needed or "If there is something to say", key="note")
    on = st.date_input(
        "On",
        value=clock.day_of_writing(),
        min_value=row["step_on"] or row["made_on"],
        max_value=clock.day_of_writing(),
        format="YYYY-MM-DD",
        key="step_day",
    )
    if st.button(VERBS[state][0], type="primary", key="step_save"):
        _done(
            me,
            row,
            submit(
                step_promise,
                me,
                done=f"The promise is {state}.",
                rerun=True,
                promise_id=row["promise_id"],
                state=state,
                row_version=row["row_version"],
                note=note,
                on=on if isinstance(on, date) else None,
            ),
        )


@st.dialog("Take back the last step")
def _take_back(me: Me, row: Row) -> None:
    st.write("The mistaken step stays on record, and so does your reason.")
    reason = st.text_area("Why", key="back_reason")
    if st.button("Take back", type="primary", key="back_save"):
        _done(
            me,
            row,
            submit(
                take_back_step,
                me,
                done="Taken back.",
                rerun=True,
                promise_id=row["promise_id"],
                row_version=row["row_version"],
                reason=reason,
            ),
        )


@st.dialog("Correct what was written down")
def _correct(me: Me, row: Row) -> None:
    fixed = row["state"] == "approved"
    if fixed:
        st.write("The words and the day were approved and stay; the feature can be named.")
    quote = st.text_area("What was promised", value=row["quote"], disabled=fixed, key="mend_quote")
    due = st.date_input(
        "Due", value=row["due_on"], disabled=fixed, format="YYYY-MM-DD", key="mend_due"
    )
    feature = feature_box(me, row["feature_id"])
    if st.button("Save", type="primary", key="mend_save"):
        _done(
            me,
            row,
            submit(
                correct_promise,
                me,
                done="Corrected.",
                rerun=True,
                promise_id=row["promise_id"],
                row_version=row["row_version"],
                quote=quote,
                due_on=due if isinstance(due, date) else None,
                feature_id=feature,
            ),
        )


def feature_box(me: Me, chosen: int | None = None) -> int | None:
    """The feature that stands behind a promise, or none."""
    found = _features(me.scope).sort("title").select("id", "title", "status")
    titles = {key: f"{title} ({status})" for key, title, status in found.iter_rows()}
    ids = list(titles)
    box: int | None = st.selectbox(
        "Feature behind it",
        ids,
        index=ids.index(chosen) if chosen in titles else None,
        format_func=titles.__getitem__,
        placeholder="None: no feature exists",
        key="promise_feature",
    )
    return box


def _done(me: Me, row: Row, version: int | None) -> None:
    """Close and show it as it is now; when refused, say how it stands now beside what was typed."""
    if version is not None:
        st.rerun()
    now = _steps(me.scope, promise_id=row["promise_id"])
    if not now.is_empty() and now["state"][-1] != row["state"]:
        last = now.row(-1, named=True)
        said = f": {last['note']}" if last["note"] else ""
        evidence.aside(f"As it is now: {last['state']} since {day(last['on'])}{said}")
