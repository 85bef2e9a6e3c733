"""What every table shares: names for constraints, and the column types that mean something here."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on both databases (SQLite drops the zone by itself)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


Cents = Annotated[int, mapped_column(BigInteger)]
Key = Annotated[int, mapped_column(primary_key=True)]
Currency = Annotated[str, mapped_column(String(3))]
Plain = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: Plain}  # noqa: RUF012


def one_of(column: str, values: tuple[str, ...], *, null: bool = False) -> str:
    """SQL text of a check that `column` holds one of `values` (or nothing, if `null`)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})" + (f" OR {column} IS NULL" if null else "")
