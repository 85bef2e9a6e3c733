"""The checks of this folder find what they are there to find."""

import pytest

import app
from tests import server
from tests.browser import harness


@pytest.fixture
def faulty(browser):
    """A page with a picture without words and one from another host, wider than any screen."""
    with harness.visiting(browser, "http://127.0.0.1:1") as visit:
        visit.page.route("**/*", lambda route: route.abort())
        visit.page.set_content(
            "<main><h1>Faulty</h1><img src='http://elsewhere.example.org/x.png'></main>"
        )
        yield visit


def test_a_picture_without_words_is_found_and_so_is_its_foreign_host(faulty):
    assert "image-alt" in [finding.split(":")[0] for finding in faulty.serious()]
    assert faulty.foreign == ["http://elsewhere.example.org/x.png"]


@pytest.mark.parametrize(
    ("theme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 24, 31)")]
)
def test_the_theme_follows_what_the_person_prefers(visit, own_server, theme, background):
    page = visit(own_server, theme=theme).go(app.PAGES[0].address)
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        )
        == background
    )


def test_the_person_acted_as_survives_a_reload_and_a_change_of_page(visit, demo, demo_store):
    manager = server.somebody(demo_store, "sales_manager")
    there = visit(demo)
    page = there.go(f"?as={manager}")
    chosen = page.get_by_role("combobox", name="Acting as")
    assert chosen.input_value().endswith(", sales manager")
    page.get_by_role("link", name="Strategy").click()
    page.wait_for_url("**/strategy*")
    there.settle()
    assert f"as={manager}" in page.url
    page.reload()
    there.settle()
    assert chosen.input_value().endswith(", sales manager")
