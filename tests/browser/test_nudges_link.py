"""The link that the Nudges page offers leads to what is shown there at that moment."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests import server


def test_the_link_holds_what_was_just_typed_in(visit, demo, demo_store):
    there = visit(demo)
    page = there.go(f"nudges?as={server.somebody(demo_store, 'executive')}")
    for label, typed in (("Customers assigned a day", "1234567"), ("Margin kept", "40")):
        page.get_by_label(label).fill(typed)
        page.get_by_label(label).press("Enter")
        there.settle()
    page.get_by_role("button", name="Link").click()
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("daily=1234567")
    asked = parse_qs(urlsplit(code.inner_text().replace("\n", "")).query)
    assert (asked["daily"], asked["margin"]) == (["1234567"], ["40"])
    assert "as" not in asked
