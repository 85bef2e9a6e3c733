"""strategy: versions that are never edited once published, and what maps to their pillars.

Shares are integer basis points (10,000 = all), so that "sums to 1" is exact. Triggers, laid by the
first migration, refuse to publish a version or seal a mapping whose shares do not sum, and refuse
any change afterwards.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key, one_of

DECISIONS = ("adopt", "park", "reject")


class Pillar(Base):
    """What lasts of a pillar from version to version: its identity and so its colour."""

    __tablename__ = "pillars"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)


class StrategyVersion(Base):
    __tablename__ = "strategy_versions"
    __table_args__ = (
        CheckConstraint(one_of("status", ("draft", "published")), "status_known"),
        CheckConstraint("length(trim(mission)) > 0", "mission_said"),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)  # two publishing at once: the second fails
    mission: Mapped[str]
    in_force_from: Mapped[date]  # on a tie the higher number holds: the day's slip, corrected
    status: Mapped[str] = mapped_column(default="draft")
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class VersionPillar(Base):
    __tablename__ = "version_pillars"
    __table_args__ = (CheckConstraint("target_bp BETWEEN 0 AND 10000", "target_is_a_share"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("strategy_versions.id"), primary_key=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillars.id"), primary_key=True)
    name: Mapped[str]
    meaning: Mapped[str | None]
    target_bp: Mapped[int]
    position: Mapped[int]


class Objective(Base):
    __tablename__ = "objectives"

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("strategy_versions.id"), index=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillars.id"))
    text: Mapped[str]
    measure: Mapped[str | None]
    target: Mapped[str | None]
    due_on: Mapped[date | None]


class Mapping(Base):
    """From a day on, a product or a feature serves these pillars, or is outside the strategy."""

    __tablename__ = "mappings"
    __table_args__ = (
        CheckConstraint("(product_id IS NULL) <> (feature_id IS NULL)", "one_subject"),
        Index("ix_mappings_subject", "product_id", "feature_id"),
    )

    id: Mapped[Key]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    feature_id: Mapped[int | None] = mapped_column(ForeignKey("features.id"))
    effective_from: Mapped[date]  # on a tie the higher id holds: the day's slip, corrected
    made_at: Mapped[datetime]
    outside: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bool] = mapped_column(default=False)


class MappingShare(Base):
    __tablename__ = "mapping_shares"
    __table_args__ = (CheckConstraint("share_bp BETWEEN 1 AND 10000", "is_a_share"),)

    mapping_id: Mapped[int] = mapped_column(ForeignKey("mappings.id"), primary_key=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillars.id"), primary_key=True)
    share_bp: Mapped[int]


class Proposal(Base):
    """A theme that asks the strategy to change: the evidence as it stood, and what was decided."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint(one_of("decision", DECISIONS, null=True), "decision_known"),
        CheckConstraint("decision IS NULL OR reason IS NOT NULL", "decision_has_reason"),
    )

    id: Mapped[Key]
    feature_id: Mapped[int] = mapped_column(ForeignKey("features.id"), index=True)
    evidence: Mapped[dict[str, Any]]  # frozen when opened
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    decision: Mapped[str | None]  # null = open
    reason: Mapped[str | None]
    review_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class StrategyDraft(Base):
    """The next version as somebody left it; not in force, and gone when published."""

    __tablename__ = "strategy_drafts"

    id: Mapped[Key]
    based_on: Mapped[int | None]  # number of the version it changes; null = the first
    content: Mapped[dict[str, Any]]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class StrategyReading(Base):
    """Somebody has read a strategy version, and says in a sentence what the company is for."""

    __tablename__ = "strategy_readings"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("strategy_versions.id"), primary_key=True)
    read_at: Mapped[datetime]
    sentence: Mapped[str | None]
