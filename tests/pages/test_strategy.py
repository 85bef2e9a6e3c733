"""The Strategy page as each of its readers meets it."""

from datetime import date

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.actions.permissions import SETUP
from data.actions.publish_strategy import PillarDraft, publish_strategy
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import PillarThen, Version, versions
from data.reads.subjects import SUBJECTS
from data.store import EVER, reading, writing
from data.tables import Deal, Request
from pages.parts.plain import label
from pages.parts.strategy.compare import Side, changes, table
from pages.strategy import answer
from tests import small_company
from tests.cast import cast_in
from tests.pages.moment import NOW, TODAY


def page():
    from pages import strategy

    strategy.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def company(sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, tab=None):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        if tab:
            app.session_state["tab"] = tab
        return app.run()

    return _open


def said(app):
    return " ".join(element.proto.body for element in app.get("html"))


def labelled(elements, label):
    [found] = [element for element in elements if element.label == label]
    return found


def history(engine):
    with reading(engine) as connection:
        return versions(connection, EVERYTHING)


def write_first(app, *, shares=(60, 40)):
    labelled(app.text_area, "Mission").set_value("Full houses")
    for number, (name, share) in enumerate(zip(("Seats", "Venues"), shares, strict=True)):
        labelled(app.text_input, f"Pillar {number + 1}" if number else "Pillar").set_value(name)
        label = f"Share of pillar {number + 1} in %" if number else "Share in %"
        labelled(app.number_input, label).set_value(float(share))
    return app.run()


def publish_button(app):
    [found] = [button for button in app.button if button.label.startswith("Publish version")]
    return found


def test_the_first_run_says_what_to_do_in_three_steps(open_page, cast):
    app = open_page(cast.executive)
    assert "No strategy is set yet" in said(app)
    for step in ("Write the mission", "Name the pillars", "Map your products"):
        assert step in app.markdown[0].value
    assert publish_button(app).label == "Publish version 1…"
    assert not app.exception


def test_who_may_not_publish_is_told_who_may(open_page, cast):
    app = open_page(cast.member)
    assert app.info[0].value == "An administrator or an executive can publish a strategy here."
    assert not app.text_area


def test_a_first_strategy_begins_where_the_data_does(open_page, sqlite_engine, cast):
    asked = date(2016, 10, 20)
    with writing(sqlite_engine) as session:
        session.add(
            Request(source="plain", source_key="R", words="Hm", asked_on=asked, first_seen_on=TODAY)
        )
    app = open_page(cast.executive)
    assert labelled(app.date_input, "In force from").value == asked
    assert "Your data begins on that day" in said(app)


def test_the_next_one_begins_today(open_page, company):
    app = open_page(company.executive, tab="Next version")
    assert labelled(app.date_input, "In force from").value == TODAY


def test_what_is_missing_from_100_is_said_while_writing(open_page, cast):
    app = write_first(open_page(cast.executive), shares=(60, 35.5))
    assert "The shares add up to 95.5%: 4.5 points are missing." in said(app)
    labelled(app.number_input, "Share in %").set_value(70.0)
    assert "The shares add up to 105.5%: 5.5 too many." in said(app.run())


def test_a_draft_that_breaks_a_rule_is_not_published_and_says_which(open_page, sqlite_engine, cast):
    app = write_first(open_page(cast.executive), shares=(60, 35))
    publish_button(app).click()
    app.run()
    assert app.error[0].value == (
        "The target shares sum to 95%. They must sum to 100%: add 5 points."
    )
    assert history(sqlite_engine) == ()


def publish_anyway(app):
    """Both presses of the button in one run: AppTest reruns the whole page, not the dialog."""
    publish_button(app).click()
    app.run()
    labelled(app.button, "Publish").click()
    publish_button(app).click()
    return app.run()


def test_a_first_strategy_is_written_and_published(open_page, sqlite_engine, cast):
    app = write_first(open_page(cast.executive))
    publish_button(app).click()
    app.run()
    assert "Version 1 holds from" in app.markdown[-1].value
    app = publish_anyway(app)
    [version] = history(sqlite_engine)
    assert version.mission == "Full houses"
    assert [(p.name, p.target_bp) for p in version.pillars] == [("Seats", 6000), ("Venues", 4000)]
    assert version.published_by == "Edda Stone"
    assert "Version 1 is in force since" in said(app)
    assert "Full houses" in said(app)


