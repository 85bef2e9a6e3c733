"""contacts, baskets, orders: what a shop tells, keyed by its source. They say nothing of mails.

Moments are whole milliseconds since 1970 in UTC, so that windows and days are integer arithmetic
in either database's own SQL. `unit` is the customer as `data.addresses` normalises the address;
null where nobody knows it yet: it is filled in when the contact or the basket arrives.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Cents, Currency, Key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
DAY_MS = 86_400_000


class Millis(TypeDecorator[datetime]):
    """A moment kept as whole milliseconds since 1970, aware in Python."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MILLISECOND


def millis(moment: datetime) -> int:
    """The whole milliseconds since 1970 of a moment, which needs its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return (moment - EPOCH) // MILLISECOND


At = Annotated[datetime, mapped_column(Millis)]


class Contact(Base):
    """Somebody who may be written to, if a basis is on record; `consent_basis` null = none is, and
    "" = she said no."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]  # the shop's customer number; baskets and orders name it
    unit: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None]  # as given: what a mail is addressed to
    name: Mapped[str | None]
    locale: Mapped[str | None]
    time_zone: Mapped[str | None]
    consent_basis: Mapped[str | None]
    consented_at: Mapped[At | None]
    segment: Mapped[str | None]
    changed_at: Mapped[At | None]  # the source's own; an older word never replaces a newer
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))


class Basket(Base):
    """A basket as last told; `look_at` is when the mailer looks at it (again), null = never."""

    __tablename__ = "baskets"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint("value_cents >= 0", "value_not_negative"),
        # who is due: read in the order of time, however many baskets lie there
        Index(
            "ix_baskets_look_at",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_baskets_unit_open",
            "unit",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        # whose customer becomes known when the contact arrives
        Index(
            "ix_baskets_nameless",
            "source",
            "customer_key",
            sqlite_where=text("NOT has_address"),
            postgresql_where=text("NOT has_address"),
        ),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    customer_key: Mapped[str | None]  # contacts.source_key of the same source
    unit: Mapped[str | None]
    has_address: Mapped[bool]  # whether `unit` is the row's own; else it is the contact's
    created_at: Mapped[At]
    abandoned_at: Mapped[At]
    completed_at: Mapped[At | None]
    value_cents: Mapped[Cents | None]
    currency: Mapped[Currency]
    lines: Mapped[str | None] = mapped_column(Text)
    recovery_url: Mapped[str | None]
    event_at: Mapped[At | None]
    stock_left: Mapped[int | None] = mapped_column(BigInteger)
    look_at: Mapped[At | None]
    changed_at: Mapped[At | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))


class Order(Base):
    """A purchase as last told; one that was cancelled counts for nothing."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        CheckConstraint("value_cents >= 0", "value_not_negative"),
        CheckConstraint("refunded_cents >= 0", "refund_not_negative"),
        Index("ix_orders_unit", "unit", "ordered_at"),
        Index(
            "ix_orders_customer",
            "source",
            "customer_key",
            sqlite_where=text("customer_key IS NOT NULL"),
            postgresql_where=text("customer_key IS NOT NULL"),
        ),
        Index(
            "ix_orders_basket",
            "source",
            "basket_key",
            sqlite_where=text("basket_key IS NOT NULL"),
            postgresql_where=text("basket_key IS NOT NULL"),
        ),
        # whose customer becomes known when the contact or the basket arrives
        Index(
            "ix_orders_nameless_customer",
            "source",
            "customer_key",
            sqlite_where=text("NOT has_address"),
            postgresql_where=text("NOT has_address"),
        ),
        Index(
            "ix_orders_nameless_basket",
            "source",
            "basket_key",
            sqlite_where=text("NOT has_address"),
            postgresql_where=text("NOT has_address"),
        ),
    )

    id: Mapped[Key]
    source: Mapped[str]
    source_key: Mapped[str]
    customer_key: Mapped[str | None]
    basket_key: Mapped[str | None]  # baskets.source_key of the same source
    unit: Mapped[str | None]
    has_address: Mapped[bool]  # whether `unit` is the row's own; else the basket's or contact's
    ordered_at: Mapped[At]
    value_cents: Mapped[Cents | None]  # null = the source does not say
    currency: Mapped[Currency]
    refunded_cents: Mapped[Cents]
    refunded_at: Mapped[At | None]
    cancelled_at: Mapped[At | None]
    changed_at: Mapped[At | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))
