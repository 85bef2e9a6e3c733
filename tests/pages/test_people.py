"""People and access as the administrator meets it, and as everybody else does not."""

import pytest
from streamlit.testing.v1 import AppTest

from data.actions.change_person import change_person
from data.actions.permissions import SETUP
from data.reads.access import Known, everyone
from data.reads.pay_scope import pay_scope
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import Team
from pages.people import answer
from tests.cast import cast_in
from tests.pages.test_strategy import labelled, said
from tests.small_company import LONG_AGO


def page():
    from pages import people

    people.show()


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        session.add(Team(name="Hill"))
    return found


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person=None):
        app = AppTest.from_function(page, default_timeout=240)
        if person:
            app.query_params["as"] = str(person.person_id)
        return app.run()

    return _open


def people(engine):
    with reading(engine) as connection:
        return {person.name: person for person in everyone(connection, EVERYTHING)}


def choose(app, person):
    labelled(app.selectbox, "Person").set_value(person.person_id)
    return app.run()


def hers(elements, label):
    """The input of the form on the left, which was drawn after the one on the right."""
    return next(element for element in elements if element.label == label)


def test_everyone_is_listed_with_role_team_and_what_she_sees(open_page, cast):
    app = open_page(cast.administrator)
    rows = app.dataframe[0].value.set_index("Name")
    assert rows.loc["Mara Lindqvist", ["Role", "Team"]].tolist() == ["Sales manager", "Harbour"]
    assert rows.loc["Edda Stone", "Sees beside her own"] == "every team"
    assert said(app).count("6 of 6 people may come in; 1 of them is administrator.") == 1
    assert "1 is on no team and sees no team" in said(app)


def test_the_table_says_whose_pay_each_may_read_as_the_reads_have_it(
    open_page, cast, sqlite_engine
):
    rows = open_page(cast.administrator).dataframe[0].value.set_index("Name")
    for me in (cast.administrator, cast.executive, cast.product_lead, cast.manager, cast.member):
        with reading(sqlite_engine) as connection:
            scope = pay_scope(connection, me)
            team = {each.id for each in people(sqlite_engine).values() if each.team == "Harbour"}
        said = {
            None: "everybody's",
            (): "nobody's",
            (me.person_id,): "her own",
            tuple(sorted(team)): "her own and Harbour's",
        }
        assert rows.loc[me.name, "Reads pay"] == said[scope.people], me.name


def test_others_are_told_whom_to_ask(open_page, cast):
    for me in (cast.executive, cast.manager, cast.member):
        app = open_page(me)
        assert "Only an administrator" in app.info[0].value
        assert not app.dataframe and not app.button


def test_a_person_is_added(open_page, cast, sqlite_engine):
    app = open_page(cast.administrator)
    labelled(app.text_input, "Name").set_value("Nora New")
    labelled(app.text_input, "E-mail").set_value("nora@example.org")
    labelled(app.selectbox, "Team").set_value(cast.team_id)
    labelled(app.button, "Add").click()
    app.run()
    added = people(sqlite_engine)["Nora New"]
    assert (added.role, added.team, added.email, added.active) == (
        "viewer",
        "Harbour",
        "nora@example.org",
        True,
    )
    assert labelled(app.text_input, "Name").value == ""


def test_an_address_that_is_taken_is_refused_and_the_form_keeps_what_was_typed(open_page, cast):
    app = open_page(cast.administrator)
    labelled(app.text_input, "Name").set_value("Nora New")
    labelled(app.text_input, "E-mail").set_value("EDDA@example.org")
    labelled(app.button, "Add").click()
    app.run()
    assert app.error[0].value == "Edda Stone signs in with EDDA@example.org already."
    assert labelled(app.text_input, "Name").value == "Nora New"


