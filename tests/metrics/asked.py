"""Small demand to measure: requests, deals and features with defaults, and whole random ones."""

from datetime import date, timedelta

import polars as pl
from hypothesis import strategies as st

from metrics import frames
from metrics.needs import NEED_WEIGHT

DAY = date(2026, 2, 10)


def ask(request_id, feature_id=1, **rest):
    """A request of account 1 logged by person 1 of team North unless said."""
    named = {"account_id": 1, "person_id": 1, "team": "North", "asked_on": DAY, "words": "please"}
    return (
        dict.fromkeys(frames.ASKS)
        | named
        | {
            "request_id": request_id,
            "feature_id": feature_id,
        }
        | rest
    )


def asks(*rows):
    return pl.DataFrame(list(rows), schema=dict(frames.ASKS), orient="row")


def deals(*rows):
    """(deal_id, amount_cents, state); the state may be left: open."""
    filled = [(deal, None, amount, *(rest or ["open"])) for deal, amount, *rest in rows]
    return pl.DataFrame(filled, schema=dict(frames.DEALS_ASKING), orient="row")


def feature(feature_id, **rest):
    named = {"feature_id": feature_id, "title": f"F{feature_id}", "status": "idea"}
    return dict.fromkeys(frames.FEATURES) | named | rest


def features(*rows):
    return pl.DataFrame(list(rows), schema=dict(frames.FEATURES), orient="row")


def maybe(strategy):
    return st.none() | strategy


@st.composite
def demands(draw, *, max_asks=40):
    """(asks, deals): some without feature, account, logger or deal; some deals without amount."""
    rows = [
        ask(
            number,
            draw(maybe(st.integers(1, 6))),
            account_id=draw(maybe(st.integers(1, 8))),
            person_id=draw(maybe(st.integers(1, 5))),
            deal_id=draw(maybe(st.integers(1, 6))),
            need=draw(maybe(st.sampled_from(list(NEED_WEIGHT)))),
            intent=draw(maybe(st.sampled_from(["new business", "expansion", "retention"]))),
            asked_on=DAY + timedelta(draw(st.integers(-400, 0))),
        )
        for number in range(1, draw(st.integers(0, max_asks)) + 1)
    ]
    states = st.sampled_from(["open", "won", "lost"])
    amounts = maybe(st.integers(0, 10**11))
    return asks(*rows), deals(*((deal, draw(amounts), draw(states)) for deal in range(1, 7)))


ESTIMATE = maybe(st.floats(0.25, 10))


@st.composite
def backlogs(draw, *, max_features=12):
    """FEATURES with any estimate known or not."""
    fit = maybe(st.floats(0, 1))
    return features(
        *(
            feature(number, **{name: draw(ESTIMATE) for name in ESTIMATES}, mission_fit=draw(fit))
            for number in range(1, draw(st.integers(0, max_features)) + 1)
        )
    )


ESTIMATES = [name for name, kind in frames.FEATURES.items() if kind == pl.Float64][:-1]
