"""Which columns of the thread a figure leaves out, and why: nothing on record, or nothing here."""

from collections.abc import Collection

from metrics.columns import COLUMNS
from metrics.pay_withheld import ENOUGH_PEOPLE, PAY

FILL = {
    "customers_ask": "log what customers ask, or import requests",
    "sales_promises": "write promises down on the Promises page",
    "pipeline": "import deals",
    "won": "import deals",
    PAY: "import commissions, or publish a plan in the Plan lab",
    "we_build": "set features to building, on the Requests page",
    "we_ship": "set features to shipped, on the Requests page",
}


def absent(shown: Collection[str], on_record: Collection[str]) -> list[str]:
    """A sentence per reason why columns do not stand there; none when all do.

    Args:
        shown: slugs of the columns in the figure. on_record: of those that have facts at all.
    """
    missing = [column for column in COLUMNS if column.slug not in shown]
    said = [
        f"{column.title}: nothing on record yet; {FILL[column.slug]}."
        for column in missing
        if column.slug not in on_record
    ]
    for column in missing:
        if column.slug in on_record:
            few = f", or fewer than {ENOUGH_PEOPLE} people were paid" if column.slug == PAY else ""
            said.append(f"{column.title}: nothing in this period and these filters{few}.")
    return said
