"""The campaigns that send now, read once a look: their designs, and whose baskets are theirs."""

from dataclasses import dataclass
from datetime import datetime

from data.actions.campaign_design import Design, design_of
from data.reads.campaigns import Planned, running_campaigns
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


def sending(connection: Reading) -> dict[int, Sending]:
    """The running campaigns by their number."""
    return {one.id: _sending(one) for one in running_campaigns(connection)}


def _sending(one: Planned) -> Sending:
    design = design_of(one.design)
    planned = datetime.fromisoformat(design.starts_at) if design.starts_at else None
    begun = [moment for moment in (one.started_at, planned) if moment is not None]
    ends = datetime.fromisoformat(design.ends_at) if design.ends_at else None
    return Sending(one.id, one.name, design, max(begun), ends)
