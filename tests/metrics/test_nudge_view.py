import json
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.nudge_counts import COUNTS
from metrics.nudge_effect import EFFECTS, Trial
from metrics.nudge_plan import Wish, by_share, missing, needed
from metrics.nudge_report import changes, nudge, tables
from metrics.nudge_verdict import (
    HARMS,
    MISMATCH,
    NO_HOLDOUT,
    NOT_SHOWN,
    NOTHING,
    TOO_EARLY,
    WORKS,
    extra,
    of_segment,
)
from metrics.nudge_view import nudge_view
from tests.metrics.made import law
from tests.metrics.nudged import DAY, counted

NEVER = date(2030, 1, 1)
NO_COUNTS = pl.DataFrame(schema=COUNTS)


def seen(mail, holdout, *, share=0.5, expected=1_000, ended=False, counts=NO_COUNTS, as_of=NEVER):
    cells = counted(mail, holdout)
    trial = Trial(share, expected, ended)
    return nudge_view(cells, cells, counts, trial=trial, window=7, as_of=as_of)


def test_the_first_line_says_what_the_reminder_brings_and_what_a_report_would_claim():
    view = seen((2_100, 100_000), (1_400, 100_000))
    assert view.verdict.name == WORKS
    assert view.answer == (
        "Of every 1,000 reminders, about 7 bring an order that would not have come"
        ", 5.9 to 8.2 (95%, n = 200,000); a last-click report would claim 21."
    )


def test_a_reminder_that_costs_orders_is_said_to():
    view = seen((1_400, 100_000), (2_100, 100_000))
    assert view.verdict.name == HARMS
    assert "costs orders: of every 1,000 customers reminded, about 7 fewer" in view.answer


def test_no_difference_is_not_called_one():
    view = seen((1_010, 50_000), (1_000, 50_000))
    assert view.verdict.name == NOT_SHOWN
    assert view.answer == (
        "The data cannot tell the reminder from none: of every 1,000 reminders, between −1.5 and"
        " +1.9 bring an order that would not have come (95%, n = 100,000); a last-click report"
        " would claim 20. With so many, 5 more in 1,000 would have been seen 4 times in 5."
    )


def test_no_difference_with_few_customers_says_how_many_more_and_how_long():
    # By hand: (1.95996 + 0.84162)^2 (0.05 0.95 + 0.055 0.945) / 0.005^2 = 31,234.1 in each arm
    # of alike size; 8,000 are counted, and the one day that they were assigned on brought 8,000.
    view = seen((200, 4_000), (200, 4_000))
    assert view.daily == 8_000
    assert view.answer.endswith(
        "To see 5 more in 1,000 it needs about 54,500 more customers, about 14 days."
    )
    planned = seen((200, 4_000), (200, 4_000), expected=100_000)
    assert planned.answer.endswith("about 92,000 more customers, about 19 days.")
    over = seen((200, 4_000), (200, 4_000), expected=100_000, ended=True)
    assert over.answer.endswith("5 more in 1,000, another one takes about 62,500 customers.")


def test_what_is_missing_is_not_guessed_without_arms_or_a_baseline():
    row = {"mail_n": 10, "holdout_n": 10, "holdout_rate": 0.0}
    how = {"assigned": 20, "daily": 5.0, "window": 7, "trial": Trial(0.5, None)}
    assert missing(row, **how) is None
    assert missing(row | {"holdout_n": 0, "holdout_rate": None}, **how) is None
    assert missing(row | {"mail_n": 0, "holdout_n": 0}, **how) is None


def test_short_of_its_plan_only_the_interval_for_watching_decides():
    mail, holdout = (260, 5_000), (210, 5_000)  # fixed limits leave out 0, the watched do not
    running = seen(mail, holdout, expected=100_000)
    assert running.verdict.watched
    assert running.verdict.name == NOT_SHOWN
    assert seen(mail, holdout, expected=10_000).verdict.name == WORKS
    early = seen(mail, holdout, expected=100_000, ended=True)  # as what was seen may have made it
    assert early.verdict == running.verdict


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
    assert changes(view).is_empty()
    assert set(view.effect.select(EFFECTS).row(0)) == {None}
    assert view.segments.is_empty()
    assert view.looks.is_empty()
    said = nudge(view, campaign="Baskets", currency="EUR", split=True)
    assert {said["contrast"][key] for key in EFFECTS} == {None}
    assert said["segments"] == []
    assert said["arms"][0]["n"] == mail[1]


