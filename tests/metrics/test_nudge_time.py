from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from metrics.nudge_time import by_day
from tests.metrics.nudged import DAY, Customer, cells

ENDS = {
    "day": pl.Date,
    "arm": pl.String,
    "segment": pl.String,
    "lag": pl.Int32,
    "expired": pl.Int64,
    "late": pl.Int64,
}
LATER = DAY + timedelta(days=60)


def followed(times, status):
    """Customers followed for `times` days at most: status 1 bought, 2 expired, 0 still waiting.

    Whoever waits is followed for whole days, so she was assigned that long ago.
    """
    people, ends = [], []
    for days, how in zip(times, status, strict=True):
        day = LATER - timedelta(days=int(days) + 1) if how == 0 else DAY
        people.append(Customer("mail", day, bought=((int(days) - 1, 100),) if how == 1 else ()))
        if how == 2:
            ends.append((DAY, "mail", "", int(days) - 1, 1, 0))
    expired = pl.DataFrame(ends, schema=ENDS, orient="row")
    return cells(people), expired.group_by("day", "arm", "segment", "lag").agg(
        pl.col("expired", "late").sum()
    )


def test_the_hand_worked_case_of_competing_ends():
    table, ends = followed([1, 2, 3, 4, 5], [1, 2, 0, 1, 2])
    found = by_day(table, as_of=LATER, ends=ends)
    assert found.filter(days=5)["value"].item() == pytest.approx(0.5)
    assert found.filter(days=1).select("at_risk", "bought").row(0) == (5, 1)


def test_who_buys_after_her_event_passed_had_ended_her_waiting():
    # By hand: of four, one buys on day 1, one's event passes on day 2 and she buys on day 4, one
    # buys on day 5, one waits. After day 1 a quarter has bought; on day 5 one of two at risk.
    people = [Customer("mail", DAY, bought=((lag, 100),)) for lag in (0, 3, 4)]
    table = cells([*people, Customer("mail", DAY)])
    ends = pl.DataFrame(
        [(DAY, "mail", "", 1, 1, 0), (DAY, "mail", "", 3, 0, 1)], schema=ENDS, orient="row"
    )
    found = by_day(table, as_of=LATER, ends=ends)
    assert found.filter(days=5).select("at_risk", "bought").row(0) == (2, 1)
    assert found.filter(days=5)["value"].item() == pytest.approx(0.25 + 0.5 * 0.5)
    assert found.filter(days=4)["bought"].sum() == 0


@given(
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from([0, 1, 1, 2])), min_size=8, max_size=40)
)
def test_shares_and_their_limits_are_those_of_statsmodels(people):
    times, status = (np.array(column) for column in zip(*people, strict=True))
    if not (status == 1).any() or not (status == 2).any():
        return
    table, ends = followed(times, status)
    found = by_day(table, as_of=LATER, ends=ends)
    oracle = CumIncidenceRight(times, status)
    for at, value in zip(oracle.times, oracle.cinc[0], strict=True):
        row = found.filter(days=int(at))
        assert row["value"].item() == pytest.approx(value)


def test_without_competing_ends_it_is_one_minus_kaplan_and_meier():
    times, status = [1, 1, 2, 3, 5, 8, 8, 9, 12, 20], [1, 0, 1, 1, 0, 1, 0, 1, 0, 1]
    table, _ = followed(times, status)
    found = by_day(table, as_of=LATER)
    oracle = SurvfuncRight(np.array(times), np.array(status))
    for at, alive, se in zip(oracle.surv_times, oracle.surv_prob, oracle.surv_prob_se, strict=True):
        row = found.filter(days=int(at)).row(0, named=True)
        assert row["value"] == pytest.approx(1 - alive)
        if 0 < alive < 1:
            # log(-log) limits of the same variance
            reach = 1.959963984540054 * se / (alive * abs(np.log(alive)))
            assert row["low"] == pytest.approx(1 - alive ** np.exp(-reach))
            assert row["high"] == pytest.approx(1 - alive ** np.exp(reach))


def test_customers_of_yesterday_tell_of_the_first_day_alone():
    today = date(2026, 6, 10)
    table = cells(
        [
            Customer("mail", today - timedelta(days=2), bought=((0, 100),)),
            Customer("mail", today - timedelta(days=20)),
            Customer("holdout", today - timedelta(days=1)),
        ]
    )
    found = by_day(table, as_of=today)
    assert found.filter(arm="mail", days=1).select("at_risk", "bought").row(0) == (2, 1)
    assert found.filter(arm="mail", days=19).select("at_risk", "bought").row(0) == (1, 0)
    assert found.filter(arm="holdout").is_empty()  # nobody was followed for a whole day
    assert by_day(table.clear(), as_of=today).is_empty()
