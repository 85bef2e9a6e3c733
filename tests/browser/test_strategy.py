"""The first strategy, from an empty page to mapped products, as an executive does it; and two."""

import polars as pl
import pytest
from playwright.sync_api import expect

from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import versions
from data.store import EVER, reading, writing
from data.tables import Product
from tests import small_company
from tests.cast import cast_in


@pytest.fixture
def cast(sqlite_engine):
    """The people and two products; no strategy."""
    with writing(sqlite_engine) as session:
        for name in ("Seats", "Tools"):
            session.add(Product(source="plain", source_key=name, name=name, name_key=name.lower()))
    return cast_in(sqlite_engine)


def history(engine):
    with reading(engine) as connection:
        return versions(connection, EVERYTHING)


def fill(there, label, value):
    """Type into the input and leave it by the Tab key, as its rerun waits for that."""
    box = there.page.get_by_label(label, exact=True)
    box.fill(value)
    box.press("Tab")
    there.settle()


def choose(there, label, *starts):
    """Options of a multiselect, by typing how they begin."""
    for start in starts:
        box = there.page.get_by_role("combobox", name=label)
        box.fill(start)
        there.page.get_by_role("option", name=start).first.wait_for()
        box.press("Enter")
        there.settle()
    there.page.keyboard.press("Escape")


def test_an_executive_sets_the_first_strategy_and_maps_her_products(
    visit, own_server, sqlite_engine, cast
):
    there = visit(own_server)
    page = there.go(f"strategy?as={cast.executive.person_id}")
    expect(page.get_by_text("No strategy is set yet")).to_be_visible()
    fill(there, "Mission", "Every seat finds somebody who wants it.")
    fill(there, "Pillar", "Fill seats")
    fill(there, "Share in %", "70")
    fill(there, "Pillar 2", "Serve venues")
    fill(there, "Share of pillar 2 in %", "20")
    expect(page.get_by_text("10 points are missing")).to_be_visible()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("They must sum to 100%: add 10 points.")).to_be_visible()
    fill(there, "Share of pillar 2 in %", "30")
    expect(page.get_by_text("The shares add up to 100%.")).to_be_visible()
    page.get_by_role("button", name="Publish version 1").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Version 1 holds from")).to_be_visible()
    assert history(sqlite_engine) == ()
    dialog.get_by_role("button", name="Publish", exact=True).press("Enter")
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    expect(page.get_by_text("2 of 2 products are not yet mapped")).to_be_visible()
    [version] = history(sqlite_engine)
    assert [(p.name, p.target_bp) for p in version.pillars] == [
        ("Fill seats", 7000),
        ("Serve venues", 3000),
    ]

    page.get_by_role("tab", name="Mapping").click()
    page.get_by_role("button", name="Choose all 2 shown").click()
    choose(there, "Pillars", "Fill seats")
    page.get_by_role("button", name="Save for 2 of them").click()
    expect(page.get_by_text("every product is mapped")).to_be_visible()
    with reading(sqlite_engine) as connection:
        mapped = strategy_frames(connection, EVERYTHING).mappings
    assert mapped.select("product_id", "from_on", "pillar_id", "share_bp").rows() == [
        (1, EVER, 1, 10_000),
        (2, EVER, 1, 10_000),
    ]
    there.go(page.url.removeprefix(f"{own_server}/"))  # the link brings the same tab back
    expect(page.get_by_role("tab", name="Mapping")).to_have_attribute("aria-selected", "true")
    assert mapped.filter(pl.col("until_on").is_not_null()).is_empty()


def test_two_publish_in_two_browsers_and_the_second_is_told_and_loses_nothing(
    visit, own_server, sqlite_engine, cast
):
    with writing(sqlite_engine) as session:
        small_company.publish(session, ("Fill seats", 5000), ("Serve venues", 5000))
    first, second = visit(own_server), visit(own_server)
    for there, person, words in (
        (first, cast.executive, "First"),
        (second, cast.administrator, "Second"),
    ):
        there.go(f"strategy?as={person.person_id}&tab=Next+version")
        fill(there, "Mission", words)
        there.page.get_by_role("button", name="Publish version 2").click()
        expect(there.page.get_by_role("dialog")).to_be_visible()
    for there in (first, second):
        there.page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(first.page.get_by_text("Version 2 is in force since")).to_be_visible()
    page = second.page
    told = "Edda Stone published version 2 while you were editing."
    expect(page.get_by_role("dialog").get_by_text(told)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{told} Your draft is kept below.")).to_be_visible()
    expect(page.get_by_label("Mission")).to_have_value("Second")
    assert [version.mission for version in history(sqlite_engine)] == ["Full houses", "First"]
    page.get_by_role("button", name="Keep mine, on top of it").click()
    second.settle()
    page.get_by_role("button", name="Publish version 3").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 3 is in force since")).to_be_visible()
    assert [version.mission for version in history(sqlite_engine)][1:] == ["First", "Second"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["In+force", "Next+version", "Mapping", "Versions"])
def test_axe_finds_nothing_serious_on_any_tab(visit, own_server, sqlite_engine, cast, tab, theme):
    with writing(sqlite_engine) as session:
        small_company.publish(session, ("Fill seats", 5000), ("Serve venues", 5000))
    there = visit(own_server, theme=theme)
    page = there.go(f"strategy?as={cast.executive.person_id}&tab={tab}")
    if tab == "Mapping":
        page.get_by_role("button", name="Choose all 2 shown").click()
        expect(page.get_by_role("button", name="Save for 2 of them")).to_be_visible()
    there.settle()
    assert there.serious() == []
