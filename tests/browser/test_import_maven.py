"""A company's real CRM files brought in through the page, by mouse and keyboard, twice."""

import re

from playwright.sync_api import expect

from tests import maven


def bring(visit, path, kind, *, accept=True):
    """Upload a file, see that its kind was guessed, and accept it."""
    page = visit.page
    page.locator("input[type=file]").set_input_files(path)
    visit.settle()
    chosen = page.get_by_role("radio", name=kind.capitalize(), exact=True)
    expect(chosen).to_be_checked()
    if accept:
        press_accept(visit, kind)


def press_accept(visit, kind):
    visit.page.get_by_role("button", name=f"Accept {kind}").click()
    expect(visit.page.get_by_text(re.compile(r"This is batch \d+"))).to_be_visible()
    visit.settle()


def test_accounts_products_people_and_deals_come_in_and_again_change_nothing(
    visit, own_server, sqlite_engine, shared_data
):
    folder = shared_data / "maven_crm"
    there = visit(own_server)
    page = there.go("import")
    for kind, name, rows in maven.FILES[:3]:
        bring(there, folder / name, kind)
        expect(page.get_by_text(f"{rows:,} {kind} read: {rows:,} new")).to_be_visible()
    bring(there, folder / "sales_pipeline.csv", "deals", accept=False)
    expect(page.get_by_text("8,800 deals: 8,800 new, 0 changed, 0 as they are")).to_be_visible()
    box = page.get_by_role(
        "combobox", name=re.compile("GTXPro.”, 1,480 rows, resembles “.GTX Pro.”")
    )
    expect(box).to_be_visible()
    press_accept(there, "deals")
    assert maven.stages(sqlite_engine) == maven.STAGES
    assert maven.people(sqlite_engine) == (35, 30, 6)
    assert maven.of_product(sqlite_engine, "GTXPro") == maven.GTXPRO  # apart until somebody says

    for kind, name, rows in maven.FILES:
        bring(there, folder / name, kind, accept=False)
        expect(page.get_by_text("This very file was accepted on")).to_be_visible()
        press_accept(there, kind)
        told = f"{rows:,} {kind} read: 0 new, 0 changed, {rows:,} were as they are, 0 rejected."
        expect(page.get_by_text(told)).to_be_visible()
    assert maven.stages(sqlite_engine) == maven.STAGES


def test_what_is_said_to_be_the_same_is_and_the_next_file_knows_it(
    visit, own_server, sqlite_engine, shared_data
):
    folder = shared_data / "maven_crm"
    there = visit(own_server)
    page = there.go("import")
    bring(there, folder / "products.csv", "products")
    bring(there, folder / "sales_pipeline.csv", "deals", accept=False)
    box = page.get_by_role("combobox", name=re.compile("GTXPro.”"))
    box.click()
    page.get_by_role("option", name="Same as GTX Pro", exact=True).click()
    there.settle()
    press_accept(there, "deals")
    assert maven.of_product(sqlite_engine, "GTX Pro") == maven.GTXPRO
    assert maven.of_product(sqlite_engine, "GTXPro") == 0
    bring(there, folder / "sales_pipeline.csv", "deals", accept=False)
    expect(page.get_by_text("8,800 deals: 0 new, 0 changed, 8,800 as they are")).to_be_visible()
    assert page.get_by_text("GTXPro").count() == 0
    expect(page.get_by_test_id("stToast")).to_have_count(0)
    assert there.serious() == []


def test_stages_columns_and_dates_are_asked_and_rejected_rows_are_shown(
    visit, own_server, sqlite_engine, tmp_path
):
    rows = ["Id,Deal Name,Stage,Amount,Close Date"]
    rows += [
        "1,One,Handshake,10,03/04/2026",
        "2,Two,Won,20,05/06/2026",
        "3,Three,Won,=1+1,07/08/26",
    ]
    path = tmp_path / "deals.csv"
    path.write_text("\n".join(rows))
    there = visit(own_server)
    page = there.go("import")
    bring(there, path, "deals", accept=False)
    page.get_by_text("Day first: 03/04 is 3 April").click()
    there.settle()
    button = page.get_by_role("button", name="Accept deals")
    expect(button).to_be_disabled()
    expect(page.get_by_text("Say first what the stages above mean.").first).to_be_visible()
    stage = page.get_by_role("radiogroup", name=re.compile("Handshake"))
    stage.get_by_role("radio", name="Open").click()
    there.settle()
    expect(
        page.get_by_text("3 deals: 2 new, 0 changed, 0 as they are, 1 rejected.")
    ).to_be_visible()
    assert there.serious() == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="Rejected rows as CSV").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "line,column,reason,raw"
    assert "3,Three,Won,=1+1,07/08/26" in text
    press_accept(there, "deals")
    assert {key: n for key, (n, _) in maven.stages(sqlite_engine).items()} == {
        ("Handshake", "open"): 1,
        ("Won", "won"): 1,
    }
    page = there.go("data-health")
    expect(page.get_by_text("Of 3 rows in 1 file, 1 was rejected.")).to_be_visible()
    assert there.serious() == []
