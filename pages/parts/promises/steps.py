"""The dialogs of a promise's steps. Each holds the promise as it was seen, so that the second of
two who step at once is told, and loses no word."""

from datetime import date
from typing import Any

import streamlit as st

from data.actions.make_promise import correct_promise
from data.actions.step_promise import STEPS, step_promise, take_back_step
from data.reads import features as feature_reads
from data.reads import promises as reads
from data.reads.people import Me
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

Row = dict[str, Any]
_steps = load.cached(reads.steps)
_features = load.cached(feature_reads.features)


def ask(me: Me, row: Row, state: str) -> None:
    """Open the dialog of the step to `state`."""
    st.dialog(VERBS[state][0])(_step)(me, row, state)


def _step(me: Me, row: Row, state: str) -> None:
    evidence.quote(row["quote"])
    on = st.date_input(
        "On",
        value=clock.day_of_writing(),
        min_value=row["step_on"] or row["made_on"],
        max_value=clock.day_of_writing(),
        format="YYYY-MM-DD",
        key="step_day",
    )
    needed = STEPS[state].note
    note = st.text_area("Note", placeholder=needed or "If there is something to say", key="note")
    if st.button(VERBS[state][0], type="primary", key="step_save"):
        _done(
            me,
            row,
            submit(
                step_promise,
                me,
                done=f"The promise is {state}, it was {row['state']}. “Take back” undoes it.",
                rerun=True,
                promise_id=row["promise_id"],
                state=state,
                row_version=row["row_version"],
                note=note,
                on=on if isinstance(on, date) else None,
            ),
        )


@st.dialog("Take back the last step")
def take_back(me: Me, row: Row) -> None:
    """Undo the last step, with a reason."""
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
def correct(me: Me, row: Row) -> None:
    """Mend what was written down, as far as it was not approved."""
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
