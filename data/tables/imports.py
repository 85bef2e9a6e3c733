"""imports: what came when, what was rejected and why, and what people decided about names."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key, one_of


class ImportBatch(Base):
    __tablename__ = "import_batches"
    __table_args__ = (
        CheckConstraint("good + rejected = rows", "every_row_counted"),
        CheckConstraint("new + updated + unchanged = good", "every_good_row_counted"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    dialect: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    rows: Mapped[int]
    good: Mapped[int]
    rejected: Mapped[int]
    new: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    choices: Mapped[dict[str, Any]]
    accepted_at: Mapped[datetime]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class RejectedRow(Base):
    __tablename__ = "rejected_rows"

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id"), index=True)
    line: Mapped[int] = mapped_column(BigInteger)
    column: Mapped[str | None]
    reason: Mapped[str]
    raw: Mapped[str] = mapped_column(Text)


class Alias(Base):
    """A person said that this text in a file means that product, person or account."""

    __tablename__ = "aliases"
    __table_args__ = (
        UniqueConstraint("kind", "text_key"),
        CheckConstraint(
            "(kind = 'product' AND product_id IS NOT NULL"
            " AND person_id IS NULL AND account_id IS NULL)"
            " OR (kind = 'person' AND person_id IS NOT NULL"
            " AND product_id IS NULL AND account_id IS NULL)"
            " OR (kind = 'account' AND account_id IS NOT NULL"
            " AND product_id IS NULL AND person_id IS NULL)",
            "one_subject_of_its_kind",
        ),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    text_key: Mapped[str]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class StageMeaning(Base):
    """What a stage of the company's own CRM means."""

    __tablename__ = "stage_meanings"
    __table_args__ = (CheckConstraint(one_of("state", ("open", "won", "lost")), "state_known"),)

    stage_key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]


class ColumnChoice(Base):
    """The corrected columns of a shape of file, for the next file of that shape."""

    __tablename__ = "column_choices"

    header_key: Mapped[str] = mapped_column(primary_key=True)
    choices: Mapped[dict[str, Any]]
