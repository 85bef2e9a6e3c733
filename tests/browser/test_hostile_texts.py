"""In a real browser nothing that people wrote becomes an element, runs, or stretches a page."""

import pytest

import app
from data.store import writing
from tests.cast import cast_in
from tests.hostile_company import fill

# Whatever Markdown, HTML, LaTeX or an icon's name would have become, within the page or beside it.
INJECTED = """() => [
    ['img[src="x"], img[src*=evil], a[href*=evil], .katex, main script:not([src])', /^/],
    ['b, strong, code, .main-svg [style*=bold]', /^[bhc]$/],  // **b**, <b>h</b> and `c`
    ['[data-testid=stIconMaterial]', /^home$/],
    ['h1', /^h( |$)/],
].flatMap(([what, said]) => [...document.querySelectorAll(what)]
    .filter(one => said.test(one.textContent.trim())).map(one => one.outerHTML.slice(0, 200)))"""


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        fill(session, found)
    return found


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_and_no_tab_of_it_holds_an_element_of_a_persons_text(
    visit, own_server, cast, width
):
    there = visit(own_server, width=width)
    page = there.page
    for entry in app.PAGES:
        reader = cast.administrator if "administrator" in entry.roles else cast.executive
        there.go(f"{entry.address}?as={reader.person_id}")
        for tab in [None, *page.get_by_role("tab").all()]:
            if tab is not None:
                tab.click()
                there.settle()
            assert page.evaluate(INJECTED) == [], entry.title
            assert page.evaluate("document.documentElement.scrollWidth") <= width, entry.title
    assert page.evaluate("window.hurt") is None
