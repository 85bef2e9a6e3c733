"""What a campaign is to do, as data: its steps, its experiment, its sender. It does none of it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from data.actions.campaign_templates import check_template
from data.addresses import is_writable
from data.refused import Invalid

BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")  # what would begin another header
WHOLE_BP = 10_000
LONGEST_WINDOW = 30
MOST = 1_000_000_000
MOST_HOURS = 24 * 366
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""That the words around a reminder are there in."""
TAG = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Step:
    """A reminder: how long after the basket was left, and its words as templates."""

    delay_minutes: int
    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class Sender:
    """Who writes. A real transport refuses an empty address or postal address."""

    name: str = ""
    address: str = ""
    reply_to: str = ""
    postal_address: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it says who writes and from where, as the law asks of every mail."""
        return bool(self.address and self.postal_address.strip())


@dataclass(frozen=True)
class Design:
    """Everything about a campaign that stays as it is from its start to its end."""

    steps: tuple[Step, ...]
    salt: str
    """Mixed into the draw of who is held out; another salt draws anew."""
    holdout_bp: int = 1_000
    expected_n: int = 10_000
    """Customers in both arms at the decision; intervals that may be watched are tightest there."""
    window_days: int = 7
    segments: tuple[str, ...] = ()
    """Only customers of these; empty = everyone."""
    starts_at: str | None = None
    """ISO moments with their zone; null = at the start, and until it is ended."""
    ends_at: str | None = None
    sender: Sender = field(default_factory=Sender)
    cap_mails: int = 2
    """At most so many reminders to one customer within `cap_days`, of all campaigns together."""
    cap_days: int = 7
    quiet_from: str = "21:00"
    """No mail from here until `quiet_until` in her zone; the same twice = none is quiet."""
    quiet_until: str = "08:00"
    zone: str = "UTC"
    """For customers whose zone nobody knows."""
    late_hours: int = 72
    """A reminder that could not be sent for so long is not sent any more."""
    language: str = "en"
    """Of its words, as BCP 47 has it: fr, pt-BR. What stands around them follows, and how a day and
    an amount are written; a customer of the same language has her own country's way."""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        kept = asdict(self)
        return kept | {"steps": list(kept["steps"]), "segments": list(self.segments)}


def design_of(plain: Mapping[str, Any]) -> Design:
    """The design that `Design.plain` gave; raises Invalid when something is missing or unknown."""
    try:
        given = dict(plain)
        given["steps"] = tuple(Step(**step) for step in given["steps"])
        segments = given.get("segments", ())
        given["segments"] = (segments,) if isinstance(segments, str) else tuple(segments)
        given["sender"] = Sender(**given.get("sender", {}))
        return Design(**given)
    except (TypeError, KeyError, ValueError) as wrong:
        known = ", ".join(part.name for part in fields(Design))
        raise Invalid(f"This design cannot be read ({wrong}). It holds {known}.") from None


def check_design(design: Design) -> None:
    """Raise Invalid, in words, at the first rule that the design breaks."""
    _check_kinds(design)
    _check_experiment(design)
    _check_hours(design)
    _check_sender(design.sender)
    _check_language(design.language)
    if not design.steps:
        raise Invalid("A campaign needs at least one step.")
    delays = [step.delay_minutes for step in design.steps]
    if min(delays) < 1 or sorted(set(delays)) != delays or max(delays) > MOST_HOURS * 60:
        raise Invalid(
            "Each step waits longer than the one before it, the first at least a minute, and none"
            " longer than a year."
        )
    for number, step in enumerate(design.steps, 1):
        for part, html in (("subject", False), ("html", True), ("text", False)):
            source = getattr(step, part)
            if not source.strip():
                raise Invalid(f"The {part} of step {number} is empty.")
            check_template(source, called=f"{part} of step {number}", html=html)
        if BREAKS.search(step.subject):
            raise Invalid(f"The subject of step {number} has to be one line.")


def _check_kinds(design: Design) -> None:
    """Texts are texts, and numbers small enough to reckon moments with; a file holds anything."""
    parts: list[Design | Sender | Step] = [design, design.sender, *design.steps]
    for part in parts:
        for one in fields(part):
            value = getattr(part, one.name)
            whole = isinstance(value, int) and not isinstance(value, bool) and value <= MOST
            if one.type is int and not whole:
                raise Invalid(f"“{one.name}” is a whole number of at most {MOST:,}.")
            if one.type is str and not isinstance(value, str):
                raise Invalid(f"“{one.name}” is a text, in quotes.")
    if not all(isinstance(one, str) for one in design.segments):
        raise Invalid("“segments” are texts, in quotes.")


def _check_experiment(design: Design) -> None:
    if not 0 <= design.holdout_bp < WHOLE_BP:
        raise Invalid("The holdout is a share from 0 up to, but not, everyone.")
    if not 1 <= design.window_days <= LONGEST_WINDOW:
        raise Invalid(f"The window is 1 to {LONGEST_WINDOW} days long.")
    if design.expected_n < 1 or design.cap_mails < 1 or design.cap_days < 1:
        raise Invalid("The expected customers and the cap are at least 1.")
    if not 1 <= design.late_hours <= MOST_HOURS or design.cap_days * 24 > MOST_HOURS:
        raise Invalid("A reminder may be late by 1 hour to a year; a cap is for a year at most.")
    if not design.salt.strip():
        raise Invalid("A salt is missing: without one, every campaign holds out the same people.")


def _check_hours(design: Design) -> None:
    try:
        starts = datetime.fromisoformat(design.starts_at) if design.starts_at else None
        ends = datetime.fromisoformat(design.ends_at) if design.ends_at else None
    except (ValueError, TypeError):
        raise Invalid("Write start and end as 2026-11-22T09:00+00:00.") from None
    if any(moment is not None and moment.tzinfo is None for moment in (starts, ends)):
        raise Invalid("Start and end need their zone, as in 2026-11-22T09:00+00:00.")
    if starts is not None and ends is not None and ends <= starts:
        raise Invalid("The campaign ends before it starts.")
    try:
        quiet = [time.fromisoformat(at) for at in (design.quiet_from, design.quiet_until)]
    except ValueError:
        quiet = []
    if not quiet or any(at.tzinfo is not None for at in quiet):  # they are hers, in her zone
        raise Invalid("Write quiet hours as 21:00 and 08:00.")
    try:
        ZoneInfo(design.zone)
    except (ValueError, OSError, LookupError):
        raise Invalid(f"There is no time zone “{design.zone}”. Europe/Lisbon is one.") from None


def _check_language(language: str) -> None:
    read = TAG.fullmatch(language)
    if read is None or read.group(1) not in LANGUAGES:
        raise Invalid(
            f"Write the language as fr or pt-BR. The words around a reminder are there in"
            f" {', '.join(LANGUAGES)}."
        )


def _check_sender(sender: Sender) -> None:
    for part in (sender.name, sender.address, sender.reply_to):
        if BREAKS.search(part):
            raise Invalid("The sender's name and addresses have to be one line each.")
    for address in (sender.address, sender.reply_to):
        if address and not is_writable(address):
            raise Invalid(f"“{address}” is not an e-mail address.")
