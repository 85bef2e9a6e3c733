"""accounts, products, deals: what a CRM export brings, keyed by its source."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Cents, Currency, Key, one_of

STATES = ("open", "won", "lost")


class Account(Base):
    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        # byte by byte on PostgreSQL too, so that it finds how a name begins
        Index("ix_accounts_name_key", "name_key", postgresql_ops={"name_key": "text_pattern_ops"}),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    segment: Mapped[str | None]
    region: Mapped[str | None]
    account_type: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(BigInteger)
    created_on: Mapped[date | None]


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    family: Mapped[str | None]
    list_price_cents: Mapped[Cents | None]
    currency: Mapped[Currency | None]


class Deal(Base):
    """One opportunity, as last imported."""

    __tablename__ = "deals"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint(one_of("state", STATES), "state_known"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", "amount_not_negative"),
        CheckConstraint(
            "state <> 'won' OR (closed_on IS NOT NULL AND amount_cents IS NOT NULL)",
            "won_has_day_and_amount",
        ),
        CheckConstraint("state <> 'open' OR closed_on IS NULL", "open_is_not_closed"),
        Index("ix_deals_state_closed_on", "state", "closed_on"),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]  # the CRM's key; imports match on it
    name: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))  # the owner's, then
    stage: Mapped[str]  # in the CRM's own words
    state: Mapped[str]
    amount_cents: Mapped[Cents | None]  # null = the CRM does not say
    list_cents: Mapped[Cents | None]  # what its content costs by the list; null = not said
    currency: Mapped[Currency]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    expected_close_on: Mapped[date | None]
    deal_type: Mapped[str | None]
    lead_source: Mapped[str | None]
    first_seen_on: Mapped[date]  # the day of the import that brought it
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"), index=True)
    row_version: Mapped[int] = mapped_column(default=1)


class DealStage(Base):
    """A stage that an import saw a deal in; the history that a CRM export does not carry."""

    __tablename__ = "deal_stages"

    id: Mapped[Key]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    stage: Mapped[str]
    state: Mapped[str]
    seen_on: Mapped[date]
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"))
