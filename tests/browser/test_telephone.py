"""At 390 pixels: the answer is on the first screen, filters fold, figures keep their width."""

import pytest

from tests import server

ANSWERED = ["", "throughline", "priorities", "promises", "scorecards", "compare", "nudges"]
SCREEN = 844


@pytest.fixture(scope="module")
def executive(demo_store) -> int:
    return server.somebody(demo_store, "executive")


@pytest.mark.parametrize("address", ANSWERED)
def test_the_answer_begins_on_the_first_screen(visit, demo, executive, address):
    page = visit(demo, width=390).go(f"{address}?as={executive}")
    answer = page.get_by_test_id("stMain").get_by_test_id("stHtml").locator("p").first
    answer.wait_for()
    assert len(answer.inner_text()) > 60
    assert answer.bounding_box()["y"] < SCREEN / 3


def test_the_first_request_is_on_the_first_screen(visit, demo, demo_store):
    lead = server.somebody(demo_store, "product_lead")
    page = visit(demo, width=390).go(f"requests?as={lead}")
    assert page.get_by_test_id("stDataFrame").first.bounding_box()["y"] < SCREEN / 2


def test_filters_unfold_and_the_switch_says_how_many_are_set(visit, demo, executive):
    there = visit(demo, width=390)
    page = there.go(f"?as={executive}&segment=Club&period=all")
    assert not page.get_by_label("Period").is_visible()
    page.get_by_text("Show filters (2 set)").click()
    page.get_by_label("Period").wait_for()
    page.get_by_text("Show filters (2 set)").click()
    page.get_by_label("Period").wait_for(state="hidden")
    assert "segment=Club" in page.url


def test_on_a_desk_they_stand_open_without_a_switch(visit, demo, executive):
    page = visit(demo).go(f"?as={executive}")
    assert page.get_by_label("Period").is_visible()
    assert not page.get_by_text("Show filters").is_visible()


def test_the_matrix_keeps_its_width_and_scrolls_in_its_frame(visit, demo, executive):
    page = visit(demo, width=390).go(f"?as={executive}")
    assert page.locator(".st-key-alignment-matrix").bounding_box()["width"] >= 640
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_waits_is_read_whole(visit, demo, executive):
    page = visit(demo, width=390).go(f"?as={executive}")
    links = page.get_by_test_id("stPageLink").locator("p").all()
    assert links
    for link in links:
        assert link.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), link.inner_text()
