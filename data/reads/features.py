"""Features as people know them: what each is, who asks for it, what may be said, what it was
merged with. It scores nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, case, func, select
from sqlalchemy.orm import aliased

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import (
    Feature,
    FeatureDecision,
    FeatureMerge,
    FeatureWording,
    Mapping,
    Person,
    Request,
)

FEATURES = {
    "id": pl.Int64,
    "title": pl.String,
    "status": pl.String,
    "row_version": pl.Int64,
    "requests": pl.Int64,
    "accounts": pl.Int64,  # distinct ones that asked
    "votes": pl.Int64,  # an idea of a feedback tool counted once; null = no tool says
    "last_asked_on": pl.Date,  # null = nobody has
}
_NAMED = {"id": pl.Int64, "title": pl.String, "status": pl.String, "row_version": pl.Int64}
_ASKED = {
    "id": pl.Int64,
    "account_id": pl.Int64,
    "asked_on": pl.Date,
    "votes": pl.Int64,
    "idea": pl.String,
}
MERGES = {
    "id": pl.Int64,
    "kept_id": pl.Int64,
    "merged_id": pl.Int64,
    "merged": pl.String,
    "requests": pl.Int64,  # that came with it
    "by": pl.String,
    "at": pl.Datetime,
}


@dataclass(frozen=True)
class Said:
    """Words approved for a feature, or for one that was merged into it, at one status."""

    feature: str
    status: str
    words: str
    by: str | None
    at: datetime


@dataclass(frozen=True)
class Card:
    """What somebody who talks to customers has to know of a feature."""

    id: int
    title: str
    description: str | None
    status: str
    since: date | None  # the day it was begun, shipped or declined; null = an idea, or planned
    row_version: int
    reason: str | None  # of the decision that gave it its status
    decided_by: str | None
    may_say: tuple[Said, ...]  # for the status it has; none = only that it was heard
    wordings: tuple[Said, ...]  # its own, for every status
    also_called: tuple[str, ...]  # titles of what was merged into it


def features(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Every feature that stands by itself, columns as FEATURES: most accounts first.

    Requests, accounts and votes are those in scope; 0 = none asks.
    """
    named = select(Feature.id, Feature.title, Feature.status, Feature.row_version)
    every = frame(
        connection, named.where(Feature.merged_into_id.is_(None)).order_by(Feature.id), _NAMED
    )
    # One idea of a feedback tool comes as a row per voter, each with the votes of all.
    idea = Request.source + " " + func.coalesce(Request.topic_key, Request.source_key)
    rows = frame(
        connection,
        select(
            Request.feature_id,
            Request.account_id,
            Request.asked_on,
            Request.votes,
            case((Request.votes.is_not(None), idea)),
        ).where(Request.feature_id.is_not(None), scope.allows(Request.team_id)),
        _ASKED,
    )
    asked = rows.group_by("id").agg(
        pl.len().cast(pl.Int64).alias("requests"),
        pl.col("account_id").drop_nulls().n_unique().cast(pl.Int64).alias("accounts"),
        pl.col("asked_on").max().alias("last_asked_on"),
    )
    votes = rows.drop_nulls("votes").group_by("id", "idea").agg(pl.col("votes").max())
    votes = votes.group_by("id").agg(pl.col("votes").sum())
    return (
        every.join(asked, on="id", how="left")
        .join(votes, on="id", how="left")
        .with_columns(pl.col("requests", "accounts").fill_null(0))
        .sort(-pl.col("accounts"), "title", "id")
        .select(*FEATURES)
    )


def titles(connection: Connection, scope: Scope) -> dict[int, tuple[str, str]]:
    """Id → title and status of every feature that stands by itself, by title."""
    query = select(Feature.id, Feature.title, Feature.status).order_by(Feature.title, Feature.id)
    rows = connection.execute(query.where(Feature.merged_into_id.is_(None)))
    return {row.id: (row.title, row.status) for row in rows}


