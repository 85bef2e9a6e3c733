"""What the company has set, with what holds where nothing was set."""

from typing import Any

from sqlalchemy import Connection, select

from data.tables import Setting

CURRENCY = "currency"
DEFAULT_CURRENCY = "USD"
DISCOUNT = "discount"


def reporting_currency(connection: Connection) -> str:
    """The ISO code that money is reported in: as set, else USD.

    The first deals that are imported set it to what most of them are in.
    """
    value = connection.execute(select(Setting.value).where(Setting.key == CURRENCY)).scalar()
    return str(value["code"]) if value else DEFAULT_CURRENCY


def approved_discount(connection: Connection) -> float | None:
    """The largest discount that needs nobody's approval, 0 to 1; null where nobody set one."""
    value = connection.execute(select(Setting.value).where(Setting.key == DISCOUNT)).scalar()
    return float(value["approved"]) if value else None


def made_up_company(connection: Connection) -> str | None:
    """The name of the made-up company that fills this store; null in a real company's."""
    kept: dict[str, dict[str, Any]] = dict(
        connection.execute(
            select(Setting.key, Setting.value).where(Setting.key.in_(("demo", "company")))
        ).all()
    )
    return str(kept.get("company", {}).get("name", "a company")) if "demo" in kept else None
