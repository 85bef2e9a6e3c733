"""One reminder as a mail: marked up and plain, with a way to say no. It sends nothing.

What a mail must have by law is not left to the template: who writes, from where, and how to stop
hearing from them stands in a frame around it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from markupsafe import Markup, escape

from data.actions.campaign_design import BREAKS, Sender, Step
from data.actions.campaign_templates import render
from data.addresses import is_writable
from data.refused import Invalid
from nudges.spoken import spoken

HERE = Path(__file__).parent / "frame"
NO_SENDER = Sender("A shop that has not said its name", "nobody@localhost.invalid")
SPECIAL = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]")  # RFC 5322: outside of quotes, of meaning
NO_PLACE = "(The sender's postal address is missing: no real transport sends this.)"


class _AsItStands(BaseHeader):
    """A header that is neither read nor folded. Python would write a long link as encoded words,
    lose spaces of a long subject, and read commas of a long name as further recipients."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds |= {"decoded": value, "parse_tree": None}

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self.written()}{policy.linesep}"

    def written(self) -> str:
        """What stands behind the header's name."""
        return str(self)


class _Subject(_AsItStands):
    """Words, in encoded ones where mail readers would else see something else."""

    def written(self) -> str:
        return _encoded(str(self), self.name, is_plain=_is_plain(self))


class _Mailbox(_AsItStands):
    """A name and an address in <>, or an address alone."""

    def written(self) -> str:
        name, _, address = self.rpartition(" <")
        if not name:
            return str(self)
        if _is_plain(name):
            return f'"{quote(name)}" <{address}' if SPECIAL.search(name) else str(self)
        return f"{_encoded(name, self.name, is_plain=False)}\r\n <{address}"


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "=?" not in text


def _encoded(text: str, header: str, *, is_plain: bool) -> str:
    charset = "us-ascii" if is_plain else "utf-8"
    return Header(text, charset, header_name=header).encode(linesep="\r\n")


class _Headers(HeaderRegistry):
    """Makes the class of a header once, not for each mail."""

    @lru_cache(maxsize=100)  # noqa: B019 - there is one of these, for ever
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)


_HEADERS = _Headers()
for _name, _kind in {
    "list-unsubscribe": _AsItStands,
    "message-id": _AsItStands,
    "subject": _Subject,
    "from": _Mailbox,
    "to": _Mailbox,
    "reply-to": _Mailbox,
}.items():
    _HEADERS.map_to_type(_name, _kind)
POLICY = SMTP.clone(header_factory=_HEADERS)


class _Lines(tuple[str, ...]):
    """What lies in the basket: a line each where a template writes it as a whole."""

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(self)

    def __html__(self) -> str:
        return Markup("<br>").join(map(escape, self))


class _InOneLine(_Lines):
    """The same where there is one line alone."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(self)


@dataclass(frozen=True)
class Facts:
    """What a template may say about the customer and her basket."""

    address: str
    name: str
    items: tuple[str, ...]
    value: str
    event_at: str
    recovery_url: str


def compose(
    step: Step,
    facts: Facts,
    sender: Sender,
    *,
    language: str,
    message_id: str,
    click: Callable[[str], str],
    unsubscribe: str,
    now: datetime,
) -> EmailMessage:
    """The mail of `step`.

    Args:
        language: of the words around it, as BCP 47 has it.
        click: gives the signed way to an address.
        unsubscribe: where she says no.

    Raises Invalid: the template cannot be filled in, an address cannot be written to, or
    something would begin a header of its own.
    """
    sender = sender if sender.address else NO_SENDER
    link = click(facts.recovery_url) if facts.recovery_url else ""
    values = {
        "name": facts.name,
        "items": _Lines(facts.items),
        "value": facts.value,
        "event_at": facts.event_at,
        "link": link,
        "link_to": click,
        "sender": sender.name,
        "company": sender.postal_address or NO_PLACE,
    }
    one_line = values | {"items": _InOneLine(facts.items)}
    subject = _line(render(step.subject, one_line, html=False).strip(), "subject")
    message = EmailMessage(policy=POLICY)
    message["From"] = mailbox(sender.name, sender.address)
    message["To"] = mailbox(facts.name, facts.address)
    if sender.reply_to:
        message["Reply-To"] = mailbox("", sender.reply_to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}>"
    message["List-Unsubscribe"] = f"<{_line(unsubscribe, 'unsubscribe link')}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    around = spoken(language)
    framed = values | {
        "unsubscribe": unsubscribe,
        "subject": subject,
        "language": language,
        "why": around.why,
        "stop": around.stop,
    }
    text = render(step.text, values, html=False)
    html = Markup(render(step.html, values, html=True))  # noqa: S704 - rendered, so escaped
    message.set_content(_framed("text", framed, text), cte="quoted-printable")
    marked_up = _inlined(_framed("html", framed, html))
    message.add_alternative(marked_up, subtype="html", cte="quoted-printable")
    message["Content-Language"] = _line(language, "language")  # each new body drops it
    return message


def mailbox(name: str, address: str) -> str:
    """A name and an address as a header is given them; raises Invalid for what could hold more."""
    if not is_writable(address):
        raise Invalid("This e-mail address cannot be written to.")
    called = " ".join(BREAKS.sub(" ", name).split())[:100].rstrip()
    return f"{called} <{address}>" if called else address


def message_id(*, campaign: int, unit: str, basket: int, step: int, domain: str) -> str:
    """The mail's own name, the same whoever sends it: a second copy would show itself."""
    key = f"{campaign}:{unit}:{basket}:{step}"
    return f"{campaign}.{step}.{sha256(key.encode()).hexdigest()[:32]}@{domain}"


def _framed(kind: str, values: Mapping[str, Any], body: str) -> str:
    return render(_frame(kind), dict(values) | {"body": body}, html=kind == "html")


@cache
def _frame(kind: str) -> str:
    return (HERE / f"reminder.{kind}").read_text(encoding="utf-8")


def _inlined(html: str) -> str:
    """Styles where mail readers look for them; nothing is fetched and no file is read."""
    # links to style sheets are not followed at all, whether on the web or on this machine
    return CSSInliner(load_remote_stylesheets=False).inline(html)


def _line(text: str, called: str) -> str:
    if BREAKS.search(text) or not text:
        raise Invalid(f"The {called} has to be one line.")
    return text