def test_while_the_arms_are_not_as_designed_nothing_can_be_compared_by_eye():
    counts = pl.DataFrame(
        [(DAY, "mail", "", "sent", 8_000), (DAY, "mail", "", "skip: unsubscribed", 40)],
        schema=COUNTS,
        orient="row",
    )
    view = seen((210, 9_000), (100, 4_000), counts=counts)
    assert view.arms.select("arm", "n").rows() == [("mail", 9_000), ("holdout", 4_000)]
    assert view.arms.drop("arm", "n").null_count().sum_horizontal().item() == 2 * 6
    known = {name for name, value in view.effect.row(0, named=True).items() if value is not None}
    assert known == {"mail_n", "holdout_n"}
    frames = (view.funnel, view.guardrails, view.time, view.looks, view.segments)
    assert [frame.height for frame in frames] == [0] * 5
    assert view.skips["n"].to_list() == [40]
    assert view.fault["holdout"].to_list() == [4_000] * 2
    said = nudge(view, campaign="Baskets", currency="EUR", split=True)
    assert {arm[key] for arm in said["arms"] for key in arm.keys() - {"arm", "n"}} == {None}
    assert {said["contrast"]["mail_rate"], said["contrast"]["holdout_rate"]} == {None}
    assert said["fault"][0]["p"] == pytest.approx(said["contrast"]["srm_p"])
    arms, faults = tables(view, split=True)
    assert arms == [["arm", "customers"], ["mail", "9,000"], ["holdout", "4,000"]]
    assert [row[0].strip() for row in faults[1:]] == ["day, or week to 2026-03-01", "segment"]


def test_arms_that_are_not_as_designed_block_before_anybody_is_counted():
    view = seen((210, 9_000), (100, 4_000), as_of=DAY)
    assert view.verdict.name == MISMATCH
    assert view.time.is_empty()


def test_conversion_alone_has_its_interval_and_says_whom_the_design_missed():
    assert seen((210, 10_000), (0, 0), share=None).answer == (
        "Of every 1,000 customers reminded, 21 bought within 7 days (95% 18 to 24, n = 10,000)."
        " This is conversion, not lift: nobody was held out, so nobody knows how many would have"
        " bought anyway."
    )
    assert "held out, though 10% was designed" in seen((210, 10_000), (0, 0), share=0.1).answer
    assert seen((210, 10_000), (0, 0), share=0.1).verdict.name == NO_HOLDOUT


def test_whose_days_still_run_is_held_out_all_the_same():
    later = DAY + timedelta(days=20)
    cells = pl.concat([counted((1, 40), (0, 0)), counted((0, 1), (0, 4), day=later)])
    for mail, held in ((1, 0), (0, 1)):  # the other arm begins later
        early = cells.with_columns(
            arm=pl.col("arm")
            if mail
            else pl.col("arm").replace({"mail": "holdout", "holdout": "mail"})
        )
        view = nudge_view(
            early,
            early,
            NO_COUNTS,
            trial=Trial(None, None),
            window=7,
            as_of=DAY + timedelta(days=21),
        )
        assert view.verdict.name == TOO_EARLY
        assert view.answer == (
            f"Too early to say what the reminder changes: {40 * mail} customers reminded and"
            f" {40 * held} held out have had their 7 days, with {mail} and"
            f" {held} buyer{'' if held else 's'}; each side needs 150 customers and 10 buyers."
        )
        assert set(view.effect.select(EFFECTS).row(0)) == {None}


def test_one_customer_and_one_day_are_said_in_the_singular():
    def answer(mail, holdout, *, window, share=None, as_of=NEVER):
        cells, trial = counted(mail, holdout, lag=0), Trial(share, None)
        return nudge_view(cells, cells, NO_COUNTS, trial=trial, window=window, as_of=as_of).answer

    assert "1,000 customers reminded, 21 bought within 1 day (95% " in answer(
        (210, 10_000), (0, 0), window=1
    )
    assert answer((0, 9), (0, 9), window=1, as_of=DAY) == (
        "It is too early to say anything: nobody's day is over yet: the first are on 3 March 2026."
    )
    assert "1 customer reminded and 1 held out have had their day, with 0 and 1 buyer;" in answer(
        (0, 1), (1, 1), window=1
    )
    assert answer((0, 0), (0, 1), window=7) == (
        "Nobody was reminded, and 1 customer held out, so there is nothing to compare."
    )
    assert "held out, though 2.5% was designed" in answer(
        (210, 10_000), (0, 0), window=7, share=0.025
    )
    works = answer((100_000, 1_000_000), (99_000, 1_000_000), window=7, share=0.5)
    assert works.startswith("Of every 1,000 reminders, about 1 brings an order")