def test_rows_are_added_and_removed(open_page, cast):
    app = open_page(cast.executive)
    labelled(app.button, "Add a pillar").click()
    app.run()
    assert [name.label for name in app.text_input if name.label.startswith("Pillar")] == [
        "Pillar",
        "Pillar 2",
        "Pillar 3",
        "Pillar 4",
    ]
    labelled(app.text_input, "Pillar 2").set_value("Gone")
    app.run()
    [away] = [button for button in app.button if button.help == "Remove \u2068Gone\u2069"]
    away.click()
    app.run()
    assert "Gone" not in [name.value for name in app.text_input]


def other_publishes(engine, *, based_on):
    with writing(engine) as session:
        publish_strategy(
            session,
            SETUP,
            mission="Theirs",
            pillars=[PillarDraft("Fill seats", 10_000, None, 1)],
            in_force_from=TODAY,
            based_on=based_on,
            now=NOW,
        )


def test_a_draft_survives_somebody_elses_version_and_stands_beside_it(
    open_page, sqlite_engine, company
):
    app = open_page(company.executive, tab="Next version")
    labelled(app.text_area, "Mission").set_value("Mine")
    app.run()
    other_publishes(sqlite_engine, based_on=1)
    app.run()
    assert "published version 2 while you were editing. Your draft is kept" in app.warning[0].value
    assert labelled(app.text_area, "Mission").value == "Mine"
    assert "Theirs" in said(app)
    labelled(app.text_area, "Mission").set_value("Mine, again")
    app.run()
    assert "Mine, again" in said(app)  # beside theirs stands what is typed now
    labelled(app.text_area, "Mission").set_value("Mine")
    # Pressing Publish without having looked is refused, and nothing is lost.
    app = publish_anyway(app)
    assert "Your draft is kept on this page" in app.error[0].value
    assert labelled(app.text_area, "Mission").value == "Mine"
    assert len(history(sqlite_engine)) == 2
    labelled(app.button, "Keep mine, on top of it").click()
    app.run()
    publish_anyway(app)
    assert [version.mission for version in history(sqlite_engine)][1:] == ["Theirs", "Mine"]


def test_a_draft_that_nobody_touched_follows_the_newest_version(open_page, sqlite_engine, company):
    app = open_page(company.executive, tab="Next version")
    other_publishes(sqlite_engine, based_on=1)
    app.run()
    assert not app.warning
    assert labelled(app.text_area, "Mission").value == "Theirs"


def test_in_force_shows_the_mission_and_each_share_as_the_text_that_it_is(
    open_page, sqlite_engine, cast
):
    with writing(sqlite_engine) as session:
        publish_strategy(
            session,
            SETUP,
            mission="<b>Full</b> houses",
            pillars=[PillarDraft("Seats & co", 6250), PillarDraft("Venues", 3750)],
            in_force_from=TODAY,
            based_on=None,
            now=NOW,
        )
    words = said(open_page(cast.member))
    assert "&lt;b&gt;Full&lt;/b&gt; houses" in words
    assert "Seats &amp; co" in words and "62.5%" in words


def mappings(engine, name):
    with reading(engine) as connection:
        return (
            strategy_frames(connection, EVERYTHING)
            .mappings.filter(pl.col(name).is_not_null())
            .rows()
        )


def test_a_bar_is_as_long_as_its_share_of_the_whole(open_page, company):
    app = open_page(company.executive)
    shares = [share for share in ("60", "50", "40", "100") if f">{share}%</span>" in said(app)]
    assert shares and all(f"width:{share}.0%" in said(app) for share in shares)


def test_amounts_that_no_rate_converts_are_named(open_page, company):
    app = open_page(company.executive, tab="Mapping")
    assert "1 deal&#x27;s amount in EUR in no sum here" in said(app)


