"""A campaign from the store, measured: one way for the page and the command line."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from data.reads import nudges as reads
from data.reads.nudges import Ran
from data.reads.scope import Scope
from data.store import Reading
from metrics.nudge_effect import Trial
from metrics.nudge_view import NudgeView, nudge_view

USUAL_WINDOW = 7
WINDOW = "window"  # the days that count, known to the session and to the address
ALL_BP = 10_000


@dataclass(frozen=True)
class Rules:
    """What a campaign's design says of its experiment; null = nobody said."""

    trial: Trial
    window: int


def span(campaign: Ran) -> tuple[date | None, date | None]:
    """The days (UTC) from which on and until which it takes customers, as far as is known: it is
    started by somebody and may begin later, and ends as designed or when somebody ends it."""
    planned = [
        datetime.fromisoformat(at) if (at := campaign.design.get(key)) else None
        for key in ("starts_at", "ends_at")
    ]
    begins = [at for at in (campaign.started_at, planned[0]) if at]
    ends = [at for at in (campaign.ended_at, planned[1]) if at]
    return (
        max(begins).astimezone(UTC).date() if begins else None,
        min(ends).astimezone(UTC).date() if ends else None,
    )


def rules(campaign: Ran, *, as_of: date | None = None) -> Rules:
    """The experiment that was laid down; whether it has ended by `as_of`."""
    last = span(campaign)[1]
    over = last is not None and as_of is not None and last < as_of
    held, expected = campaign.design.get("holdout_bp"), campaign.design.get("expected_n")
    return Rules(
        Trial(
            None if held is None else held / ALL_BP,
            None if expected is None else int(expected),
            ended=over or campaign.status == "ended",
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
        trial=rules(campaign, as_of=as_of).trial,
        window=window,
        as_of=as_of,
        elsewhere=campaign.sent_elsewhere,
        assigned=reads.assigned_days(connection, scope, campaign_id=campaign.id),
    )
