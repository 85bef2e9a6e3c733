"""Strangers get no page: not by its address, not by its file, not as the very first visitor."""

import os
import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

import app
from data.store import writing
from data.tables import Person
from tests import server
from tests.cast import cast_in
from tests.load.client import Run, first_visit

ADDRESSES = sorted({"overview", *(entry.address for entry in app.PAGES)})
FILES = ["overview.py", "pages/overview", "parts/who", "pages/audit.py"]
SIGN_IN = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "only-for-this-test-0123456789"
client_id = "throughline"
client_secret = "only-for-this-test"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


@pytest.fixture
def secrets_home(tmp_path):
    """A home folder whose Streamlit secrets switch sign-in on."""
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(SIGN_IN)
    return {"HOME": str(tmp_path)}


@pytest.fixture
def store_url(sqlite_engine):
    """A store with people in it, so that there would be something to leak."""
    cast_in(sqlite_engine)
    return str(sqlite_engine.url)


def shown(run: Run) -> list[str]:
    """The words of every element that was sent, with its kind before them."""
    found = []
    for message in run.messages:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind and kind != "empty":
            body = getattr(element, kind)
            found.append(f"{kind}: {getattr(body, 'body', '') or getattr(body, 'label', '')}")
    return found


def told_of_pages(run: Run) -> set[str]:
    """Every page that the server named, in the menu or before the router ran."""
    early = [
        page.url_pathname or page.page_name
        for message in run.messages
        for page in message.new_session.app_pages
    ]
    return {name for name in [*early, *run.pages] if name}


@pytest.mark.parametrize("address", ADDRESSES + FILES)
def test_a_first_visitor_from_elsewhere_is_told_only_that_this_is_closed(store_url, address):
    with server.streamlit_run(store_url, "--server.address", "0.0.0.0") as url:
        run = first_visit(url, address)
    assert [words[:35] for words in shown(run)] == [
        "heading: Throughline is closed here",
        "markdown: Sign-in is not set up on ",
        "markdown: If you run it: start it w",
    ]
    assert told_of_pages(run) <= {address}  # what was asked for is echoed


@pytest.mark.parametrize("address", ADDRESSES + FILES)
def test_a_first_visitor_who_has_not_signed_in_sees_only_the_way_in(
    store_url, secrets_home, address
):
    with server.serving(store_url, env=secrets_home) as url:
        run = first_visit(url, address)
    assert shown(run) == [
        "heading: Throughline",
        "markdown: Does what we sell serve our strategy? Sign in to read the answer.",
        "button: Sign in",
    ]
    assert told_of_pages(run) <= {address}  # what was asked for is echoed


def test_who_sits_at_the_machine_is_let_in_and_whoever_comes_through_a_proxy_is_not(store_url):
    with server.serving(store_url) as url:
        own = first_visit(url)
        proxied = first_visit(url, headers={"X-Forwarded-For": "203.0.113.7"})
    assert set(own.pages) == {e.address for e in app.PAGES if "executive" in e.roles}
    assert "Edda Stone, executive" in own.text
    assert shown(proxied)[0] == "heading: Throughline is closed here"
    assert "Edda Stone" not in proxied.text


def test_serve_refuses_an_address_that_others_reach_and_says_what_to_do(store_url):
    refused = subprocess.run(
        [sys.executable, "cli.py", "serve", "--address", "0.0.0.0"],
        cwd=server.ROOT,
        env=os.environ | {"THROUGHLINE_DATABASE_URL": store_url},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert refused.returncode == 2
    assert "Not served on 0.0.0.0: sign-in is not set up" in refused.stderr
    assert "Leave --address out" in refused.stderr
    assert refused.stdout == ""


def test_streamlit_never_discovers_the_files_of_pages_by_itself():
    asked = "import app; from streamlit.runtime.pages_manager import PagesManager as p"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(p.uses_pages_directory)"],
        cwd=server.ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.stdout.strip() == "False"


# --- who a signed-in session is ---


@pytest.fixture
def signed_in(sqlite_engine, monkeypatch):
    """A function from an e-mail to the app as that person's browser has it, and the cast."""
    cast = cast_in(sqlite_engine)
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def app_of(email: str, **claims) -> AppTest:
        at = AppTest.from_file("../app.py", default_timeout=240)
        at.secrets["auth"] = {"client_id": "throughline"}
        at.user = {"is_logged_in": True, "email": email, **claims}
        return at.run()

    return app_of, cast


def test_an_unknown_address_is_told_whom_to_ask(signed_in):
    app_of, _ = signed_in
    at = app_of("stranger@example.org")
    assert at.title[0].value == "You are not known here"
    assert "Ask Ada Root to add you." in at.markdown[0].value


def test_an_address_that_nobody_verified_counts_as_unknown(signed_in):
    app_of, _ = signed_in
    at = app_of("edda@example.org", email_verified=False)
    assert at.title[0].value == "You are not known here"


def test_a_known_address_is_let_in_whatever_its_case_and_out_again_once_revoked(
    signed_in, sqlite_engine
):
    app_of, cast = signed_in
    at = app_of("Edda@Example.org")
    assert "Signed in as \u2068Edda Stone\u2069" in [c.value for c in at.sidebar.caption]
    with writing(sqlite_engine) as session:
        session.get(Person, cast.executive.person_id).active = False
    at.run()
    assert at.title[0].value == "You are not known here"


def test_the_acting_person_is_chosen_by_the_address_and_followed_by_her_scope(
    sqlite_engine, monkeypatch
):
    cast = cast_in(sqlite_engine)
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    at = AppTest.from_file("../app.py", default_timeout=240)
    at.query_params["as"] = str(cast.outsider.person_id)
    at.run()
    assert at.sidebar.selectbox(key="acting_as").value == cast.outsider.person_id
    assert cast.outsider.scope.teams == ()
    assert cast.manager.scope.teams == (cast.team_id,)
    assert cast.executive.scope.teams is None
