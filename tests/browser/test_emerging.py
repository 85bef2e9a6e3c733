"""The strategy is asked to change: a theme is adopted, and the next version stands."""

import pytest
from playwright.sync_api import expect

from data.reads.proposals import proposals
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import versions
from data.store import reading, writing
from tests import asking_company
from tests.asking_company import THEME
from tests.cast import cast_in


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        asking_company.fill(session, team_id=found.team_id)
    return found


def read(engine, what):
    with reading(engine) as connection:
        return what(connection, EVERYTHING)


def adopt(there, reason):
    """Propose the theme and adopt it as a pillar of its own with a tenth."""
    page = there.page
    page.get_by_role("button", name="Propose to the strategy").click()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    there.settle()
    page.get_by_role("radio", name="Adopt").click()
    there.settle()
    box = page.get_by_label("Reason")
    box.fill(reason)
    box.press("Tab")
    there.settle()
    page.get_by_role("button", name="Adopt it").click()
    expect(page.get_by_text(f"Adopted: {THEME}")).to_be_visible()
    there.settle()


def test_an_executive_adopts_the_emerging_theme_and_the_next_version_stands(
    visit, own_server, sqlite_engine, cast
):
    there = visit(own_server)
    page = there.go(f"emerging?as={cast.executive.person_id}")
    said = f"One theme outside the strategy is being asked for independently: {THEME}, 24 new"
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_text("**Remind** whoever left, <b>please</b> $x^0$")).to_be_visible()
    adopt(there, "Twenty-four houses <i>cannot</i> be wrong.")
    expect(page.get_by_text("Twenty-four houses <i>cannot</i> be wrong.")).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    there.settle()
    waits = "the next version waits to be published"
    page.get_by_role("link", name=waits).click()
    there.settle()
    page.get_by_role("link", name="Publish the next version with it").click()
    there.settle()
    expect(page.get_by_text(f"Edda Stone adopted “{THEME}” under “{THEME}”")).to_be_visible()
    page.get_by_role("button", name="Take it up").click()
    there.settle()
    expect(page.get_by_text(f"Publishing it maps it to “{THEME}”.")).to_be_visible()
    expect(page.get_by_text("The shares add up to 100%.")).to_be_visible()
    page.get_by_role("button", name="Publish version 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 2 is in force since")).to_be_visible()
    newest = read(sqlite_engine, versions)[-1]
    shares = {pillar.name: pillar.target_bp for pillar in newest.pillars}
    assert shares == {"Fill seats": 5400, "Serve venues": 3600, THEME: 1000}
    pillar = newest.pillars[-1].pillar_id
    mappings = read(sqlite_engine, strategy_frames).mappings
    assert mappings.select("pillar_id", "share_bp").rows() == [(pillar, 10_000)]
    page = there.go(f"emerging?as={cast.executive.person_id}")
    expect(page.get_by_text("None of the 2 themes outside the strategy")).to_be_visible()
    expect(page.get_by_text("24 new accounts in 90 days against 0 in the 270")).to_be_visible()
    expect(page.get_by_text("Since then no more accounts asked")).to_be_visible()
    [proposal] = read(sqlite_engine, proposals)
    assert proposal.evidence["quotes"][0]["words"].startswith("**Remind** whoever")


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
