from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import frames
from metrics.exposure import RISKS, ask_finance, exposure, risks
from metrics.intervals import wilson
from metrics.promises import keeping
from metrics.serving import serve
from metrics.strategy_then import on_strategy_when_made, outside_when_made
from tests.metrics.made import flow, flows, law, mappings, targets, versions

TODAY = date(2026, 11, 22)
PAST, SOON = TODAY - timedelta(10), TODAY + timedelta(70)


def promise(promise_id, **rest):
    """Approved, due ten days ago, of person 1 and team North unless said."""
    named = {"person_id": 1, "person": "Ann", "team": "North", "made_on": date(2026, 1, 5)}
    named |= {"due_on": PAST, "state": "approved", "promise_id": promise_id}
    return dict.fromkeys(frames.PROMISES) | named | rest


def promises(*rows):
    return pl.DataFrame(list(rows), schema=dict(frames.PROMISES), orient="row")


def kept(promise_id, late=0, **rest):
    on = PAST + timedelta(late)
    return promise(promise_id, state="delivered", delivered_on=on, **rest)


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_published_limits(x, n, low, high):
    limits = pl.DataFrame({"x": [x], "n": [n]}).select(
        low=wilson("x", "n")[0], high=wilson("x", "n")[1]
    )
    assert limits.row(0) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_nothing_there_is_no_interval():
    none = pl.DataFrame({"x": [0], "n": [0]}).select(wilson("x", "n")[0].alias("low"))
    assert none["low"].to_list() == [None]


def test_keeping_by_hand():
    # Due: 2 kept (one early), 1 late, 1 broken, 1 overdue, 1 that nobody ever decided on: 2 of 6.
    rows = [
        kept(1),
        kept(2, late=-30),
        kept(3, late=1),
        promise(4, state="broken"),
        promise(5),
        promise(6, state="proposed"),
        promise(7, state="refused"),
        promise(8, state="released"),
        promise(9, due_on=None),
        promise(10, due_on=TODAY),  # it can still be kept today
        kept(11, due_on=SOON),  # kept early, but others of that day may still be broken
        promise(12, state="delivered"),
    ]
    got = keeping(promises(*rows), as_of=TODAY).row(0, named=True)
    assert (got["person"], got["n"], got["value"]) == ("Ann", 6, pytest.approx(1 / 3))
    mix = ("kept", "late", "broken", "overdue", "unknown", "no_day", "released")
    assert [got[name] for name in mix] == [2, 1, 1, 2, 1, 1, 1]
    # Wilson for 2 of 6, from the formula by hand: (0.0968, 0.7000).
    assert got["low"] == pytest.approx(0.0968, abs=5e-5)
    assert got["high"] == pytest.approx(0.7000, abs=5e-5)


def test_by_team_and_for_all():
    rows = [kept(1), kept(2, team="South", person_id=2, person="Bo"), promise(3)]
    by_team = keeping(promises(*rows), as_of=TODAY, by=("team",))
    assert by_team.select("team", "n", "value").rows() == [("North", 2, 0.5), ("South", 1, 1)]
    assert keeping(promises(*rows), as_of=TODAY, by=())["value"].to_list() == [2 / 3]


def test_nothing_due_is_unknown_not_zero():
    got = keeping(promises(promise(1, due_on=SOON)), as_of=TODAY).row(0, named=True)
    assert (got["n"], got["value"], got["low"]) == (0, None, None)
    assert keeping(promises(), as_of=TODAY).is_empty()
    assert keeping(promises(), as_of=TODAY, by=()).select("n", "value").row(0) == (0, None)


def risk_of(**rest):
    one = {"feature_id": 1, "due_on": SOON} | rest
    return risks(promises(promise(1, **one)), as_of=TODAY).select("risk", "ready_on").row(0)


