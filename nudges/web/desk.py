"""What the addresses beside the app work with: the store, the keys, a clock, and limits."""

from asyncio import Task
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from data.actions.permissions import ADMIN, Actor
from data.store import Store
from nudges.keys import Keys, keys_of, own_keys
from nudges.links import Links, checked_base, links_of
from nudges.signatures import secret_of
from nudges.web.limits import Limit

CUSTOMER = Actor(None, "A customer", ADMIN)
SHOP = Actor(None, "The shop", ADMIN)
PROVIDER = Actor(None, "The mail provider", ADMIN)


@dataclass(frozen=True)
class Desk:
    """One server's. `secret` null: nothing that has to be signed is taken."""

    store: Callable[[], Store]
    keys: Keys
    links: Links
    secret: str | None
    clock: Callable[[], datetime]
    strangers: Limit
    partners: Limit
    waiting: dict[tuple[int, str], Task[None]] = field(default_factory=dict)
    """Who said no and could not be written down yet, by send and hash."""


def desk(
    environment: Mapping[str, str],
    folder: Path,
    store: Callable[[], Store],
    *,
    clock: Callable[[], datetime],
    seconds: Callable[[], float],
) -> Desk:
    """As the environment has it; without THROUGHLINE_SECRET_KEY, with the key kept in `folder`."""
    keys = keys_of(environment) or own_keys(folder)
    return Desk(
        store,
        keys,
        links_of(environment, keys),
        secret_of(environment),
        clock,
        Limit(burst=60, per_second=2, seconds=seconds),
        Limit(burst=600, per_second=50, seconds=seconds),
    )


def check_settings(environment: Mapping[str, str]) -> None:
    """Raise Refused for settings that no desk can be made of: else the first customer who says no
    would be told of a fault."""
    keys_of(environment)
    secret_of(environment)
    checked_base(environment)
