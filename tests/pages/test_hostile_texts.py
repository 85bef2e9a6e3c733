"""Whatever people wrote is shown as the text that it is: on every page, to every role.

What Streamlit reads as Markdown must not hold a person's text bare; markup must hold it escaped; a
figure must hold none of it as tags; and 100 kB must not be sent where a line was asked for.
"""

import json
import re
import shutil
from html.parser import HTMLParser

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

import app
from data.store import open_store, sqlite_url, writing
from tests.cast import ROLES, cast_in
from tests.hostile_company import LONG, MARK, TEXT, fill
from tests.pages.moment import NOW

# Fields that the browser shows as they stand, or does not show.
AS_IT_STANDS = {
    "text.body", "textinput.default", "textinput.value", "textarea.default", "textarea.value",
    "selectbox.options", "selectbox.raw_value", "multiselect.options", "multiselect.raw_values",
}  # fmt: skip
TYPED = {"textarea.default", "textarea.value", "textinput.default"}  # all of it, to be changed
BARE = re.compile(
    r"\*\*b\*\*|\$x\^2\$|:material/home|:red\[|:smile:|<b>h|<img src=x|<script>|\]\(http|`c`|-->"
)
TAGS = re.compile("<b>h|<img|<script")
MOST = 300_000  # bytes of all that a page sends, charts and tables included


@pytest.fixture(scope="module")
def company(_migrated_sqlite, tmp_path_factory):
    """A store made once, and not written to; its engine, and the cast."""
    path = tmp_path_factory.mktemp("hostile") / "store.db"
    shutil.copy(_migrated_sqlite, path)
    engine = open_store(sqlite_url(path))
    cast = cast_in(engine)
    with writing(engine) as session:
        fill(session, cast, now=NOW)
    yield engine, cast
    engine.dispose()


def page():
    import streamlit as st

    import app

    app.who.sidebar()
    app.demo.note(app.who.me())
    app.news.note(app.who.me(), there=app.requests.show)
    next(entry for entry in app.PAGES if entry.address == st.query_params["page"]).show()


def elements(app_test):
    """Every element that a page has sent, wherever it stands, and every block."""
    waiting = list(app_test._tree.children.values())
    while waiting:
        node = waiting.pop()
        if proto := getattr(node, "proto", None):
            yield proto
        waiting += getattr(node, "children", {}).values()


def strings(message: Message, path: str = ""):
    """Every text in a message, with the name of its element and field."""
    for field, value in message.ListFields():
        name = f"{path}.{field.name}" if path else field.name
        short = ".".join(name.split(".")[-2:])
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from strings(one, name)
            elif isinstance(one, str):
                yield short, one


class Tags(HTMLParser):
    """The elements of a markup that a person's text has become."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in {"img", "script"} or any("evil" in (value or "") for _, value in attrs):
            self.wrong.append(f"{tag} {attrs}"[:200])


def faults(sent) -> list[str]:
    found = []
    for proto in sent:
        kind = proto.DESCRIPTOR.name
        called = f"{kind} “{getattr(proto, 'label', '')[:40]}”"
        for field, text in strings(proto, kind.lower()):
            if MARK not in text or field.split(".")[-1] in {"id", "key"}:
                continue
            if kind == "Html":
                parser = Tags()
                parser.feed(text)
                found += parser.wrong + TAGS.findall(text)
            elif kind == "PlotlyChart":
                found += [f"figure: {said[:160]}" for said in marked(json.loads(text))]
            elif field not in AS_IT_STANDS and BARE.search(text):
                found.append(f"{called} {field}: {text[:160]}")
            elif len(text) > 2_000 and field not in TYPED:
                found.append(f"{called} {field}: {len(text)} characters")
    return found


def marked(part):
    """The texts of a figure that hold a person's text as tags, or whole where it is long."""
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from marked(one)
    elif isinstance(part, str) and MARK in part and (TAGS.search(part) or len(part) > 2_000):
        yield part


HAS = [
    pytest.param(entry, role, id=f"{entry.title}-{role}")
    for entry in app.PAGES
    for role, (_, known_as, _) in ROLES.items()
    if known_as in entry.roles and role != "outsider"
]
OPENED = (  # what a page shows once something is chosen on it
    ("strategy", {"tab": "Next version"}),
    ("strategy", {"tab": "Mapping"}),
    ("strategy", {"tab": "Versions"}),
    ("requests", {"requests_tab": "My requests"}),
    ("requests", {"requests_tab": "Features"}),
    ("requests", {"show": "All"}),
    ("promises", {"promise": "3"}),
    ("promises", {"promise": "4"}),
    ("priorities", {"feature": "3"}),
    ("priorities", {"feature": "2", "status": "declined"}),
    ("emerging", {"theme": "3"}),
    ("nudges", {"campaign": "1"}),
    ("throughline", {"q": MARK}),
    ("throughline", {"feature": "2"}),
    ("throughline", {"account": "3"}),
    ("", {"cell": "won.outside"}),
    ("", {"cell": "asks.unmapped"}),
    ("", {"period": TEXT, "team": TEXT}),
    ("priorities", {"segment": LONG, "status": TEXT}),
)


def shown(company, monkeypatch, address, role, **asked):
    """What a page sends to somebody in that role."""
    engine, cast = company
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(engine.url))
    app_test = AppTest.from_function(page, default_timeout=240)
    app_test.query_params["as"] = str(getattr(cast, role).person_id)
    for name, value in {"page": address, **asked}.items():
        app_test.query_params[name] = value
    app_test.run()
    assert not app_test.exception
    return list(elements(app_test))


@pytest.mark.parametrize(("entry", "role"), HAS)
def test_a_page_shows_what_people_wrote_as_text(company, monkeypatch, entry, role):
    sent = shown(company, monkeypatch, entry.address, role)
    assert faults(sent) == []
    assert sum(one.ByteSize() for one in sent) < MOST


@pytest.mark.parametrize(("address", "asked"), OPENED)
def test_what_is_chosen_on_a_page_is_shown_as_text_too(company, monkeypatch, address, asked):
    sent = shown(company, monkeypatch, address, "administrator", **asked)
    assert faults(sent) == []
    assert sum(one.ByteSize() for one in sent) < MOST


def test_these_checks_find_what_they_are_there_to_find():
    def write():
        import streamlit as st

        from tests.hostile_company import LONG, TEXT

        st.write(TEXT)
        st.button(TEXT)
        st.html(TEXT)
        st.tabs([TEXT])
        st.selectbox("Which", [LONG])
        st.text(TEXT)

    found = faults(elements(AppTest.from_function(write, default_timeout=240).run()))
    kinds = {each.split(" ")[0] for each in found}
    assert kinds == {
        "Markdown",
        "Button",
        "img",
        "script",
        "<b>h",
        "<img",
        "<script",
        "Selectbox",
        "Tab",
    }
