"""How much and how often strangers may ask: beyond it they are told to come back later."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from starlette.requests import ClientDisconnect, Request

MOST_CALLERS = 10_000


class TooLarge(Exception):
    """The message is longer than what this address takes."""


@dataclass
class Limit:
    """So many askings at once for each caller, refilled evenly; the least recent is forgotten."""

    burst: float
    per_second: float
    seconds: Callable[[], float]
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, caller: str) -> bool:
        """Whether the caller may ask once more now."""
        with self._lock:
            now = self.seconds()
            left, since = self._left.pop(caller, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.per_second)
            allowed = left >= 1
            self._left[caller] = (left - 1 if allowed else left, now)
            while len(self._left) > MOST_CALLERS:
                self._left.popitem(last=False)
            return allowed


def caller_of(request: Request) -> str:
    """Who asks, by address; behind a proxy the server must be told to trust its headers."""
    return request.client.host if request.client else ""


async def body_of(request: Request, *, most: int) -> bytes:
    """The message's body, or what came of it before its sender left; raises TooLarge as soon as it
    is longer than `most` bytes."""
    found = bytearray()
    try:
        async for part in request.stream():
            found += part
            if len(found) > most:
                raise TooLarge
    except ClientDisconnect:
        pass  # half a message carries no right signature, and nobody waits for the answer
    return bytes(found)
