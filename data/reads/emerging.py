"""What demand outside the strategy is judged by: who asked for what and when, in which words, and
by which thresholds. It tests nothing."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, func, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Account, Audit, Request, Setting, Team

SETTING = "emerging"
ASKED = {
    "request_id": pl.Int64,
    "feature_id": pl.Int64,  # null = not linked
    "account_id": pl.Int64,
    "person_id": pl.Int64,
    "team": pl.String,
    "segment": pl.String,  # then; where that is unknown, the account's now
    "asked_on": pl.Date,
}
VOICES = {
    "asked_on": pl.Date,
    "words": pl.String,
    "account": pl.String,
    "team": pl.String,
}
LINKED = {"feature_id": pl.Int64, "words": pl.String}
UNLINKED = {"request_id": pl.Int64, "words": pl.String, "row_version": pl.Int64}


@dataclass(frozen=True)
class Declared:
    """Thresholds as somebody set them."""

    accounts: int
    n_eff: float
    q: float
    by: str
    at: datetime


def asked(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Every request in scope without its words, columns as ASKED, by id."""
    query = (
        select(
            Request.id,
            Request.feature_id,
            Request.account_id,
            Request.logged_by_id,
            Team.name,
            func.coalesce(Request.segment, Account.segment),
            Request.asked_on,
        )
        .join(Account, Account.id == Request.account_id, isouter=True)
        .join(Team, Team.id == Request.team_id, isouter=True)
        .where(scope.allows(Request.team_id))
        .order_by(Request.id)
    )
    return frame(connection, query, ASKED)


def voices(connection: Connection, scope: Scope, *, feature_id: int, limit: int) -> pl.DataFrame:
    """What customers in scope said about a theme, columns as VOICES: the latest word of each
    account, newest first; requests that name no account count as one each."""
    who = func.coalesce(Request.account_id, -Request.id)
    latest = (
        select(
            Request.id,
            func.row_number()
            .over(partition_by=who, order_by=(Request.asked_on.desc(), Request.id.desc()))
            .label("turn"),
        )
        .where(Request.feature_id == feature_id, scope.allows(Request.team_id))
        .subquery()
    )
    query = (
        select(Request.asked_on, Request.words, Account.name, Team.name)
        .join(latest, latest.c.id == Request.id)
        .join(Account, Account.id == Request.account_id, isouter=True)
        .join(Team, Team.id == Request.team_id, isouter=True)
        .where(latest.c.turn == 1)
        .order_by(Request.asked_on.desc(), Request.id.desc())
        .limit(limit)
    )
    return frame(connection, query, VOICES)


def unlinked(connection: Connection, scope: Scope, *, limit: int) -> pl.DataFrame:
    """Requests in scope that no feature has yet, columns as UNLINKED: the newest `limit`."""
    query = (
        select(Request.id, Request.words, Request.row_version)
        .where(Request.feature_id.is_(None), scope.allows(Request.team_id))
        .order_by(Request.asked_on.desc(), Request.id.desc())
        .limit(limit)
    )
    return frame(connection, query, UNLINKED)


def linked(connection: Connection, scope: Scope, *, limit: int) -> pl.DataFrame:
    """Requests in scope that have a feature, columns as LINKED: the newest `limit`."""
    query = (
        select(Request.feature_id, Request.words)
        .where(Request.feature_id.is_not(None), scope.allows(Request.team_id))
        .order_by(Request.asked_on.desc(), Request.id.desc())
        .limit(limit)
    )
    return frame(connection, query, LINKED)


def declared(connection: Connection, scope: Scope) -> tuple[Declared, ...]:
    """Every setting of the thresholds, newest first, as the trail has it; none = never set.

    They are the whole company's, so the scope narrows nothing.
    """
    query = (
        select(Audit.after, Audit.actor_name, Audit.at)
        .where(Audit.action == "change_setting")
        .order_by(Audit.id.desc())
    )
    return tuple(
        Declared(after["accounts"], float(after["n_eff"]), float(after["q"]), by, at)
        for after, by, at in connection.execute(query)
        if after and after.get("setting") == SETTING
    )


def in_force(connection: Connection, scope: Scope) -> dict[str, float] | None:
    """The thresholds that hold now, as the setting has them; null = nobody set any."""
    value = connection.scalar(select(Setting.value).where(Setting.key == SETTING))
    return None if value is None else dict(value)
