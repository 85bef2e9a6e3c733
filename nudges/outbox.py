"""Mails as .eml files in a folder, for whoever wants to look at them; nobody is written to."""

import os
import secrets
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from data.refused import Refused
from nudges.transport import Outcome


class Outbox:
    """A folder that a mail appears in as a whole, under its own name, or not at all."""

    real = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ready(self) -> None:
        """Make the folder; raises Refused when that cannot be done."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"No mails can be written to {self.folder} ({error.strerror}).") from None

    def send(
        self, message: EmailMessage, sender: str, recipient: str, *, wanted: Callable[[], bool]
    ) -> Outcome:
        """Write the file. Only the last step shows it, so a crash leaves no half of one."""
        if not wanted():
            return Outcome("stopped")
        name = str(message["Message-ID"]).strip("<>").split("@")[0]
        making = self.folder / f".{name}.{secrets.token_hex(4)}"
        try:
            with making.open("xb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            making.replace(self.folder / f"{name}.eml")
        except OSError as error:
            making.unlink(missing_ok=True)
            return Outcome("again", f"The file could not be written ({error.strerror}).")
        return Outcome("sent", f"{name}.eml")

    def close(self) -> None:
        """Nothing is open."""
