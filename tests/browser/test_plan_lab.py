"""The plan lab in a real browser: one tier changed, what it costs and pays for, a file of it."""

import csv
import io
import re

from playwright.sync_api import expect

from tests import paid_company, server
from tests.cast import cast_in


def test_an_executive_compares_ranks_changes_one_tier_and_takes_the_comparison_with_her(
    visit, demo, demo_store
):
    there = visit(demo)
    page = there.go(f"compare?as={server.somebody(demo_store, 'executive')}")
    ranked = page.locator("p", has_text="first by closed revenue").first
    expect(ranked).to_contain_text(re.compile(r"is \d+(st|nd|rd|th) of \d+"))
    page.get_by_role("link", name="Plan lab").click()
    there.settle()
    page.get_by_role("button", name=re.compile("Change Kept revenue")).click()
    there.settle()
    answer = page.locator("p", has_text="would have cost").first
    expect(answer).to_contain_text("Draft would have cost")
    before = answer.inner_text()
    rate = page.get_by_label("Rate", exact=True).last
    rate.fill("10%")
    rate.press("Tab")
    there.settle()
    expect(answer).not_to_have_text(before)
    after = answer.inner_text()
    cost, paid = (
        re.compile(pattern) for pattern in (r"Draft would have cost (\S+),", r"(\d+)% under Draft")
    )
    assert cost.search(after)[1] != cost.search(before)[1]
    assert int(paid.search(after)[1]) > int(paid.search(before)[1])
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row["plan"] for row in rows][-1] == "Draft"
    assert there.serious() == []


def test_a_manager_does_not_reach_another_teams_pay_by_the_address(
    visit, own_server, sqlite_engine
):
    cast = cast_in(sqlite_engine)
    olga = paid_company.fill(sqlite_engine, cast)
    there = visit(own_server)
    page = there.go(
        f"plans?as={cast.manager.person_id}&period=2026&rep={olga}&payout=2026-01-01&costing=true"
    )
    expect(page.get_by_text("Payouts by rep")).to_be_visible()
    assert "Olga" not in page.content()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert {row["reps"] for row in rows} == {"1"}
