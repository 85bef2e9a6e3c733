"""A company small enough to count on fingers, written straight into a store."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from data.actions.map_subject import map_subject
from data.actions.permissions import SETUP
from data.actions.publish_strategy import PillarDraft, publish_strategy
from data.store import EVER
from data.tables import Account, Deal, Feature, ImportBatch, Product, Promise, Request, Team

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def publish(session: Session, *targets: tuple[str, int], day=date(2025, 1, 1), based_on=None):
    """A version with these pillars and basis points."""
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return publish_strategy(
        session,
        SETUP,
        mission="Full houses",
        pillars=[PillarDraft(name, share) for name, share in targets],
        in_force_from=day,
        based_on=based_on,
        now=now,
    )


def fill(session: Session, *, team_id: int) -> None:
    """Two teams (Harbour is `team_id`, Hill), two pillars at a half each, and since 2025:

    won in the first quarter of 2026 by Harbour: Seats 300, Custom 100 (outside), for ten accounts
    each a tenth; by Hill: Tools 200 in euros. Open: one of Harbour without a day. Lost: one of 0.
    """
    hill = Team(name="Hill", region="Up")
    session.add(hill)
    publish(session, ("Fill seats", 5000), ("Serve venues", 5000))
    seats, tools, custom = (
        Product(source="plain", source_key=name, name=name, name_key=name.lower())
        for name in ("Seats", "Tools", "Custom")
    )
    session.add_all([seats, tools, custom])
    session.flush()
    for product, shares in ((seats, {1: 10000}), (tools, {2: 10000}), (custom, {})):
        map_subject(
            session,
            SETUP,
            product_id=product.id,
            shares_bp=shares,
            effective_from=EVER,
            based_on=None,
            now=LONG_AGO,
        )
    batch = ImportBatch(
        kind="deals",
        dialect="plain",
        file_name="deals.csv",
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
    accounts = [
        Account(
            source="plain",
            source_key=f"A{n}",
            name=f"Venue {n}",
            name_key=f"venue {n}",
            segment="Theatre" if n % 2 else "Club",
        )
        for n in range(10)
    ]
    session.add_all([batch, *accounts])
    session.flush()

    def deal(
        key,
        product,
        state,
        cents,
        *,
        team=team_id,
        account=None,
        closed=None,
        opened=None,
        currency="USD",
    ):
        return Deal(
            source="plain",
            source_key=key,
            name=f"Deal {key}",
            product_id=product.id,
            team_id=team,
            account_id=account,
            stage=state,
            state=state,
            amount_cents=cents,
            currency=currency,
            opened_on=opened,
            closed_on=closed,
            batch_id=batch.id,
            first_seen_on=date(2026, 2, 1),
        )

    won = date(2026, 2, 10)
    for n, account in enumerate(accounts):
        session.add(deal(f"S{n}", seats, "won", 3_000, account=account.id, closed=won))
        session.add(deal(f"C{n}", custom, "won", 1_000, account=account.id, closed=won))
    session.add(
        deal("E", tools, "won", 20_000, team=hill.id, closed=won, opened=won, currency="EUR")
    )
    session.add(deal("O", seats, "open", 5_000))
    session.add(deal("L", seats, "lost", 0, opened=date(2026, 1, 5), closed=date(2026, 1, 20)))
    basket = Feature(
        title="Basket reminder",
        status="shipped",
        effort_weeks=2.5,
        started_on=date(2026, 1, 1),
        shipped_on=date(2026, 3, 1),
    )
    session.add(basket)
    session.flush()
    session.add(
        Request(
            source="plain",
            source_key="R1",
            words="Remind them, *please*",
            team_id=team_id,
            account_id=accounts[0].id,
            feature_id=basket.id,
            asked_on=won,
            segment="Was a club",
            first_seen_on=won,
        )
    )
    for state, key in (("approved", "P"), ("refused", "N")):
        session.add(Promise(quote=f"{key}: by May", team_id=team_id, made_on=won, state=state))
