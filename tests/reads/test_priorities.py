"""What is asked and reckoned, as frames: shaped for the measures, scoped, on both databases."""

from datetime import date

import polars as pl
import pytest

from data.actions.map_subject import map_subject
from data.actions.permissions import SETUP
from data.reads import priorities as reads
from data.reads.scope import EVERYTHING, Scope
from data.store import EVER, reading, writing
from data.tables import Deal, Feature, FeatureEstimate, Request
from metrics import frames
from tests import small_company

TODAY = date(2026, 5, 4)


@pytest.fixture
def company(engine, cast):
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        session.flush()
        open_deal = session.query(Deal.id).filter_by(source_key="O").scalar()
        session.query(Request).update({"deal_id": open_deal, "need": "blocker"})
    return engine


def read(engine, what, *scope, **how):
    with reading(engine) as connection:
        return what(connection, *(scope or (EVERYTHING,)), **how)


def test_asks_carry_who_asked_then_and_where(company):
    found = read(company, reads.asks)
    assert {name: found.schema[name] for name in frames.ASKS} == dict(frames.ASKS)
    row = found.row(0, named=True)
    assert row == row | {
        "team": "Harbour",
        "segment": "Was a club",
        "need": "blocker",
        "words": "Remind them, *please*",
        "region": None,
    }


def test_asks_and_their_deals_are_those_in_scope(company, cast):
    own = Scope((cast.team_id,))
    assert read(company, reads.asks, own).height == 1
    assert read(company, reads.asks, Scope(())).is_empty()
    assert read(company, reads.deals_asking, own, currency="USD").height == 1
    assert read(company, reads.deals_asking, Scope(()), currency="USD").is_empty()


def test_a_deal_in_another_currency_asks_for_an_unknown_amount(company):
    found = read(company, reads.deals_asking, currency="USD")
    assert {name: found.schema[name] for name in frames.DEALS_ASKING} == dict(frames.DEALS_ASKING)
    assert found["amount_cents"].to_list() == [5_000]
    assert read(company, reads.deals_asking, currency="EUR")["amount_cents"].to_list() == [None]


def mapped(engine, shares):
    with writing(engine) as session:
        feature = session.query(Feature.id).scalar()
        map_subject(
            session,
            SETUP,
            feature_id=feature,
            shares_bp=shares,
            effective_from=EVER,
            based_on=None,
            now=small_company.LONG_AGO,
        )


@pytest.mark.parametrize(
    ("shares", "fit"), [({1: 4000, 2: 6000}, 1.0), ({}, 0.0), ({1: 10000}, 1.0)]
)
def test_mission_fit_is_the_share_on_pillars_in_force(company, shares, fit):
    mapped(company, shares)
    assert read(company, reads.features, on=TODAY)["mission_fit"].to_list() == [fit]


def test_a_share_on_a_pillar_that_is_no_longer_in_force_does_not_fit(company):
    mapped(company, {1: 4000, 2: 6000})
    with writing(company) as session:
        small_company.publish(session, ("Fill seats", 10000), day=date(2026, 5, 1), based_on=1)
    assert read(company, reads.features, on=TODAY)["mission_fit"].to_list() == [0.4]
    assert read(company, reads.features, on=date(2026, 4, 30))["mission_fit"].to_list() == [1.0]


def test_what_is_unmapped_or_before_any_strategy_has_no_known_fit(company):
    assert read(company, reads.features, on=TODAY)["mission_fit"].to_list() == [None]
    mapped(company, {1: 10000})
    assert read(company, reads.features, on=date(2024, 1, 1))["mission_fit"].to_list() == [None]


def test_features_carry_their_estimates_and_which_version_of_them_was_read(company):
    found = read(company, reads.features, on=TODAY)
    assert {name: found.schema[name] for name in frames.FEATURES} == dict(frames.FEATURES)
    assert found.select("effort_weeks", "rice_impact", "estimates_version").row(0) == (
        2.5,
        None,
        None,
    )
    with writing(company) as session:
        session.add(FeatureEstimate(feature_id=int(found["feature_id"][0]), rice_impact=2.0))
    found = read(company, reads.features, on=TODAY)
    assert found.select("rice_impact", "estimates_version").row(0) == (2.0, 1)


def test_a_feature_that_was_merged_away_is_not_listed(company):
    with writing(company) as session:
        kept = session.query(Feature.id).scalar()
        session.add(Feature(title="The same", status="idea", merged_into_id=kept))
    assert read(company, reads.features, on=TODAY)["title"].to_list() == ["Basket reminder"]


def test_requests_for_a_feature_are_called_by_their_account_and_logger(company):
    found = read(company, reads.asks)
    named = read(company, reads.names, feature_id=int(found["feature_id"][0]))
    assert named.row(0, named=True)["account"] == "Venue 0"


def test_an_empty_store_gives_frames_of_the_same_columns(engine):
    assert read(engine, reads.features, on=TODAY).schema == pl.Schema(
        reads.FEATURES | {"mission_fit": pl.Float64}
    )
    assert set(read(engine, reads.asks).columns) == set(reads.ASKS)
