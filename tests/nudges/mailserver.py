"""A real mail server on loopback, with TLS, that keeps what it took and a log of what it said."""

import asyncio
import random
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.server import free_port

HANG = 120.0


@dataclass
class Mailbox:
    """What came, and what was said to each mail: `answered`, `refused`, or `silent` if nothing.

    `before` and `after` are asked at RCPT and when the text has come. They answer a reply, `drop`,
    `hang`, or, `after` only, `drop delivered` and `hang delivered`; null = take it.
    """

    before: Callable[[str], str | None] = lambda _: None
    after: Callable[[str], str | None] = lambda _: None
    greeting: Callable[[], str | None] = lambda: None
    mails: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0

    def messages(self) -> list[EmailMessage]:
        """The mails, read."""
        return [message_from_bytes(mail, policy=policy.default) for mail in self.mails]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, server, session, envelope: Envelope, address, options):
        if refused := self.greeting():
            return refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope, address, options):
        does = self.before(address)
        if does in ("drop", "hang"):
            return await _broken(server, does)
        if does:
            return does
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope: Envelope):
        name = _name_of(envelope.content)
        does = self.after(name) or "deliver"
        if does[0].isdigit():
            self.log.append((name, "refused"))
            return does
        if does in ("deliver", "drop delivered", "hang delivered"):
            self.mails.append(envelope.original_content or envelope.content)
            self.recipients += envelope.rcpt_tos
        if does != "deliver":
            self.log.append((name, "silent"))
            return await _broken(server, does)
        self.log.append((name, "answered"))
        return "250 Taken"


async def _broken(server: SMTP, does: str) -> str:
    if does.startswith("drop"):
        server.transport.abort()
    else:
        await asyncio.sleep(HANG)
    return "451 Too late"


def _name_of(content: bytes) -> str:
    head = content.split(b"\r\n\r\n", 1)[0].decode("ascii", "replace")
    line = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
    return line.split(":", 1)[1].strip().strip("<>")


@dataclass(frozen=True)
class Running:
    """The server while it runs: where it is, and whom to trust to believe that."""

    port: int
    authority: Path
    box: Mailbox

    def url(self, *, scheme: str = "smtp", query: str = "timeout=60", user: str = "") -> str:
        """As THROUGHLINE_MAIL_URL names it."""
        return f"{scheme}://{user}localhost:{self.port}/?{query}"


@contextmanager
def serving(
    folder: Path,
    box: Mailbox,
    *,
    host: str = "localhost",
    tls: str = "starttls",
    password: str = "",
) -> Iterator[Running]:
    """A server with a certificate for `host` of an authority of its own."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host).configure_cert(context)
    pem = folder / "authority.pem"
    authority.cert_pem.write_to_path(pem)

    def signs_in(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.password == password.encode(), handled=False)

    options = {
        "starttls": {"tls_context": context, "require_starttls": True},
        "tls": {"ssl_context": context, "auth_require_tls": False},  # it does not see its own TLS
        "none": {},
    }[tls]
    if password:
        options |= {"auth_required": True, "authenticator": signs_in}
    port = free_port()
    controller = _Quiet(box, hostname="localhost", port=port, ready_timeout=60, **options)
    controller.start()
    try:
        yield Running(port, pem, box)
    finally:
        controller.stop()


class _Quiet(Controller):
    """Says nothing about conversations that a test breaks on purpose."""

    def _run(self, ready_event):
        self.loop.set_exception_handler(lambda loop, context: None)
        super()._run(ready_event)


@dataclass
class Moods:
    """Draws what goes wrong, each with its own chance."""

    chances: dict[str, float]
    dice: random.Random

    def __call__(self, _: str = "") -> str | None:
        drawn = self.dice.random()
        for mood, chance in self.chances.items():
            drawn -= chance
            if drawn < 0:
                return mood
        return None