def test_a_person_is_changed_all_at_once(open_page, cast, sqlite_engine):
    app = choose(open_page(cast.administrator), cast.outsider)
    hers(app.selectbox, "Role").set_value("sales_manager")
    hers(app.multiselect, "Also sees").set_value([cast.team_id])
    app.run()
    labelled(app.button, "Save").click()
    app.run()
    changed = people(sqlite_engine)["Nils Alone"]
    assert (changed.role, changed.sees) == ("sales_manager", (cast.team_id,))
    assert not app.error


def test_the_last_administrator_stays_one(open_page, cast, sqlite_engine):
    app = choose(open_page(cast.administrator), cast.administrator)
    labelled(app.checkbox, "Active: she may come in").uncheck()
    labelled(app.button, "Save").click()
    app.run()
    assert "last active administrator" in app.error[0].value
    assert people(sqlite_engine)["Ada Root"].active


def change_meanwhile(engine, person):
    with writing(engine) as session:
        change_person(
            session,
            SETUP,
            person_id=person.id,
            row_version=person.row_version,
            name="Nils Together",
            email=person.email,
            role=person.role,
            team_id=person.team_id,
            active=True,
            sees=(),
            now=LONG_AGO,
        )


def test_the_second_of_two_editors_sees_both_and_keeps_hers(open_page, cast, sqlite_engine):
    app = choose(open_page(cast.administrator), cast.outsider)
    hers(app.selectbox, "Role").set_value("product_lead")
    app.run()
    change_meanwhile(sqlite_engine, people(sqlite_engine)["Nils Alone"])
    labelled(app.button, "Save").click()
    app.run()
    assert "Setup changed Nils Together while you were editing" in app.error[0].value
    assert "Yours is kept below" in app.warning[0].value
    assert app.dataframe[1].value.to_numpy().tolist() == [
        ["Name", "Nils Together", "Nils Alone"],
        ["Role", "Viewer", "Product lead"],
    ]
    labelled(app.button, "Keep mine").click()
    app.run()
    labelled(app.button, "Save").click()
    app.run()
    assert people(sqlite_engine)["Nils Alone"].role == "product_lead"


def test_she_may_take_theirs_instead(open_page, cast, sqlite_engine):
    app = choose(open_page(cast.administrator), cast.outsider)
    hers(app.selectbox, "Role").set_value("product_lead")
    app.run()
    change_meanwhile(sqlite_engine, people(sqlite_engine)["Nils Alone"])
    app.run()
    labelled(app.button, "Take theirs").click()
    app.run()
    assert not app.warning
    assert hers(app.selectbox, "Role").value == "viewer"
    assert "Nils Together" in [name.value for name in app.text_input]


def test_an_editor_who_typed_nothing_simply_sees_the_new_state(open_page, cast, sqlite_engine):
    app = choose(open_page(cast.administrator), cast.outsider)
    change_meanwhile(sqlite_engine, people(sqlite_engine)["Nils Alone"])
    app.run()
    assert not app.warning
    assert "Nils Together" in [name.value for name in app.text_input]


def test_the_very_first_person_becomes_administrator(open_page, sqlite_engine):
    app = open_page()
    assert "The first person you add becomes administrator." in said(app)
    assert labelled(app.selectbox, "Role").options == ["Administrator"]
    labelled(app.text_input, "Name").set_value("Ada Root")
    labelled(app.button, "Add").click()
    app.run()
    assert people(sqlite_engine)["Ada Root"].role == "administrator"


def known(role, *, team=None, active=True):
    return Known(1, "A", None, role, team, None, active, (), 1)


@pytest.mark.parametrize(
    ("those", "words"),
    [
        ((known("administrator"),), "1 of 1 people may come in; 1 of them is administrator."),
        (
            (known("administrator"), known("administrator"), known("viewer", active=False)),
            "2 of 3 people may come in; 2 of them are administrators.",
        ),
        (
            (
                known("administrator"),
                known("viewer"),
                known("sales_manager"),
                known("viewer", team=1),
            ),
            "4 of 4 people may come in; 1 of them is administrator."
            " 2 are on no team and see no team's rows.",
        ),
    ],
)
def test_the_first_line_counts(those, words):
    assert answer(those) == words
