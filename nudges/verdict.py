"""Whether a reminder goes, waits or is skipped, from what is known at one moment. It only judges.

Asked when a reminder is put in line and again right before it is sent: what held then may not hold
now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.actions.campaign_design import Design
from data.addresses import is_writable
from data.reads.due import Left, Reachable
from nudges.quiet import quiet_until

ENDED = "campaign ended"
BOUGHT = "bought meanwhile"
PAST = "event is past"
SOLD_OUT = "sold out"
NO_CONSENT = "no consent on record"
NO_ADDRESS = "no address to write to"
CAPPED = "cap reached"
LATE = "too late"
OVERTAKEN = "overtaken by a later step"
ANOTHERS = "the basket is another customer's"
UNWRITABLE = "could not be written"


@dataclass(frozen=True)
class Case:
    """All that speaks for or against reminding a customer of a basket."""

    basket: Left
    customer: Reachable | None
    bought: bool
    suppressed: str | None
    """Why she must not be written to; null = she may be."""
    recent: int
    """Reminders that went to her within the cap's days."""
    hers: bool = True
    """Whether the basket is still hers, for whom the reminder was put in line."""


@dataclass(frozen=True)
class Verdict:
    """`skip` names why not; `until` holds it back; neither = it goes."""

    skip: str = ""
    until: datetime | None = None


def verdict(case: Case, design: Design, *, step: int, running: bool, now: datetime) -> Verdict:
    """Whether step number `step` (from 1) of the design goes to this customer now.

    The reason that lasts longest is named first, so that both arms name the same.
    """
    basket, customer = case.basket, case.customer
    due = due_at(basket, design, step)
    reasons = (
        (ENDED, not running),
        (ANOTHERS, not case.hers),
        (BOUGHT, case.bought or basket.completed_at is not None),
        (case.suppressed or "", case.suppressed is not None),
        (NO_CONSENT, customer is None or not customer.consent_basis),
        (NO_ADDRESS, customer is None or not is_writable(customer.email or "")),
        (PAST, basket.event_at is not None and basket.event_at <= now),
        (SOLD_OUT, basket.stock_left is not None and basket.stock_left <= 0),
        (OVERTAKEN, step < len(design.steps) and due_at(basket, design, step + 1) <= now),
        (LATE, due + timedelta(hours=design.late_hours) <= now),
        (CAPPED, case.recent >= design.cap_mails),
    )
    for reason, holds in reasons:
        if holds:
            return Verdict(skip=reason)
    if due > now:  # she came back to it after the reminder was put in line
        return Verdict(until=due)
    return Verdict(until=quiet_until(design, customer.time_zone if customer else None, now))


def due_at(basket: Left, design: Design, step: int) -> datetime:
    """When step number `step` (from 1) of a basket's reminder is due."""
    return basket.abandoned_at + timedelta(minutes=design.steps[step - 1].delay_minutes)
