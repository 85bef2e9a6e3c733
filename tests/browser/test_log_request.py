"""The page on which requests are logged: taken while they are typed, once, undone, any text."""

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


def test_what_was_logged_is_taken_back(visit, own_server, sqlite_engine, cast):
    there = visit(own_server)
    page = there.go(f"log?as={cast.manager.person_id}")
    page.get_by_role("textbox", name="Account").fill("venue 3")
    expect(page.get_by_role("radio", name="Venue 3")).to_be_checked()
    page.get_by_role("textbox", name="In the customer's own words").fill("Gift cards")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Logged for Venue 3: ")).to_be_visible()
    there.settle()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Logged for Venue 3: ")).to_have_count(0)
    assert logged(sqlite_engine) == []
    expect(page.get_by_test_id("stToast")).to_have_count(0)
    assert there.serious() == []


def test_what_is_like_the_words_appears_while_they_are_written_and_caret_and_words_stay(
    visit, own_server, cast
):
    there = visit(own_server)
    page = there.go(f"log?as={cast.manager.person_id}")
    box = page.get_by_role("textbox", name="In the customer's own words")
    box.press_sequentially("a gift card", delay=20)
    offer = page.get_by_text("Not linked to a feature yet").first
    expect(offer).to_be_visible()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("n early", delay=20)  # in the middle of the words
    there.page.wait_for_timeout(700)  # longer than a hand rests: these are taken too
    there.settle()
    page.keyboard.type(" sweet", delay=20)
    expect(box).to_have_value("an early sweet gift card")
    expect(box).to_be_focused()
    assert page.evaluate("document.activeElement.selectionStart") == len("an early sweet")
    box.fill("")
    expect(offer).to_have_count(0)
    page.keyboard.insert_text("please, a gift card\nfor friends")  # as a paste: one event
    expect(offer).to_be_visible()
    assert [said for said in there.complaints if "Content Security Policy" in said] == []


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
