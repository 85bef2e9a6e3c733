"""Whose pay a person may read, and whom she sees by name: required where either is read.

What decides is the person's role and her own team. Teams lent to her by `team_access` open their
rows to her, never their pay.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import ColumnElement, Connection, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from data.actions.permissions import EXECUTIVE, SALES, VIEWER
from data.reads.people import FIRST, Me
from data.reads.team_history import team_spans
from data.tables import Person

Span = tuple[int, date | None, date | None]
"""Person, the first day, the first day after; null = no end on that side."""


@dataclass(frozen=True)
class PayScope:
    """The people whose pay may be read; null = everybody's.

    Of somebody who changed team only the days in the reader's own team: such a person stands in
    `spans`, once for each stay, and of her nothing else may be read.
    """

    people: tuple[int, ...] | None
    spans: tuple[Span, ...] = ()

    @property
    def key(self) -> str:
        """The scope as a part of a cache key."""
        return "all" if self.people is None else repr((self.people, self.spans))

    def allows(
        self,
        person: InstrumentedAttribute[int],
        from_on: InstrumentedAttribute[date],
        until_on: InstrumentedAttribute[date] | None = None,
    ) -> ColumnElement[bool]:
        """SQL: whether pay of `person` on day `from_on` (or on any day before `until_on`) may be
        read."""
        if self.people is None:
            return true()
        limited = {who for who, _, _ in self.spans}
        always = person.in_([who for who in self.people if who not in limited])
        return or_(always, *(_within(span, person, from_on, until_on) for span in self.spans))

    def only(
        self, rows: pl.DataFrame, *, person: str, from_on: str, until_on: str | None = None
    ) -> pl.DataFrame:
        """The same for a frame that was computed: its rows whose pay may be read, in order."""
        if self.people is None:
            return rows
        limited = [who for who, _, _ in self.spans]
        seen = pl.col(person).is_in([who for who in self.people if who not in limited])
        for who, first, after in self.spans:
            last = pl.col(until_on) if until_on else pl.col(from_on).dt.offset_by("1d")
            inside = pl.col(person) == who
            if first is not None:
                inside &= last > first
            if after is not None:
                inside &= pl.col(from_on) < after
            seen |= inside
        return rows.filter(seen.fill_null(False))


@dataclass(frozen=True)
class Named:
    """The people whom the reader sees by name; null = all in her scope."""

    people: tuple[int, ...] | None

    def allows(self, person: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """SQL: whether the name of `person` may be read."""
        return true() if self.people is None else person.in_(self.people)


EVERYBODYS_PAY, NOBODYS_PAY = PayScope(None), PayScope(())
EVERYBODY = Named(None)


def pay_scope(connection: Connection, me: Me) -> PayScope:
    """Whose pay `me` may read.

    An executive: everybody's, and so may whoever sets up a store in which nobody is known yet. A
    sales manager: her own, and that of her own team's people while they are in it. A viewer: her
    own. Product leads and administrators: nobody's, not their own either.
    """
    if me.role == EXECUTIVE or me == FIRST:
        return EVERYBODYS_PAY
    if me.person_id is None or me.role not in (SALES, VIEWER):
        return NOBODYS_PAY
    if me.role == VIEWER:
        return PayScope((me.person_id,))
    own = select(Person.team_id).where(Person.id == me.person_id)
    team_id = connection.execute(own).scalar()
    if team_id is None:
        return PayScope((me.person_id,))
    stays = team_spans(connection).filter(pl.col("team_id") == team_id)
    stays = stays.filter(pl.col("person_id") != me.person_id)
    people = sorted({me.person_id, *stays["person_id"]})
    limited = stays.filter(pl.any_horizontal(pl.col("from_on", "until_on").is_not_null()))
    spans = limited.select("person_id", "from_on", "until_on").sort("person_id", "from_on").rows()
    return PayScope(tuple(people), tuple(spans))


def named(me: Me) -> Named:
    """Whom `me` sees by name: a viewer herself alone, everybody else all in their scope."""
    if me.role == VIEWER:
        return Named(() if me.person_id is None else (me.person_id,))
    return EVERYBODY


def _within(
    span: Span,
    person: InstrumentedAttribute[int],
    from_on: InstrumentedAttribute[date],
    until_on: InstrumentedAttribute[date] | None,
) -> ColumnElement[bool]:
    who, first, after = span
    starts = true() if after is None else from_on < after
    if first is None:
        lasts: ColumnElement[bool] = true()
    else:
        lasts = from_on >= first if until_on is None else until_on > first
    return and_(person == who, starts, lasts)
