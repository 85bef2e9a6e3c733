"""The mailer's loop: look, send, look again; ends when told to, or when nothing is left to do."""

import time
from collections import Counter
from collections.abc import Callable

from data.actions.record_send import give_up_waiting
from data.reads.due import is_any_due, suppressed_under
from data.refused import Refused
from data.store import Reading, Unavailable, reading, writing
from nudges.campaigns import sending
from nudges.deliver import Mailer, deliver_next
from nudges.keys import Keys
from nudges.links import is_public
from nudges.look import MAILER, look
from nudges.transport import Unready

OVERLAP = 1_000  # numbers that others had drawn, but not yet committed, at an earlier check
BETWEEN_LOOKS = 200  # mails; so that a long line does not keep baskets from being looked at


def run(
    mailer: Mailer,
    *,
    once: bool,
    stop: Callable[[], bool],
    tell: Callable[[str], None] = lambda _: None,
) -> Counter[str]:
    """How many reminders came to which end in this process.

    Args:
        once: end when nothing is due any more. Otherwise it goes on until `stop`.
        tell: is given a sentence when mail server or store do not answer, and when they do again.

    Raises Refused: the transport cannot be used, or suppressions would not be seen.
    """
    done: Counter[str] = Counter()
    patience = _Patience(mailer, once, tell)
    seen = 0
    while not stop():
        try:
            seen = check(mailer, seen=seen)  # each time: campaigns start, people say no meanwhile
            busy = _round(mailer, patience, done, stop)
        except Unavailable as silent:
            _sleep(patience.after(Unready(f"The store does not answer ({silent.orig}).")), stop)
            continue
        if stop():  # perhaps while it waited for a server that is away still
            break
        patience.renew()
        if not busy:
            if once:
                break
            mailer.transport.close()  # a connection that waits for long is gone when it is needed
            _sleep(mailer.pace.idle.total_seconds(), stop)
    mailer.transport.close()
    return done


def _round(
    mailer: Mailer, patience: "_Patience", done: Counter[str], stop: Callable[[], bool]
) -> bool:
    """Look once, and send what is due, for a while; whether there was anything to do."""
    now = mailer.clock()
    with writing(mailer.store) as session:
        give_up_waiting(session, MAILER, silent_since=now - mailer.pace.lease, now=now)
    looked = look(mailer.store, mailer.keys, now=now)
    sent, more = 0, _any_due(mailer)
    while more and sent < BETWEEN_LOOKS and not stop():
        try:
            state = deliver_next(mailer)
        except Unready as why:
            _sleep(patience.after(why), stop)
            continue
        patience.renew()
        patience.of_refusals(state)
        if state is None:
            break
        done[state] += 1
        sent += 1
    return bool(looked or sent)


def check(mailer: Mailer, *, seen: int = 0) -> int:
    """Raise Refused unless this may send: whoever said no is seen, and a real mail has a sender,
    a postal address and links that lead here.

    Args:
        seen: what an earlier check returned; those who said no before that were looked at then.
    """
    with reading(mailer.store) as connection:
        last = check_seen(connection, mailer.keys, after=seen - OVERLAP)
        campaigns = sending(connection)
    if not mailer.transport.real:
        return last
    if not is_public(mailer.links):
        raise Refused(
            "Mails need links that lead back here: set THROUGHLINE_PUBLIC_URL to https://…,"
            " where customers reach this server."
        )
    for campaign in campaigns.values():
        if not campaign.design.sender.is_complete:
            raise Refused(
                f"“{campaign.name}” does not say who writes and from where. End it, and start one"
                " with a sender's address and a postal address."
            )
    return last


def check_seen(connection: Reading, keys: Keys, *, after: int = 0) -> int:
    """The number of the last who said no; raises Refused unless all of them are seen under these
    keys, of those with a number beyond `after`."""
    unseen, last = suppressed_under(connection, keys.ids, after=after)
    if unseen:
        raise Refused(
            f"{unseen:,} people must not be written to, but are on record under another key."
            " Name that key too, after the newest: THROUGHLINE_SECRET_KEY=NEW,OLD"
        )
    return last


class _Patience:
    """Waits for what does not answer, each time longer; once only for so long. It ends with a mail
    server that refuses everything."""

    def __init__(self, mailer: Mailer, once: bool, tell: Callable[[str], None]) -> None:
        self.pace, self.once, self.heard, self.tell = mailer.pace, once, mailer.heard, tell
        self.tries, self.refusals = 0, 0

    def of_refusals(self, state: str | None) -> None:
        """Raise Refused when mail after mail was refused for good: it cannot be all of them."""
        if state in ("failed", "sent", "unknown"):
            self.refusals = self.refusals + 1 if state == "failed" else 0
        if self.refusals >= self.pace.refusals:
            raise Refused(
                f"The mail server refused the last {self.refusals} mails for good, at last with"
                f" “{self.heard['failed']}”. Rather something is wrong with how we send than with"
                " all of them: settle that with its provider. What is due waits for the next run."
            )

    def renew(self) -> None:
        if self.tries:
            self.tell("It answers again.")
        self.tries = 0

    def after(self, why: Unready) -> float:
        """Seconds to wait; raises Refused when that was tried often enough."""
        self.tries += 1
        if self.once and self.tries >= self.pace.reconnects:
            raise Refused(f"{why} What is due waits for the next run.")
        if self.tries == 1:
            self.tell(f"{why} It is tried again until it answers.")
        return min(self.pace.reconnect.total_seconds() * 2.0 ** min(self.tries - 1, 10), 60.0)


def _any_due(mailer: Mailer) -> bool:
    with reading(mailer.store) as connection:
        return is_any_due(connection, now=mailer.clock())


def _sleep(seconds: float, stop: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stop():
        time.sleep(min(0.2, seconds))
