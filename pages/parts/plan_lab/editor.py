"""Changing a plan on the page: its tiers in a table of inputs, all of it as TOML; saved by name."""

from typing import Any, Literal

import streamlit as st

from data.actions.permissions import may
from data.actions.save_plan import save_plan
from data.reads.people import Me
from data.reads.plans import PlanVersion
from metrics.plan import SHAPES
from metrics.plan_reading import NoPlan, Problem
from metrics.plan_toml import as_toml, from_toml
from pages.parts import evidence, plain
from pages.parts.plan_lab import draft, examples
from pages.parts.plan_lab.draft import Draft
from pages.parts.submit import submit

Label = Literal["visible", "collapsed"]
LIMITS = (
    ("cap_cents", "Cap of a period, in cents"),
    ("draw_cents", "Draw of a period, in cents"),
    ("clawback_days", "Clawback within days"),
)


def editor(me: Me, versions: tuple[PlanVersion, ...]) -> None:
    """The draft in inputs, or what to begin one from. A change holds from the next run on."""
    st.subheader("Change a plan", anchor=False)
    written = draft.current()
    if written is None:
        _begin(versions)
        return
    written.name = st.text_input("Name", written.name, key=f"name_{written.key}", max_chars=80)
    tiers, text = st.tabs(["Tiers and limits", "As text (TOML)"])
    with tiers:
        for number, component in enumerate(written.content.get("components", [])):
            if isinstance(component, dict):
                _component(written, number, component)
        _limits(written)
    with text:
        _toml(written)
    _problems(written.problems())
    with st.container(horizontal=True):
        st.button("Show it beside the others", type="primary", key="show_draft",
                  disabled=bool(written.problems()))  # fmt: skip
        if may(me.actor, "save_plan"):
            _save(me, written)
        st.button("Throw it away", type="tertiary", on_click=draft.forget)


def _begin(versions: tuple[PlanVersion, ...]) -> None:
    evidence.aside("What is changed here is a draft of your own, beside the others until saved.")
    with st.container(horizontal=True):
        for version in versions:
            st.button(
                plain.label(f"Change {version.called}"),
                key=f"change_{version.version_id}",
                on_click=draft.begin,
                args=(version.name, version.content, version),
            )
        for name, content in examples.EXAMPLES.items():
            st.button(
                f"Begin with “{name}”",
                key=f"example_{name}",
                type="tertiary",
                on_click=draft.begin,
                args=(name, content),
            )


def _component(written: Draft, number: int, component: dict[str, Any]) -> None:
    """A component's tiers: a row each, from where on and at which rate."""
    key = f"{written.key}_{number}"
    st.markdown(f"**{plain.label(str(component.get('name', '')))}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        component["shape"] = st.segmented_control(
            "Tiers are", SHAPES, default=component.get("shape", SHAPES[0]), required=True,
            key=f"shape_{key}",
            help="Marginal: each rate on the credit inside its tier. Slab: one rate on all of it.",
        )  # fmt: skip
        threshold = st.text_input(
            "Threshold", str(component.get("threshold", "")), key=f"threshold_{key}", width=120,
            placeholder="none", help="Below this attainment nothing is paid.",
        )  # fmt: skip
        _set(component, "threshold", threshold.strip() or None)
    money = component.get("measure") == "credit"
    rows = component.setdefault("tiers", [])
    for at, tier in enumerate(rows):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            label: Label = "collapsed" if at else "visible"
            start = st.text_input(
                "From", str(tier.get("from", "")), key=f"from_{key}_{at}", width=120,
                label_visibility=label,
            )  # fmt: skip
            tier["from"] = int(start) if money and start.strip().isdigit() else start
            tier["rate"] = st.text_input(
                "Rate", str(tier.get("rate", "")), key=f"rate_{key}_{at}", width=120,
                label_visibility=label,
            )  # fmt: skip
            if len(rows) > 1:
                st.button(
                    "", key=f"away_{key}_{at}", icon=":material/close:", type="tertiary",
                    help=f"Remove tier {at + 1}", on_click=_remove, args=(written, rows, at),
                )  # fmt: skip
    st.button("Add a tier", key=f"more_{key}", icon=":material/add:", type="tertiary",
              on_click=_add, args=(written, rows))  # fmt: skip


def _limits(written: Draft) -> None:
    with st.container(horizontal=True):
        for field, label in LIMITS:
            value = st.number_input(
                label, min_value=1, value=_whole(written.content.get(field)), step=1,
                key=f"{field}_{written.key}", placeholder="none", width=220,
            )  # fmt: skip
            _set(written.content, field, value)


def _toml(written: Draft) -> None:
    """The whole plan as text: to copy, to save, to bring in."""
    text = as_toml(written.content)
    st.code(text, language="toml", height=280)
    st.download_button(
        "Save as a file", data=text.encode(), file_name="plan.toml", mime="application/toml",
        key="toml_out", on_click="ignore", icon=":material/download:", type="tertiary",
    )  # fmt: skip
    given = st.text_area("Take this text instead", key=f"toml_in_{written.key}", height=120)
    file = st.file_uploader("Or a file", type=["toml"], key=f"toml_file_{written.key}")
    if st.button("Take it", key="toml_take", disabled=not (given.strip() or file)):
        said = file.getvalue().decode("utf-8", "replace") if file else given
        try:
            found = from_toml(said)
        except NoPlan as wrong:
            _problems(wrong.problems)
            return
        draft.replace(found)
        st.rerun()


def _problems(problems: tuple[Problem, ...]) -> None:
    """Every reason why it is no plan, in place."""
    for problem in problems:
        st.error(plain.label(str(problem), 300), icon=":material/block:")


def _save(me: Me, written: Draft) -> None:
    """As the next version of the plan that it was begun from, or as a plan of its own."""
    if not st.button("Save as a new version", key="save_plan", disabled=bool(written.problems())):
        return
    saved = submit(
        save_plan,
        me,
        done="Saved. It is in force when it is published.",
        rerun=True,
        name=written.name,
        content=written.content,
        plan_id=written.plan_id,
        row_version=written.row_version,
    )
    if saved is not None:
        draft.forget()
        st.session_state["plan_saved"] = str(saved)
        st.rerun()


def _add(written: Draft, rows: list[dict[str, Any]]) -> None:
    rows.append({"from": "", "rate": rows[-1].get("rate", "") if rows else ""})
    draft.replace(written.content)


def _remove(written: Draft, rows: list[dict[str, Any]], at: int) -> None:
    del rows[at]
    draft.replace(written.content)


def _set(table: dict[str, Any], field: str, value: object) -> None:
    if value is None:
        table.pop(field, None)
    else:
        table[field] = value


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None
