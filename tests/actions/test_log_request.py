"""What a customer asked is logged once, with who the customer was then, and can be taken back."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from data.actions.link_requests import link_requests
from data.actions.log_request import LONGEST, Asker, log_request, undo_log
from data.actions.merge_features import merge_features
from data.reads.meaning import BY_NAME
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, store_version, writing
from data.tables import Account, Audit, Deal, Feature, Request
from tests import small_company

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TEXT = "**Bold** <b>x</b> $a^2$ :material/home: \u202e‫مرحبا‬ [a](javascript:b)"


@pytest.fixture
def company(engine, cast):
    """small_company: accounts Venue 0 to 9 have each won deals on 10 February 2026."""
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        session.add(
            Account(
                id=50,
                source="plain",
                source_key="N",
                name="New Hall",
                name_key="new hall",
                segment="Hall",
            )
        )
        session.flush()
        session.execute(
            update(Deal)
            .where(Deal.source_key == "O")
            .values(account_id=50, stage="Proposal", owner_id=cast.manager.person_id)
        )
    return engine


def log(engine, me, token="t1", account=50, words="Remind my guests", **more):
    with writing(engine) as session:
        more = {"asker": Asker(account), "now": NOW} | more
        return log_request(session, me.actor, token=token, words=words, **more)


def kept(engine, request_id):
    with reading(engine) as connection:
        return connection.execute(select(Request).where(Request.id == request_id)).one_or_none()


def deal(engine, key="O"):
    with reading(engine) as connection:
        return connection.execute(select(Deal.id).where(Deal.source_key == key)).scalar_one()


def account(engine, key="A1"):
    with reading(engine) as connection:
        return connection.execute(select(Account.id).where(Account.source_key == key)).scalar_one()


def test_a_request_keeps_who_the_customer_was_then(company, cast):
    one = kept(
        company,
        log(company, cast.manager, deal_id=deal(company), need="blocker", intent="new business"),
    )
    assert (one.source, one.source_key, one.words) == ("throughline", "t1", "Remind my guests")
    assert (one.logged_by_id, one.team_id) == (cast.manager.person_id, cast.team_id)
    assert (one.segment, one.customer_kind, one.deal_stage) == ("Hall", "prospect", "Proposal")
    assert (one.need, one.intent, one.asked_on) == ("blocker", "new business", date(2026, 5, 4))


def test_a_customer_is_who_had_bought_by_the_day_of_asking(company, cast):
    before, after = date(2026, 2, 9), date(2026, 2, 10)
    venue = account(company)
    kinds = [
        kept(company, log(company, cast.manager, token=str(day), account=venue, asked_on=day))
        for day in (before, after)
    ]
    assert [one.customer_kind for one in kinds] == ["prospect", "customer"]


def test_the_same_form_sent_twice_is_one_request(company, cast):
    first = log(company, cast.manager)
    with reading(company) as connection:
        version = store_version(connection)
    assert log(company, cast.manager, words="typed on") == first
    assert kept(company, first).words == "Remind my guests"
    with reading(company) as connection:
        assert store_version(connection) == version


def test_a_double_click_that_reaches_two_connections_is_one_request(company, cast):
    both, given = threading.Barrier(2), []

    def click():
        both.wait()
        given.append(log(company, cast.manager))

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 2 and len(set(given)) == 1
    with reading(company) as connection:
        assert (
            len(connection.execute(select(Audit).where(Audit.action == "log_request")).all()) == 1
        )


@pytest.mark.parametrize("words", [TEXT, "x" * 100_000, "<script>alert(1)</script>\n\n* a"])
def test_whatever_the_customer_said_is_kept_to_the_letter(company, cast, words):
    assert kept(company, log(company, cast.manager, words=words)).words == words


def test_an_account_that_nobody_knew_is_known_by_its_name_from_now_on(company, cast):
    for token in ("a", "b"):
        log(company, cast.manager, token=token, asker=Asker(new_name="  Old  Mill "))
    with reading(company) as connection:
        [mill] = connection.execute(select(Account).where(Account.name_key == "old mill")).all()
    assert (mill.source, mill.source_key, mill.name) == (BY_NAME, "old mill", "Old Mill")
    log(company, cast.manager, token="c", asker=Asker(new_name="venue 1"))
    with reading(company) as connection:
        named = connection.execute(select(Account).where(Account.name_key == "venue 1")).all()
    assert len(named) == 1


def test_a_request_can_be_taken_back_and_the_trail_keeps_it(company, cast):
    logged = log(company, cast.manager, asker=Asker(new_name="Old Mill"))
    with writing(company) as session:
        undo_log(session, cast.manager.actor, request_id=logged, now=NOW)
    assert kept(company, logged) is None
    with reading(company) as connection:
        assert connection.execute(select(Account).where(Account.name == "Old Mill")).all() == []
        last = connection.execute(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert (last.action, last.before["words"]) == ("undo_log", "Remind my guests")


def test_an_account_that_another_request_rests_on_stays(company, cast):
    first = log(company, cast.manager, asker=Asker(new_name="Old Mill"))
    log(company, cast.manager, token="2", asker=Asker(new_name="Old Mill"))
    with writing(company) as session:
        undo_log(session, cast.manager.actor, request_id=first, now=NOW)
    with reading(company) as connection:
        assert connection.execute(select(Account).where(Account.name == "Old Mill")).one()


def test_nobody_takes_back_anothers_or_yesterdays_request(company, cast):
    logged = log(company, cast.manager)
    for me, now, words in (
        (cast.product_lead, NOW, "Only whoever logged"),
        (cast.manager, NOW + timedelta(days=1), "on the day it was logged"),
    ):
        with writing(company) as session, pytest.raises(Invalid, match=words):
            undo_log(session, me.actor, request_id=logged, now=now)
    with writing(company) as session, pytest.raises(Invalid, match="Only whoever logged"):
        undo_log(session, cast.manager.actor, request_id=1, now=NOW)


def test_what_somebody_has_linked_since_is_not_taken_back_in_silence(company, cast):
    logged = log(company, cast.manager)
    with writing(company) as session:
        link_requests(session, cast.product_lead.actor, requests={logged: 1}, feature_id=1, now=NOW)
    with writing(company) as session, pytest.raises(Conflict, match="changed this request"):
        undo_log(session, cast.manager.actor, request_id=logged, now=NOW)
    assert kept(company, logged).feature_id == 1


def test_a_feature_merged_away_while_the_form_was_open_stands_for_the_kept_one(company, cast):
    with writing(company) as session:
        session.add(Feature(id=2, title="Nudge", status="idea"))
        session.flush()
        merge_features(
            session, cast.product_lead.actor, kept_id=1, merged_id=2, seen={1: 1, 2: 1}, now=NOW
        )
    assert kept(company, log(company, cast.manager, feature_id=2)).feature_id == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": "  \n"}, "Write down what the customer said"),
        ({"words": "x" * (LONGEST + 1)}, "Keep it under 200,000 characters"),
        ({"words": "a\0b"}, "Paste them as plain text"),
        ({"asker": Asker()}, "Say which account asked"),
        ({"asker": Asker(999)}, "That account is not here"),
        ({"deal_id": 1}, "not one of this account"),
        ({"feature_id": 999}, "That feature is not here"),
        ({"need": "much"}, "Choose need and intent"),
        ({"asked_on": date(2026, 5, 5)}, "has not come yet"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(company, cast, given, words):
    with pytest.raises(Invalid, match=words):
        log(company, cast.manager, **given)


def test_a_viewer_logs_nothing(company, cast):
    with pytest.raises(NotAllowed, match="Ask"):
        log(company, cast.member)
