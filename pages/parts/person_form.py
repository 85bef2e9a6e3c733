"""The inputs for one person, new or known; told, with both side by side, when another was first."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import polars as pl
import streamlit as st

from data.actions.change_person import add_person, change_person
from data.actions.permissions import SPOKEN, Actor
from data.reads.access import Known
from data.reads.people import Me
from data.reads.scope import SEES_EVERYTHING
from pages.parts import plain
from pages.parts.submit import submit

ROLES = {role: said.split(" ", 1)[1].capitalize() for role, said in SPOKEN.items()}
EDITED, ADDED = "person_edited", "person_added"
_tokens = count(1)


@dataclass
class Edited:
    """A person as her editor first saw her; a new token makes the inputs start afresh."""

    seen: Known
    token: int


def change(me: Me, person: Known, teams: dict[int, str]) -> None:
    """Edit a known person; all of it is saved together."""
    edited: Edited | None = st.session_state.get(EDITED)
    if edited is None or edited.seen.id != person.id:
        edited = Edited(person, next(_tokens))
        st.session_state[EDITED] = edited
    given = _inputs(edited.seen, teams, f"change_{edited.token}")
    if edited.seen != person:
        if given == _fields(edited.seen):  # nothing typed: simply show what is there now
            st.session_state[EDITED] = Edited(person, next(_tokens))
            st.rerun()
        _meanwhile(edited, person, given, teams)
    if not st.button("Save", type="primary", key="person_save"):
        return
    if submit(
        _changed,
        me,
        done=f"{plain.label(given['name'], 60)} is saved.",
        rerun=True,
        person_id=person.id,
        row_version=edited.seen.row_version,
        **given,
    ):
        st.session_state.pop(EDITED)
        st.rerun()


def add(me: Me, teams: dict[int, str], *, first: bool) -> None:
    """Add a person; the very first becomes administrator, or nobody could let others in."""
    token = st.session_state.setdefault(ADDED, next(_tokens))
    role = "administrator" if first else "viewer"
    blank = Known(0, "", None, role, None, None, True, (), 0)
    given = _inputs(blank, teams, f"add_{token}", roles=[role] if first else list(ROLES))
    del given["active"]
    if not st.button("Add", type="primary", key="person_add"):
        return
    done = f"{plain.label(given['name'], 60)} is added."
    person_id = submit(add_person, me, done=done, rerun=True, **given)
    if person_id is not None:
        st.session_state.pop(ADDED)
        st.rerun()


def _inputs(
    person: Known, teams: dict[int, str], key: str, *, roles: list[str] | None = None
) -> dict[str, Any]:
    new = person.id == 0
    name = st.text_input("Name", value=person.name, key=f"{key}_name", max_chars=120)
    email = st.text_input(
        "E-mail",
        value=person.email or "",
        key=f"{key}_email",
        max_chars=254,
        help="The address she signs in with. Without one she cannot sign in.",
    )
    options = roles or list(ROLES)
    role = st.selectbox(
        "Role",
        options,
        index=options.index(person.role),
        key=f"{key}_role",
        format_func=ROLES.__getitem__,
    )
    team = st.selectbox(
        "Team",
        list(teams),
        index=list(teams).index(person.team_id) if person.team_id in teams else None,
        key=f"{key}_team",
        format_func=teams.__getitem__,
        placeholder="None",
    )
    sees: list[int] = list(person.sees)
    if role in SEES_EVERYTHING:
        st.caption("This role sees every team's rows.")
    else:
        sees = st.multiselect(
            "Also sees",
            [known for known in teams if known != team],
            default=[seen for seen in person.sees if seen in teams and seen != team],
            key=f"{key}_sees_{team}",
            format_func=teams.__getitem__,
            placeholder="No other team",
            help="Teams whose rows she reads beside her own team's.",
        )
    active = True
    if not new:
        active = st.checkbox("Active: she may come in", value=person.active, key=f"{key}_active")
    return {
        "name": name,
        "email": email.strip() or None,
        "role": role,
        "team_id": team,
        "sees": tuple(sorted(sees)),
        "active": active,
    }


def _fields(person: Known) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "team_id": person.team_id,
        "sees": person.sees,
        "active": person.active,
    }


def _meanwhile(edited: Edited, now: Known, mine: dict[str, Any], teams: dict[int, str]) -> None:
    """What is stored now beside what was typed, and two ways on."""
    with st.container(border=True):
        st.warning(
            f"Somebody changed {plain.label(now.name, 60)} while you were editing. Yours is kept"
            " below.",
            icon=":material/group:",
        )
        theirs = _said(_fields(now), teams)
        typed = _said(mine, teams)
        rows = [(name, theirs[name], typed[name]) for name in theirs if theirs[name] != typed[name]]
        both = pl.DataFrame(rows, schema=["Field", "Stored now", "Yours"], orient="row")
        st.dataframe(plain.table(both), hide_index=True, placeholder="–")
        with st.container(horizontal=True):
            if st.button("Keep mine"):
                edited.seen = now
                st.rerun()
            if st.button("Take theirs", type="tertiary"):
                st.session_state.pop(EDITED)
                st.rerun()


def _said(fields: dict[str, Any], teams: dict[int, str]) -> dict[str, str | None]:
    return {
        "Name": fields["name"],
        "E-mail": fields["email"],
        "Role": ROLES[fields["role"]],
        "Team": teams.get(fields["team_id"]),
        "Also sees": ", ".join(teams.get(team, "") for team in fields["sees"]) or None,
        "Active": "yes" if fields["active"] else "no",
    }


def _changed(session: Any, actor: Actor, **given: Any) -> bool:
    """True, so that a page can tell a saved person from a refused one."""
    change_person(session, actor, **given)
    return True
