"""From a customer's words to the next version of the strategy, as four people live it."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from data.reads.proposals import proposals
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import versions
from data.store import reading, writing
from data.tables import Feature, FeatureDecision, Mapping, Request
from tests import asking_company
from tests.asking_company import RECENT, THEME
from tests.cast import cast_in

KEY_MS = 60  # between two keys: about 150 words a minute
WORDS = "Please remind guests who leave a full basket"
DRINKS = "Could you sell drinks for the interval with the ticket?"
WHY = "A bar would have to <b>stand behind</b> it, and $none$ does"
SAY = "Not for now, **sorry**."
POINTED = (
    "window.pointed = 0; addEventListener('pointerdown', e => window.pointed += e.isTrusted, 1)"
)


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        asking_company.fill(session, team_id=found.team_id)
    return found


def read(engine, what):
    with reading(engine) as connection:
        return what(connection, EVERYTHING)


def logged(engine):
    with reading(engine) as connection:
        query = select(Request).where(Request.source == "throughline").order_by(Request.id)
        return connection.execute(query).all()


def tab_to(page, control):
    """Press Tab until that control has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if control.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("the Tab key does not reach it")


def write(there, label, words):
    """Into a box, as a person leaves it: by the Tab key."""
    box = there.page.get_by_role("textbox", name=label)
    box.fill(words)
    box.press("Tab")
    there.settle()


def she_logs_by_keyboard(there, engine):
    """One request, added to the feature that is offered while she writes; 20 s, one click."""
    page = there.page
    account, words = (
        page.get_by_role("textbox", name=label)
        for label in ("Account", "In the customer's own words")
    )
    account.wait_for()
    page.evaluate(POINTED)
    began = time.monotonic()
    account.click()
    page.keyboard.type(f"house {RECENT}", delay=KEY_MS)
    expect(page.get_by_role("radio", name=f"House {RECENT}")).to_be_checked()
    tab_to(page, words)
    page.keyboard.type(WORDS[:-7], delay=KEY_MS)
    offered = page.get_by_role("button", name="Add this customer to")
    expect(offered).to_contain_text(THEME)  # while she is still in the box …
    expect(page.locator("mark").first).to_be_visible()
    expect(words).to_be_focused()
    page.keyboard.type(WORDS[-7:], delay=KEY_MS)  # … where she goes on as if nothing had been
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # in the list of features, the closest first
    page.keyboard.press("Enter")
    expect(page.get_by_text("say only that it was heard")).to_be_visible()
    save = page.get_by_role("button", name="Save")
    tab_to(page, save)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Logged for House {RECENT}: ")).to_be_visible()
    seconds = time.monotonic() - began
    assert seconds <= 20
    assert page.evaluate("window.pointed") == 1
    [one] = logged(engine)
    assert (one.words, one.feature_id) == (WORDS, 1)


def she_logs_what_no_feature_has(there, engine):
    """What is like it is shown, and nothing is chosen: others are to sort it out."""
    page = there.page
    page.get_by_role("textbox", name="Account").fill("house 5")
    expect(page.get_by_role("radio", name="House 5")).to_be_checked()
    page.get_by_role("textbox", name="In the customer's own words").fill(DRINKS)
    expect(page.get_by_text("Not linked to a feature yet").first).to_be_visible()
    there.settle()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Logged for House 5: ")).to_be_visible()
    assert [one.feature_id for one in logged(engine)] == [1, None]


def the_lead_links_and_maps(there):
    """Both who asked for drinks, to a feature that is made of them, outside the strategy."""
    page = there.page
    page.get_by_role("textbox", name="Search").fill("interval")
    expect(page.get_by_text("2 requests fit, not linked to a feature yet.")).to_be_visible()
    page.get_by_role("button", name="Choose all 2").click()
    expect(page.get_by_text("2 requests chosen")).to_be_visible()
    page.get_by_role("combobox", name="They ask for").fill("Drinks ordered ahead")
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Outside the strategy").click()
    there.settle()
    page.get_by_role("button", name="Link 2 requests").click()
    expect(page.get_by_text("No request fits.")).to_be_visible()


def the_lead_ranks_and_declines(there):
    """It has a place among the others and no mission fit, so she says no, and why."""
    page = there.page
    page.get_by_role("combobox", name="Look into one of 4 features").fill("Drinks")
    page.keyboard.press("Enter")
    expect(page.get_by_text("hint: say no")).to_be_visible()
    page.get_by_role("tab", name="Decide").click()
    there.settle()
    page.get_by_role("radio", name="Decline").click()
    there.settle()
    write(there, "Why, for those who logged requests", WHY)
    write(there, "What to tell the customer", SAY)
    page.get_by_role("button", name="Decline").last.click()
    expect(page.get_by_text("Decided: declined.")).to_be_visible()
    there.settle()


