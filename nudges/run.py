"""The mailer's loop: look, send, look again; ends when told to, or when nothing is left to do."""

import time
from collections import Counter
from collections.abc import Callable

from data.actions.record_send import give_up_waiting
from data.reads.due import suppressed_under
from data.refused import Refused
from data.store import reading, writing
from nudges.campaigns import sending
from nudges.deliver import Mailer, deliver_next
from nudges.links import is_public
from nudges.look import MAILER, look
from nudges.transport import Unready

BETWEEN_LOOKS = 200  # mails; so that a long line does not keep baskets from being looked at


def run(mailer: Mailer, *, once: bool, stop: Callable[[], bool]) -> Counter[str]:
    """How many reminders came to which end in this process.

    Args:
        once: end when nothing is due any more. Otherwise it goes on until `stop`.

    Raises Refused: the transport cannot be used, or suppressions would not be seen.
    """
    check(mailer)
    done: Counter[str] = Counter()
    patience = _Patience(mailer, once)
    while not stop():
        now = mailer.clock()
        with writing(mailer.store) as session:
            give_up_waiting(session, MAILER, silent_since=now - mailer.pace.lease, now=now)
        looked = look(mailer.store, mailer.keys, now=now)
        sent = 0
        while sent < BETWEEN_LOOKS and not stop():
            try:
                state = deliver_next(mailer)
            except Unready as why:
                patience.wait(why)
                continue
            patience.renew()
            if state is None:
                break
            done[state] += 1
            sent += 1
        if not looked and not sent:
            if once:
                break
            _sleep(mailer.pace.idle.total_seconds(), stop)
    mailer.transport.close()
    return done


def check(mailer: Mailer) -> None:
    """Raise Refused unless this may send: whoever said no is seen, and a real mail has a sender,
    a postal address and links that lead here."""
    with reading(mailer.store) as connection:
        unseen = suppressed_under(connection, mailer.keys.ids)
        campaigns = sending(connection)
    if unseen:
        raise Refused(
            f"{unseen:,} people must not be written to, but are on record under another key."
            " Name that key too, after the newest: THROUGHLINE_SECRET_KEY=NEW,OLD"
        )
    if not mailer.transport.real:
        return
    if not is_public(mailer.links):
        raise Refused(
            "Mails need links that lead back here: set THROUGHLINE_PUBLIC_URL to https://…,"
            " where customers reach this server."
        )
    for campaign in campaigns.values():
        sender = campaign.design.sender
        if not sender.address or not sender.postal_address.strip():
            raise Refused(
                f"“{campaign.name}” does not say who writes and from where. End it, and start one"
                " with a sender's address and a postal address."
            )


class _Patience:
    """Waits for a server that does not answer, each time longer; once only for so long."""

    def __init__(self, mailer: Mailer, once: bool) -> None:
        self.pace, self.once = mailer.pace, once
        self.tries = 0

    def renew(self) -> None:
        self.tries = 0

    def wait(self, why: Unready) -> None:
        self.tries += 1
        if self.once and self.tries >= self.pace.reconnects:
            raise Refused(f"{why} What is due waits for the next run.")
        time.sleep(min(self.pace.reconnect.total_seconds() * 2 ** (self.tries - 1), 60))


def _sleep(seconds: float, stop: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stop():
        time.sleep(min(0.2, seconds))
