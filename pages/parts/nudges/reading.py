"""A campaign from the store, measured: one way for the page and the command line."""

from dataclasses import dataclass
from datetime import date

from data.reads import nudges as reads
from data.reads.nudges import Ran
from data.reads.scope import Scope
from data.store import Reading
from metrics.nudge_effect import Trial
from metrics.nudge_view import NudgeView, nudge_view

USUAL_WINDOW = 7
ALL_BP = 10_000


@dataclass(frozen=True)
class Rules:
    """What a campaign's design says of its experiment; null = nobody said."""

    trial: Trial
    window: int


def rules(campaign: Ran) -> Rules:
    """The experiment that was laid down."""
    held, expected = campaign.design.get("holdout_bp"), campaign.design.get("expected_n")
    return Rules(
        Trial(
            None if held is None else held / ALL_BP,
            None if expected is None else int(expected),
            ended=campaign.status == "ended",
        ),
        int(campaign.design.get("window_days") or USUAL_WINDOW),
    )


def read_view(
    connection: Reading, scope: Scope, *, campaign: Ran, window: int, as_of: date
) -> NudgeView:
    """One campaign measured: for the page and the command line."""
    return nudge_view(
        reads.by_day(connection, scope, campaign_id=campaign.id, window=window, as_of=as_of),
        reads.by_lag(connection, scope, campaign_id=campaign.id, as_of=as_of),
        reads.counts(connection, scope, campaign_id=campaign.id),
        ends=reads.ends(connection, scope, campaign_id=campaign.id, as_of=as_of),
        trial=rules(campaign).trial,
        window=window,
        as_of=as_of,
        elsewhere=campaign.sent_elsewhere,
        assigned=reads.assigned_days(connection, scope, campaign_id=campaign.id),
    )
