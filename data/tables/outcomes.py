"""tracked_outcomes: which catalogued metric somebody looks at before and after a feature shipped.

It holds no figure: those are measured when somebody looks.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key


class TrackedOutcome(Base):
    """A feature and a metric; who no longer wants to see them together deletes the row."""

    __tablename__ = "tracked_outcomes"
    __table_args__ = (
        UniqueConstraint("feature_id", "metric"),
        CheckConstraint("days > 0", "days_positive"),
    )

    id: Mapped[Key]
    feature_id: Mapped[int] = mapped_column(ForeignKey("features.id"))
    metric: Mapped[str]  # as metrics.before_after.TRACKABLE names it
    days: Mapped[int]  # before the day it shipped, and as many from that day on
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012
