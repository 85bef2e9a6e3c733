"""What a rep gives beside closed revenue: promises kept, customers' voices, use of material."""

import polars as pl
from sqlalchemy import Connection, and_, case, func, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.reads.team_history import team_spans, with_team_then
from data.tables import Deal, Feature, MaterialUse, Promise, PromiseStep, Request

KEPT = {
    "promise_id": pl.Int64,
    "rep_id": pl.Int64,
    "team_id": pl.Int64,  # hers, then
    "state": pl.String,  # proposed | approved | refused | delivered | broken | released
    "made_on": pl.Date,
    "due_on": pl.Date,
    "ended_on": pl.Date,  # null = it still stands, or nobody wrote the day down
}
VOICES = {
    "request_id": pl.Int64,
    "rep_id": pl.Int64,
    "team_id": pl.Int64,  # hers, then
    "account_id": pl.Int64,
    "feature_id": pl.Int64,
    "asked_on": pl.Date,
    "accepted": pl.Boolean,  # linked to a feature that is not declined
}
USES = {
    "rep_id": pl.Int64,
    "deal_id": pl.Int64,
    "material_id": pl.Int64,
    "used_on": pl.Date,
}
ENDED = ("refused", "delivered", "broken", "released")


def kept(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Promises in scope whose maker is known, columns as KEPT, by id."""
    newest = (
        select(PromiseStep.promise_id, func.max(PromiseStep.id).label("id"))
        .group_by(PromiseStep.promise_id)
        .subquery()
    )
    ended = and_(PromiseStep.state == Promise.state, Promise.state.in_(ENDED))
    query = (
        select(
            Promise.id,
            Promise.made_by_id,
            Promise.team_id,
            Promise.state,
            Promise.made_on,
            Promise.due_on,
            case((ended, PromiseStep.on)),
        )
        .join(newest, newest.c.promise_id == Promise.id, isouter=True)
        .join(PromiseStep, PromiseStep.id == newest.c.id, isouter=True)
        .where(scope.allows(Promise.team_id), Promise.made_by_id.is_not(None))
        .order_by(Promise.id)
    )
    return frame(connection, query, KEPT)


def voices(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Requests in scope whose logger is known, columns as VOICES, by id."""
    accepted = and_(Feature.id.is_not(None), Feature.status != "declined")
    query = (
        select(
            Request.id,
            Request.logged_by_id,
            Request.team_id,
            Request.account_id,
            Request.feature_id,
            Request.asked_on,
            case((accepted, True), else_=False),
        )
        .join(Feature, Feature.id == Request.feature_id, isouter=True)
        .where(scope.allows(Request.team_id), Request.logged_by_id.is_not(None))
        .order_by(Request.id)
    )
    return frame(connection, query, VOICES)


def uses(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Uses of sales material, columns as USES, by id.

    In scope by the team that the user was in on that day; where nobody is named, by the deal's.
    """
    query = (
        select(
            MaterialUse.person_id,
            MaterialUse.deal_id,
            MaterialUse.material_id,
            MaterialUse.used_on,
            Deal.team_id,
        )
        .join(Deal, Deal.id == MaterialUse.deal_id, isouter=True)
        .order_by(MaterialUse.id)
    )
    found = frame(connection, query, {**USES, "deal_team_id": pl.Int64})
    if scope.teams is None:
        return found.select(list(USES))
    theirs = with_team_then(
        found, team_spans(connection), person="rep_id", on="used_on", name="team_id"
    )
    team = pl.when(pl.col("rep_id").is_null()).then("deal_team_id").otherwise("team_id")
    return theirs.filter(team.is_in(list(scope.teams))).select(list(USES))
