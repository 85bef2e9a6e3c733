"""One reminder as a mail: marked up and plain, with a way to say no. It sends nothing.

What a mail must have by law is not left to the template: who writes, from where, and how to stop
hearing from them stands in a frame around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UniqueUnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from markupsafe import Markup

from data.actions.campaign_design import BREAKS, Sender, Step
from data.actions.campaign_templates import render
from data.addresses import is_writable
from data.refused import Invalid
from nudges.spoken import spoken

HERE = Path(__file__).parent / "frame"
NO_SENDER = Sender("A shop that has not said its name", "nobody@localhost.invalid")
NO_PLACE = "(The sender's postal address is missing: no real transport sends this.)"


class _AsItStands(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]
    """A header that is never folded: Python would write a long address as encoded words."""

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Headers(HeaderRegistry):
    """Makes the class of a header once, not for each mail."""

    @lru_cache(maxsize=100)  # noqa: B019 - there is one of these, for ever
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)


_HEADERS = _Headers()
_HEADERS.map_to_type("list-unsubscribe", _AsItStands)
_HEADERS.map_to_type("message-id", _AsItStands)
POLICY = SMTP.clone(header_factory=_HEADERS)


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
        "items": facts.items,
        "value": facts.value,
        "event_at": facts.event_at,
        "link": link,
        "link_to": click,
        "sender": sender.name,
        "company": sender.postal_address or NO_PLACE,
    }
    subject = _line(render(step.subject, values, html=False).strip(), "subject")
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


def mailbox(name: str, address: str) -> Address:
    """A name and an address as a header holds them; raises Invalid for what could hold more."""
    if not is_writable(address):
        raise Invalid("This e-mail address cannot be written to.")
    return Address(display_name=BREAKS.sub(" ", name).strip()[:100], addr_spec=address)


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
