"""Requests are sorted to a feature, made and mapped on the way, all of it or nothing."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.actions.link_requests import link_requests
from data.actions.triage_requests import Serving, triage_requests
from data.refused import Conflict, Invalid, NotAllowed
from data.store import EVER, reading, writing
from data.tables import Feature, Mapping, Request
from tests import small_company

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def company(engine, cast):
    """small_company: request 1 asks for feature 1; pillars 1 and 2."""
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return engine


def triage(engine, me, version=1, **given):
    with writing(engine) as session:
        return triage_requests(session, me.actor, requests={1: version}, now=NOW, **given)


def standing(engine):
    with reading(engine) as connection:
        return (
            connection.scalars(select(Feature.title).order_by(Feature.id)).all(),
            connection.scalars(select(Request.feature_id)).all(),
            connection.scalars(
                select(Mapping.outside).where(Mapping.feature_id.is_not(None))
            ).all(),
        )


def test_a_feature_is_made_linked_and_mapped_in_one_transaction(company, cast):
    made = triage(
        company, cast.product_lead, new_title=" Gift  cards", serving=Serving({}, EVER, None)
    )
    assert standing(company) == (["Basket reminder", "Gift cards"], [made], [True])


def test_nothing_is_kept_when_any_part_is_refused(company, cast):
    before = standing(company)
    for given, told in (
        ({"serving": Serving({1: 400}, EVER, None)}, Invalid),
        ({"version": 9}, Conflict),
    ):
        with pytest.raises(told):
            triage(company, cast.product_lead, new_title="Gift cards", **given)
        assert standing(company) == before


def test_the_second_of_two_who_make_it_the_same_feature_is_told(company, cast):
    triage(company, cast.administrator, new_title="Gift cards")
    with pytest.raises(Invalid, match="There is a feature “Gift cards” already"):
        triage(company, cast.product_lead, version=2, new_title="gift cards")


def test_who_saw_the_request_before_somebody_sorted_it_is_told(company, cast):
    with writing(company) as session:
        link_requests(session, cast.administrator.actor, requests={1: 1}, feature_id=None, now=NOW)
    with pytest.raises(Conflict, match="Somebody changed this request"):
        triage(company, cast.product_lead, feature_id=1)


@pytest.mark.parametrize("given", [{}, {"feature_id": 1, "new_title": "Both"}])
def test_it_is_one_feature_known_or_new(company, cast, given):
    with pytest.raises(Invalid, match="Choose a feature, or type"):
        triage(company, cast.product_lead, **given)


def test_a_manager_sorts_nothing(company, cast):
    with pytest.raises(NotAllowed):
        triage(company, cast.manager, feature_id=1)
