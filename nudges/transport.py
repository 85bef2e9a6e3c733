"""What a way to send mails must do, and what may come of it; which one is the settings' choice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from data.refused import Refused

VARIABLE = "THROUGHLINE_MAIL_URL"


@dataclass(frozen=True)
class Outcome:
    """What became of a mail that was handed over.

    `sent`: the server has it. `again`: it certainly has not; try later. `failed`: it certainly
    has not and never will. `stopped`: nobody wanted it any more at the last look. `unknown`: the
    conversation broke where it may have it or may not. `unwritable`: there is no mail to hand over.
    """

    state: str
    said: str = ""
    bounced: bool = False
    """Whether the server said that nobody is at this address."""


class Unready(Exception):
    """The server cannot be talked to right now; no mail was handed over."""


class Transport(Protocol):
    """A way to send. Used by one thread of one process."""

    real: bool
    """Whether mails leave this machine: then sender, postal address and secret key must be."""

    def ready(self) -> None:
        """Be connected; raises Unready when that may change by itself, Refused when not."""

    def send(
        self, message: EmailMessage, sender: str, recipient: str, *, wanted: Callable[[], bool]
    ) -> Outcome:
        """Hand the mail over, unless `wanted`, asked at the last possible moment, says no."""

    def close(self) -> None:
        """End the conversation in good order."""


def transport_of(environment: Mapping[str, str], folder: Path) -> Transport:
    """The transport that THROUGHLINE_MAIL_URL names, else files in `folder`/outbox.

    Raises Refused, without the password, for an address that is none.
    """
    from nudges.outbox import Outbox
    from nudges.smtp import smtp_of

    url = environment.get(VARIABLE, "").strip()
    if not url:
        return Outbox(folder / "outbox")
    if not url.lower().startswith(("smtp://", "smtps://")):
        raise Refused(f"{VARIABLE} begins with smtp:// or smtps://; without it, mails are files.")
    return smtp_of(url, environment)
