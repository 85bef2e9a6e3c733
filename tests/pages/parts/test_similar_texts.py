"""The index of what was asked before follows every write and never reads everything twice."""

from datetime import UTC, datetime

import pytest

from data.actions.add_feature import add_feature
from data.actions.log_request import Asker, log_request, undo_log
from data.reads import texts
from data.store import writing
from pages.parts import similar_texts
from tests import small_company
from tests.cast import cast_in

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def company(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    cast = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return cast


def test_what_is_logged_and_taken_back_shows_at_once_without_reading_all_again(
    company, sqlite_engine, monkeypatch
):
    def found(words):
        return [one.words for one in similar_texts.alike(company.manager, words)]

    assert found("gift cards for friends") == []
    whole, read = [], texts.request_texts

    def watched(connection, scope, only=None):
        whole.append(only is None)
        return read(connection, scope, only)

    monkeypatch.setattr(texts, "request_texts", watched)
    with writing(sqlite_engine) as session:
        logged = log_request(
            session, company.manager.actor, token="t", asker=Asker(new_name="Old Mill"),
            words="Gift cards, please", now=NOW,
        )  # fmt: skip
    assert found("gift cards for friends") == ["Gift cards, please"]
    with writing(sqlite_engine) as session:
        undo_log(session, company.manager.actor, request_id=logged, now=NOW)
    assert found("gift cards for friends") == []
    assert whole == [False, False]


def test_a_new_feature_is_found_by_its_title(company, sqlite_engine):
    similar_texts.alike(company.manager, "gift cards")
    with writing(sqlite_engine) as session:
        made = add_feature(
            session, company.product_lead.actor, title="Gift cards", effort_weeks=None, now=NOW
        )
    [one] = similar_texts.alike(company.manager, "gift cards")
    assert (one.feature_id, one.title, one.accounts) == (made, "Gift cards", 0)


def test_of_one_feature_the_closest_request_is_quoted_and_it_stands_once(company):
    [one] = similar_texts.alike(company.manager, "please remind them of the basket")
    assert (one.feature_id, one.words, one.account) == (1, "Remind them, *please*", "Venue 0")
    assert one.accounts == 1


def test_nothing_is_like_no_words(company):
    assert similar_texts.alike(company.manager, "  ") == ()
