"""Sends what is due, one reminder after the other: claim, commit, send, record.

A process may be killed at any moment: what it had claimed stays claimed and is never sent again by
itself. Everything that speaks against a reminder is asked again when it is claimed, and whether
she said no once more when the server is about to take the text.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from data.actions.campaign_design import Sender
from data.actions.claim_send import claim_send, hold_send, skip_send, withhold_send
from data.actions.queue_sends import NewSend
from data.actions.record_send import record_send
from data.actions.suppress import suppress
from data.reads import due
from data.reads.due import DueSend
from data.refused import Invalid
from data.store import Reading, Store, Unavailable, reading, writing
from nudges.campaigns import Sending, begun
from nudges.compose import NO_SENDER, compose, message_id
from nudges.keys import Keys
from nudges.links import Links
from nudges.look import MAILER, cases
from nudges.transport import Outcome, Transport
from nudges.verdict import UNWRITABLE, Case, Verdict, verdict
from nudges.words import facts

STATES = {"again": "due", "stopped": "skipped", "unwritable": "skipped"}
"""What a reminder becomes, by what came of its mail; the others are called alike."""


@dataclass(frozen=True)
class Pace:
    """How patient the mailer is."""

    attempts: int = 8
    """Tries of one reminder, all of which certainly failed, before it is given up."""
    retry: timedelta = timedelta(minutes=1)
    """Before the second try; four times as long before each next one, at most a day."""
    lease: timedelta = timedelta(hours=1)
    """A claim that is silent for so long is unknown: longer than any conversation can last."""
    reconnect: timedelta = timedelta(seconds=2)
    """Before the second try to reach the server; twice as long before each next one."""
    reconnects: int = 6
    """Tries to reach the server before a run that is to end by itself does so."""
    idle: timedelta = timedelta(seconds=15)
    """Between looks when nothing was due."""
    refusals: int = 20
    """So many mails refused for good, one after the other, are the sender's fault: the run ends."""

    def again_at(self, attempts: int, now: datetime) -> datetime:
        """When to try again what has failed `attempts` times."""
        wait = self.retry.total_seconds() * 4.0 ** (attempts - 1)
        return now + timedelta(seconds=min(wait, 86_400))

    def waits(self) -> list[float]:
        """Seconds to wait after each try to reach something, before the last."""
        first = self.reconnect.total_seconds()
        return [min(first * 2.0**tries, 60.0) for tries in range(self.reconnects - 1)]


@dataclass(frozen=True)
class Mailer:
    """What one process sends with; `name` is unlike any other process's."""

    store: Store
    keys: Keys
    links: Links
    transport: Transport
    name: str
    clock: Callable[[], datetime]
    pace: Pace = Pace()
    campaigns: dict[tuple[int, int], Sending] = field(default_factory=dict)
    """Those it has read, by number and version."""
    heard: dict[str, str] = field(default_factory=dict)
    """What was last said of a mail that came to each end."""


@dataclass(frozen=True)
class _Claimed:
    due: DueSend
    case: Case
    campaign: Sending
    message_id: str


def deliver_next(mailer: Mailer) -> str | None:
    """What became of the reminder that has been due for longest; null = none is due.

    Raises Unready or Refused when the server cannot be talked to; then nothing was claimed.
    Unavailable: the store does not answer; what was claimed stays so, and becomes unknown.
    """
    mailer.transport.ready()
    found = _claim(mailer)
    if not isinstance(found, _Claimed):
        return found
    try:
        message = _composed(mailer, found)
    except Invalid as wrong:
        return _record(mailer, found, Outcome("unwritable", str(wrong)))
    except Exception as wrong:  # nothing was handed over; one odd basket must not end the mailer
        said = f"The mail could not be written ({type(wrong).__name__})."
        return _record(mailer, found, Outcome("unwritable", said))
    sender = found.campaign.design.sender.address or NO_SENDER.address
    try:
        outcome = mailer.transport.send(
            message,
            sender,
            (found.case.customer and found.case.customer.email) or "",
            wanted=lambda: not _refused(mailer, found.due.unit),
        )
    except Unavailable:  # asked before the text is handed over: she may have said no
        mailer.transport.close()
        outcome = Outcome("again", "The store did not answer.")
    return _record(mailer, found, outcome)


