"""The work of a week without a pointer: requests linked, a feature declined, a promise approved."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from data.actions.make_promise import make_promise
from data.actions.permissions import SETUP
from data.store import reading, writing
from data.tables import Deal, Feature, Promise, Request
from tests import small_company
from tests.cast import cast_in

NOW = datetime.now(UTC)
TODAY = NOW.date()
VOUCHERS = "Vouchers by the opening"


@pytest.fixture
def cast(sqlite_engine):
    """small_company, the feature Gift cards, two requests for it that nobody has linked, and a
    promise that nobody has approved."""
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=found.team_id)
        session.add(Feature(id=2, title="Gift cards", status="idea"))
        session.add_all(
            Request(
                id=number, source="plain", source_key=f"R{number}", words="a gift card, please",
                team_id=found.team_id, asked_on=date(2026, 4, number), first_seen_on=TODAY,
            )
            for number in (11, 12)
        )  # fmt: skip
        make_promise(
            session,
            SETUP,
            quote=VOUCHERS,
            made_by_id=found.manager.person_id,
            made_on=TODAY - timedelta(days=10),
            due_on=TODAY + timedelta(days=30),
            deal_id=session.query(Deal.id).filter_by(source_key="O").scalar(),
            now=NOW,
        )
    return found


def tab_to(page, control):
    """Press Tab until that control has the focus."""
    for _ in range(80):
        if control.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not reach it")


def press(there, name, within=None):
    """Reach the button by Tab and press it by Enter."""
    page = there.page
    button = (within or page).get_by_role("button", name=name)
    expect(button).to_be_enabled()
    tab_to(page, button)
    page.keyboard.press("Enter")


def pick(there, label, words):
    """Reach the list by Tab, type, take the first."""
    page = there.page
    tab_to(page, page.get_by_role("combobox", name=label))
    page.keyboard.type(words, delay=20)
    page.keyboard.press("Enter")
    there.settle()


def one(engine, query):
    with reading(engine) as connection:
        return connection.scalars(query).all()


def state(engine):
    return one(engine, select(Promise.state).where(Promise.quote == VOUCHERS))


def test_requests_are_linked_and_put_back(visit, own_server, sqlite_engine, cast):
    there = visit(own_server)
    page = there.go(f"requests?as={cast.product_lead.person_id}")
    links = select(Request.feature_id).where(Request.id > 10)
    press(there, "Choose all 2")
    expect(page.get_by_text("2 requests chosen")).to_be_visible()
    there.settle()
    pick(there, "They ask for", "Gift")
    press(there, "Link 2 requests")
    expect(page.get_by_text("2 requests linked. Undo is above the table.")).to_be_visible()
    assert one(sqlite_engine, links) == [2, 2]
    there.settle()
    press(there, "Undo the last links (2)")
    expect(page.get_by_text("2 requests put back as before.")).to_be_visible()
    assert one(sqlite_engine, links) == [None, None]


def test_a_feature_is_declined_and_taken_up_again(visit, own_server, sqlite_engine, cast):
    there = visit(own_server)
    page = there.go(f"requests?as={cast.product_lead.person_id}&requests_tab=Features")
    pick(there, "Feature", "Gift")
    for verb, status in (("Decline", "declined"), ("Keep as an idea", "idea")):
        choice = page.get_by_role("radiogroup", name="Decision")
        tab_to(page, choice.get_by_role("radio").first)
        for _ in range(4):
            if choice.get_by_role("radio", name=verb).evaluate("e => e === document.activeElement"):
                break
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        why = page.get_by_role("textbox", name="Why, for those who logged requests")
        expect(why).to_be_visible()
        there.settle()
        tab_to(page, why)
        page.keyboard.type("Nobody pays for it")
        press(there, verb)
        expect(page.get_by_text(f"Decided: {status}.")).to_be_visible()
        assert one(sqlite_engine, select(Feature.status).where(Feature.id == 2)) == [status]
        there.settle()


def test_a_promise_is_approved_and_the_step_taken_back(visit, own_server, sqlite_engine, cast):
    there = visit(own_server)
    page = there.go(f"promises?as={cast.executive.person_id}")
    pick(there, "Look into a promise", "Vouchers")
    press(there, "Approve")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    there.settle()
    press(there, "Approve", within=dialog)
    expect(page.get_by_text("The promise is approved, it was proposed.")).to_be_visible()
    assert state(sqlite_engine) == ["approved"]
    there.settle()
    press(there, "Take back")
    expect(dialog).to_be_visible()
    there.settle()
    tab_to(page, dialog.get_by_role("textbox", name="Why"))
    page.keyboard.type("Too early")
    press(there, "Take back", within=dialog)
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert state(sqlite_engine) == ["proposed"]


def test_a_bar_that_is_clicked_shows_its_promises(visit, own_server, cast):
    there = visit(own_server)
    page = there.go(f"promises?as={cast.executive.person_id}")
    bars = page.locator(".st-key-exposure .bars path").all()
    boxes = [bar.bounding_box() for bar in bars]
    largest = max((box for box in boxes if box), key=lambda box: box["width"])
    page.mouse.click(largest["x"] + largest["width"] / 2, largest["y"] + largest["height"] / 2)
    page.wait_for_url("**risk=*")