def test_a_sum_of_money_won_says_how_many_deals_it_lacks(open_page, sqlite_engine, company):
    with writing(sqlite_engine) as session:
        for key in ("C0", "S0", "S1"):
            deal = session.query(Deal).filter_by(source_key=key).one()
            deal.currency = "EUR" if key != "S1" else deal.currency  # no rate
            deal.product_id = deal.product_id if key == "C0" else None
    app = open_page(company.manager, tab="Mapping")
    assert not app.exception
    assert "2 won deals ($30.00 and 1 of unknown worth) without a product" in said(app)
    app.segmented_control(key="map_state").set_value("All").run()
    shown = app.dataframe[0].value.set_index("Name")
    assert shown["Of unknown worth"].fillna(0).to_dict()["Custom"] == 1


def test_what_nobody_mapped_comes_first_and_is_mapped_for_all_history(
    open_page, sqlite_engine, company
):
    app = open_page(company.product_lead, tab="Mapping")
    assert app.dataframe[0].value["Name"].to_list() == ["Basket reminder"]
    labelled(app.button, "Choose the one shown").click()
    app.run()
    labelled(app.multiselect, "Pillars").set_value([1, 2])
    app.run()
    labelled(app.number_input, f"{label('Fill seats')} in %").set_value(70.0)
    app.run()
    labelled(app.button, "Save").click()
    app.run()
    assert "The shares sum to 120%" in app.error[0].value
    labelled(app.number_input, f"{label('Serve venues')} in %").set_value(30.0)
    app.run()
    labelled(app.button, "Save").click()
    app.run()
    assert mappings(sqlite_engine, "feature_id") == [
        (None, 1, EVER, None, 1, 7000),
        (None, 1, EVER, None, 2, 3000),
    ]
    assert not app.exception


def test_many_are_mapped_at_once_from_today_and_put_back_again(open_page, sqlite_engine, company):
    app = open_page(company.executive, tab="Mapping")
    before = mappings(sqlite_engine, "product_id")
    labelled(app.multiselect, "Products and features").set_value(["product.1", "product.3"])
    app.run()
    [kind] = [group for group in app.button_group if group.label == "They serve"]
    kind.set_value("Outside the strategy")
    app.run()
    labelled(app.button, "Save for 2 of them").click()
    app.run()
    now = mappings(sqlite_engine, "product_id")
    assert (1, None, EVER, TODAY, 1, 10_000) in now
    assert (1, None, TODAY, None, None, 10_000) in now
    assert (3, None, TODAY, None, None, 10_000) in now
    labelled(app.button, "Undo the last save (2)").click()
    app.run()
    held = [row for row in mappings(sqlite_engine, "product_id") if row[3] is None]
    assert [row[:1] + row[4:] for row in held] == [row[:1] + row[4:] for row in before]
    assert "Undo the last save (2)" not in [button.label for button in app.button]


def test_the_second_to_map_is_told_and_keeps_the_choice(open_page, sqlite_engine, company):
    first = open_page(company.executive, tab="Mapping")
    second = open_page(company.product_lead, tab="Mapping")
    for app in (first, second):
        labelled(app.button, "Choose the one shown").click()
        app.run()
        labelled(app.multiselect, "Pillars").set_value([1])
        app.run()
    # The second page was drawn before the first one saved: its own rerun sees the new mapping.
    labelled(first.button, "Save").click()
    first.run()
    labelled(second.multiselect, "Pillars").set_value([2])
    second.run()
    assert labelled(second.multiselect, "Products and features").value == ["feature.1"]
    assert mappings(sqlite_engine, "feature_id") == [(None, 1, EVER, None, 1, 10_000)]


def test_who_may_not_map_reads_only_and_sees_no_other_teams_money(open_page, company):
    app = open_page(company.outsider, tab="Mapping")
    assert [box.label for box in app.multiselect] == []
    [show] = [group for group in app.button_group if group.label == "Show"]
    show.set_value("All")
    app.run()
    assert app.dataframe[0].value["Won (USD)"].sum() == 0


