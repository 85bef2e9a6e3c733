"""Who stands behind a theme's growth, who came since a decision, and the sentence about it all."""

from datetime import date, timedelta

import polars as pl
import pytest

from metrics.emerging import emerging
from metrics.emerging_answer import emerging_answer
from metrics.theme_voices import recent_spread, since_decided
from tests.metrics.asked import ask, asks, feature, features

TODAY = date(2026, 11, 22)
OLD = ask(0, 99, account_id=999, asked_on=TODAY - timedelta(800))


def day(ago):
    return TODAY - timedelta(days=ago)


def decided(*rows):
    names = ("proposal_id", "feature_id", "decided_on")
    return pl.DataFrame(list(rows), schema=dict.fromkeys(names), orient="row").with_columns(
        pl.col("decided_on").cast(pl.Date), pl.col("proposal_id", "feature_id").cast(pl.Int64)
    )


def test_only_who_stands_behind_recent_accounts_is_counted():
    rows = asks(
        ask(1, account_id=1, person_id=1, team="North", segment="A", asked_on=day(5)),
        ask(2, account_id=2, person_id=2, team="South", segment=None, asked_on=day(89)),
        ask(3, account_id=3, person_id=3, team="West", segment="B", asked_on=day(90)),
        ask(4, account_id=3, person_id=4, team="East", segment="B", asked_on=day(2)),
        ask(5, account_id=4, person_id=5, team="Up", segment="C", asked_on=day(-1)),
    )
    # Account 3 first asked before the window, so whoever logs it now is no new voice.
    assert recent_spread(rows, as_of=TODAY).row(0, named=True) == {
        "feature_id": 1,
        "reps": 2,
        "teams": 2,
        "segments": 1,
    }


def test_a_theme_that_nobody_new_asks_for_has_no_recent_voices():
    assert recent_spread(asks(ask(1, asked_on=day(200))), as_of=TODAY).is_empty()
    assert recent_spread(asks(), as_of=TODAY).is_empty()


def test_accounts_since_a_decision_are_those_that_first_asked_after_its_day():
    rows = asks(
        ask(1, account_id=1, asked_on=day(30)),
        ask(2, account_id=1, asked_on=day(3)),
        ask(3, account_id=2, asked_on=day(20)),
        ask(4, account_id=3, asked_on=day(19)),
        ask(5, account_id=4, asked_on=day(-1)),
        ask(6, account_id=None, asked_on=day(1)),
    )
    found = since_decided(rows, decided((7, 1, day(20)), (8, 2, day(20))), as_of=TODAY)
    assert found.rows() == [(7, 1, 20), (8, 0, 20)]


def test_two_decisions_on_one_theme_are_counted_each_from_its_own_day():
    rows = asks(ask(1, account_id=1, asked_on=day(30)), ask(2, account_id=2, asked_on=day(10)))
    found = since_decided(rows, decided((2, 1, day(20)), (1, 1, day(40))), as_of=TODAY)
    assert found.rows() == [(2, 1, 20), (1, 2, 40)]


def judged(*rows, themes=(1,)):
    listed = features(*(feature(at) for at in themes)).select("feature_id", "title")
    return emerging(asks(OLD, *rows), listed, as_of=TODAY)


def crowd(feature_id=1, *, reps=10):
    return [
        ask(at, feature_id, account_id=at, person_id=at % reps, asked_on=day(5)) for at in range(12)
    ]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (
            lambda: judged(*crowd()),
            "One theme outside the strategy is being asked for independently: F1, 12 new accounts"
            " in 90 days against 0 in the 270 before.",
        ),
        (
            lambda: judged(*crowd(1), *crowd(2), themes=(1, 2)),
            "2 themes outside the strategy are being asked for independently: F1, 12 new accounts"
            " in 90 days against 0 in the 270 before; F2, 12 new accounts in 90 days against 0 in"
            " the 270 before.",
        ),
        (
            lambda: judged(*crowd(reps=1)),
            "The only theme outside the strategy is not being asked for independently. The"
            " loudest, “F1” with 12 new accounts in 90 days, is hardly more than one voice.",
        ),
        (
            lambda: judged(themes=(1, 2)),
            "None of the 2 themes outside the strategy is being asked for clearly more than"
            " before.",
        ),
        (
            lambda: judged(themes=()),
            "Every feature that is known serves the strategy: there is no theme outside it.",
        ),
    ],
)
def test_the_answer_says_what_the_test_found(found, says):
    assert emerging_answer(found()) == says


def test_a_short_history_cannot_say():
    young = [row | {"asked_on": day(10)} for row in crowd()]
    listed = features(feature(1)).select("feature_id", "title")
    said = emerging_answer(emerging(asks(*young), listed, as_of=TODAY))
    assert said.startswith("Too early to say: requests reach back only 0 days")
