"""Addresses that mails carry, each signed for one purpose: what nobody signed is not followed."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from itsdangerous import BadData, URLSafeSerializer

from data.refused import Invalid, Refused
from nudges.keys import Keys

VARIABLE = "THROUGHLINE_PUBLIC_URL"
UNSUBSCRIBE, CLICK = "/nudges/unsubscribe", "/nudges/go"
LONGEST_TARGET = 2_000
LANGUAGE = "lang"  # unsigned: it chooses among words of ours, and nothing else


class Links:
    """Makes and reads the links of one server; they hold for ever, as the mails do."""

    def __init__(self, base: str, keys: Keys) -> None:
        """`base`: where customers reach this server, https://reminders.example.org."""
        self.base = checked_base({VARIABLE: base})
        self._unsubscribe = _signer(keys, "unsubscribe")
        self._click = _signer(keys, "click")

    def unsubscribe(self, send_id: int, unit_hash: str, *, language: str = "") -> str:
        """Where she says no, in the language of the mail; it names her by her hash, so that it
        works when all else is gone."""
        asked = f"?{urlencode({LANGUAGE: language})}" if language else ""
        return f"{self.base}{UNSUBSCRIBE}/{self._unsubscribe.dumps([send_id, unit_hash])}{asked}"

    def click(self, send_id: int, target: str) -> str:
        """A way to `target` that tells us it was taken; raises Invalid unless it is http(s)."""
        return f"{self.base}{CLICK}/{self._click.dumps([send_id, checked_target(target)])}"

    def read_unsubscribe(self, token: str) -> tuple[int, str] | None:
        """The send and the customer's hash; null = not ours."""
        return _pair(self._unsubscribe, token)

    def read_click(self, token: str) -> tuple[int, str] | None:
        """The send and the target; null = not ours."""
        return _pair(self._click, token)


def links_of(environment: Mapping[str, str], keys: Keys) -> Links:
    """Links that lead to THROUGHLINE_PUBLIC_URL, else to this machine."""
    return Links(checked_base(environment), keys)


def checked_base(environment: Mapping[str, str]) -> str:
    """Where customers reach this server, as THROUGHLINE_PUBLIC_URL says, else this machine.

    Raises Refused, repeating nothing of it: a password may stand in it.
    """
    base = environment.get(VARIABLE, "").strip() or "http://127.0.0.1:8501"
    try:
        fits = base.isascii() and not set(checked_target(base)) & set("?#")
    except Invalid:
        fits = False
    if not fits:
        raise Refused(f"{VARIABLE} is no address that customers can reach: https://…")
    return base.rstrip("/")


def checked_target(target: str) -> str:
    """`target`, if it is an address on the web that a browser reads as it stands here."""
    plain = target.isprintable() and not set(target) & set(' \\<>"')
    try:
        parts = urlsplit(target) if plain and len(target) <= LONGEST_TARGET else None
    except ValueError:
        parts = None
    named = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    if not named or (parts is not None and "@" in parts.netloc):
        raise Invalid("A link has to be an address on the web, https://…")
    return target


def is_public(links: Links) -> bool:
    """Whether customers can follow the links: https, or this machine talking to itself."""
    parts = urlsplit(links.base)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")


def _signer(keys: Keys, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        keys.oldest_first(purpose),
        salt=f"throughline.nudges.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )


def _pair(signer: URLSafeSerializer, token: str) -> tuple[int, str] | None:
    try:
        read: Any = signer.loads(token)
    except BadData:
        return None
    return (int(read[0]), str(read[1]))
