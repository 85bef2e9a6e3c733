"""Requests as people work through them: the inbox a page at a time, and what became of one's own.

Filtering, sorting and counting are the database's: what is read does not grow with history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from data.names import name_key
from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import (
    Account,
    Deal,
    DecisionSeen,
    Feature,
    FeatureDecision,
    Person,
    Request,
    Team,
)
from data.tables.voice import NEEDS

EXCERPT = 2_000  # characters of the words that a list carries; the whole is read one at a time
Sort = Literal["newest", "oldest", "need", "votes"]
SORTS: tuple[Sort, ...] = ("newest", "oldest", "need", "votes")
ROWS = {
    "id": pl.Int64,
    "row_version": pl.Int64,
    "asked_on": pl.Date,
    "words": pl.String,  # at most EXCERPT characters, cut with “…”
    "account": pl.String,
    "feature_id": pl.Int64,  # null = not linked
    "feature": pl.String,
    "feature_status": pl.String,
    "need": pl.String,
    "intent": pl.String,
    "segment": pl.String,  # the account's, then
    "customer_kind": pl.String,  # customer or prospect, then
    "deal": pl.String,
    "deal_stage": pl.String,  # then
    "logged_by": pl.String,
    "team": pl.String,
    "votes": pl.Int64,
    "source": pl.String,
}


@dataclass(frozen=True)
class Wanted:
    """Which requests: null leaves nothing out; both days are counted in."""

    linked: bool | None = None
    feature_id: int | None = None
    teams: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()  # of the customer, then
    regions: tuple[str, ...] = ()  # of the team that logged it, else of the account
    need: str | None = None
    intent: str | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""  # in the words, the title or the account's name, whatever its case


@dataclass(frozen=True)
class Became:
    """A decision on a feature that somebody has logged for and has not seen yet."""

    decision_id: int
    feature_id: int
    feature: str
    status: str
    reason: str | None
    words: str | None
    by: str | None
    at: datetime
    accounts: tuple[str, ...]  # whom to tell, by name


def inbox(
    connection: Connection,
    scope: Scope,
    wanted: Wanted,
    *,
    sort: Sort = "newest",
    limit: int = 50,
    skip: int = 0,
) -> pl.DataFrame:
    """At most `limit` requests after the first `skip`, columns as ROWS, in the order of `sort`."""
    on: Any = Request.asked_on
    if wanted.text.strip():
        # Along the index of days each row would be looked up in turn: for a rare word that takes
        # five times as long as to read the table as it lies and sort what fits.
        on = func.coalesce(on, on)
    page = _which(connection, select(Request.id), scope, wanted).order_by(*_order(sort, on))
    return rows(connection, page.limit(limit).offset(skip), sort=sort)


def counted(connection: Connection, scope: Scope, wanted: Wanted) -> tuple[int, int]:
    """How many requests fit, and how many of them point to no feature."""
    query = _which(connection, select(func.count(), func.count(Request.feature_id)), scope, wanted)
    total, linked = connection.execute(query).one()
    return total, total - linked


def ids(connection: Connection, scope: Scope, wanted: Wanted, *, limit: int) -> dict[int, int]:
    """Id to `row_version` of the newest requests that fit, at most `limit`."""
    query = _which(connection, select(Request.id, Request.row_version), scope, wanted)
    return {
        row.id: row.row_version
        for row in connection.execute(query.order_by(*_order("newest")).limit(limit))
    }


def by_id(connection: Connection, scope: Scope, wanted: Sequence[int]) -> pl.DataFrame:
    """The requests in scope with these ids, columns as ROWS, newest first."""
    return rows(
        connection, select(Request.id).where(Request.id.in_(wanted), scope.allows(Request.team_id))
    )


def whole_words(connection: Connection, scope: Scope, request_id: int) -> str | None:
    """All that the customer said, however long; null when it is not in scope or gone."""
    query = select(Request.words).where(Request.id == request_id, scope.allows(Request.team_id))
    return connection.execute(query).scalar_one_or_none()


def my_requests(connection: Connection, person_id: int, *, limit: int = 200) -> pl.DataFrame:
    """What this person logged, columns as ROWS, newest first: her own, so no other scope."""
    return rows(
        connection,
        select(Request.id)
        .where(Request.logged_by_id == person_id)
        .order_by(*_order("newest"))
        .limit(limit),
    )


def my_count(connection: Connection, person_id: int) -> tuple[int, int]:
    """How many requests this person logged, and how many of them point to a feature."""
    query = select(func.count(), func.count(Request.feature_id))
    total, linked = connection.execute(query.where(Request.logged_by_id == person_id)).one()
    return total, linked


def unseen_decisions(connection: Connection, person_id: int) -> tuple[Became, ...]:
    """Decisions, since this person logged for them, that she has not said she saw; newest first.

    Her own requests, so no other scope. What she logged after a decision knew of it already.
    """
    seen = exists().where(
        DecisionSeen.decision_id == FeatureDecision.id, DecisionSeen.person_id == person_id
    )
    query = (
        select(
            FeatureDecision.id,
            Feature.id,
            Feature.title,
            FeatureDecision.status,
            FeatureDecision.reason,
            FeatureDecision.words,
            Person.name,
            FeatureDecision.decided_at,
            Account.name,
        )
        .join(Feature, Feature.id == FeatureDecision.feature_id)
        .join(Request, Request.feature_id == Feature.id)
        .join(Account, Account.id == Request.account_id, isouter=True)
        .join(Person, Person.id == FeatureDecision.decided_by_id, isouter=True)
        .where(
            Request.logged_by_id == person_id,
            Request.first_seen_on <= func.date(FeatureDecision.decided_at),
            ~seen,
        )
        .order_by(FeatureDecision.id.desc(), Account.name)
    )
    told: dict[tuple[Any, ...], dict[str, None]] = {}
    for row in connection.execute(query):
        *decision, account = row
        accounts = told.setdefault(tuple(decision), {})
        if account is not None:
            accounts[account] = None
    return tuple(Became(*(*decision, tuple(names))) for decision, names in told.items())


def groups(connection: Connection, scope: Scope) -> dict[str, pl.Series]:
    """The team, segment and region that requests in scope have, as `Wanted` takes them."""
    query = (
        select(
            Team.name,
            func.coalesce(Request.segment, Account.segment),
            func.coalesce(Team.region, Account.region),
        )
        .select_from(Request)
        .join(Team, Team.id == Request.team_id, isouter=True)
        .join(Account, Account.id == Request.account_id, isouter=True)
        .where(scope.allows(Request.team_id))
        .distinct()
    )
    found = frame(connection, query, dict.fromkeys(("team", "segment", "region"), pl.String))
    return {name: found[name] for name in found.columns}


def rows(connection: Connection, which: Select[int], *, sort: Sort = "newest") -> pl.DataFrame:
    """The requests whose ids `which` gives, with the names that people read."""
    chosen = which.subquery()
    words = func.substr(Request.words, 1, EXCERPT)
    cut = case((func.length(Request.words) > EXCERPT, words + "…"), else_=Request.words)
    query = (
        select(
            Request.id,
            Request.row_version,
            Request.asked_on,
            cut,
            Account.name,
            Request.feature_id,
            Feature.title,
            Feature.status,
            Request.need,
            Request.intent,
            Request.segment,
            Request.customer_kind,
            Deal.name,
            Request.deal_stage,
            Person.name,
            Team.name,
            Request.votes,
            Request.source,
        )
        .join(chosen, chosen.c.id == Request.id)
        .join(Account, Account.id == Request.account_id, isouter=True)
        .join(Feature, Feature.id == Request.feature_id, isouter=True)
        .join(Deal, Deal.id == Request.deal_id, isouter=True)
        .join(Person, Person.id == Request.logged_by_id, isouter=True)
        .join(Team, Team.id == Request.team_id, isouter=True)
        .order_by(*_order(sort))
    )
    return frame(connection, query, ROWS)


def _which(connection: Connection, query: Any, scope: Scope, wanted: Wanted) -> Any:
    conditions: list[ColumnElement[bool]] = [scope.allows(Request.team_id)]
    if wanted.linked is not None:
        unlinked = Request.feature_id.is_(None)
        conditions.append(~unlinked if wanted.linked else unlinked)
    for column, value in (
        (Request.feature_id, wanted.feature_id),
        (Request.need, wanted.need),
        (Request.intent, wanted.intent),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.teams:
        conditions.append(Request.team_id.in_(_teams(Team.name, wanted.teams)))
    if wanted.segments:
        conditions.append(
            or_(
                Request.segment.in_(wanted.segments),
                and_(
                    Request.segment.is_(None),
                    Request.account_id.in_(_accounts(Account.segment, wanted.segments)),
                ),
            )
        )
    if wanted.regions:
        placed = select(Team.id).where(Team.region.is_not(None))
        nowhere = or_(Request.team_id.is_(None), Request.team_id.not_in(placed))
        there = Request.account_id.in_(_accounts(Account.region, wanted.regions))
        conditions.append(
            or_(Request.team_id.in_(_teams(Team.region, wanted.regions)), and_(nowhere, there))
        )
    if wanted.since is not None:
        conditions.append(Request.asked_on >= wanted.since)
    if wanted.until is not None:
        conditions.append(Request.asked_on <= wanted.until)
    if text := wanted.text.strip():
        conditions.append(_says(connection, text))
    return query.where(and_(*conditions))


def _teams(column: Any, names: tuple[str, ...]) -> Any:
    return select(Team.id).where(column.in_(names))


def _accounts(column: Any, names: tuple[str, ...]) -> Any:
    return select(Account.id).where(column.in_(names))


def _says(connection: Connection, text: str) -> ColumnElement[bool]:
    """SQL: the request says so, whatever its case.

    SQLite's own LIKE tells capitals apart beyond ASCII. PostgreSQL's ILIKE weighs each letter by
    the rules of all languages; a text in ASCII is found four times as fast byte by byte.
    """
    lite = connection.dialect.name == "sqlite"

    def holds(column: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool]
        if lite:
            found = column.contains(text, autoescape=True)
        elif text.isascii():
            found = func.strpos(func.lower(column.collate("C")), text.lower()) > 0
        else:
            found = column.icontains(text, autoescape=True)
        return found

    named = select(Account.id).where(Account.name_key.contains(name_key(text), autoescape=True))
    return or_(holds(Request.words), holds(Request.title), Request.account_id.in_(named))


def _order(sort: Sort, on: Any = Request.asked_on) -> tuple[Any, ...]:
    newest = (on.desc(), Request.id.desc())
    if sort == "oldest":
        return (on, Request.id)
    if sort == "need":
        rank = case({need: at for at, need in enumerate(NEEDS)}, value=Request.need, else_=9)
        return (rank, *newest)
    if sort == "votes":
        return (func.coalesce(Request.votes, -1).desc(), *newest)
    return newest
