"""requests, features, promises: what customers ask, what could be built, what was committed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key, one_of

FEATURE_STATUSES = ("idea", "planned", "building", "shipped", "declined")
PROMISE_STATES = ("proposed", "approved", "refused", "delivered", "broken", "released")
NEEDS = ("blocker", "important", "nice to have")
INTENTS = ("new business", "expansion", "retention")
CUSTOMER_KINDS = ("customer", "prospect")


class Feature(Base):
    __tablename__ = "features"
    __table_args__ = (
        CheckConstraint(one_of("status", FEATURE_STATUSES), "status_known"),
        CheckConstraint("effort_weeks IS NULL OR effort_weeks > 0", "effort_positive"),
        CheckConstraint("status <> 'shipped' OR shipped_on IS NOT NULL", "shipped_has_day"),
    )

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    status: Mapped[str]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("features.id"), index=True)
    effort_weeks: Mapped[float | None]  # person-weeks; null = nobody has estimated
    started_on: Mapped[date | None]
    shipped_on: Mapped[date | None]
    declined_on: Mapped[date | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class FeatureEstimate(Base):
    """What people reckon about a feature, for the scores that ask for it; null = nobody has."""

    __tablename__ = "feature_estimates"

    feature_id: Mapped[int] = mapped_column(ForeignKey("features.id"), primary_key=True)
    rice_impact: Mapped[float | None]  # Intercom's scale: 3, 2, 1, 0.5, 0.25
    rice_confidence: Mapped[float | None]  # 1, 0.8, 0.5
    wsjf_value: Mapped[float | None]
    wsjf_time: Mapped[float | None]
    wsjf_risk: Mapped[float | None]
    wsjf_size: Mapped[float | None]
    ice_impact: Mapped[float | None]
    ice_confidence: Mapped[float | None]
    ice_ease: Mapped[float | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class FeatureWording(Base):
    """What sales may say about a feature while it has a status."""

    __tablename__ = "feature_wordings"
    __table_args__ = (CheckConstraint(one_of("status", FEATURE_STATUSES), "status_known"),)

    feature_id: Mapped[int] = mapped_column(ForeignKey("features.id"), primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime]


class FeatureDecision(Base):
    """A feature was planned, begun, shipped, declined or reopened, why, and what to pass on."""

    __tablename__ = "feature_decisions"
    __table_args__ = (CheckConstraint(one_of("status", FEATURE_STATUSES), "status_known"),)

    id: Mapped[Key]
    feature_id: Mapped[int] = mapped_column(ForeignKey("features.id"), index=True)
    status: Mapped[str]
    reason: Mapped[str | None]
    words: Mapped[str | None]  # for the customer, by whoever logged the request
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]


class DecisionSeen(Base):
    """Somebody who had logged for a feature has seen what became of it."""

    __tablename__ = "decisions_seen"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("feature_decisions.id"), primary_key=True)
    seen_at: Mapped[datetime]


class FeatureMerge(Base):
    """Two features were found to be one; `moved` is what unmerging moves back."""

    __tablename__ = "feature_merges"

    id: Mapped[Key]
    kept_id: Mapped[int] = mapped_column(ForeignKey("features.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("features.id"), index=True)
    moved: Mapped[dict[str, Any]]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Request(Base):
    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint(one_of("need", NEEDS, null=True), "need_known"),
        CheckConstraint(one_of("intent", INTENTS, null=True), "intent_known"),
        CheckConstraint(one_of("customer_kind", CUSTOMER_KINDS, null=True), "customer_kind_known"),
        Index("ix_requests_asked_on_id", "asked_on", "id"),  # the inbox, newest first
        Index("ix_requests_feature_id_asked_on_id", "feature_id", "asked_on", "id"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    title: Mapped[str | None]
    words: Mapped[str]  # the customer's own
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    feature_id: Mapped[int | None] = mapped_column(ForeignKey("features.id"))
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))  # the logger's, then
    asked_on: Mapped[date]
    need: Mapped[str | None]
    intent: Mapped[str | None]
    segment: Mapped[str | None]  # the account's, then
    customer_kind: Mapped[str | None]  # customer or prospect, then
    deal_stage: Mapped[str | None]  # the deal's, then
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


class PromiseStep(Base):
    """A promise took a step: who let it, when, and why."""

    __tablename__ = "promise_steps"
    __table_args__ = (CheckConstraint(one_of("state", PROMISE_STATES), "state_known"),)

    id: Mapped[Key]
    promise_id: Mapped[int] = mapped_column(ForeignKey("promises.id"), index=True)
    state: Mapped[str]
    on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str | None]
    at: Mapped[datetime]


class DealNote(Base):
    """What a rep wrote down about a deal, in her own words."""

    __tablename__ = "deal_notes"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))  # the writer's, then
    noted_on: Mapped[date]
    words: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)