def test_that_the_arms_are_not_as_designed_is_said_without_a_letter_for_chance():
    # By hand: 2 x 110^2 / 2000 = 12.1 on one degree of freedom.
    assert "Chance alone does so 5 times in 10,000 campaigns" in seen((9, 2_110), (9, 1_890)).answer
    assert (
        "Chance alone does so less than once in 10,000 campaigns"
        in seen((210, 9_000), (100, 4_000)).answer
    )


def test_extra_buyers_have_the_interval_that_the_verdict_rests_on():
    view = seen((2_100, 100_000), (1_400, 100_000))
    row = view.effect.row(0, named=True)
    assert extra(row, view.verdict) == (row["low"] * 100_000, row["high"] * 100_000)
    early = seen((260, 5_000), (210, 5_000), expected=100_000)
    low, high = extra(early.effect.row(0, named=True), early.verdict)
    assert low == early.effect["difference_sequential_low"].item() * 5_000 < 0 < high
    for few in (seen((5, 400), (3, 400)), seen((210, 10_000), (0, 0), share=None)):
        assert extra(few.effect.row(0, named=True), few.verdict) is None


def test_of_each_segment_the_report_gives_the_arms_and_a_verdict_of_its_own():
    parts = {
        "large": ((2_100, 100_000), (1_400, 100_000)),
        "alone": ((30, 1_000), (0, 0)),
        "few": ((6, 200), (4, 200)),
        "lost": ((900, 3_000), (10, 2_700)),
    }
    cells = pl.concat(counted(*arms, segment=name) for name, arms in parts.items())
    view = nudge_view(cells, cells, NO_COUNTS, trial=Trial(None, 1_000), window=7, as_of=NEVER)
    said = nudge(view, campaign="B", currency="EUR", split=True)
    rows = {row["segment"]: row for row in said["segments"]}
    assert rows["large"]["arms"][0] == {
        "arm": "mail", "n": 100_000, "conversions": 2_100, "revenue": 2_100_000,
        "sum_sq": 2_100 * 1_000**2, "orders": 2_100, "unpriced": 0, "refunds": 0,
    }  # fmt: skip
    assert set(said["arms"][0]) == set(rows["large"]["arms"][0])
    assert set(EFFECTS) <= set(rows["large"])
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "large": WORKS, "alone": NO_HOLDOUT, "few": TOO_EARLY, "lost": WORKS,
    }  # fmt: skip
    assert [arm["arm"] for arm in rows["alone"]["arms"]] == ["mail"]
    designed = nudge_view(cells, cells, NO_COUNTS, trial=Trial(0.5, 1_000), window=7, as_of=NEVER)
    blocked = nudge(designed, campaign="B", currency="EUR", split=True)["segments"]
    assert [row["verdict"] for row in blocked if row["segment"] == "lost"] == [MISMATCH]
    odd = view.segments.filter(segment="large").row(0, named=True) | {"srm_p": 0.0001}
    assert of_segment(odd, view.trial) == MISMATCH
    odd |= {"srm_p": None, "discovery_q": 0.06}
    assert of_segment(odd, view.trial) == NOT_SHOWN


def test_every_change_stands_with_both_of_its_intervals():
    view = seen((2_100, 100_000), (1_400, 100_000))
    found = {row["what"]: row for row in changes(view).iter_rows(named=True)}
    row = view.effect.row(0, named=True)
    assert list(found) == ["difference", "lift", "revenue_difference", "revenue_lift"]
    assert found["difference"]["low"] == row["low"]
    assert found["difference"]["sequential_high"] == row["difference_sequential_high"]
    assert (found["lift"]["high"], found["lift"]["p"]) == (row["lift_high"], row["lift_p"])
    assert found["revenue_difference"]["low"] == row["revenue_low"]
    assert found["revenue_lift"]["sequential_low"] is None


