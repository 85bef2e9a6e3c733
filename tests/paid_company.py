"""The small company with people who are credited and have quotas, and two plans, one in force."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update

from data.actions.publish_plan import publish_plan
from data.actions.save_plan import save_plan
from data.store import writing
from data.tables import Deal, Person, Quota, Team
from tests import small_company

NOW = datetime(2026, 1, 2, tzinfo=UTC)
FLAT = {
    "period": "quarter",
    "components": [
        {"name": "Revenue", "credit": "booked", "shape": "marginal",
         "tiers": [{"from": "0%", "rate": "10%"}]}
    ],
}  # fmt: skip
ON = {
    "period": "quarter",
    "components": [
        {"name": "On strategy", "credit": "booked", "strategy": "on", "shape": "slab",
         "tiers": [{"from": "0%", "rate": "10%"}, {"from": "100%", "rate": "20%"}]}
    ],
}  # fmt: skip


def fill(engine, cast):
    """Tomas (Harbour) won $300 of seats and $100 of custom work in Q1 2026 on a quota of $200;
    Olga (Hill) won $100 of seats. In force since January: 10% of everything. Tried out: 10% of
    what lies on strategy, 20% of all of it from the quota on. Gives Olga's id."""
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        hill = session.scalars(select(Team).where(Team.name == "Hill")).one()
        olga = Person(name="Olga Other", name_key="olga other", role="viewer", team_id=hill.id)
        session.add(olga)
        session.flush()
        session.execute(
            update(Deal).where(Deal.team_id == cast.team_id).values(owner_id=cast.member.person_id)
        )
        seat = session.scalars(select(Deal).where(Deal.source_key == "S0")).one()
        session.add(
            Deal(
                source="plain", source_key="H", name="Hill's", product_id=seat.product_id,
                team_id=hill.id, owner_id=olga.id, account_id=seat.account_id, stage="won",
                state="won", amount_cents=10_000, currency="USD", closed_on=seat.closed_on,
                batch_id=seat.batch_id, first_seen_on=seat.first_seen_on,
            )
        )  # fmt: skip
        for number, (person, cents) in enumerate(
            [(cast.member.person_id, 20_000), (olga.id, 10_000)]
        ):
            session.add(
                Quota(
                    source="plain", source_key=str(number), person_id=person, currency="USD",
                    from_on=date(2026, 1, 1), until_on=date(2026, 4, 1), amount_cents=cents,
                )
            )  # fmt: skip
        boss = cast.executive.actor
        held = save_plan(session, boss, name="Everything", content=FLAT, now=NOW)
        save_plan(session, boss, name="On strategy", content=ON, now=NOW)
        publish_plan(session, boss, version_id=held, in_force_from=date(2026, 1, 1), now=NOW)
        return olga.id
