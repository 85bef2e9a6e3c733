"""What holds for every page there is: readable by all, used by keyboard, nothing foreign."""

import pytest

import app
from tests import server
from tests.browser.harness import THEMES, WIDTHS

EVERY_PAGE = [pytest.param(entry.address, id=entry.title) for entry in app.PAGES]
FOCUSABLE = """() => [...document.querySelectorAll(
    'section[data-testid=stMain] :is(button, a[href], input, select, textarea, [tabindex="0"])')]
  .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))"""


@pytest.fixture(scope="session")
def visitor(demo_store):
    """Id of somebody to whom the page at an address is open."""
    roles = {entry.address: entry.roles for entry in app.PAGES}

    def _visitor(address: str) -> int:
        every = roles[address]
        return server.somebody(
            demo_store, "administrator" if "administrator" in every else "executive"
        )

    return _visitor


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("address", EVERY_PAGE)
def test_axe_finds_nothing_serious(visit, demo, visitor, address, theme, width):
    there = visit(demo, width=width, theme=theme)
    page = there.go(f"{address}?as={visitor(address)}")
    assert page.locator("h1").count() == 1
    assert there.serious() == []
    assert [words for words in there.complaints if "Content Security Policy" in words] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", EVERY_PAGE)
def test_nothing_is_wider_than_the_screen(visit, demo, visitor, address, width):
    page = visit(demo, width=width).go(f"{address}?as={visitor(address)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_control_is_reached_with_the_tab_key(visit, demo, visitor, address):
    page = visit(demo).go(f"{address}?as={visitor(address)}")
    page.evaluate(f"window.controls = ({FOCUSABLE})(); window.reached = new Set()")
    total = page.evaluate("window.controls.length")
    for _ in range(total + 60):  # the menu, the header and the sidebar come first
        page.keyboard.press("Tab")
        page.evaluate("window.reached.add(document.activeElement)")
    missed = page.evaluate(
        "window.controls.filter(e => !window.reached.has(e)).map(e => e.outerHTML.slice(0, 200))"
    )
    assert missed == []
