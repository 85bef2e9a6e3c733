import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.demand import demand
from metrics.priorities import priorities
from metrics.quadrants import quadrant
from metrics.scores import (
    BY_SLUG,
    HOUSE,
    ICE_MEAN,
    ICE_PRODUCT,
    RICE,
    SCORES,
    WSJF,
    scored,
    terms,
)
from tests.metrics.asked import ask, asks, backlogs, deals, demands, feature, features
from tests.metrics.made import law


def of(*rows, asked=()):
    return terms(features(*rows), demand(asks(*asked), deals()))


def one(score, row, *asked):
    return scored(of(row, asked=asked), score).row(0, named=True)


SIX = [ask(at, account_id=at, person_id=at % 2, need="important") for at in range(6)]


def test_rice_by_hand():
    # 6 accounts x 2 x 80% / (26 weeks = 6 months) = 1.6.
    got = one(RICE, feature(1, rice_impact=2.0, rice_confidence=0.8, effort_weeks=26.0), *SIX)
    assert got["score"] == pytest.approx(1.6)
    assert got["effort_months"] == pytest.approx(6)
    assert got["missing"] is None


def test_wsjf_by_hand():
    row = feature(1, wsjf_value=8.0, wsjf_time=5.0, wsjf_risk=3.0, wsjf_size=4.0)
    assert one(WSJF, row)["score"] == 4


def test_both_kinds_of_ice_by_hand():
    row = feature(1, ice_impact=8.0, ice_confidence=5.0, ice_ease=2.0)
    assert one(ICE_MEAN, row)["score"] == 5
    assert one(ICE_PRODUCT, row)["score"] == 80


def test_the_house_score_by_hand_with_every_term_beside_it():
    # 6 accounts, all important (0.5), fit 0.75, two voices of four (0.5), 3 weeks: 0.375.
    got = one(HOUSE, feature(1, mission_fit=0.75, effort_weeks=3.0), *SIX)
    told = {name: got[name] for name in HOUSE.columns}
    assert told == {
        "reach": 6,
        "need": pytest.approx(0.5),
        "mission_fit": 0.75,
        "independence": pytest.approx(0.5),
        "effort_weeks": 3,
    }
    assert got["score"] == pytest.approx(6 * 0.5 * 0.75 * 0.5 / 3)


def test_from_four_voices_on_demand_counts_in_full():
    nine = [ask(at, account_id=at, person_id=at) for at in range(9)]
    assert of(feature(1), asked=nine)["independence"][0] == 1


def test_an_unknown_term_leaves_no_score_and_is_named():
    got = one(HOUSE, feature(1), ask(1, person_id=None))
    assert got["score"] is None
    assert got["missing"] == "need, mission fit, independence, effort"
    assert one(WSJF, feature(1, wsjf_value=1.0, wsjf_risk=1.0))["missing"] == (
        "time criticality, job size"
    )


def test_no_effort_at_all_is_no_estimate():
    got = one(WSJF, feature(1, wsjf_value=1.0, wsjf_time=1.0, wsjf_risk=1.0, wsjf_size=0.0))
    assert (got["score"], got["missing"]) == (None, "job size")


def test_what_nobody_asks_for_scores_nothing_rather_than_being_unknown():
    assert one(HOUSE, feature(1, mission_fit=1.0, effort_weeks=2.0))["score"] == 0


@law
@given(backlogs(), demands(), st.integers(0, 12))
def test_a_further_feature_changes_no_others_score(backlog, company, place):
    asked, _ = company
    new = features(feature(99, effort_weeks=0.25, mission_fit=1.0, ice_ease=10.0))
    loud = asks(*(ask(900 + at, 99, account_id=900 + at, person_id=at) for at in range(30)))
    more = pl.concat([backlog[:place], new, backlog[place:]])
    few = terms(backlog, demand(asked, deals()))
    many = terms(more, demand(pl.concat([asked, loud]), deals()))
    for score in SCORES:
        after = scored(many, score).filter(pl.col("feature_id") != 99)
        # A single row is divided, many are multiplied by the inverse: the last bit may differ.
        assert_frame_equal(after, scored(few, score), rel_tol=1e-14)


@law
@given(backlogs(), demands())
def test_a_score_is_known_exactly_when_nothing_is_missing(backlog, company):
    found = terms(backlog, demand(*company))
    for score in SCORES:
        got = scored(found, score)
        assert (got["score"].is_null() == got["missing"].is_not_null()).all()
        assert got["score"].is_finite().all()


def test_the_quadrants_by_hand():
    def asked_by(feature_id, accounts, reps):
        return [
            ask(0, feature_id, account_id=at, person_id=at % reps if reps else None)
            for at in range(accounts)
        ]

    rows = [feature(at, mission_fit=fit) for at, fit in enumerate([0.5, 1, 0.49, 0, 1, None], 1)]
    asked = [*asked_by(1, 10, 5), *asked_by(2, 9, 9), *asked_by(3, 12, 6), *asked_by(4, 36, 1)]
    got = quadrant(of(*rows, asked=[*asked, *asked_by(5, 20, 0), *asked_by(6, 20, 5)]))
    assert got["quadrant"].to_list() == [
        "build",
        "sharpen",
        "reconsider the strategy",
        "say no",  # 36 accounts through one rep are worth nine
        None,  # nobody knows who logged
        None,  # nobody has mapped it
    ]
    assert got["independent_demand"].to_list()[:4] == pytest.approx([10, 9, 12, 9])


def test_the_table_ranks_by_the_score_asked_for_and_puts_the_unknown_last():
    rows = [
        feature(at, ice_impact=i, ice_confidence=5.0, ice_ease=5.0)
        for at, i in ((1, 1.0), (2, 9.0))
    ]
    got = priorities(
        asks(ask(1, 2, deal_id=7)), deals((7, 900)), features(*rows, feature(3)), by=ICE_MEAN
    )
    assert got["feature_id"].to_list() == [2, 1, 3]
    assert got["score"].to_list() == [pytest.approx(19 / 3), pytest.approx(11 / 3), None]
    assert got["missing"].to_list() == [None, None, "impact, confidence, ease"]
    assert got["money_cents"].to_list() == [900, 0, 0]
    assert got["reach"].to_list() == [1, 0, 0]
    assert got["reach_share"].to_list() == [None, None, None]
    assert got["top_share"].to_list() == [1, 1, None]


@pytest.mark.parametrize("slug", BY_SLUG)
def test_the_table_of_nothing_has_the_same_shape(slug):
    by = BY_SLUG[slug]
    full = priorities(asks(ask(1)), deals((7, 1)), features(feature(1)), by=by, accounts=4)
    none = priorities(asks(), deals(), features(), by=by, accounts=4)
    assert none.schema == full.schema
    untold = priorities(asks(), deals(), features(feature(1)), by=by, accounts=4)
    assert untold.select("reach", "reach_share", "deals").row(0) == (0, 0, 0)