def asking(connection: Connection, scope: Scope, ids: Collection[int]) -> dict[int, int]:
    """Feature id → distinct accounts in scope that ask for it; none = not in it."""
    query = (
        select(Request.feature_id, func.count(Request.account_id.distinct()))
        .where(Request.feature_id.in_(ids), scope.allows(Request.team_id))
        .group_by(Request.feature_id)
    )
    return {row[0]: row[1] for row in connection.execute(query) if row[0] is not None}


def card(connection: Connection, scope: Scope, *, feature_id: int) -> Card | None:
    """What is known and may be said of a feature; of the kept one, when it was merged away.

    Features are everybody's: the scope leaves nothing out. Null when there is no such feature.
    """
    row = connection.execute(select(Feature.merged_into_id).where(Feature.id == feature_id)).first()
    if row is None:
        return None
    kept = row.merged_into_id or feature_id
    found = connection.execute(
        select(
            Feature.title,
            Feature.description,
            Feature.status,
            func.coalesce(Feature.shipped_on, Feature.declined_on, Feature.started_on),
            Feature.row_version,
        ).where(Feature.id == kept)
    ).one()
    title, description, status, since, row_version = found
    last = connection.execute(
        select(FeatureDecision.status, FeatureDecision.reason, Person.name)
        .join(Person, Person.id == FeatureDecision.decided_by_id, isouter=True)
        .where(FeatureDecision.feature_id == kept)
        .order_by(FeatureDecision.id.desc())
        .limit(1)
    ).first()
    decided = last is not None and last.status == status
    said = _said(connection, kept)
    own = tuple(words for key, words in said if key == kept)
    return Card(
        id=kept,
        title=title,
        description=description,
        status=status,
        since=since,
        row_version=row_version,
        reason=last.reason if last and decided else None,
        decided_by=last.name if last and decided else None,
        may_say=tuple(words for _, words in said if words.status == status),
        wordings=own,
        also_called=tuple(
            connection.scalars(
                select(Feature.title).where(Feature.merged_into_id == kept).order_by(Feature.id)
            )
        ),
    )


def merges(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Merges that hold, columns as MERGES, newest first; `kept_id` is who holds it today."""
    merged = aliased(Feature)
    query = (
        select(
            FeatureMerge.id,
            merged.merged_into_id,
            merged.id,
            merged.title,
            FeatureMerge.moved,
            Person.name,
            FeatureMerge.merged_at,
        )
        .join(merged, merged.id == FeatureMerge.merged_id)
        .join(Person, Person.id == FeatureMerge.merged_by_id, isouter=True)
        .where(FeatureMerge.undone_at.is_(None), merged.merged_into_id.is_not(None))
        .order_by(FeatureMerge.id.desc())
    )
    rows = [
        (*row[:4], len(row[4]["requests"]), row[5], row[6]) for row in connection.execute(query)
    ]
    schema = MERGES | {"at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _said(connection: Connection, kept: int) -> list[tuple[int, Said]]:
    """Approved words of the feature, then of what was merged into it, oldest feature first."""
    rows = connection.execute(
        select(
            Feature.id,
            Feature.title,
            FeatureWording.status,
            FeatureWording.words,
            Person.name,
            FeatureWording.approved_at,
        )
        .join(Feature, Feature.id == FeatureWording.feature_id)
        .join(Person, Person.id == FeatureWording.approved_by_id, isouter=True)
        .where((Feature.id == kept) | (Feature.merged_into_id == kept))
        .order_by(Feature.id != kept, Feature.id, FeatureWording.status)
    )
    return [(row[0], Said(*row[1:])) for row in rows]


def newest_mapping(connection: Connection, scope: Scope, *, feature_id: int) -> int | None:
    """Id of the feature's newest mapping, also one that begins later; null = never mapped."""
    query = select(func.max(Mapping.id)).where(Mapping.feature_id == feature_id)
    return connection.execute(query).scalar_one()
