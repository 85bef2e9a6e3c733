"""Requests are pointed to features, many at once, all or none."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions import link_requests as linking
from data.actions.link_requests import link_requests, put_links_back
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, store_version, writing
from data.tables import Audit, Feature, Request

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def asked(engine, cast):
    """Requests 1, 2, 3 that nobody has linked; features 1 Seat map, 2 Gift cards."""
    with writing(engine) as session:
        session.add_all([Feature(id=1, title="Seat map", status="idea")])
        session.add_all([Feature(id=2, title="Gift cards", status="idea")])
        session.add_all(
            Request(
                id=number,
                source="plain",
                source_key=f"R-{number}",
                words="show the seats",
                asked_on=date(2026, 4, number),
                first_seen_on=date(2026, 4, 30),
            )
            for number in (1, 2, 3)
        )
    return engine


def link(engine, actor, requests, feature=1):
    with writing(engine) as session:
        return link_requests(session, actor, requests=requests, feature_id=feature, now=NOW)


def links(engine):
    with reading(engine) as conn:
        rows = conn.execute(
            select(Request.id, Request.feature_id, Request.row_version).order_by(Request.id)
        )
        return [tuple(row) for row in rows]


def test_many_requests_are_linked_at_once_with_one_line_on_record(asked, cast):
    assert link(asked, cast.product_lead.actor, {1: 1, 3: 1}) == 2
    assert links(asked) == [(1, 1, 2), (2, None, 1), (3, 1, 2)]
    with writing(asked) as session:
        kept = session.scalars(select(Audit)).one()
    assert (kept.subject, kept.subject_id) == ("features", 1)
    assert kept.before == {"requests": {"1": None, "3": None}}
    assert kept.after == {"feature": "Seat map", "requests": [1, 3]}


def test_a_link_can_be_moved_and_taken_away(asked, cast):
    lead = cast.product_lead.actor
    link(asked, lead, {1: 1})
    link(asked, lead, {1: 2}, feature=2)
    assert links(asked)[0] == (1, 2, 3)
    link(asked, lead, {1: 3}, feature=None)
    assert links(asked)[0] == (1, None, 4)


def test_links_are_put_back_each_as_it_was_or_none(asked, cast):
    lead = cast.product_lead.actor

    def back(requests):
        with writing(asked) as session:
            were = {1: 1, 2: None}
            return put_links_back(session, lead, requests=requests, were=were, now=NOW)

    link(asked, lead, {1: 1})
    link(asked, lead, {1: 2, 2: 1}, feature=2)
    with pytest.raises(Conflict):
        back({1: 3, 2: 1})  # somebody changed the second since
    assert links(asked) == [(1, 2, 3), (2, 2, 2), (3, None, 1)]
    assert back({1: 3, 2: 2}) == 2
    assert links(asked) == [(1, 1, 4), (2, None, 3), (3, None, 1)]


def test_linking_what_is_linked_already_writes_nothing(asked, cast):
    lead = cast.product_lead.actor
    link(asked, lead, {1: 1, 2: 1})
    with reading(asked) as conn:
        before = store_version(conn)
    assert link(asked, lead, {1: 2, 2: 2}) == 0
    with reading(asked) as conn:
        assert store_version(conn) == before


def test_one_request_that_somebody_changed_stops_them_all(asked, cast):
    link(asked, cast.administrator.actor, {2: 1}, feature=2)
    with pytest.raises(Conflict, match="Somebody changed 1 of these 3 requests"):
        link(asked, cast.product_lead.actor, {1: 1, 2: 1, 3: 1})
    assert links(asked) == [(1, None, 1), (2, 2, 2), (3, None, 1)]


def test_of_two_who_link_at_the_same_moment_one_is_told(asked, cast):
    both, said = threading.Barrier(2), []

    def hurry(feature):
        both.wait()
        try:
            link(asked, cast.product_lead.actor, {1: 1, 2: 1, 3: 1}, feature=feature)
        except Conflict as told:
            said.append(str(told))

    threads = [threading.Thread(target=hurry, args=(feature,)) for feature in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert len({feature for _, feature, _ in links(asked)}) == 1


@pytest.mark.parametrize(
    ("requests", "feature", "words"),
    [
        ({}, 1, "Choose at least one request"),
        ({1: 1, 9: 1}, 1, "Some of these requests are not here any more"),
        ({1: 1}, 9, "That feature is not here any more"),
    ],
)
def test_what_is_not_there_cannot_be_linked(asked, cast, requests, feature, words):
    with pytest.raises(Invalid, match=words):
        link(asked, cast.product_lead.actor, requests, feature)


def test_too_many_at_once_are_refused_with_the_number(asked, cast, monkeypatch):
    monkeypatch.setattr(linking, "AT_ONCE", 2)
    with pytest.raises(Invalid, match="at most 2 requests at once; these are 3"):
        link(asked, cast.product_lead.actor, {1: 1, 2: 1, 3: 1})


def test_a_full_load_of_requests_fits_one_statement(asked, cast):
    missing = dict.fromkeys(range(1, linking.AT_ONCE + 1), 1)
    with pytest.raises(Invalid, match="not here any more"):
        link(asked, cast.product_lead.actor, missing)


def test_a_viewer_links_nothing(asked, cast):
    with pytest.raises(NotAllowed):
        link(asked, cast.member.actor, {1: 1})
