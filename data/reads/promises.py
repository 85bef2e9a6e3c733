"""Promises to customers: what each rests on, how it got where it is, and who may have made one."""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, case, func, select

from data.reads.frame import frame
from data.reads.rates import deals_frame
from data.reads.scope import Scope
from data.tables import Account, Deal, Feature, Person, Promise, PromiseStep, Team

LEDGER: Mapping[str, type[pl.DataType]] = {  # the first part as `metrics.frames.PROMISES` says
    "promise_id": pl.Int64,
    "person_id": pl.Int64,
    "person": pl.String,
    "team": pl.String,
    "account_id": pl.Int64,
    "made_on": pl.Date,
    "due_on": pl.Date,
    "state": pl.String,
    "delivered_on": pl.Date,
    "deal_id": pl.Int64,
    "deal_state": pl.String,
    "deal_closed_on": pl.Date,
    "amount_cents": pl.Int64,
    "feature_id": pl.Int64,
    "feature_status": pl.String,
    "effort_weeks": pl.Float64,
    "started_on": pl.Date,
    "shipped_on": pl.Date,
    "quote": pl.String,
    "account": pl.String,
    "segment": pl.String,
    "region": pl.String,
    "deal": pl.String,
    "feature": pl.String,
    "step_on": pl.Date,  # since when it is in its state; null = no step was written down
    "step_by": pl.String,
    "note": pl.String,  # of that step
    "row_version": pl.Int64,
}
STEPS = {
    "state": pl.String,
    "on": pl.Date,
    "by": pl.String,
    "note": pl.String,
}


def promises(connection: Connection, scope: Scope, *, currency: str) -> pl.DataFrame:
    """Every promise in scope, columns as LEDGER, the newest first.

    `amount_cents` is the deal's; null where there is no deal, no amount, or no rate turns it into
    `currency`. Segment is the account's now; region the team's, else the account's.
    """
    newest = (
        select(PromiseStep.promise_id, func.max(PromiseStep.id).label("id"))
        .group_by(PromiseStep.promise_id)
        .subquery()
    )
    stepper = Person.__table__.alias("stepper")
    query = (
        select(
            Promise.id,
            Promise.made_by_id,
            Person.name,
            Team.name,
            func.coalesce(Promise.account_id, Deal.account_id),
            Promise.made_on,
            Promise.due_on,
            Promise.state,
            case((Promise.state == "delivered", PromiseStep.on)),
            Promise.deal_id,
            Deal.state,
            Deal.closed_on,
            Deal.amount_cents,
            Promise.feature_id,
            Feature.status,
            Feature.effort_weeks,
            Feature.started_on,
            Feature.shipped_on,
            Promise.quote,
            Account.name,
            Account.segment,
            func.coalesce(Team.region, Account.region),
            func.coalesce(Deal.name, Deal.source_key),
            Feature.title,
            case((PromiseStep.state == Promise.state, PromiseStep.on)),
            case((PromiseStep.state == Promise.state, stepper.c.name)),
            case((PromiseStep.state == Promise.state, PromiseStep.note)),
            Promise.row_version,
        )
        .join(Person, Person.id == Promise.made_by_id, isouter=True)
        .join(Team, Team.id == Promise.team_id, isouter=True)
        .join(Deal, Deal.id == Promise.deal_id, isouter=True)
        .join(
            Account,
            Account.id == func.coalesce(Promise.account_id, Deal.account_id),
            isouter=True,
        )
        .join(Feature, Feature.id == Promise.feature_id, isouter=True)
        .join(newest, newest.c.promise_id == Promise.id, isouter=True)
        .join(PromiseStep, PromiseStep.id == newest.c.id, isouter=True)
        .join(stepper, stepper.c.id == PromiseStep.by_id, isouter=True)
        .where(scope.allows(Promise.team_id))
        .order_by(Promise.made_on.desc(), Promise.id.desc())
    )
    return deals_frame(connection, query, LEDGER, currency)


def steps(connection: Connection, scope: Scope, *, promise_id: int) -> pl.DataFrame:
    """What became of a promise, columns as STEPS, in order; empty when it is out of scope."""
    query = (
        select(PromiseStep.state, PromiseStep.on, Person.name, PromiseStep.note)
        .join(Promise, Promise.id == PromiseStep.promise_id)
        .join(Person, Person.id == PromiseStep.by_id, isouter=True)
        .where(PromiseStep.promise_id == promise_id, scope.allows(Promise.team_id))
        .order_by(PromiseStep.id)
    )
    return frame(connection, query, STEPS)


def makers(connection: Connection, scope: Scope) -> list[tuple[int, str]]:
    """Id and name of the active people of the scope's teams, who may have promised something."""
    query = (
        select(Person.id, Person.name)
        .where(Person.active, scope.allows(Person.team_id))
        .order_by(Person.name_key, Person.id)
    )
    return [(row.id, row.name) for row in connection.execute(query)]
