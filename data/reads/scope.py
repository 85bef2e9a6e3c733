"""Whose rows a person may read: a required argument of every read, so that none is unscoped."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True)
class Scope:
    """The teams whose rows may be read; null = every team, and rows of no team too."""

    teams: tuple[int, ...] | None

    @property
    def key(self) -> str:
        """The scope as a part of a cache key."""
        return "all" if self.teams is None else ",".join(map(str, sorted(self.teams)))

    def allows(self, team_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        """SQL: whether a row whose team stands in `team_id` may be read."""
        return true() if self.teams is None else team_id.in_(self.teams)


EVERYTHING = Scope(None)
"""For doors that act for the company itself: the command line, the setup."""

SEES_EVERYTHING = ("executive", "product_lead", "administrator")
"""Roles that read every team's rows; the others read their own team's and those given to them."""
