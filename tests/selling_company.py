"""Two teams that sell, each with a manager and four sellers, with pay on record; small enough to
count, large enough to be shown."""

from datetime import date, timedelta

from data.tables import (
    Account,
    Commission,
    Deal,
    ImportBatch,
    Person,
    Product,
    Quota,
    RevenueLine,
    Team,
)
from tests.small_company import LONG_AGO, publish

HARBOUR = ("Hanna Quay", "Hugo Pier", "Hedda Dock", "Henk Mole", "Hilde Buoy")
HILL = ("Lars Slope", "Lea Summit", "Leif Ridge", "Lotte Crest", "Ludo Cairn")
QUOTA, PAID = 777_00, 123_45  # unlike any other figure, so that a leak is seen
PAY = ("777", "123.45", "1.16")  # how either, or sold of quota, would look


def fill(session, *, team_id: int, member_id: int | None = None) -> dict[str, int]:
    """Harbour is `team_id`; `member_id` sells there too. Everybody wins ten deals in 2025, loses
    two, and keeps nine accounts of ten; people by name."""
    hill = Team(name="Hill")
    publish(session, ("Fill seats", 10_000))
    product = Product(source="plain", source_key="S", name="Seats", name_key="seats")
    batch = ImportBatch(
        kind="deals",
        dialect="plain",
        file_name="d.csv",
        file_sha256="0",
        rows=0,
        good=0,
        rejected=0,
        new=0,
        updated=0,
        unchanged=0,
        choices={},
        accepted_at=LONG_AGO,
    )
    session.add_all([hill, product, batch])
    session.flush()
    people = [(name, team_id) for name in HARBOUR] + [(name, hill.id) for name in HILL]
    sellers = [
        Person(name=name, name_key=name.lower(), role="viewer", team_id=team)
        for name, team in people
    ]
    manager = Person(name="Mona Peak", name_key="mona peak", role="sales_manager", team_id=hill.id)
    session.add_all([*sellers, manager])
    session.flush()
    ids = {person.name: person.id for person in [*sellers, manager]}
    every = [(person.id, person.team_id) for person in sellers]
    every += [(member_id, team_id)] if member_id else []
    for at, (person_id, team) in enumerate(every):
        _sells(session, at, person_id, team, product.id, batch.id)
    return ids


def _sells(session, at: int, person_id: int, team: int, product: int, batch: int) -> None:
    for number in range(12):
        closed = date(2025, 1, 15) + timedelta(27 * number)
        key = f"{at}-{number}"
        account = Account(
            source="plain",
            source_key=key,
            name=f"Venue {key}",
            name_key=f"venue {key}",
            segment="Club" if number % 2 else "Theatre",
        )
        session.add(account)
        session.flush()
        deal = Deal(
            source="plain",
            source_key=key,
            name=f"Deal {key}",
            product_id=product,
            team_id=team,
            owner_id=person_id,
            account_id=account.id,
            stage="x",
            state="won" if number < 10 else "lost",
            amount_cents=90_00 + at,
            list_cents=100_00,
            currency="USD",
            opened_on=closed - timedelta(20 + 10 * at),
            closed_on=closed,
            batch_id=batch,
            first_seen_on=closed,
        )
        session.add(deal)
        session.flush()
        if number < 10:
            session.add(
                RevenueLine(
                    source="plain",
                    source_key=key,
                    account_id=account.id,
                    deal_id=deal.id,
                    from_on=closed,
                    until_on=closed + timedelta(200) if number == at % 10 else None,
                    monthly_cents=10_00,
                    currency="USD",
                )
            )
    session.add(
        Quota(
            source="plain",
            source_key=f"Q{at}",
            person_id=person_id,
            from_on=date(2025, 1, 1),
            until_on=date(2026, 1, 1),
            amount_cents=QUOTA,
            currency="USD",
        )
    )
    session.add(
        Commission(
            source="plain",
            source_key=f"C{at}",
            person_id=person_id,
            paid_on=date(2025, 6, 1),
            amount_cents=PAID,
            currency="USD",
        )
    )
