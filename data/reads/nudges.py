"""Campaigns and what their cubes say; it reads no basket, so its time does not grow with them.

Reminders are the whole company's: the scope is asked for as by every read, and narrows nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    Connection,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from data.names import name_key
from data.reads.frame import frame
from data.reads.scope import Scope
from data.refused import Invalid
from data.tables import (
    Campaign,
    CubeCell,
    CubeEnd,
    CubeWeek,
    Feature,
    FeatureDecision,
    NudgeCount,
    Person,
    Proposal,
    Purchase,
    Request,
    Send,
)

CELLS = pl.Schema(
    {
        "day": pl.Int64,
        "arm": pl.String,
        "segment": pl.String,
        "lag": pl.Int32,
        "n": pl.Int64,
        "dconv": pl.Int64,
        "ds": pl.Int64,
        "dss": pl.Int64,
        "dorders": pl.Int64,
        "dunpriced": pl.Int64,
        "drefunds": pl.Int64,
    }
)
SUMS = ("n", "dconv", "ds", "dss", "dorders", "dunpriced", "drefunds")
LAGS = pl.Schema(
    {"day": pl.Int64, "arm": pl.String, "lag": pl.Int32, "n": pl.Int64, "dconv": pl.Int64}
)
ENDS = pl.Schema(
    {"day": pl.Int64, "arm": pl.String, "lag": pl.Int32, "expired": pl.Int64, "late": pl.Int64}
)
LONGEST = 30  # days that a cube tells of
EPOCH = date(1970, 1, 1)
COUNTS = pl.Schema(
    {"day": pl.Int64, "arm": pl.String, "segment": pl.String, "what": pl.String, "n": pl.Int64}
)
BUYERS = pl.Schema({"arm": pl.String, "cents": pl.Int64})
UNKNOWN = pl.Schema({"send_id": pl.Int64, "basket_id": pl.Int64, "step": pl.Int64})
SEND_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ran:
    """A campaign as it was laid down; `design` holds what its form asks for."""

    id: int
    name: str
    status: str
    sent_elsewhere: bool
    design: dict[str, Any]
    currency: str
    feature_id: int | None
    started_at: datetime | None
    ended_at: datetime | None
    row_version: int


@dataclass(frozen=True)
class CameFrom:
    """The thread back from an outcome: the feature, who asked for it, and what was decided."""

    feature_id: int
    title: str
    status: str
    shipped_on: date | None
    requests: int
    accounts: int
    first_asked_on: date | None
    decided: tuple[tuple[datetime, str, str | None, str | None], ...]
    """Moment, what (a status of the feature, or adopt, park, reject), reason, by whom."""


def campaigns(connection: Connection, scope: Scope) -> tuple[Ran, ...]:
    """Every campaign that was started, the latest first, then the drafts."""
    query = select(Campaign).order_by(
        Campaign.started_at.is_(None), Campaign.started_at.desc(), Campaign.id.desc()
    )
    rows = connection.execute(query.with_only_columns(*(getattr(Campaign, n) for n in _NAMES)))
    return tuple(Ran(**row._asdict()) for row in rows)


def named(known: tuple[Ran, ...], asked: str) -> Ran:
    """The campaign of that name, however it is written, or number; the latest that was started
    when none is asked for.

    Raises Invalid: there is none.
    """
    started = [one for one in known if one.started_at or one.sent_elsewhere]
    named = [one for one in known if name_key(one.name) == name_key(asked)]
    fits = (named or [one for one in known if str(one.id) == asked]) if asked else started
    if fits:
        return fits[0]
    if not known:
        raise Invalid("There is no campaign yet. Import nudge-results, or start one.")
    names = ", ".join(f"“{one.name}”" for one in known[:10])
    if not asked:
        raise Invalid(f"No campaign has begun yet. Drafts are: {names}.")
    raise Invalid(f"No campaign is called “{asked}”. Known are: {names}.")


def designed(campaign: Ran, *, holdout: float | None, expected: int | None) -> Ran:
    """The campaign with what its design leaves unsaid; `holdout` is a share, 0 to 1.

    Raises Invalid: they are no share, no number of customers.
    """
    if holdout is not None and not 0 <= holdout < 1:
        raise Invalid("The part held out is a share from 0 to 1, such as 0.1.")
    if expected is not None and expected < 1:
        raise Invalid("At least one customer is planned.")
    told = {
        "holdout_bp": None if holdout is None else round(holdout * 10_000),
        "expected_n": expected,
    }
    return replace(campaign, design=told | campaign.design)


def by_day(
    connection: Connection, scope: Scope, *, campaign_id: int, window: int, as_of: date
) -> pl.DataFrame:
    """The cube of a campaign with its lags below `window` in one, at lag -1; columns as CELLS with
    `day` a date. Weeks that were followed for the longest window stand on their last day, so that
    what is read hardly grows with a campaign's age; the database walks its cells in their order."""
    monday, parts = _monday(as_of), []
    for cube, days in ((CubeWeek, CubeWeek.day < monday), (CubeCell, CubeCell.day >= monday)):
        place = (cube.day, cube.arm, cube.segment)
        within = (cube.campaign_id == campaign_id, days, cube.lag < window)
        sums = _sums(cube, SUMS)
        parts.append(select(*place, literal(-1), *sums).where(*within).group_by(*place))
    return _dated(frame(connection, union_all(*parts), CELLS))


