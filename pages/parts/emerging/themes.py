"""The themes outside the strategy, tested once per state of the store, and what a decision on one
of them would rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data.reads import emerging as reads
from data.reads import priorities
from data.reads.scope import Scope
from data.store import reading
from metrics import emerging as measure
from metrics.theme_voices import recent_spread, since_decided
from metrics.verdicts import DECLARED, Thresholds
from pages.parts import load
from pages.parts.figures import cloned

QUOTED = 3
QUOTE = 280  # characters of a customer's words that a proposal keeps
_voices = load.cached(reads.voices)


@dataclass(frozen=True)
class Themes:
    """Everything outside the strategy, judged."""

    found: pl.DataFrame
    """As `metrics.emerging.emerging`, with `reps, teams, segments` of the recent accounts."""
    months: pl.DataFrame
    """As `metrics.emerging.trajectory`, of every feature."""
    thresholds: Thresholds
    unlinked: int
    """Requests that no feature has yet: whose themes nobody knows."""


def themes(scope: Scope, *, as_of: date) -> Themes:
    """The themes of the day, by the thresholds in force."""
    return cloned(_themes(str(load.engine().url), load.version(), scope, as_of))


def since(scope: Scope, decided: Mapping[int, tuple[int, date]], *, as_of: date) -> dict[int, int]:
    """New asking accounts by proposal since the day it was decided on.

    Args:
        decided: proposal to its feature and that day.
    """
    rows = [(key, feature, day) for key, (feature, day) in decided.items()]
    schema = {"proposal_id": pl.Int64, "feature_id": pl.Int64, "decided_on": pl.Date}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    asked = _asked(str(load.engine().url), load.version(), scope).clone()
    counted = since_decided(asked, frame, as_of=as_of)
    return dict(counted.select("proposal_id", "new_accounts").iter_rows())


def evidence(scope: Scope, feature_id: int, title: str, *, as_of: date) -> dict[str, Any]:
    """All that a decision on a theme rests on, as plain values that can be kept as they are."""
    every = themes(scope, as_of=as_of)
    row = next(every.found.filter(feature_id=feature_id).iter_rows(named=True), None)
    if row is None:  # it serves the strategy meanwhile, and is looked at again
        asked = _asked(str(load.engine().url), load.version(), scope).clone()
        alone = pl.DataFrame({"feature_id": [feature_id], "title": [title]})
        both = pl.concat([every.found.select("feature_id", "title"), alone])
        again = _judged(asked, both, as_of, every.thresholds)
        row = again.filter(feature_id=feature_id).row(0, named=True)
    said = _voices(scope, feature_id=feature_id, limit=QUOTED)
    return (
        {name: value for name, value in row.items() if name != "feature_id"}
        | {"as_of": as_of.isoformat(), "themes_tested": every.found.height}
        | {"thresholds": vars(every.thresholds)}
        | {"quotes": [_quote(voice) for voice in said.iter_rows(named=True)]}
    )


def of_groups(scope: Scope, groups: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Groups of requests judged as themes are, among themselves: columns as `Themes.found`.

    Args:
        groups: `group, request_id, title`.
    """
    asked = _asked(str(load.engine().url), load.version(), scope).clone().drop("feature_id")
    grouped = asked.join(groups.select("request_id", feature_id="group"), on="request_id")
    listed = groups.select("title", feature_id="group").unique(maintain_order=True)
    oldest = asked.select(pl.col("asked_on").min(), pl.lit(None, pl.Int64).alias("feature_id"))
    both = pl.concat([grouped, oldest], how="diagonal")  # how far back anything is known
    return _judged(both, listed, as_of, themes(scope, as_of=as_of).thresholds)


def _quote(voice: dict[str, Any]) -> dict[str, Any]:
    words = voice["words"]
    cut = words if len(words) <= QUOTE else f"{words[: QUOTE - 1]}…"
    return {"on": voice["asked_on"].isoformat(), "account": voice["account"], "words": cut}


def _judged(
    asked: pl.DataFrame, listed: pl.DataFrame, as_of: date, thresholds: Thresholds
) -> pl.DataFrame:
    found = measure.emerging(asked, listed, as_of=as_of, thresholds=thresholds)
    return found.join(
        recent_spread(asked, as_of=as_of), on="feature_id", how="left", maintain_order="left"
    ).with_columns(pl.col("reps", "teams", "segments").fill_null(0))


@st.cache_resource(show_spinner=False, max_entries=4)
def _asked(url: str, version: int, scope: Scope) -> pl.DataFrame:
    with reading(load.engine()) as connection:
        return reads.asked(connection, scope)


@st.cache_resource(show_spinner=False, max_entries=8)
def _themes(url: str, version: int, scope: Scope, as_of: date) -> Themes:
    with reading(load.engine()) as connection:
        features = priorities.features(connection, scope, on=as_of)
        declared = reads.in_force(connection, scope)
    thresholds = Thresholds(**declared) if declared else DECLARED  # type: ignore[arg-type]
    asked = _asked(url, version, scope).clone()
    return Themes(
        _judged(asked, measure.outside(features), as_of, thresholds),
        measure.trajectory(asked, as_of=as_of),
        thresholds,
        asked["feature_id"].null_count(),
    )
