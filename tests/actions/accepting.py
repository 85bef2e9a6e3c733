"""Accepts one generated file of deals in a process of its own, to be killed while it does."""

import sys
from datetime import UTC, datetime

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import SETUP
from data.store import open_store, writing
from tests.actions.files import parsed

ROWS = 3_000


def file():
    return parsed(
        "deals",
        [
            {
                "source_key": f"k{n}",
                "product": f"Product {n % 5}",
                "owner": f"Rep {n % 9}",
                "account_name": f"Account {n % 200}",
                "amount_cents": n,
            }
            for n in range(ROWS)
        ],
        rejected=[(n, None, "no stage", "") for n in range(10_000, 10_500)],
    )


if __name__ == "__main__":
    deals = file()
    engine = open_store(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    with writing(engine) as session:
        accept_import(
            session,
            SETUP,
            parsed=deals,
            file_name="deals.csv",
            file_sha256="0" * 64,
            decisions=Decisions(),
            now=datetime(2026, 3, 1, tzinfo=UTC),
        )
    print("done", flush=True)
