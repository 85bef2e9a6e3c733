"""The strategy is asked to change: two decide at once, and the page stays readable."""

import pytest
from playwright.sync_api import expect

from data.store import writing
from tests import asking_company
from tests.asking_company import LONE, THEME
from tests.cast import cast_in


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        asking_company.fill(session, team_id=found.team_id)
    return found


def test_who_decides_second_is_told_and_keeps_her_words(visit, own_server, cast):
    first, second = visit(own_server), visit(own_server)
    first.go(f"emerging?as={cast.executive.person_id}")
    first.page.get_by_role("button", name="Propose to the strategy").click()
    expect(first.page.get_by_text("Waiting for a decision")).to_be_visible()
    second.go(f"emerging?as={cast.administrator.person_id}")
    for there, choice in ((first, "Park"), (second, "Reject")):
        there.settle()
        there.page.get_by_role("radio", name=choice).click()
        there.settle()
        box = there.page.get_by_label("Reason")
        box.fill(f"We {choice} it.")
        box.press("Tab")
        there.settle()
    first.page.get_by_role("button", name="Park it").click()
    expect(first.page.get_by_text(f"Parked: {THEME}")).to_be_visible()
    second.page.get_by_role("button", name="Reject it").click()
    expect(second.page.get_by_text(f"Edda Stone parked “{THEME}” meanwhile")).to_be_visible()
    expect(second.page.get_by_label("Reason")).to_have_value("We Reject it.")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_while_deciding_and_after(visit, own_server, cast, theme, width):
    there = visit(own_server, theme=theme, width=width)
    page = there.go(f"emerging?as={cast.executive.person_id}")
    page.get_by_role("button", name="Propose to the strategy").click()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    there.settle()
    page.get_by_role("radio", name="Adopt").click()
    there.settle()
    expect(page.locator(".stToast")).to_have_count(0)  # Streamlit's own, and gone in a moment
    assert there.serious() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_theme_that_is_clicked_in_the_table_is_looked_at(visit, own_server, cast):
    there = visit(own_server)
    page = there.go(f"emerging?as={cast.executive.person_id}")
    heading = page.get_by_role("heading", name="New asking accounts")
    expect(heading).to_contain_text(THEME)
    table = page.get_by_test_id("stDataFrame").first
    table.click(position={"x": 15, "y": 35 + 35 + 17})  # the box of the second row
    expect(heading).to_contain_text(LONE)
