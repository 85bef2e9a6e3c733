"""What emerging demand is judged by, as frames: scoped, typed, on both databases."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from data.actions.change_setting import change_setting
from data.reads import emerging as reads
from data.reads.proposals import drafts, proposals
from data.reads.scope import EVERYTHING, Scope
from data.store import reading, writing
from data.tables import Feature, Proposal, Request
from tests import asking_company
from tests.asking_company import THEME

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def ids(engine, cast):
    with writing(engine) as session:
        return asking_company.fill(session, team_id=cast.team_id, today=TODAY)


def read(engine, what, *scope, **how):
    with reading(engine) as connection:
        return what(connection, *(scope or (EVERYTHING,)), **how)


def test_every_request_in_scope_is_there_without_its_words(engine, cast, ids):
    found = read(engine, reads.asked)
    assert found.schema == pl.Schema(reads.ASKED)
    assert found.height == 24 + 12 + 2 + 12
    assert found["feature_id"].null_count() == 12
    assert set(found["team"]) == {"Harbour"}
    assert read(engine, reads.asked, Scope((cast.team_id,))).height == found.height
    assert read(engine, reads.asked, Scope(())).is_empty()


def test_each_account_speaks_once_with_its_latest_word(engine, ids):
    with writing(engine) as session:
        older = session.query(Request).filter_by(feature_id=ids[THEME]).order_by(Request.id).first()
        session.add_all(
            Request(
                source="plain",
                source_key=f"again {account}",
                words=f"Again {account}",
                feature_id=ids[THEME],
                account_id=account,
                asked_on=TODAY,
                first_seen_on=TODAY,
            )
            for account in (older.account_id, None)
        )
    found = read(engine, reads.voices, feature_id=ids[THEME], limit=100)
    assert found.schema == pl.Schema(reads.VOICES)
    assert found.height == 25
    assert set(found["words"].head(2)) == {f"Again {older.account_id}", "Again None"}
    assert found["asked_on"].is_sorted(descending=True)
    assert read(engine, reads.voices, feature_id=ids[THEME], limit=3).height == 3
    assert read(engine, reads.voices, Scope(()), feature_id=ids[THEME], limit=3).is_empty()


def test_requests_without_a_feature_come_newest_first(engine, ids):
    found = read(engine, reads.unlinked, limit=2)
    assert found.schema == pl.Schema(reads.UNLINKED)
    assert found["words"].to_list() == [
        f"{asking_company.UNLINKED}, asks visitor {n}" for n in (0, 1)
    ]
    assert read(engine, reads.unlinked, Scope(()), limit=2).is_empty()


def test_thresholds_are_as_set_and_their_history_says_who_and_when(engine, cast):
    assert read(engine, reads.in_force) is None
    assert read(engine, reads.declared) == ()
    seen = None
    for at, accounts in enumerate((10, 12)):
        value = {"accounts": accounts, "n_eff": 4.0, "q": 0.05}
        with writing(engine) as session:
            change_setting(
                session,
                cast.administrator.actor,
                key="emerging",
                value=value,
                seen=seen,
                now=NOW + timedelta(days=at),
            )
        seen = value
    assert read(engine, reads.in_force) == seen
    newest, first = read(engine, reads.declared)
    assert (newest.accounts, first.accounts) == (12, 10)
    assert (newest.by, newest.at.date()) == ("Ada Root", date(2026, 5, 5))


def test_a_proposal_follows_its_theme_when_that_is_merged(engine, ids):
    with writing(engine) as session:
        kept = Feature(title="Nudge", status="idea")
        session.add(kept)
        session.flush()
        session.get(Feature, ids[THEME]).merged_into_id = kept.id
        session.add_all(
            Proposal(feature_id=feature, evidence={}, opened_at=NOW)
            for feature in (ids[THEME], kept.id)
        )
        session.flush()
        holds = kept.id
    newer, older = read(engine, proposals)
    assert (newer.feature_id, older.feature_id) == (holds, holds)
    assert (newer.last, older.last) == (True, False)
    assert older.title == THEME


def test_an_empty_store_has_no_proposal_and_no_draft(engine):
    assert read(engine, proposals) == ()
    assert read(engine, drafts) == ()
    assert read(engine, reads.asked).schema == pl.Schema(reads.ASKED)
