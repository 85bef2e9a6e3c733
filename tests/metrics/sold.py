"""Small frames of selling, written by hand: what is not said is empty."""

from datetime import date

import polars as pl

from metrics import scorecards_frames as frames
from metrics.frames import MAPPINGS, TARGETS, VERSIONS, empty
from metrics.periods import Period
from metrics.scorecards_book import prepare

TODAY = date(2026, 6, 30)
Y2025, Q1 = (
    Period(date(2025, 1, 1), date(2025, 12, 31)),
    Period(date(2025, 1, 1), date(2025, 3, 31)),
)
LONG_AGO = date(2000, 1, 1)


def framed(schema, rows):
    return pl.DataFrame(rows, schema=dict(schema), orient="row")


def deal(deal_id, rep_id=1, state="won", closed=date(2025, 2, 10), amount=100_00, **more):
    """A row of CREDITED; everything of it can be said otherwise."""
    said = {
        "deal_id": deal_id,
        "rep_id": rep_id,
        "credit_bp": 10_000,
        "team_id": 1,
        "team": "North",
        "account_id": deal_id,
        "segment": "Club",
        "state": state,
        "opened_on": date(2025, 1, 1),
        "closed_on": closed if state != "open" else None,
        "amount_cents": amount,
    } | more
    return {name: said.get(name) for name in frames.CREDITED}


def line(account_id, start=date(2025, 2, 10), end=None, monthly=10_00, deal_id=None):
    return (account_id, deal_id, start, end, monthly)


def book(
    *deals, lines=(), kept=(), voices=(), uses=(), reps=(), mapped=(), today=TODAY, approved=0.2
):
    """Everything up to `today`. `mapped`: product to pillar (null = outside), in force for ever."""
    mappings = [(product, None, LONG_AGO, None, pillar, 10_000) for product, pillar in mapped]
    return prepare(
        framed(frames.CREDITED, list(deals)) if deals else empty(frames.CREDITED),
        framed(frames.REPS, list(reps)),
        framed(frames.LINES, list(lines)),
        framed(frames.KEPT, list(kept)),
        framed(frames.VOICES, list(voices)),
        framed(frames.USES, list(uses)),
        framed(MAPPINGS, mappings),
        framed(VERSIONS, [(1, 1, LONG_AGO, None)]),
        framed(TARGETS, [(1, 1, "Seats", 10_000, 1)]),
        as_of=today,
        approved=approved,
    )


def one(cards, metric, **of):
    """The one row of a measure."""
    found = cards.filter(pl.col("metric") == metric)
    for name, value in of.items():
        found = found.filter(pl.col(name) == value)
    assert found.height == 1, found
    return found.row(0, named=True)
