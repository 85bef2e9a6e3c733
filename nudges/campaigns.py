"""The campaigns that send now, read once a look: their designs, and whose baskets are theirs."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from data.actions.campaign_design import Design, design_of
from data.reads.campaigns import Planned, campaign, campaign_called, running_campaigns
from data.reads.due import Reachable
from data.store import Reading


@dataclass(frozen=True)
class Sending:
    """A campaign that was started and not ended."""

    id: int
    name: str
    design: Design
    begins: datetime
    ends: datetime | None

    def runs(self, now: datetime) -> bool:
        """Whether it may send at this moment."""
        return self.begins <= now and (self.ends is None or now < self.ends)

    def takes(self, customer: Reachable | None) -> bool:
        """Whether she is one of those that it is for."""
        wanted = self.design.segments
        return not wanted or (customer is not None and customer.segment in wanted)

    def meets(self, other: "Sending") -> bool:
        """Whether a customer could be in both at once."""
        mine, theirs = set(self.design.segments), set(other.design.segments)
        apart = (self.ends and self.ends <= other.begins) or (
            other.ends and other.ends <= self.begins
        )
        return not apart and (not mine or not theirs or bool(mine & theirs))


def beside(connection: Reading, name: str) -> list[str]:
    """What whoever starts the campaign of that name should know of those that run already."""
    started = campaign_called(connection, name).id
    running = sending(connection)
    others = [one for key, one in running.items() if key != started]
    return [
        f"“{other.name}” takes the same customers. Both may write to one of them about one basket,"
        " up to the caps, and what she buys counts for the one that she was assigned in last. To"
        " tell them apart, end one, or give them different segments."
        for other in others
        if started in running and running[started].meets(other)
    ]


def sending(connection: Reading) -> dict[int, Sending]:
    """The running campaigns by their number."""
    return {one.id: _sending(one) for one in running_campaigns(connection)}


@lru_cache(maxsize=200)
def _read(design: str) -> Design:
    return design_of(json.loads(design))


def begun(connection: Reading, campaign_id: int) -> Sending:
    """A campaign that has begun, running or not, whose design can change no more."""
    found = campaign(connection, campaign_id)
    if found is None:
        raise LookupError(f"campaign {campaign_id}")
    return _sending(found)


def _sending(one: Planned) -> Sending:
    design = _read(json.dumps(one.design))  # the same text each time: it is read once
    planned = datetime.fromisoformat(design.starts_at) if design.starts_at else None
    begun = [moment for moment in (one.started_at, planned) if moment is not None]
    ends = datetime.fromisoformat(design.ends_at) if design.ends_at else None
    return Sending(one.id, one.name, design, max(begun), ends)
