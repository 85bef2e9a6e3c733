"""The box *Have you read it?* as its readers meet it."""

import pytest

from data.actions.read_strategy import read_strategy
from data.store import writing
from tests.cast import cast_in
from tests.pages.moment import NOW
from tests.pages.test_strategy import company, labelled, open_page, said  # noqa: F401


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


def table(app, column):
    [found] = [frame.value for frame in app.dataframe if column in frame.value.columns]
    return found


def test_one_tap_confirms_and_a_sentence_is_shown_to_oneself(open_page, company):  # noqa: F811
    app = open_page(company.member)
    labelled(app.text_input, "What are we here to do? (optional, one sentence)").set_value(
        "<b>Full</b> houses"
    )
    app = labelled(app.button, "I have read it").click().run()
    assert not app.exception
    words = said(app)
    assert "&lt;b&gt;Full&lt;/b&gt; houses" in words
    assert "You confirmed version 1" in words and "Only you see this" in words
    assert table(app, "read")[["team", "read", "n"]].values.tolist() == [["Harbour", 1, 2]]


def test_fewer_than_five_sentences_are_withheld_and_five_are_shown_without_names(
    open_page,  # noqa: F811
    sqlite_engine,
    company,  # noqa: F811
):
    people = [company.member, company.manager, company.product_lead, company.administrator]
    with writing(sqlite_engine) as session:
        for me in people:
            read_strategy(session, me.actor, number=1, sentence=f"houses by {me.name}", now=NOW)
    app = open_page(company.executive)
    assert "fewer than 5 are not shown" in said(app)
    with writing(sqlite_engine) as session:
        read_strategy(session, company.outsider.actor, number=1, sentence="Full houses", now=NOW)
    app = open_page(company.executive)
    assert table(app, "Like the mission")["People"].sum() == 5
    assert "houses by" not in said(app)