def _claim(mailer: Mailer) -> _Claimed | str | None:
    """The reminder that is now this process's, or what else was done with it; null = none due."""
    now = mailer.clock()
    with writing(mailer.store) as session:
        connection = session.connection()
        send = due.next_due(connection, now=now)
        if send is None:
            return None
        campaign = _campaign(mailer, connection, send)
        case = _case(connection, mailer.keys, send, campaign, now)
        found = _verdict(case, campaign, send, now)
        line = NewSend(
            send.campaign_id,
            send.unit,
            send.basket.id,
            send.step,
            send.arm,
            due_at=None,
            reason=found.skip,
        )
        if found.skip:
            skip_send(session, MAILER, due=line, send_id=send.id, now=now)
            return "skipped"
        if found.until is not None:
            hold_send(session, MAILER, send_id=send.id, until=found.until)
            return "held"
        if send.arm == "holdout":
            withhold_send(session, MAILER, due=line, send_id=send.id, now=now)
            return "withheld"
        name = message_id(
            campaign=send.campaign_id,
            unit=send.unit,
            basket=send.basket.id,
            step=send.step,
            domain=_domain(campaign.design.sender),
        )
        if not claim_send(
            session, MAILER, send_id=send.id, by=mailer.name, message_id=name, now=now
        ):
            return "taken"  # by another process; what it does with it is its own to say
        return _Claimed(send, case, campaign, name)


def _campaign(mailer: Mailer, connection: Reading, send: DueSend) -> Sending:
    """Its campaign, read once for each version of it and not for each mail."""
    key = (send.campaign_id, send.row_version)
    if key not in mailer.campaigns:
        mailer.campaigns[key] = begun(connection, send.campaign_id)
    return mailer.campaigns[key]


def _case(connection: Reading, keys: Keys, send: DueSend, campaign: Sending, now: datetime) -> Case:
    """What is known of it now, of the customer that it was put in line for."""
    basket = send.basket._replace(unit=send.unit)
    days = campaign.design.cap_days
    case = cases(connection, [basket], keys, days=days, lock=True, now=now)[basket.id]
    return replace(case, hers=send.basket.unit == send.unit)


def _verdict(case: Case, campaign: Sending, send: DueSend, now: datetime) -> Verdict:
    running = send.status == "running" and campaign.runs(now)
    return verdict(case, campaign.design, step=send.step, running=running, now=now)


def _composed(mailer: Mailer, found: _Claimed) -> EmailMessage:
    customer, design = found.case.customer, found.campaign.design
    unit_hash = mailer.keys.hashes(found.due.unit)[0]
    if customer is None:
        raise Invalid("Nobody knows this customer any more.")
    if mailer.transport.real and not design.sender.is_complete:
        raise Invalid("The campaign does not say who writes and from where.")
    send_id = found.due.id
    return compose(
        design.steps[found.due.step - 1],
        facts(found.case.basket, customer, design),
        design.sender,
        language=design.language,
        message_id=found.message_id,
        click=lambda target: mailer.links.click(send_id, target),
        unsubscribe=mailer.links.unsubscribe(send_id, unit_hash, language=design.language),
        now=mailer.clock(),
    )


def _refused(mailer: Mailer, unit: str) -> bool:
    with reading(mailer.store) as connection:
        return bool(due.suppressed(connection, mailer.keys.hashes(unit)))


def _record(mailer: Mailer, found: _Claimed, outcome: Outcome) -> str:
    """Write the outcome down; a hard bounce stops everything to that address at once.

    What the mail server said is known here alone, so a store that does not answer is waited for.
    """
    attempts = found.due.attempts + 1
    state = STATES.get(outcome.state, outcome.state)
    if state == "due" and attempts >= mailer.pace.attempts:
        state = "failed"
    mailer.heard[state] = outcome.said
    for wait in mailer.pace.waits():
        try:
            _written(mailer, found, outcome, state)
            return state
        except Unavailable:
            time.sleep(wait)
    _written(mailer, found, outcome, state)
    return state


def _written(mailer: Mailer, found: _Claimed, outcome: Outcome, state: str) -> None:
    now, hashes = mailer.clock(), mailer.keys.hashes(found.due.unit)
    if outcome.bounced:  # for itself: whoever records her no meanwhile waits for what follows here
        with writing(mailer.store) as session:
            suppress(session, MAILER, unit_hash=hashes[0], reason="bounced", source="smtp", now=now)
    with writing(mailer.store) as session:
        reason = ""
        if outcome.state == "unwritable":
            reason = UNWRITABLE
        elif outcome.state == "stopped":
            why = due.suppressed(session.connection(), hashes)
            reason = next(iter(why.values()), "unsubscribed")
        record_send(
            session,
            MAILER,
            send_id=found.due.id,
            by=mailer.name,
            state=state,
            said=outcome.said,
            again_at=mailer.pace.again_at(found.due.attempts + 1, now),
            reason=reason,
            now=now,
        )


def _domain(sender: Sender) -> str:
    return (sender.address or NO_SENDER.address).rsplit("@", 1)[1]
