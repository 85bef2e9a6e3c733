"""What the company has set: today its reporting currency."""

from sqlalchemy import Connection, select

from data.tables import Setting

CURRENCY = "currency"
DEFAULT_CURRENCY = "USD"


def reporting_currency(connection: Connection) -> str:
    """The ISO code that money is reported in: as set, else USD.

    The first deals that are imported set it to what most of them are in.
    """
    value = connection.execute(select(Setting.value).where(Setting.key == CURRENCY)).scalar()
    return str(value["code"]) if value else DEFAULT_CURRENCY
