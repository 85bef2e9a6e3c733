"""The language of reminders: a sandbox that knows a few names and loads nothing."""

from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from data.refused import Invalid

KNOWN = {
    "name": "what the customer is called; empty where nobody says",
    "items": "what lies in the basket, a line each",
    "value": "what it comes to, as the language writes it; empty where unknown",
    "event_at": "when the event takes place, in her zone; empty where there is none",
    "link": "the way back to the basket",
    "link_to": "link_to(address): a way to another address of yours",
    "sender": "the sender's name",
    "company": "the sender's postal address",
}
"""Every name that a template may use, and what it stands for."""
LONGEST = 100_000


WIDENING = ("center", "format", "indent", "wordwrap", "attr", "replace")
GROWING = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.FilterBlock)
"""What a short template could double itself with until no memory is left."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without what makes a text that fills the memory of a short template."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int | float) and isinstance(right, int | float) and operator != "**":
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"“{operator}” is not for templates")


def _sandbox(*, html: bool) -> _Sandbox:
    sandbox = _Sandbox(autoescape=html, undefined=StrictUndefined, loader=None)
    for name in WIDENING:
        del sandbox.filters[name]
    return sandbox


HTML, TEXT = _sandbox(html=True), _sandbox(html=False)


@lru_cache(maxsize=100)
def _compiled(source: str, html: bool) -> Template:
    return (HTML if html else TEXT).from_string(source)


def check_template(source: str, *, called: str, html: bool) -> None:
    """Raise Invalid unless `source` can be read and uses only names of KNOWN.

    Args:
        called: what it is called, for the message.
        html: whether it is markup, in which every value is escaped.
    """
    environment = HTML if html else TEXT
    if len(source) > LONGEST:
        raise Invalid(f"The {called} has {len(source):,} characters; {LONGEST:,} are allowed.")
    try:
        read = environment.parse(source)
        environment.compile(read)
    except TemplateError as error:
        raise Invalid(f"The {called} cannot be read: {error}.") from None
    if any(read.find_all(GROWING)):
        raise Invalid(f"The {called} sets a name or defines a macro; templates here only fill in.")
    if list(meta.find_referenced_templates(read)):
        raise Invalid(f"The {called} names another template. Write it as a whole.")
    unknown = sorted(meta.find_undeclared_variables(read) - set(KNOWN))
    if unknown:
        raise Invalid(
            f"The {called} uses {', '.join(unknown)}, which is not known."
            f" Known are {', '.join(KNOWN)}."
        )


def render(source: str, values: dict[str, Any], *, html: bool) -> str:
    """`source` with its names filled in; what grows past LONGEST is cut off by a refusal.

    Raises Invalid: the template cannot be read, or uses a name that is not there.
    """
    parts, length = [], 0
    try:
        for part in _compiled(source, html).generate(values):
            length += len(part)
            if length > LONGEST:
                raise Invalid(f"The template grows past {LONGEST:,} characters.")
            parts.append(part)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise Invalid(f"The template cannot be filled in: {error}.") from None
    return "".join(parts)
