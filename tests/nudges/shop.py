"""A small ticket shop: customers, the baskets that they left, a campaign that reminds them."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
from sqlalchemy import text

from data.actions import bulk
from data.actions.campaign_design import Design, Sender, Step
from data.actions.permissions import SETUP
from data.actions.save_campaign import save_campaign
from data.actions.start_campaign import start_campaign
from data.store import Store, reading, writing
from data.tables import Basket, Contact, Order
from data.tables.shop import millis
from nudges.deliver import Mailer, Pace
from nudges.keys import Keys
from nudges.links import Links
from nudges.outbox import Outbox
from nudges.run import run

START = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
KEYS = Keys("a key that is long enough to be one")
SENDER = Sender("Box Office", "box@shop.example", "", "Rua Augusta 1, Lisboa")
STEP = Step(
    60,
    "Your seats are waiting, {{ name }}",
    "<style>p { color: #123456 }</style><p>Hello {{ name }},</p><ul>{% for item in items %}"
    '<li>{{ item }}</li>{% endfor %}</ul><p><a class="button" href="{{ link }}">Back to it</a></p>',
    "Hello {{ name }},\n{% for item in items %}- {{ item }}\n{% endfor %}{{ link }}",
)
DESIGN = Design(
    steps=(STEP,), salt="salt", holdout_bp=0, sender=SENDER, quiet_from="00:00", quiet_until="00:00"
)


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def started(store: Store, design: Design = DESIGN, *, name: str = "Baskets", **other) -> int:
    """A campaign that runs since START."""
    design = replace(design, **other)
    with writing(store) as session:
        made = save_campaign(session, SETUP, name=name, design=design, now=START)
        start_campaign(session, SETUP, campaign_id=made, now=START)
    return made


def customer(store: Store, name: str = "ann", *, called: str = "", **other) -> str:
    """Somebody who may be written to; her unit."""
    unit = f"{name}@example.org"
    row = {
        "source": "shop",
        "source_key": name,
        "unit": unit,
        "email": unit,
        "name": called or name.title(),
        "consent_basis": "consent",
    }
    with writing(store) as session:
        session.add(Contact(**row | other))
    return unit


def left(store: Store, name: str = "ann", *, key: str = "", at: datetime = START, **other) -> int:
    """A basket that she left; its id."""
    row = {
        "source": "shop",
        "source_key": key or f"basket of {name}",
        "customer_key": name,
        "unit": f"{name}@example.org",
        "has_address": True,
        "created_at": at,
        "abandoned_at": at,
        "value_cents": 4_200,
        "currency": "EUR",
        "lines": '[{"title": "Stalls, row 4", "quantity": 2}]',
        "recovery_url": "https://shop.example/basket/1",
        "look_at": at,
    }
    basket = Basket(**row | other)
    with writing(store) as session:
        session.add(basket)
        session.flush()
        return basket.id


def ordered(store: Store, at: datetime, *, key: str = "o", **other) -> None:
    """A purchase; of whom, `other` says."""
    row = {
        "source": "shop",
        "source_key": key,
        "has_address": True,
        "ordered_at": at,
        "value_cents": 4_200,
        "currency": "EUR",
        "refunded_cents": 0,
    }
    with writing(store) as session:
        session.add(Order(**row | other))


def many(store: Store, n: int, *, at: datetime = START) -> None:
    """`n` customers with a basket each, all left at the same time."""
    number = pl.int_range(n, eager=True).cast(pl.String)
    unit = "c" + number + "@example.org"
    base = pl.DataFrame({"source_key": number, "unit": unit}).with_columns(source=pl.lit("shop"))
    moment = pl.lit(millis(at), pl.Int64)
    with writing(store) as session:
        connection = session.connection()
        bulk.insert(
            connection,
            Contact,
            base.with_columns(email="unit", consent_basis=pl.lit("consent")),
        )
        bulk.insert(
            connection,
            Basket,
            base.with_columns(
                has_address=pl.lit(True),
                created_at=moment,
                abandoned_at=moment,
                look_at=moment,
                currency=pl.lit("EUR"),
                recovery_url=pl.lit("https://shop.example/basket/1"),
            ),
        )


def until_it_waits(store: Store) -> None:
    """Until another transaction waits for one of this process; on SQLite it does from its start."""
    if store.dialect.name == "sqlite":
        return
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with reading(store) as connection:
            if connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first():
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def mailer(store: Store, clock: Clock, folder=None, *, transport=None, **other) -> Mailer:
    """A mailer with that transport, else files in `folder`."""
    return Mailer(
        store,
        KEYS,
        Links("http://127.0.0.1:8501", KEYS),
        transport or Outbox(folder),
        "test",
        clock,
        replace(Pace(reconnect=timedelta(0)), **other),
    )


def ran(mailer: Mailer) -> dict[str, int]:
    """What one run did."""
    return dict(run(mailer, once=True, stop=lambda: False))
