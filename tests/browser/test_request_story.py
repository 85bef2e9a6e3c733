"""From a customer's words to the reason that goes back: logged, sorted, declined, told."""

import time
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from data.store import reading, writing
from data.tables import Feature, Request
from tests import small_company
from tests.cast import cast_in

HOSTILE = "<img src=x onerror=alert(1)> **b** $a_b$ :material/home: :smile: -> [x](http://e)"


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=found.team_id)
        session.add(Feature(title=HOSTILE, status="idea"))
        session.add_all(
            Request(
                source="plain", source_key=f"Q{number}", words=words, team_id=found.team_id,
                asked_on=date(2026, 4, number), first_seen_on=date(2026, 4, 30),
            )
            for number, words in ((1, "A gift card for friends"), (2, "Gift cards, please"))
        )  # fmt: skip
    return found


def logged(engine):
    with reading(engine) as connection:
        query = select(Request).where(Request.source == "throughline")
        return connection.execute(query).all()


def test_a_request_is_logged_within_twenty_seconds_by_keyboard_and_undone(
    visit, own_server, sqlite_engine, cast
):
    there = visit(own_server)
    page = there.go(f"log?as={cast.manager.person_id}")
    page.get_by_role("textbox", name="Account").wait_for()
    began = time.monotonic()
    page.get_by_role("textbox", name="Account").click()  # the one pointer action
    page.keyboard.type("venue 3", delay=20)
    expect(page.get_by_role("radio", name="Venue 3")).to_be_checked()
    box = page.get_by_role("textbox", name="In the customer's own words")
    for _ in range(20):
        page.keyboard.press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.type("Please remind guests who leave the basket", delay=10)
    page.keyboard.press("Tab")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("button", name="Add this customer to")).to_be_visible()
    page.keyboard.press("ArrowDown")  # in the box of features, the closest first
    page.keyboard.press("Enter")
    expect(page.get_by_text("say only that it was heard")).to_be_visible()
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Logged for Venue 3: ")).to_be_visible()
    assert time.monotonic() - began < 20
    [one] = logged(sqlite_engine)
    assert (one.words, one.feature_id) == ("Please remind guests who leave the basket", 1)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Logged for Venue 3: ")).to_have_count(0)
    assert logged(sqlite_engine) == []
    expect(page.get_by_test_id("stToast")).to_have_count(0, timeout=20_000)
    assert there.serious() == []


def test_a_double_click_logs_once(visit, own_server, sqlite_engine, cast):
    there = visit(own_server)
    page = there.go(f"log?as={cast.manager.person_id}")
    page.get_by_role("textbox", name="Account").fill("Old Mill")
    page.get_by_role("radio", name="Old Mill").wait_for()
    page.get_by_role("textbox", name="In the customer's own words").fill(HOSTILE)
    page.keyboard.press("Tab")
    there.settle()
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("Logged for Old Mill: ")).to_be_visible()
    there.settle()
    assert [one.words for one in logged(sqlite_engine)] == [HOSTILE]


def test_any_text_is_shown_as_the_text_that_it_is(visit, own_server, cast):
    there = visit(own_server)
    page = there.go(f"log?as={cast.manager.person_id}")
    page.get_by_role("textbox", name="Account").fill(HOSTILE)
    page.get_by_role("radio", name="New account").wait_for()
    page.get_by_role("textbox", name="In the customer's own words").fill(HOSTILE)
    page.keyboard.press("Tab")
    add = page.get_by_role("button", name="Add this customer to")
    expect(add.first).to_be_visible()
    for shown in (add.first, page.get_by_role("radiogroup", name="Which account")):
        # what parts signs that would become a picture is not to be seen
        said = shown.inner_text().replace("\u2060", "").replace("\u2068", "").replace("\u2069", "")
        assert "<img src=x onerror=alert(1)> **b** $a_b$ :mat" in said
    main = page.get_by_test_id("stMain")
    assert main.locator("img, .katex, a[href='http://e']").count() == 0


def test_a_lead_makes_a_feature_declines_it_and_the_manager_hears_why(
    visit, own_server, sqlite_engine, cast
):
    first = visit(own_server)
    page = first.go(f"log?as={cast.manager.person_id}")
    page.get_by_role("textbox", name="Account").fill("venue 5")
    expect(page.get_by_role("radio", name="Venue 5")).to_be_checked()
    page.get_by_role("textbox", name="In the customer's own words").fill("Gift cards for friends")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Logged for Venue 5: ")).to_be_visible()

    second = visit(own_server)
    lead = second.go(f"requests?as={cast.product_lead.person_id}")
    lead.get_by_role("textbox", name="Search").fill("gift")
    expect(lead.get_by_text("3 requests fit, not linked to a feature yet.")).to_be_visible()
    lead.get_by_role("button", name="Choose all 3").click()
    expect(lead.get_by_text("3 requests chosen")).to_be_visible()
    lead.get_by_role("combobox", name="They ask for").fill("Gift cards")
    lead.keyboard.press("Enter")
    lead.get_by_role("radio", name="Outside the strategy").click()
    second.settle()
    lead.get_by_role("button", name="Link 3 requests").click()
    expect(lead.get_by_text("No request fits.")).to_be_visible()
    lead.get_by_role("tab", name="Features").click()
    lead.get_by_role("combobox", name="Feature").fill("Gift")
    lead.keyboard.press("Enter")
    lead.get_by_role("radio", name="Declined").click()
    lead.get_by_role("textbox", name="Why").fill("A bank would have to stand behind it")
    lead.get_by_role("textbox", name="What to tell the customer").fill("Not for now, sorry.")
    lead.get_by_role("button", name="Decide").click()
    expect(lead.get_by_text("Why: A bank would have to stand behind it")).to_be_visible()

    page = first.go(f"requests?as={cast.manager.person_id}")
    expect(page.get_by_text("Why: A bank would have to stand behind it")).to_be_visible()
    expect(page.get_by_text("Not for now, sorry.")).to_be_visible()
    expect(page.get_by_text("1 decision on what you logged")).to_be_visible()
    assert first.serious() == []
    page.get_by_role("button", name="Got it").click()
    expect(page.get_by_text("Not for now, sorry.")).to_have_count(0)
