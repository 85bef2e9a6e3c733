"""Who are you: the one place that decides for whom a session acts, and shows strangers the reason.

Two modes. With sign-in configured (`[auth]` in Streamlit's secrets) it is the person whose e-mail
signed in. Without, it is *local mode*: whoever sits at the machine picks a person in the sidebar,
and therefore nobody who comes from anywhere else is let in. Role, scope and activity are read from
the store at each rerun, so a revocation holds from the next click on.
"""

from collections.abc import Callable

import streamlit as st

from data.actions.permissions import SPOKEN
from data.reads import people
from data.reads.people import Me
from data.store import reading
from pages.parts import load, plain, reach

Stranger = Callable[[], None]

NOBODY = 0
"""In place of a person's id: the setup, which is nobody's."""

_people = load.cached(people.active_people)


def me() -> Me:
    """For whom this run acts; every page and fragment begins with it.

    For a stranger it shows the reason and stops the run.
    """
    found = _identify()
    if isinstance(found, Me):
        return found
    found()
    st.stop()


def stranger() -> Stranger | None:
    """The only page for somebody who is not let in; null for everybody else."""
    found = _identify()
    return None if isinstance(found, Me) else found


def sidebar() -> None:
    """In local mode the choice whom to act as; with sign-in the name and the way out."""
    if reach.sign_in_configured():
        st.sidebar.caption(f"Signed in as {plain.label(me().name, 60)}")
        st.sidebar.button("Sign out", on_click=st.logout)
        return
    known = {person_id: (name, role) for person_id, name, role in _at_this_machine()}
    if list(known) == [NOBODY]:
        return
    st.session_state["acting_as"] = _chosen(list(known))
    chosen = st.sidebar.selectbox(
        "Acting as",
        known,
        key="acting_as",
        format_func=lambda person: f"{plain.cut(known[person][0], 60)}, {_role(known[person][1])}",
        help="This server has no sign-in and serves this machine only.",
    )
    # In the address too, so that a reload keeps it; the first in the list needs no mention.
    if chosen != next(iter(known)):
        st.query_params["as"] = str(chosen)
    elif "as" in st.query_params:
        del st.query_params["as"]


def _identify() -> Me | Stranger:
    if reach.sign_in_configured():
        return _signed_in()
    return _closed if reach.from_elsewhere() else _acting()


def _acting() -> Me:
    ids = [person_id for person_id, _, _ in _at_this_machine()]
    return load.once(people.person_by_id, _chosen(ids)) or people.FIRST


def _at_this_machine() -> list[tuple[int, str, str]]:
    """Whom one may act as in local mode; the setup too, and first, until somebody administers.

    Otherwise whoever imports her sales people before anybody else would be shut out by it.
    """
    known = _people()
    if any(role == people.FIRST.role for _, _, role in known):
        return known
    return [(NOBODY, people.FIRST.name, people.FIRST.role), *known]


def _chosen(ids: list[int]) -> int:
    asked = st.session_state.get("acting_as", st.query_params.get("as", ""))
    return next((person for person in ids if str(person) == str(asked)), ids[0])


def _signed_in() -> Me | Stranger:
    if not st.user.get("is_logged_in"):
        return _sign_in
    email = st.user.get("email")
    if not isinstance(email, str) or st.user.get("email_verified") is False:
        return _unknown
    return load.once(people.person_by_email, email) or _unknown


def _closed() -> None:
    st.title("Throughline is closed here")
    st.write(
        "Sign-in is not set up on this server, and without it anyone could act as anyone. "
        "So it serves only the machine it runs on, at http://127.0.0.1, and not this address."
    )
    st.write(
        "If you run it: start it with `cli.py serve`, which listens on 127.0.0.1, "
        "or set up sign-in (`[auth]` in `.streamlit/secrets.toml`)."
    )


def _sign_in() -> None:
    st.title("Throughline")
    st.write("Does what we sell serve our strategy? Sign in to read the answer.")
    st.button("Sign in", type="primary", on_click=st.login)


def _unknown() -> None:
    with reading(load.engine()) as conn:
        names = " or ".join(people.administrators(conn)) or "whoever runs this server"
    st.title("You are not known here")
    st.write(
        f"You signed in as {st.user.get('email')}, and no active person here has that address. "
        f"Ask {names} to add you."
    )
    st.button("Sign out", on_click=st.logout)


def _role(role: str) -> str:
    return SPOKEN.get(role, role).split(" ", 1)[1]
