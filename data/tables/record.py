"""record: the trail of every change, the counter that every change moves, the settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key


class Audit(Base):
    """Who did what, when, and how it was before and after. Triggers refuse edits and deletes."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"),)

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    actor_name: Mapped[str]  # as it was then
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class StoreVersion(Base):
    """One row: moved by every action, in its transaction; caches are keyed by it."""

    __tablename__ = "store_version"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)

    id: Mapped[Key]
    version: Mapped[int]


class Setting(Base):
    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
