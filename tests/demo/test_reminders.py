"""What was planted about the reminder, found by the figures of the Nudges page."""

from data.demo import truth
from data.reads import nudges
from data.reads.scope import EVERYTHING
from data.store import reading
from metrics.nudge_verdict import WORKS
from pages.parts.nudges.reading import read_view, rules
from tests.demo.conftest import DAYS


def test_the_trial_is_found_to_bring_orders_in_all_segments_alike(company):
    with reading(company) as connection:
        campaign = nudges.named(nudges.campaigns(connection, EVERYTHING), truth.TRIAL)
        view = read_view(
            connection,
            EVERYTHING,
            campaign=campaign,
            window=rules(campaign).window,
            as_of=DAYS.today,
        )
        back = nudges.came_from(connection, EVERYTHING, feature_id=campaign.feature_id)
    assert view.verdict.name == WORKS
    found = view.effect.row(0, named=True)
    assert found["low"] <= truth.TRIAL_EXTRA <= found["high"]
    assert view.segments["q_p"][0] > 0.05
    assert not view.ratio.blocks
    assert back.title == truth.THEME
    assert back.requests > 50
