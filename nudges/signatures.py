"""Whether a message comes from one who knows the shared secret, and was made just now."""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from data.refused import Refused

VARIABLE = "THROUGHLINE_HOOK_SECRET"
HEADER = "X-Throughline-Signature"
FRESH_SECONDS = 300
SHORTEST = 32
FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def secret_of(environment: Mapping[str, str]) -> str | None:
    """The secret shared with the shop and the mail provider; null = nobody may tell us anything.

    Raises Refused: it is too short to keep anybody out.
    """
    secret = environment.get(VARIABLE, "").strip()
    if secret and len(secret) < SHORTEST:
        raise Refused(f"{VARIABLE} needs at least {SHORTEST} characters.")
    return secret or None


def signature(secret: str, body: bytes, *, now: datetime) -> str:
    """The header's value for a message sent now: `t=<seconds since 1970>,v1=<HMAC-SHA-256>` over
    `<t>.<body>`."""
    moment = int(now.timestamp())
    return f"t={moment},v1={_signed(secret, moment, body)}"


def is_signed(secret: str, body: bytes, header: str, *, now: datetime) -> bool:
    """Whether the header is right for this message and at most five minutes off."""
    found = FORM.fullmatch(header.strip())
    if found is None:
        return False
    moment = int(found.group(1))
    fresh = abs(now.timestamp() - moment) <= FRESH_SECONDS
    return hmac.compare_digest(_signed(secret, moment, body), found.group(2)) and fresh


def _signed(secret: str, moment: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
