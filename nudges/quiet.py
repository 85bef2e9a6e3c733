"""Hours in which nobody is written to, in her own zone; it knows no clock of its own."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.actions.campaign_design import Design


def quiet_until(design: Design, zone: str | None, now: datetime) -> datetime | None:
    """The moment at which her quiet hours end; null = it is not quiet now.

    Args:
        zone: the customer's; null or one that nobody knows = the campaign's.

    Where the clock skips that time, they end as much later; where it comes twice, they end at the
    first that is still to come.
    """
    begins, ends = time.fromisoformat(design.quiet_from), time.fromisoformat(design.quiet_until)
    there = now.astimezone(zone_of(zone, design))
    at = there.timetz().replace(tzinfo=None)
    within = begins <= at < ends if begins <= ends else at >= begins or at < ends
    if not within:
        return None
    day = there.date() + timedelta(days=1) if at >= ends else there.date()
    wall = datetime.combine(day, ends, tzinfo=there.tzinfo)
    first, again = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first > now else again


def zone_of(zone: str | None, design: Design) -> ZoneInfo:
    """The customer's zone, else the campaign's."""
    try:
        return ZoneInfo(zone) if zone else ZoneInfo(design.zone)
    except (ValueError, OSError, LookupError):
        return ZoneInfo(design.zone)
