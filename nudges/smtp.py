"""Mails through an SMTP server, over one kept connection; what is not known is called unknown.

The conversation is led step by step, because only then is it known how far it came: whatever
breaks before the text is handed over has surely not been delivered, whatever breaks after may
have been.
"""

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.errors import MessageError
from email.message import EmailMessage
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from data.refused import Refused
from nudges.transport import VARIABLE, Outcome, Unready

PASSWORD = "THROUGHLINE_SMTP_PASSWORD"  # noqa: S105 - where it is, not what it is
NOBODY_HERE = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b")
"""RFC 3463 and RFC 7505: no such mailbox or domain. A bare 550 may as well say that *we* are not
welcome, and must not stop everybody's mails for ever; 5.1.7 and 5.1.8 are about the sender."""
DOTS = re.compile(rb"(?m)^\.")
LAST_REPLY = 10
"""How many times longer the server may take to accept a text than to answer anything else."""
MAILS_A_CONNECTION = 100


@dataclass(frozen=True)
class Server:
    """Where the server is and how to talk to it."""

    host: str
    port: int
    secure: str
    """`tls` from the first byte, `starttls`, or `none`, which only this machine may."""
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 30.0


def smtp_of(url: str, environment: Mapping[str, str]) -> "Smtp":
    """smtp://USER@HOST:587 with STARTTLS, or smtps://USER@HOST:465; ?timeout=SECONDS.

    The password comes from THROUGHLINE_SMTP_PASSWORD. ?starttls=no is for a server on this very
    machine. Raises Refused, repeating nothing of the address, when it cannot be used.
    """
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
        server = _server(parts, asked, environment)
    except ValueError:
        raise Refused(f"{VARIABLE} cannot be read. Expected smtp://USER@HOST:587.") from None
    return Smtp(server)


def _server(
    parts: SplitResult, asked: dict[str, list[str]], environment: Mapping[str, str]
) -> Server:
    if parts.password:
        raise Refused(f"Keep the password out of {VARIABLE}: it belongs into {PASSWORD}.")
    if not parts.hostname or parts.path.strip("/") or set(asked) - {"timeout", "starttls"}:
        raise ValueError
    secure = "tls" if parts.scheme == "smtps" else "starttls"
    if asked.get("starttls") == ["no"]:
        if not _is_here(parts.hostname):
            raise Refused(f"{VARIABLE} turns STARTTLS off; only this machine may be sent to so.")
        secure = "none"
    user = unquote(parts.username or "")
    password = environment.get(PASSWORD, "")
    if user and not password:
        raise Refused(f"{PASSWORD} is empty, and the mail server wants one for its user.")
    seconds = float(asked.get("timeout", ["30"])[0])
    if not 0 < seconds <= 120:  # a conversation of many steps ends well within the lease
        raise ValueError
    port = parts.port or (465 if secure == "tls" else 587)
    return Server(parts.hostname, port, secure, user, password, seconds)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Smtp:
    """One connection, opened when needed and kept for many mails."""

    real = True

    def __init__(self, server: Server) -> None:
        self.server = server
        self._talk: smtplib.SMTP | None = None
        self._sent = 0

    def ready(self) -> None:
        """Connected, its certificate checked, signed in; raises Unready or Refused."""
        if self._talk is not None and self._sent < MAILS_A_CONNECTION:
            return
        self.close()
        try:
            self._talk, self._sent = self._connected(), 0
        except ssl.SSLCertVerificationError as error:
            raise Refused(
                f"The mail server's certificate is not to be trusted: {error.verify_message}."
            ) from None
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise Unready(
                    f"The mail server cannot sign anybody in ({error.smtp_code})."
                ) from None
            raise Refused("The mail server does not take this user and password.") from None
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"The mail server cannot do what is needed: {error}") from None
        except UnicodeError:  # of which the text may quote what is secret
            raise Refused(
                f"The mail server's name, its user and {PASSWORD} have to be plain letters and"
                " signs (ASCII)."
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unready(f"The mail server cannot be reached ({_said(error)}).") from None

    def _connected(self) -> smtplib.SMTP:
        server, trusted = self.server, ssl.create_default_context()
        trusted.minimum_version = ssl.TLSVersion.TLSv1_2
        talk: smtplib.SMTP
        if server.secure == "tls":
            talk = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.seconds, context=trusted
            )
        else:
            talk = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            if server.secure == "starttls":
                talk.starttls(context=trusted)
            talk.ehlo_or_helo_if_needed()
            if server.user:
                talk.login(server.user, server.password)
        except BaseException:
            talk.close()
            raise
        return talk

    def send(
        self, message: EmailMessage, sender: str, recipient: str, *, wanted: Callable[[], bool]
    ) -> Outcome:
        """Hand the mail over; `wanted` is asked after the server took the recipient."""
        talk = self._talk
        if talk is None:
            return Outcome("again", "There was no connection.")
        try:
            data = _as_data(message)
        except (ValueError, TypeError, LookupError, MessageError) as error:
            return Outcome("unwritable", _said(error))
        handed_over = False
        try:
            code, words = talk.mail(sender)
            if code != 250:  # whatever it says of the sender, no recipient was named yet
                refused = self._refused(code, words)
                return replace(refused, state="again")
            code, words = talk.rcpt(recipient)
            if code not in (250, 251):
                return self._refused(code, words, recipient=True)
            if not wanted():
                talk.rset()
                return Outcome("stopped")
            code, words = talk.docmd("DATA")
            if code != 354:
                return self._refused(code, words)
            handed_over = True
            if talk.sock is not None:
                talk.sock.settimeout(self.server.seconds * LAST_REPLY)
            talk.send(data)
            code, words = talk.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Outcome("unknown" if handed_over else "again", _said(error))
        if talk.sock is not None:
            talk.sock.settimeout(self.server.seconds)
        if 400 <= code < 600:
            return self._refused(code, words)
        if not 200 <= code < 300:  # no answer to this: what became of the text, it does not say
            self._drop()
            return Outcome("unknown", _text(code, words))
        self._sent += 1
        return Outcome("sent", _text(code, words))

    def _refused(self, code: int, words: bytes, *, recipient: bool = False) -> Outcome:
        """What a reply that is not yes means; the connection goes on only if it can."""
        said = _text(code, words)
        if not 400 <= code < 600 or code == 421:
            self._drop()
            return Outcome("again", said)
        try:
            if self._talk is not None:
                self._talk.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()
        if code < 500:
            return Outcome("again", said)
        return Outcome("failed", said, bounced=recipient and bool(NOBODY_HERE.search(said)))

    def close(self) -> None:
        """Say goodbye; that the server is gone already is no matter."""
        if self._talk is not None:
            try:
                self._talk.quit()
            except (smtplib.SMTPException, OSError):
                self._talk.close()
        self._talk = None

    def _drop(self) -> None:
        if self._talk is not None:
            self._talk.close()
        self._talk = None


def _as_data(message: EmailMessage) -> bytes:
    text = message.as_bytes()
    return DOTS.sub(b"..", text if text.endswith(b"\r\n") else text + b"\r\n") + b".\r\n"


def _text(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}".replace("\n", " ")[:300]


def _said(error: Exception) -> str:
    """The error in short, without anything that was sent."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return error.strerror or type(error).__name__
    return (
        type(error).__name__
        if not isinstance(error, smtplib.SMTPResponseException)
        else (_text(error.smtp_code, _bytes(error.smtp_error)))
    )


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
