"""The inbox of requests at 100,000: each filter, each order, the search, on both databases.

What is timed is what a change of a filter computes: how many fit, how many of them no feature has,
and the first 50 rows. 20,000 accounts, 2,000 features, 6 teams; words of about 28 words out of
3,000 made up ones, most of them rare. Search is asked for a common word, for a rare
one, for one that nobody said, and for an account.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from data.actions import bulk
from data.reads.requests import SORTS, Wanted, counted, groups, inbox
from data.reads.scope import EVERYTHING, Scope
from data.store import Store, reading, writing
from data.tables import Account, Feature, Request, Team
from tests.bench.either import stores
from tests.bench.measure import Line, milliseconds

REQUESTS, ACCOUNTS, FEATURES, TEAMS = 100_000, 20_000, 2_000, 6
PAGE, AT_MOST_MS = 50, 100.0


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on the inbox; of PostgreSQL where it is installed."""
    n, runs = REQUESTS // (10 if quick else 1), 5 if quick else 11
    for name, store in stores(folder, "inbox"):
        fill(store, n, today)
        yield from _lines(name, store, n, today, runs)


def _lines(name: str, store: Store, n: int, today: date, runs: int) -> Iterator[Line]:
    common, rare = _vocabulary()[1], _vocabulary()[2_999]
    asked = {
        "nothing chosen": Wanted(),
        "not linked": Wanted(linked=False),
        "a feature": Wanted(feature_id=7),
        "a team": Wanted(teams=("Team 1",)),
        "two segments": Wanted(segments=("Segment 1", "Segment 2")),
        "a region": Wanted(regions=("Region 1",)),
        "need": Wanted(need="blocker"),
        "intent": Wanted(intent="expansion"),
        "a year": Wanted(since=today - timedelta(days=365)),
        "a common word": Wanted(text=common),
        "a rare word": Wanted(text=rare),
        "a word that nobody said": Wanted(text="zeppelin"),
        "an account": Wanted(text="account 777"),
        "all at once": Wanted(
            False, None, ("Team 1",), ("Segment 1",), (), "blocker", None, None, None, common
        ),
    }
    with reading(store) as connection:

        def look(wanted: Wanted, sort: str = "newest", scope: Scope = EVERYTHING) -> None:
            counted(connection, scope, wanted)
            inbox(connection, scope, wanted, sort=sort, limit=PAGE)

        where = f"{name}, {n:,} requests"
        for what, wanted in asked.items():
            took = milliseconds(partial(look, wanted), runs=runs)
            yield Line(f"{where}: {what}", "ms", took, target=AT_MOST_MS)
        for sort in SORTS[1:]:
            took = milliseconds(partial(look, Wanted(linked=False), sort), runs=runs)
            yield Line(f"{where}: not linked, {sort} first", "ms", took, target=AT_MOST_MS)
        took = milliseconds(partial(look, Wanted(linked=False), scope=Scope((1, 2))), runs=runs)
        yield Line(f"{where}: what two teams see, not linked", "ms", took, target=AT_MOST_MS)
        took = milliseconds(lambda: groups(connection, EVERYTHING), runs=runs)
        yield Line(f"{where}: what there is to choose from", "ms", took)


def fill(store: Store, n: int, today: date) -> None:
    """Migrate the store and put accounts, teams, features and `n` requests in."""
    dice = np.random.default_rng(3)
    with writing(store) as session:
        connection = session.connection()
        for noun, frame in (
            (Team, _teams()),
            (Account, _accounts(dice)),
            (Feature, _features()),
            (Request, _requests(dice, n, today)),
        ):
            bulk.insert(connection, noun, frame)
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _teams() -> pl.DataFrame:
    names = [f"Team {at}" for at in range(TEAMS)]
    return pl.DataFrame({"name": names, "region": [f"Region {at}" for at in range(TEAMS)]})


def _accounts(dice: np.random.Generator) -> pl.DataFrame:
    numbers = pl.Series(range(ACCOUNTS)).cast(pl.String)
    return pl.DataFrame(
        {
            "source": ["plain"] * ACCOUNTS,
            "source_key": numbers,
            "name": "Account " + numbers,
            "name_key": "account " + numbers,
            "segment": [f"Segment {at}" for at in dice.integers(0, 8, ACCOUNTS)],
            "region": [f"Region {at}" for at in dice.integers(0, TEAMS, ACCOUNTS)],
        }
    )


def _features() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "title": [f"Feature {at}" for at in range(FEATURES)],
            "status": ["idea"] * FEATURES,
            "row_version": [1] * FEATURES,
        }
    )


def _vocabulary() -> list[str]:
    """3,000 made-up words of four to ten letters, the same each time."""
    dice = np.random.default_rng(4)
    return [
        "".join(dice.choice(list("aeiounrstlmdkbgp"), dice.integers(4, 11))) for _ in range(3_000)
    ]


def _requests(dice: np.random.Generator, n: int, today: date) -> pl.DataFrame:
    said = (dice.zipf(1.3, n * 28) % 3_000).reshape(n, 28)
    known = _vocabulary()
    words = [" ".join(known[one] for one in row) for row in said]
    asked = pl.select(
        pl.lit(today) - pl.duration(days=pl.Series(dice.integers(0, 1_095, n)))
    ).to_series()
    feature = pl.Series(dice.zipf(1.3, n) % FEATURES + 1, dtype=pl.Int64)
    some = pl.Series(dice.random(n) < 0.3)
    return pl.DataFrame(
        {
            "source": pl.repeat("plain", n, eager=True),
            "source_key": pl.Series(range(n)).cast(pl.String),
            "words": words,
            "account_id": dice.integers(1, ACCOUNTS + 1, n),
            "team_id": dice.integers(1, TEAMS + 1, n),
            "feature_id": pl.select(pl.when(~some).then(feature)).to_series(),
            "asked_on": asked,
            "first_seen_on": asked,
            "need": pl.Series(["blocker", "important", "nice to have", None])[
                dice.integers(0, 4, n)
            ],
            "intent": pl.Series(["new business", "expansion", "retention"])[dice.integers(0, 3, n)],
            "votes": dice.integers(0, 100, n),
            "row_version": pl.repeat(1, n, eager=True),
        }
    )