def test_each_kind_of_risk():
    assert risk_of(feature_id=None) == ("no feature", None)
    assert risk_of(feature_status="declined") == ("declined", None)
    assert risk_of(feature_status="idea", effort_weeks=1.0) == ("cannot tell", None)
    assert risk_of(feature_status="planned") == ("cannot tell", None)
    # Ten weeks from today on are just the 70 days that are left; a little more is not.
    assert risk_of(feature_status="planned", effort_weeks=10.0) == ("on track", SOON)
    assert risk_of(feature_status="planned", effort_weeks=10.1)[0] == "later than promised"
    # Begun in time it would be done, were it not for the day it was begun.
    begun = {"feature_status": "building", "effort_weeks": 12.0}
    assert risk_of(**begun, started_on=TODAY - timedelta(14)) == ("on track", SOON)
    assert risk_of(**begun, started_on=TODAY - timedelta(13))[0] == "later than promised"
    assert risk_of(**begun, started_on=TODAY - timedelta(500)) == ("on track", TODAY)
    assert risk_of(**begun, due_on=None)[0] == "cannot tell"


def test_a_day_that_has_passed_is_late_whatever_is_planned():
    assert risk_of(feature_status="idea", due_on=PAST)[0] == "later than promised"
    shipped = {"feature_status": "shipped", "due_on": PAST}
    assert risk_of(**shipped, shipped_on=PAST)[0] == "on track"
    assert risk_of(**shipped, shipped_on=TODAY)[0] == "later than promised"
    assert risk_of(feature_status="shipped", shipped_on=PAST, due_on=None)[0] == "on track"


def test_only_open_promises_are_at_risk():
    closed = [promise(at, state=s) for at, s in enumerate(("refused", "delivered", "broken"))]
    assert risks(promises(*closed, promise(9, state="proposed")), as_of=TODAY).height == 1


def test_exposure_counts_a_deal_once_under_its_worst_risk():
    rows = [
        promise(1, deal_id=1, deal_state="won", amount_cents=100),
        promise(2, deal_id=1, deal_state="won", amount_cents=100, feature_id=1,
                feature_status="declined"),
        promise(3, deal_id=2, deal_state="open", amount_cents=40, feature_id=1,
                feature_status="declined"),
        promise(4, deal_id=3, deal_state="open", amount_cents=None),
        promise(5, deal_id=4, deal_state="lost", amount_cents=900),
        promise(6),
        promise(7, feature_id=2, feature_status="planned", due_on=SOON, deal_id=5,
                deal_state="open"),
    ]  # fmt: skip
    got = exposure(promises(*rows), as_of=TODAY)
    assert got["risk"].to_list() == list(RISKS)
    columns = ["promises", "deals", "deals_unknown", "signed_cents", "open_cents", "exposed_cents"]
    assert got.select(columns).rows() == [
        (4, 2, 1, 100, 0, 100),
        (2, 1, 0, 0, 40, 40),
        (0, 0, 0, 0, 0, 0),
        (1, 1, 1, None, None, None),
        (0, 0, 0, 0, 0, 0),
    ]


def finance(**rest):
    signed = {"feature_id": 1, "deal_id": 1, "deal_state": "won"}
    signed |= {"deal_closed_on": date(2026, 3, 1)}
    return ask_finance(promises(promise(1, **signed | rest)))["ask_finance"][0]


def test_a_named_future_feature_in_a_signed_deal_is_for_finance():
    assert finance() is True
    assert finance(shipped_on=date(2026, 3, 2)) is True
    assert finance(shipped_on=date(2026, 3, 1)) is False  # it was there
    assert finance(feature_id=None) is False
    assert finance(deal_state="open", deal_closed_on=None) is False
    assert finance(made_on=date(2026, 3, 2)) is False  # after the signature
    assert finance(state="refused") is False
    assert finance(state="released") is False
    assert finance(state="delivered") is True
    assert finance(deal_closed_on=None) is None


STATES = st.sampled_from(["proposed", "approved", "refused", "delivered", "broken", "released"])