def assigned_days(
    connection: Connection, scope: Scope, *, campaign_id: int
) -> tuple[date, date] | None:
    """The first day and the last on which customers were assigned; null before."""
    of = CubeCell.campaign_id == campaign_id
    ends = [select(end(CubeCell.day)).where(of) for end in (func.min, func.max)]
    # Each on its own: asked for both at once, SQLite would walk all cells.
    first, last = connection.execute(select(*(end.scalar_subquery() for end in ends))).one()
    return None if first is None else (EPOCH + timedelta(days=first), EPOCH + timedelta(days=last))


def by_lag(connection: Connection, scope: Scope, *, campaign_id: int, as_of: date) -> pl.DataFrame:
    """The cube of a campaign by lag, columns as LAGS with `day` a date: all customers who have
    been followed for the longest window stand on one day, the others on their own."""
    monday, own = _monday(as_of), ("n", "dconv")
    old = (
        select(literal(monday - 1), CubeWeek.arm, CubeWeek.lag, *_sums(CubeWeek, own))
        .where(CubeWeek.campaign_id == campaign_id, CubeWeek.day < monday)
        .group_by(CubeWeek.arm, CubeWeek.lag)
    )
    new = (
        select(CubeCell.day, CubeCell.arm, CubeCell.lag, *_sums(CubeCell, own))
        .where(CubeCell.campaign_id == campaign_id, CubeCell.day >= monday)
        .group_by(CubeCell.day, CubeCell.arm, CubeCell.lag)
    )
    return _dated(frame(connection, union_all(old, new), LAGS))


def ends(connection: Connection, scope: Scope, *, campaign_id: int, as_of: date) -> pl.DataFrame:
    """Whose event passed before she bought, by lag, columns as ENDS; the days as in `by_lag`."""
    old = _monday(as_of) - 1
    day = case((CubeEnd.day < old, old), else_=CubeEnd.day)
    query = (
        select(day, CubeEnd.arm, CubeEnd.lag, *_sums(CubeEnd, ("expired", "late")))
        .where(CubeEnd.campaign_id == campaign_id)
        .group_by(day, CubeEnd.arm, CubeEnd.lag)
    )
    return _dated(frame(connection, query, ENDS))


def counts(connection: Connection, scope: Scope, *, campaign_id: int) -> pl.DataFrame:
    """What was done and came back, columns as COUNTS with `day` a date."""
    query = select(*(getattr(NudgeCount, name) for name in COUNTS)).where(
        NudgeCount.campaign_id == campaign_id
    )
    return _dated(frame(connection, query, COUNTS))


def buyers(
    connection: Connection, scope: Scope, *, campaign_id: int, window: int, before: date
) -> pl.DataFrame:
    """What each customer who bought within the window spent, columns as BUYERS; those assigned on
    a day before `before`. It grows with the buyers: ask for it when somebody wants it."""
    query = (
        select(Purchase.arm, func.sum(Purchase.cents))
        .where(
            Purchase.campaign_id == campaign_id,
            Purchase.lag < window,
            Purchase.day < (before - EPOCH).days,
        )
        .group_by(Purchase.unit, Purchase.arm)
    )
    return frame(connection, query, BUYERS)


def unknown_sends(
    connection: Connection, scope: Scope, *, campaign_id: int, limit: int
) -> pl.DataFrame:
    """Reminders of which nobody knows whether they went out, columns as UNKNOWN; they are never
    sent again by themselves. The longest open come first.

    Asked so that of all that ever went the open ones alone are read: they have an index of their
    own, and `+ 0` keeps SQLite from the one of all of the campaign's."""
    query = (
        select(Send.id, Send.basket_id, Send.step)
        .where(
            Send.claimed_by.is_not(None),
            Send.campaign_id + 0 == campaign_id,
            Send.state == SEND_UNKNOWN,
        )
        .order_by(Send.claimed_at, Send.id)
        .limit(limit)
    )
    return frame(connection, query, UNKNOWN)


def came_from(connection: Connection, scope: Scope, *, feature_id: int) -> CameFrom | None:
    """The requests and decisions that an outcome came from; null when there is no such feature.

    Requests are counted within the scope.
    """
    feature = connection.execute(
        select(Feature.id, Feature.title, Feature.status, Feature.shipped_on).where(
            Feature.id == feature_id
        )
    ).first()
    if feature is None:
        return None
    asked = connection.execute(
        select(
            func.count(), func.count(Request.account_id.distinct()), func.min(Request.asked_on)
        ).where(Request.feature_id == feature_id, scope.allows(Request.team_id))
    ).one()
    moved = (
        select(
            FeatureDecision.decided_at, FeatureDecision.status, FeatureDecision.reason, Person.name
        )
        .outerjoin(Person, Person.id == FeatureDecision.decided_by_id)
        .where(FeatureDecision.feature_id == feature_id)
    )
    proposed = (
        select(Proposal.decided_at, Proposal.decision, Proposal.reason, Person.name)
        .outerjoin(Person, Person.id == Proposal.decided_by_id)
        .where(Proposal.feature_id == feature_id, Proposal.decision.is_not(None))
    )
    told = [tuple(row) for query in (moved, proposed) for row in connection.execute(query)]
    return CameFrom(*feature, *asked, decided=tuple(sorted(told, key=lambda row: row[0])))  # type: ignore[arg-type]


_NAMES = tuple(Ran.__dataclass_fields__)


def _monday(as_of: date) -> int:
    """The day from which on cells are read by day: whoever was assigned before it, in whole weeks,
    has been followed for the longest window."""
    day = (as_of - EPOCH).days - LONGEST - 2
    return day - (day + 3) % 7


def _sums(cube: Any, amounts: Sequence[str]) -> list[Any]:
    return [cast(func.sum(getattr(cube, name)), BigInteger) for name in amounts]


def _dated(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(pl.from_epoch("day", time_unit="d"))
