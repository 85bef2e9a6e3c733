"""requests, features, promises: what customers ask, what could be built, what was committed."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key, one_of

FEATURE_STATUSES = ("idea", "planned", "building", "shipped", "declined")
PROMISE_STATES = ("proposed", "approved", "refused", "delivered", "broken", "released")
NEEDS = ("blocker", "important", "nice to have")
INTENTS = ("new business", "expansion", "retention")


class Feature(Base):
    __tablename__ = "features"
    __table_args__ = (
        CheckConstraint(one_of("status", FEATURE_STATUSES), "status_known"),
        CheckConstraint("effort_weeks IS NULL OR effort_weeks > 0", "effort_positive"),
        CheckConstraint("status <> 'shipped' OR shipped_on IS NOT NULL", "shipped_has_day"),
    )

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    effort_weeks: Mapped[float | None]  # person-weeks; null = nobody has estimated
    started_on: Mapped[date | None]
    shipped_on: Mapped[date | None]
    declined_on: Mapped[date | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class Request(Base):
    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint(one_of("need", NEEDS, null=True), "need_known"),
        CheckConstraint(one_of("intent", INTENTS, null=True), "intent_known"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    title: Mapped[str | None]
    words: Mapped[str]  # the customer's own
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    feature_id: Mapped[int | None] = mapped_column(ForeignKey("features.id"), index=True)
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))  # the logger's, then
    asked_on: Mapped[date]
    need: Mapped[str | None]
    intent: Mapped[str | None]
    segment: Mapped[str | None]  # the account's, then
    status: Mapped[str | None]  # in the source's own words
    votes: Mapped[int | None] = mapped_column(BigInteger)
    labels: Mapped[str | None]
    topic_key: Mapped[str | None]  # the idea's id in the feedback tool
    first_seen_on: Mapped[date]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)
    row_version: Mapped[int] = mapped_column(default=1)


class Promise(Base):
    __tablename__ = "promises"
    __table_args__ = (CheckConstraint(one_of("state", PROMISE_STATES), "state_known"),)

    id: Mapped[Key]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    feature_id: Mapped[int | None] = mapped_column(ForeignKey("features.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    made_on: Mapped[date]
    due_on: Mapped[date | None]
    quote: Mapped[str]
    state: Mapped[str]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012