@st.composite
def ledgers(draw):
    days = st.none() | st.integers(-90, 90).map(lambda ago: TODAY + timedelta(ago))
    rows = []
    for number in range(draw(st.integers(0, 25))):
        deal, state = draw(st.none() | st.integers(1, 5)), draw(STATES)
        rows.append(
            promise(
                number,
                person_id=draw(st.integers(1, 3)),
                due_on=draw(days),
                state=state,
                delivered_on=draw(days) if state == "delivered" else None,
                deal_id=deal,
                deal_state=deal and ("open", "won", "lost")[deal % 3],
                amount_cents=deal and (deal * 1_000 if deal != 4 else None),
                feature_id=draw(st.none() | st.integers(1, 4)),
                feature_status=draw(st.sampled_from(["idea", "planned", "building", "declined"])),
                effort_weeks=draw(st.none() | st.floats(0.1, 40)),
                started_on=draw(days),
            )
        )
    return promises(*rows)


@law
@given(ledgers())
def test_parts_add_up_and_limits_hold_the_rate(ledger):
    got = keeping(ledger, as_of=TODAY)
    whole = keeping(ledger, as_of=TODAY, by=()).row(0, named=True)
    assert got["n"].sum() == whole["n"]
    assert got["kept"].sum() == whole["kept"]
    for row in got.iter_rows(named=True):
        assert row["n"] == row["kept"] + row["late"] + row["broken"] + row["overdue"]
        if row["n"]:
            assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1


@law
@given(ledgers())
def test_exposure_adds_up_to_the_deals_with_open_promises(ledger):
    got = exposure(ledger, as_of=TODAY)
    still = ledger.filter(pl.col("state").is_in(["proposed", "approved"]))
    assert got["promises"].sum() == still.height
    live = still.filter(pl.col("deal_id").is_not_null(), pl.col("deal_state") != "lost")
    assert got["deals"].sum() == live["deal_id"].n_unique()
    assert got["exposed_cents"].sum() == (live.unique("deal_id")["amount_cents"].sum() or 0)


JANUARY, MAY = date(2026, 1, 10), date(2026, 5, 10)
STRATEGY = versions(date(2026, 1, 1), date(2026, 4, 1))
AIMS = targets({1: 6_000, 2: 4_000}, {1: 10_000})  # the second has dropped pillar 2


def made(fact_id, on, product_id, **rest):
    return flow(fact_id, column="sales_promises", on=on, product_id=product_id, **rest)


def test_a_promise_is_judged_by_the_strategy_of_its_own_day():
    mapped = mappings((1, 2), (2, None), (4, 1, 5_000), (4, 2, 5_000), (5, 1, 4_000), (5, 2, 6_000))
    rows = [
        made(1, JANUARY, 1),
        made(2, MAY, 1),  # the same feature, after its pillar was dropped
        made(3, JANUARY, 2),
        made(4, JANUARY, 3),
        made(5, MAY, 4),
        made(6, MAY, 5, team="South"),
        made(7, date(2025, 5, 5), 1),
    ]
    served = serve(flows(*rows, flow(8)), mapped, STRATEGY, AIMS)
    got = on_strategy_when_made(served)
    assert got.rows() == [
        (1, 1.0, True),
        (2, 0.0, False),
        (3, 0.0, False),
        (4, None, None),
        (5, 0.5, True),
        (6, pytest.approx(0.4), False),
        (7, None, None),
    ]
    counts = outside_when_made(served).row(0, named=True)
    assert [counts[name] for name in ("outside", "on", "unknown", "n")] == [3, 2, 2, 5]
    assert counts["value"] == pytest.approx(0.6)
    by_team = outside_when_made(served, by=("team",))
    assert by_team.select("team", "outside", "n").rows() == [("North", 2, 4), ("South", 1, 1)]
    assert outside_when_made(served.clear(), by=("team",)).schema == by_team.schema
