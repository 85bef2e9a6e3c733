"""How days, shares and versions of the strategy are written; computes nothing."""

from datetime import date

from data.reads.strategy_versions import Version
from data.store import EVER


def day(on: date | None) -> str:
    """`1 Apr 2026`; `ever` for the day before every fact; nothing for no day."""
    if on is None:
        return ""
    return "ever" if on <= EVER else f"{on.day} {on:%b %Y}"


def share(bp: int) -> str:
    """Basis points as `12.5%`."""
    return f"{bp / 100:g}%"


def span(version: Version) -> str:
    """When a version holds: `1 Jan 2026 to 31 Mar 2026`, without the day the next begins."""
    if not version.held:
        return "never in force, replaced on its own day"
    begins = day(version.in_force_from)
    return (
        f"from {begins}" if version.until_on is None else f"{begins} until {day(version.until_on)}"
    )


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 product`, `2 products`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
