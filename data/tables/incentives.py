"""incentives: what is earned after the sale, what a rep is measured against, and what she is paid.

Amounts stay in their own currency; comparing them takes a dated rate that the company gives.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Cents, Currency, Key, one_of

MEANS = ("arithmetic", "geometric")


class RevenueLine(Base):
    """Recurring revenue of an account from a day to a day; a month's invoice is a line of a month.

    What recurs on day d is the sum of the lines with from_on <= d < until_on.
    """

    __tablename__ = "revenue_lines"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint("monthly_cents >= 0", "amount_not_negative"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "ends_after_it_begins"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]  # the first day without it; null = it goes on
    monthly_cents: Mapped[Cents]
    currency: Mapped[Currency]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)


class Quota(Base):
    """What a person is to sell from a day to a day."""

    __tablename__ = "quotas"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint("amount_cents >= 0", "amount_not_negative"),
        CheckConstraint("until_on > from_on", "ends_after_it_begins"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]  # the first day without it
    amount_cents: Mapped[Cents]
    currency: Mapped[Currency]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)


class Commission(Base):
    """What a person was paid beside her base, for a deal or for none in particular."""

    __tablename__ = "commissions"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    paid_on: Mapped[date]
    amount_cents: Mapped[Cents]  # negative = taken back
    currency: Mapped[Currency]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)


class CreditSplit(Base):
    """A person's part in a deal; a deal without any is its owner's. The parts of a deal are all."""

    __tablename__ = "credit_splits"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        UniqueConstraint("deal_id", "person_id"),
        CheckConstraint("share_bp BETWEEN 1 AND 10000", "is_a_share"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    share_bp: Mapped[int]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)


class ExchangeRate(Base):
    """From a day on, what one unit of a currency is in another, until the next rate."""

    __tablename__ = "exchange_rates"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        UniqueConstraint("currency", "into", "on"),
        CheckConstraint("rate_billionths > 0", "rate_is_positive"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    currency: Mapped[Currency]
    into: Mapped[Currency]
    on: Mapped[date]
    rate_billionths: Mapped[int] = mapped_column(BigInteger)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)


class Material(Base):
    """A piece of sales support: a presentation, a sheet, a demo, a welcome kit, a statement."""

    __tablename__ = "materials"

    id: Mapped[Key]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str | None]


class MaterialUse(Base):
    """Somebody used a piece of sales support on a day, for a deal if it is known which."""

    __tablename__ = "material_uses"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    used_on: Mapped[date]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)


class TeamMove(Base):
    """From a day on, a person is in a team, or has left."""

    __tablename__ = "team_moves"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))  # null = has left


class CompPlan(Base):
    """A compensation plan through all its versions."""

    __tablename__ = "comp_plans"

    id: Mapped[Key]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class CompPlanVersion(Base):
    """A plan as it was saved, never edited; in force from a day on once it is published."""

    __tablename__ = "comp_plan_versions"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint(
            "(in_force_from IS NULL) = (published_at IS NULL)", "published_from_a_day_on"
        ),
    )

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("comp_plans.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    in_force_from: Mapped[date | None]  # null = only tried out; on a tie the later one holds
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Composite(Base):
    """From a day on, the weights by which metrics make one figure; superseded, never edited."""

    __tablename__ = "composites"
    __table_args__ = (CheckConstraint(one_of("mean", MEANS), "mean_known"),)

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)  # two saving at once: the second fails
    name: Mapped[str]
    mean: Mapped[str]
    weights: Mapped[dict[str, Any]]  # metric's slug to its weight in basis points
    in_force_from: Mapped[date]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
