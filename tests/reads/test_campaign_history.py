from dataclasses import replace
from datetime import UTC, datetime, timedelta

from data.actions.save_campaign import save_campaign
from data.actions.start_campaign import end_campaign, start_campaign
from data.reads.campaign_history import history
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from tests.nudges.shop import DESIGN

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_who_drafted_began_and_ended_a_campaign_is_told_in_order(engine, cast):
    lead, boss = cast.product_lead.actor, cast.executive.actor
    later = (NOW + timedelta(hours=at) for at in range(10))
    with writing(engine) as session:
        key = save_campaign(session, lead, name="Baskets", design=DESIGN, now=next(later))
        for window in (5, 6, 8):
            save_campaign(
                session,
                lead,
                name="Baskets",
                design=replace(DESIGN, window_days=window),
                campaign_id=key,
                now=next(later),
            )
        other = save_campaign(session, boss, name="Shoes", design=DESIGN, now=NOW)
        start_campaign(session, boss, campaign_id=key, now=next(later))
        end_campaign(session, lead, campaign_id=key, now=next(later))
    with reading(engine) as connection:
        told = history(connection, EVERYTHING, campaign_id=key)
        assert [(done.action, done.by) for done in told] == [
            ("save_campaign", "Petra Nowak"),
            ("save_campaign", "Petra Nowak"),
            ("start_campaign", "Edda Stone"),
            ("end_campaign", "Petra Nowak"),
        ]
        assert [(done.at - NOW).total_seconds() / 3600 for done in told] == [0, 3, 4, 5]
        assert len(history(connection, EVERYTHING, campaign_id=other)) == 1
        assert history(connection, EVERYTHING, campaign_id=99) == ()