def she_is_told(there, person):
    """On her next visit, wherever it leads; until she says that she saw it."""
    page = there.page
    page.get_by_role("link", name="1 decision on what you logged").click()
    there.settle()
    expect(page.get_by_text(f"Why: {WHY}").first).to_be_visible()
    expect(page.get_by_text(SAY).first).to_be_visible()
    expect(page.get_by_text("Tell House 5")).to_be_visible()
    page.get_by_role("button", name="Got it").click()
    expect(page.get_by_text("1 decision on what you logged")).to_have_count(0)


def the_executive_adopts(there):
    """The theme, on what the manager logged too, as a pillar of its own with a tenth."""
    page = there.page
    many = RECENT + 1
    said = f"One theme outside the strategy is being asked for independently: {THEME}, {many} new"
    expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("button", name="Propose to the strategy").click()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    there.settle()
    page.get_by_role("radio", name="Adopt").click()
    there.settle()
    write(there, "Reason", f"{many} houses <i>cannot</i> be wrong.")
    page.get_by_role("button", name="Adopt it").click()
    expect(page.get_by_text(f"Adopted: {THEME}")).to_be_visible()
    there.settle()
    expect(page.get_by_text(f"{many} houses <i>cannot</i> be wrong.")).to_be_visible()


def the_next_version_stands(there):
    """From the Overview, where it waits, through the draft to its publication."""
    page = there.page
    page.get_by_role("link", name="Overview").click()
    there.settle()
    page.get_by_role("link", name="the next version waits to be published").click()
    there.settle()
    expect(page.get_by_text(f"Edda Stone adopted “{THEME}” under “{THEME}”")).to_be_visible()
    page.get_by_role("button", name="Take it up").click()
    there.settle()
    expect(page.get_by_text(f"Publishing it maps it to “{THEME}”.")).to_be_visible()
    expect(page.get_by_text("The shares add up to 100%.")).to_be_visible()
    page.get_by_role("button", name="Publish version 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 2 is in force since")).to_be_visible()


def test_what_a_customer_said_reaches_the_strategy_and_comes_back(
    visit, own_server, sqlite_engine, cast
):
    manager, lead, executive = visit(own_server), visit(own_server), visit(own_server)
    manager.go(f"log?as={cast.manager.person_id}")
    she_logs_by_keyboard(manager, sqlite_engine)
    she_logs_what_no_feature_has(manager, sqlite_engine)

    lead.go(f"requests?as={cast.product_lead.person_id}")
    the_lead_links_and_maps(lead)
    lead.go(f"priorities?as={cast.product_lead.person_id}")
    the_lead_ranks_and_declines(lead)
    with reading(sqlite_engine) as connection:
        drinks = connection.execute(select(Feature).where(Feature.title.like("Drinks%"))).one()
        mapped = connection.scalars(select(Mapping.feature_id)).all()
        [decision] = connection.execute(select(FeatureDecision))
    assert (drinks.status, decision.reason, decision.words) == ("declined", WHY, SAY)
    assert [one.feature_id for one in logged(sqlite_engine)] == [1, drinks.id]
    assert mapped == [drinks.id]

    manager.go(f"?as={cast.manager.person_id}")
    she_is_told(manager, cast.manager)

    page = executive.go(f"emerging?as={cast.executive.person_id}")
    the_executive_adopts(executive)
    the_next_version_stands(executive)
    newest = read(sqlite_engine, versions)[-1]
    shares = {pillar.name: pillar.target_bp for pillar in newest.pillars}
    assert shares == {"Fill seats": 5400, "Serve venues": 3600, THEME: 1000}
    served = read(sqlite_engine, strategy_frames).mappings.drop_nulls("pillar_id")
    pillar = newest.pillars[-1].pillar_id
    assert served.select("feature_id", "pillar_id", "share_bp").rows() == [(1, pillar, 10_000)]
    executive.go(f"emerging?as={cast.executive.person_id}")
    gone_on = f"{RECENT + 1} new accounts in 90 days against 0 in the 270"
    expect(page.get_by_text(gone_on)).to_be_visible()
    [proposal] = read(sqlite_engine, proposals)
    assert proposal.evidence["quotes"][0]["words"] == WORDS