def test_revenue_is_unknown_and_no_zero_where_no_order_has_an_amount():
    cells = pl.concat(
        [
            counted((210, 10_000), (140, 10_000), segment="a"),
            counted((210, 10_000), (140, 10_000), segment="b", cents=0).with_columns(
                dunpriced=pl.col("dorders")
            ),
        ]
    )
    half = nudge_view(cells, cells, NO_COUNTS, trial=Trial(0.5, 1_000), window=7, as_of=NEVER)
    assert half.effect["revenue_difference"].item() == pytest.approx(3.5)
    rows = {row["segment"]: row for row in half.segments.iter_rows(named=True)}
    assert rows["a"]["revenue_difference"] == pytest.approx(7)
    assert (rows["b"]["revenue_difference"], rows["b"]["mail_revenue_cents"]) == (None, None)
    assert rows["b"]["difference"] == pytest.approx(0.007)
    none = cells.filter(segment="b")
    view = nudge_view(none, none, NO_COUNTS, trial=Trial(0.5, 1_000), window=7, as_of=NEVER)
    said = nudge(view, campaign="B", currency="EUR", split=False)
    assert [(arm["revenue"], arm["unpriced"]) for arm in said["arms"]] == [(None, 210), (None, 140)]
    assert {said["contrast"][name] for name in EFFECTS if name.startswith("revenue")} == {None}
    assert view.verdict.name == WORKS


def test_a_segment_whose_arms_are_not_as_designed_is_left_out_of_what_segments_share():
    parts = {
        "a": ((210, 10_000), (140, 10_000)),
        "b": ((105, 5_000), (70, 5_000)),
        "lost": ((900, 3_000), (10, 2_700)),
    }
    cells = pl.concat(counted(*arms, segment=name) for name, arms in parts.items())
    view = nudge_view(cells, cells, NO_COUNTS, trial=Trial(0.5, 1_000), window=7, as_of=NEVER)
    assert view.shows_lift  # on the whole the arms are as designed: p = 0.09
    rows = {row["segment"]: row for row in view.segments.iter_rows(named=True)}
    assert list(rows) == ["a", "b", "lost"]
    # By hand: 2 x 150^2 / 2850 = 15.79 on one degree of freedom.
    assert rows["lost"]["srm_p"] == pytest.approx(7.08e-5, rel=0.01)
    known = {name for name, value in rows["lost"].items() if value is not None}
    assert known == {"segment", "mail_n", "holdout_n", "srm_p"}
    assert rows["a"]["srm_p"] == 1
    assert rows["a"]["q_p"] == pytest.approx(1)  # the third, which differs wildly, does not count
    json.dumps(nudge(view, campaign="B", currency="EUR", split=True), allow_nan=False)
    assert tables(view, split=True)[2][3][:4] == ["lost", "3,000", "2,700", "–"]


def test_a_terminal_shows_the_arms_what_changed_and_the_segments_on_request():
    view = seen((2_100, 100_000), (1_400, 100_000))
    arms, changed = tables(view, split=False)
    assert arms[1] == ["mail", "100,000", "2,100", "2.10%"]
    assert [row[0].split()[0] for row in changed[1:]] == changes(view)["what"].to_list()
    assert changed[1][1] == "0.007"
    assert changed[3][4:] == ["–", "–"]
    assert tables(view, split=True)[2][1][:4] == ["not known", "100,000", "100,000", "0.007"]
    assert len(tables(seen((21, 1_000), (0, 0), share=None), split=True)) == 1
    later = pl.concat([counted((9, 40), (0, 0)), counted((0, 0), (0, 4), day=date(2026, 3, 9))])
    how = {"trial": Trial(None, None), "window": 7, "as_of": date(2026, 3, 10)}
    assert len(tables(nudge_view(later, later, NO_COUNTS, **how), split=False)) == 1


def test_few_buyers_are_too_early_and_nobody_is_nothing():
    assert seen((5, 400), (3, 400)).verdict.name == TOO_EARLY
    early = seen((0, 400), (0, 400), as_of=DAY)
    assert early.verdict.name == NOTHING
    assert early.answer.endswith("the first are on 9 March 2026.")
    assert early.waiting["n"].to_list() == [400, 400]
    none, trial = counted((0, 0), (0, 0)).clear(), Trial(None, None)
    nobody = nudge_view(none, none, NO_COUNTS, trial=trial, window=7, as_of=NEVER)
    assert nobody.verdict.name == NOTHING
    assert nobody.answer == "Nobody is assigned yet, so there is nothing to say."
    over = Trial(None, None, ended=True)
    nobody = nudge_view(none, none, NO_COUNTS, trial=over, window=7, as_of=NEVER)
    assert nobody.answer.startswith("It ended before anybody was assigned")


