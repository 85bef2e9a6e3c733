"""What was planted about incentives in the made-up company is what the metrics find in it."""

from calendar import monthrange
from datetime import date

import polars as pl
import pytest
from sqlalchemy import func, select

from data.demo import pay, truth
from data.demo.days import quarter_start
from data.demo.deals import sales
from data.demo.people import in_team, sellers
from data.demo.truth import SEED
from data.reads.incentives import incentives
from data.reads.pay_scope import EVERYBODY, EVERYBODYS_PAY
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.store import EVER, reading
from data.tables import (
    Commission,
    CompPlan,
    CompPlanVersion,
    CreditSplit,
    Deal,
    Material,
    MaterialUse,
    Person,
    Quota,
    RevenueLine,
    Team,
    TeamMove,
)
from metrics.periods import Period
from metrics.plan_history import history, served_won
from metrics.plan_language import plan_of
from metrics.plan_payouts import run
from metrics.predicts import predicts
from metrics.scorecards import scorecards
from metrics.scorecards_book import prepare
from tests.demo.conftest import DAYS

TODAY = DAYS.today
ALL = Period(DAYS.start, TODAY)


@pytest.fixture(scope="module")
def frames(company):
    with reading(company) as conn:
        return incentives(conn, EVERYTHING, EVERYBODYS_PAY, EVERYBODY, as_of=TODAY), (
            strategy_frames(conn, EVERYTHING)
        )


@pytest.fixture(scope="module")
def book(frames):
    found, strategy = frames
    return prepare(
        *(found.credited, found.reps, found.lines, found.kept, found.voices, found.uses),
        *(strategy.mappings, strategy.versions, strategy.targets),
        as_of=TODAY,
    )


def quarters():
    first = quarter_start(DAYS.start)
    while first <= TODAY:
        last = date(first.year, first.month + 2, monthrange(first.year, first.month + 2)[1])
        yield Period(first, last)
        first = quarter_start(date.fromordinal(last.toordinal() + 1))


@pytest.fixture(scope="module")
def cards(book):
    return scorecards(book, by=("rep_id",), periods=[ALL])


def test_everything_is_there_in_the_size_of_a_real_company(company):
    with reading(company) as conn:
        counts = {
            noun.__tablename__: conn.execute(select(func.count()).select_from(noun)).scalar_one()
            for noun in (RevenueLine, Quota, Commission, CreditSplit, Material, MaterialUse)
        }
    assert counts["quotas"] == 35 * len(list(pay.quarters(DAYS)))
    assert 4_000 < counts["revenue_lines"] < 6_000
    assert 5_000 < counts["commissions"] < 6_500
    assert 200 < counts["credit_splits"] < 700
    assert counts["materials"] == 6 and counts["material_uses"] > 2_000


def test_the_planted_metrics_and_no_other_go_with_revenue_kept_a_year_later(book):
    by_quarter = scorecards(book, by=("rep_id",), periods=list(quarters()))
    found = predicts(by_quarter, book.cohort, seed=1)
    claimed = found.filter("goes_with")["metric"].to_list()
    assert sorted(claimed) == sorted(truth.KEPT_PREDICTORS)
    first = found.filter(metric=truth.KEPT_PREDICTORS[0])["partial"].item()
    assert first >= truth.KEPT_CORRELATION


def rank(cards, metric, person):
    ordered = cards.filter(metric=metric).drop_nulls("value")
    ordered = ordered.sort("value", descending=True)["rep_id"].to_list()
    return ordered.index(person) + 1, len(ordered)


def test_the_first_by_revenue_is_far_down_when_it_counts_what_is_kept(cards, frames):
    name = truth.NAMES["closer"]
    closer = frames[0].reps.filter(rep=name)["rep_id"].item()
    assert rank(cards, "closed-revenue", closer) == (1, 35)
    place, of = rank(cards, "net-retention", closer)
    assert place >= truth.CLOSER_RANK_AT_LEAST and of == 35
    kept = cards.filter(metric="promise-keeping").drop_nulls("value")
    worse = kept.filter(pl.col("value") < kept.filter(rep_id=closer)["value"].item()).height
    assert worse == 0 and kept["value"].max() > 0.5
    place, _ = rank(cards, "price-realisation", closer)
    assert place >= truth.CLOSER_RANK_AT_LEAST


