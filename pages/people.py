"""People and access: who is known here, what each may do, and whose rows each sees."""

import polars as pl
import streamlit as st

from data.actions.permissions import EXECUTIVE, SALES, VIEWER, may
from data.reads import access
from data.reads.access import Known
from data.reads.scope import SEES_EVERYTHING
from pages.parts import evidence, export, load, person_form, plain, who

_everyone = load.cached(access.everyone)
_teams = load.cached(access.teams)


def show() -> None:
    """The page."""
    me = who.me()
    st.title("People and access", anchor=False)
    if not may(me.actor, "change_person"):
        st.info("Only an administrator sees who may do what here. Ask one of them.")
        return
    known = _everyone(me.scope)
    teams = dict(_teams(me.scope))
    evidence.sentence(answer(known))
    if known:
        _table(known, teams)
    left, right = st.columns(2, gap="large")
    with right:
        st.subheader("Add a person", anchor=False)
        person_form.add(me, teams, first=not any(person.active for person in known))
    with left:
        st.subheader("Change a person", anchor=False)
        by_id = {person.id: person for person in known}
        chosen = st.selectbox(
            "Person",
            list(by_id),
            index=None,
            key="person",
            format_func=lambda key: _called(by_id[key]),
            placeholder="Choose whom to change",
        )
        if chosen in by_id:
            person_form.change(me, by_id[chosen], teams)


def answer(known: tuple[Known, ...]) -> str:
    """How many may come in, who may let others in, and how many see nobody's rows."""
    active = [person for person in known if person.active]
    if not active:
        return "Nobody is known here yet. The first person you add becomes administrator."
    admins = sum(person.role == "administrator" for person in active)
    blind = sum(
        person.role not in SEES_EVERYTHING and person.team_id is None and not person.sees
        for person in active
    )
    said = (
        f"{len(active)} of {len(known)} people may come in; {admins} of them"
        f" {'is administrator' if admins == 1 else 'are administrators'}."
    )
    if not blind:
        return said
    verb = "is on no team and sees" if blind == 1 else "are on no team and see"
    return f"{said} {blind} {verb} no team's rows."


def reads_pay(role: str, team: str | None) -> str:
    """Whose pay somebody of that role and team may read, in words; see `data.reads.pay_scope`."""
    if role == EXECUTIVE:
        return "everybody's"
    if role == SALES and team is not None:
        return f"her own and {team}'s"
    return "her own" if role in (SALES, VIEWER) else "nobody's"


def _table(known: tuple[Known, ...], teams: dict[int, str]) -> None:
    listed = pl.DataFrame(
        [
            (
                person.name,
                person_form.ROLES[person.role],
                person.team,
                "every team"
                if person.role in SEES_EVERYTHING
                else ", ".join(teams.get(team, "") for team in person.sees) or None,
                reads_pay(person.role, person.team),
                person.email,
                person.active,
            )
            for person in known
        ],
        schema={
            "Name": pl.String,
            "Role": pl.String,
            "Team": pl.String,
            "Sees beside her own": pl.String,
            "Reads pay": pl.String,
            "E-mail": pl.String,
            "Active": pl.Boolean,
        },
        orient="row",
    )
    st.dataframe(
        plain.table(listed),
        hide_index=True,
        height=min(35 * (listed.height + 1) + 3, 423),
        placeholder="–",
    )
    export.button(listed, "People and access")


def _called(person: Known) -> str:
    name = plain.cut(person.name, 90)
    return name if person.active else f"{name} (not active)"
