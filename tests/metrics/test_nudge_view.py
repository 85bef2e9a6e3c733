import json
from datetime import date

import polars as pl
import pytest

from metrics.nudge_effect import Trial
from metrics.nudge_plan import Wish, by_share, needed
from metrics.nudge_report import nudge
from metrics.nudge_verdict import (
    HARMS,
    MISMATCH,
    NO_HOLDOUT,
    NOT_SHOWN,
    NOTHING,
    TOO_EARLY,
    WORKS,
)
from metrics.nudge_view import COUNTS, EFFECTS, nudge_view
from tests.metrics.nudged import DAY, counted

NEVER = date(2030, 1, 1)
NO_COUNTS = pl.DataFrame(schema=COUNTS)


def seen(mail, holdout, *, share=0.5, expected=1_000, ended=False, counts=NO_COUNTS, as_of=NEVER):
    table = counted(mail, holdout)
    trial = Trial(share, expected, ended)
    return nudge_view(table, table, counts, trial=trial, window=7, as_of=as_of)


def test_the_first_line_says_what_the_reminder_brings_and_what_a_report_would_claim():
    view = seen((2_100, 100_000), (1_400, 100_000))
    assert view.verdict.name == WORKS
    assert view.answer == (
        "Of every 1,000 reminders, about 7 bring an order that would not have come"
        ", 5.9 to 8.2; a last-click report would claim 21."
    )


def test_a_reminder_that_costs_orders_is_said_to():
    view = seen((1_400, 100_000), (2_100, 100_000))
    assert view.verdict.name == HARMS
    assert "costs orders: of every 1,000 customers reminded, about 7 fewer" in view.answer


def test_no_difference_is_not_called_one():
    view = seen((1_010, 50_000), (1_000, 50_000))
    assert view.verdict.name == NOT_SHOWN
    assert "not shown" in view.answer
    assert "between −" in view.answer
    assert "+1.9" in view.answer


def test_while_it_runs_short_of_its_plan_only_the_interval_for_watching_decides():
    mail, holdout = (260, 5_000), (210, 5_000)  # fixed limits leave out 0, the watched do not
    running = seen(mail, holdout, expected=100_000)
    assert running.verdict.watched
    assert running.verdict.name == NOT_SHOWN
    assert seen(mail, holdout, expected=10_000).verdict.name == WORKS
    assert seen(mail, holdout, expected=100_000, ended=True).verdict.name == WORKS


@pytest.mark.parametrize(
    ("mail", "holdout", "share", "name", "words"),
    [
        ((210, 10_000), (0, 0), None, NO_HOLDOUT, "This is conversion, not lift"),
        ((210, 9_000), (100, 4_000), 0.5, MISMATCH, "No effect can be shown"),
    ],
)
def test_where_no_effect_may_be_shown_none_is_anywhere(mail, holdout, share, name, words):
    view = seen(mail, holdout, share=share)
    assert view.verdict.name == name
    assert words in view.answer
    assert not view.shows_lift
    assert set(view.effect.select(EFFECTS).row(0)) == {None}
    assert view.segments.is_empty()
    assert view.looks.is_empty()
    said = nudge(view, campaign="Baskets", currency="EUR", split=True)
    assert {said["contrast"][key] for key in EFFECTS} == {None}
    assert said["segments"] == []
    assert said["arms"][0]["n"] == mail[1]


def test_few_buyers_are_too_early_and_nobody_is_nothing():
    assert seen((5, 400), (3, 400)).verdict.name == TOO_EARLY
    early = seen((0, 400), (0, 400), as_of=DAY)
    assert early.verdict.name == NOTHING
    assert early.answer.endswith("the first are on 9 March 2026.")
    assert early.waiting["n"].to_list() == [400, 400]
    none, trial = counted((0, 0), (0, 0)).clear(), Trial(None, None)
    nobody = nudge_view(none, none, NO_COUNTS, trial=trial, window=7, as_of=NEVER)
    assert nobody.verdict.name == NOTHING


def test_what_was_sent_skipped_and_came_back_is_told_with_its_whole():
    counts = pl.DataFrame(
        [
            (DAY, "mail", "", "sent", 900),
            (DAY, "mail", "", "click", 120),
            (DAY, "mail", "", "unsubscribe", 9),
            (DAY, "mail", "", "skip: bought meanwhile", 60),
            (DAY, "holdout", "", "skip: bought meanwhile", 55),
            (DAY, "mail", "", "skip: unsubscribed", 40),
        ],
        schema=COUNTS,
        orient="row",
    )
    view = seen((50, 1_000), (40, 1_000), counts=counts)
    assert view.funnel["n"].to_list() == [1_000, 900, 120, 50]
    unsubscribed = view.guardrails.filter(what="unsubscribe").row(0, named=True)
    assert (unsubscribed["n"], unsubscribed["of"]) == (9, 900)
    assert unsubscribed["value"] == pytest.approx(0.01)
    assert view.skips.rows() == [
        ("bought meanwhile", "mail", 60),
        ("bought meanwhile", "holdout", 55),
        ("unsubscribed", "mail", 40),
    ]


def test_what_another_mailer_did_not_say_is_unknown_and_no_zero():
    trial = Trial(0.5, 1_000)
    said = pl.DataFrame([(DAY, "mail", "", "sent", 900)], schema=COUNTS, orient="row")
    table = counted((50, 1_000), (40, 1_000))
    view = nudge_view(
        table,
        table,
        said,
        trial=trial,
        window=7,
        as_of=NEVER,
        elsewhere=True,
    )
    assert view.funnel["n"].to_list() == [1_000, 900, None, 50]
    unsubscribed = view.guardrails.filter(what="unsubscribe").row(0, named=True)
    assert (unsubscribed["n"], unsubscribed["value"]) == (None, None)


def test_the_report_is_plain_values_with_the_names_that_programs_read():
    said = nudge(seen((2_100, 100_000), (1_400, 100_000)), campaign="B", currency="EUR", split=True)
    assert set(said["arms"][0]) >= {"arm", "n", "conversions", "revenue", "sum_sq"}
    assert {"difference", "low", "high", "lift", "lift_low", "lift_high"} <= set(said["contrast"])
    assert {"sequential_low", "sequential_high", "srm_p", "verdict"} <= set(said["contrast"])
    assert json.loads(json.dumps(said))["contrast"]["verdict"] == WORKS


def test_the_planner_gives_the_textbooks_number_and_what_a_tenth_held_out_costs():
    half = needed(Wish(0.05, 0.01, 500, 0.5))
    assert (half.mail, half.holdout, half.days) == (8_155, 8_155, 33)
    table = by_share(Wish(0.05, 0.01, 500, 0.5), shares=(0.1, 0.5))
    assert table["days"].to_list() == [85, 33]
    assert table["missed"][0] == pytest.approx(42.21)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(0, 0.01, 500, 0.5), "between 0% and 100%"),
        (Wish(0.05, 0, 500, 0.5), "above 0"),
        (Wish(0.9, 0.2, 500, 0.5), "less than all"),
        (Wish(0.05, 0.01, 0, 0.5), "one customer a day"),
        (Wish(0.05, 0.01, 500, 1), "held-out part"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(wish, words):
    with pytest.raises(ValueError, match=words):
        needed(wish)