def test_one_team_closes_at_the_quarters_end_and_gives_more_off_there(frames):
    won = frames[0].credited.filter(
        pl.col("state") == "won", pl.col("closed_on") < date(2026, 10, 1)
    )
    ends = pl.col("closed_on").dt.truncate("1q").dt.offset_by("1q")
    late = (
        won.unique("deal_id")
        .with_columns(left=pl.business_day_count("closed_on", ends))
        .with_columns(
            late=pl.col("left") <= 3, off=1 - pl.col("amount_cents") / pl.col("list_cents")
        )
    )
    share = dict(late.group_by("team").agg(pl.col("late").mean()).iter_rows())
    ratio = {team: part / (3 / 65) for team, part in share.items()}
    assert ratio[truth.HURRY_TEAM] >= truth.HURRY_H
    assert max(value for team, value in ratio.items() if team != truth.HURRY_TEAM) < truth.HURRY_H
    off = late.filter(team=truth.HURRY_TEAM).group_by("late").agg(pl.col("off").mean())
    by_late = dict(off.iter_rows())
    assert by_late[True] - by_late[False] >= truth.HURRY_DISCOUNT


def test_who_changed_team_and_who_left_is_on_record(company):
    with reading(company) as conn:
        moves = conn.execute(
            select(Person.name, TeamMove.from_on, Team.name)
            .join(Person, Person.id == TeamMove.person_id)
            .outerjoin(Team, Team.id == TeamMove.team_id)
            .order_by(Person.name, TeamMove.from_on)
        ).all()
        inactive = conn.execute(select(Person.name).where(~Person.active)).scalars().all()
    moved, left = in_team(SEED, truth.MOVED).name, in_team(SEED, truth.LEFT).name
    assert sorted(tuple(move) for move in moves) == sorted(
        [
            (moved, EVER, truth.MOVED[0]),
            (moved, DAYS.moves, truth.MOVED_TO),
            (left, EVER, truth.LEFT[0]),
            (left, DAYS.leaves, None),
        ],
        key=lambda move: move[:2],
    )
    assert inactive == [left]
    gone = [s for s in sales(SEED, DAYS) if s.seller.name == left and s.opened >= DAYS.leaves]
    assert gone == []


def test_shared_deals_are_shared_out_whole(frames):
    whole = frames[0].credited.group_by("deal_id").agg(pl.col("credit_bp").sum())
    assert set(whole["credit_bp"]) == {10_000}
    shared = frames[0].credited.filter(pl.col("credit_bp") < 10_000)
    assert shared["deal_id"].n_unique() > 100


def test_commission_was_paid_as_the_plan_in_force_says_to_the_cent(company, frames):
    found, strategy = frames
    served = served_won(found.credited, strategy.mappings, strategy.versions, strategy.targets)
    past = history(found.credited, found.quotas, found.lines, served, as_of=TODAY)
    planned = run(plan_of(pay.PLANS[truth.PLAN_IN_FORCE]), past).payouts
    planned = planned.filter(pl.col("period") < quarter_start(TODAY))
    ended = quarter_start(date.fromordinal(quarter_start(TODAY).toordinal() - 1))
    closed = found.credited.select("deal_id", "rep_id", "closed_on")
    paid = (
        found.paid.join(closed, on=["deal_id", "rep_id"])
        .group_by("rep_id", pl.col("closed_on").dt.truncate("1q").alias("period"))
        .agg(pl.col("amount_cents").sum())
    )
    both = paid.join(planned, on=["rep_id", "period"])
    due = both.filter(pl.col("period") <= ended)
    assert due.height == paid.height > 300
    assert due.filter(pl.col("amount_cents") != pl.col("variable_cents")).is_empty()


def test_of_two_plans_one_is_in_force(company):
    with reading(company) as conn:
        plans = conn.execute(
            select(CompPlan.name, CompPlanVersion.in_force_from)
            .join(CompPlanVersion, CompPlanVersion.plan_id == CompPlan.id)
            .order_by(CompPlan.name)
        ).all()
    assert [tuple(plan) for plan in plans] == sorted(
        [(truth.PLAN_IN_FORCE, DAYS.start), (truth.PLAN_TRIED, None)]
    )


def test_every_seller_has_revenue_that_ends_shrinks_and_grows(frames):
    lines = frames[0].lines.drop_nulls("deal_id")
    assert lines["until_on"].null_count() > 0.2 * lines.height
    steps = lines.sort("from_on").with_columns(
        before=pl.col("monthly_cents").shift(1).over("deal_id"),
        again=(pl.col("from_on") == pl.col("until_on").shift(1).over("deal_id")),
    )
    changed = steps.filter("again")
    assert changed.filter(pl.col("monthly_cents") < pl.col("before")).height > 50
    assert changed.filter(pl.col("monthly_cents") > pl.col("before")).height > 50
    assert len(sellers(SEED)) == 35


def test_a_list_price_is_known_wherever_an_amount_and_a_product_are(company):
    with reading(company) as conn:
        lacking = conn.execute(
            select(func.count())
            .select_from(Deal)
            .where(
                Deal.list_cents.is_(None),
                Deal.amount_cents.is_not(None),
                Deal.product_id.is_not(None),
            )
        ).scalar_one()
    assert lacking == 0