def test_what_was_sent_skipped_and_came_back_is_told_with_its_whole():
    counts = pl.DataFrame(
        [
            (DAY, "mail", "", "sent", 900),
            (DAY, "mail", "", "click", 120),
            (DAY, "mail", "", "unsubscribe", 9),
            (DAY, "holdout", "", "unsubscribe", 7),  # from mail of another kind
            (DAY, "mail", "", "skip: bought meanwhile", 60),
            (DAY, "holdout", "", "skip: bought meanwhile", 55),
            (DAY, "mail", "", "skip: unsubscribed", 40),
        ],
        schema=COUNTS,
        orient="row",
    )
    view = seen((50, 1_000), (40, 1_000), counts=counts)
    assert view.funnel["step"][3] == "Bought within 7 days"
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
    cells = counted((50, 1_000), (40, 1_000))
    view = nudge_view(
        cells,
        cells,
        said,
        trial=trial,
        window=7,
        as_of=NEVER,
        elsewhere=True,
    )
    assert view.funnel["n"].to_list() == [1_000, 900, None, 50]
    unsubscribed = view.guardrails.filter(what="unsubscribe").row(0, named=True)
    assert (unsubscribed["n"], unsubscribed["value"]) == (None, None)
    refunded = view.guardrails.filter(what="order paid back")
    assert refunded.select("n", "of").rows() == [(None, 50), (None, 40)]
    assert view.arms["refunds"].to_list() == [None, None]
    known = cells.with_columns(drefunds=(pl.col("lag") == 2).cast(pl.Int64))
    [segment] = nudge(view, campaign="B", currency="EUR", split=True)["segments"]
    assert [segment[f"{arm['arm']}_refunds"] for arm in segment["arms"]] == [None, None]
    assert [arm["refunds"] for arm in segment["arms"]] == [None, None]
    view = nudge_view(known, known, said, trial=trial, window=7, as_of=NEVER, elsewhere=True)
    assert view.arms["refunds"].to_list() == [1, 1]
    [segment] = nudge(view, campaign="B", currency="EUR", split=True)["segments"]
    assert [arm["refunds"] for arm in segment["arms"]] == [1, 1]


def test_the_report_is_plain_values_with_the_names_that_programs_read():
    said = nudge(seen((2_100, 100_000), (1_400, 100_000)), campaign="B", currency="EUR", split=True)
    assert set(said["arms"][0]) >= {"arm", "n", "conversions", "revenue", "sum_sq"}
    assert {"difference", "low", "high", "lift", "lift_low", "lift_high"} <= set(said["contrast"])
    assert {"sequential_low", "sequential_high", "srm_p", "verdict"} <= set(said["contrast"])
    assert json.loads(json.dumps(said))["contrast"]["verdict"] == WORKS


def test_the_planner_gives_the_textbooks_number_and_what_a_tenth_held_out_costs():
    half = needed(Wish(0.05, 0.01, 500, 0.5))
    assert (half.mail, half.holdout, half.days) == (8_155, 8_155, 33)
    shares = by_share(Wish(0.05, 0.01, 500, 0.5), shares=(0.1, 0.5))
    assert shares["days"].to_list() == [85, 33]
    assert shares["missed"][0] == pytest.approx(42.21)


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


ARM = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@law
@given(ARM, ARM, st.sampled_from([None, 0.0, 0.1, 0.5]), st.sampled_from([0, 1, 10_000_000]))
def test_the_report_is_strict_json_whatever_happened(mail, holdout, share, cents):
    cells = counted(mail, holdout, cents=cents)
    view = nudge_view(
        cells, cells, NO_COUNTS, trial=Trial(share, 500), window=7, as_of=NEVER, elsewhere=True
    )
    said = nudge(view, campaign="B", currency="EUR", split=True)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    if not view.shows_lift:
        assert {said["contrast"][key] for key in EFFECTS} == {None}
    if view.verdict.name == MISMATCH:
        assert {arm["conversions"] for arm in said["arms"]} <= {None}
    tables(view, split=True)