def test_search_narrows_by_name_and_family(open_page, company):
    app = open_page(company.executive, tab="Mapping")
    [show] = [group for group in app.button_group if group.label == "Show"]
    show.set_value("All")
    labelled(app.text_input, "Search").set_value("SEAT")
    app.run()
    assert app.dataframe[0].value["Name"].to_list() == ["Seats"]
    labelled(app.text_input, "Search").set_value("shipped")
    app.run()
    assert app.dataframe[0].value["Name"].to_list() == ["Basket reminder"]
    labelled(app.text_input, "Search").set_value("[")
    app.run()
    assert "Nothing matches." in said(app)


def test_two_versions_are_compared_pillar_by_pillar(open_page, sqlite_engine, company):
    other_publishes(sqlite_engine, based_on=1)
    app = open_page(company.member, tab="Versions")
    listed, compared = (frame.value for frame in app.dataframe)
    assert listed["Version"].to_list() == [2, 1]
    assert compared.fillna(-1).to_numpy().tolist() == [
        ["Fill seats", 50, 100, 50],
        ["Serve venues", 50, -1, -50],
    ]


# The answer in words.


def version(number, begins, until=None, held=True):
    pillars = (PillarThen(1, "A", None, 10_000),)
    return Version(number, "m", begins, until, held, NOW, None, pillars, ())


def found(*rows):
    names = ("kind", "state", "won_cents", "won_unknown")
    return pl.DataFrame(
        [dict(zip(names, ("product", *row, *[0][len(row) - 2 :]), strict=True)) for row in rows],
        schema={name: SUBJECTS[name] for name in names},
    )


APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)
ANSWERS = [
    (
        (version(3, APRIL),),
        found(("mapped", 96), ("unmapped", 4), ("unmapped", 0)),
        "Version 3 is in force since 1 Apr 2026: 1 pillar;"
        " 2 of 3 products are not yet mapped (4% of the money won with products).",
    ),
    (
        (version(3, APRIL),),
        found(("mapped", 90, 1), ("unmapped", 10, 2), ("unmapped", None, 4)),
        "Version 3 is in force since 1 Apr 2026: 1 pillar; 2 of 3 products are not yet mapped"
        " (10% of the money won with products, without 7 deals of unknown worth).",
    ),
    (
        (version(3, APRIL),),
        found(("mapped", 90), ("unmapped", None, 4)),
        "Version 3 is in force since 1 Apr 2026: 1 pillar; 1 of 2 products is not yet mapped"
        " (what was won there is not known).",
    ),
    (
        (version(3, APRIL, JULY), version(4, JULY)),
        found(("outside", 0)),
        "Version 3 is in force since 1 Apr 2026: 1 pillar; version 4 follows on 1 Jul 2026;"
        " its only product is mapped.",
    ),
    (
        (version(1, JULY),),
        found(),
        "No strategy is in force yet; version 1 follows on 1 Jul 2026."
        " No products have come in yet.",
    ),
    (
        (version(1, APRIL),),
        found(("unmapped", 0), ("mapped", 0)),
        "Version 1 is in force since 1 Apr 2026: 1 pillar; 1 of 2 products is not yet mapped.",
    ),
]


@pytest.mark.parametrize(("past", "subjects", "words"), ANSWERS)
def test_the_first_line_answers(past, subjects, words):
    assert answer(past, subjects, date(2026, 5, 1)) == words


# Two sides compared.


def test_a_renamed_pillar_is_one_row_and_a_new_one_has_no_past():
    old = Side("m", ((1, "Seats", 6000), (2, "Venues", 4000)), ("Seats: sell",))
    new = Side("n", ((1, "Full seats", 7000), (None, "New", 3000)), ())
    assert table("old", old, "new", new).rows() == [
        ("Seats → Full seats", 60.0, 70.0, 10.0),
        ("Venues", 40.0, None, -40.0),
        ("New", None, 30.0, 30.0),
    ]
    assert changes(old, new) == [
        "The mission is worded anew.",
        "Seats → Full seats: 60% → 70%",
        "Venues: 40% → none",
        "New: none → 30%",
        "Dropped: Seats: sell",
    ]
    assert changes(old, old) == ["Nothing but wording changes."]
