"""What the command line starts the mailer with: a transport, keys and links that go together."""

import os
import socket
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path

from data.actions.campaign_design import Design, design_of
from data.actions.permissions import Actor
from data.actions.suppress import suppress
from data.addresses import is_writable
from data.addresses import unit as unit_of
from data.reads.nudge_status import open_sends, states, waiting
from data.reads.scope import EVERYTHING
from data.refused import Invalid, Refused
from data.store import Store, Writing, reading
from nudges.deliver import Mailer, Pace
from nudges.keys import VARIABLE, Keys, keys_of, own_keys
from nudges.links import links_of
from nudges.run import check_seen
from nudges.transport import transport_of

EXAMPLE = Path(__file__).parent / "example.toml"


def mailer(
    environment: Mapping[str, str],
    folder: Path,
    store: Store,
    *,
    clock: Callable[[], datetime],
    nonce: str,
) -> Mailer:
    """The mailer as the environment has it.

    Args:
        folder: where mails go without a transport, and a key without THROUGHLINE_SECRET_KEY.
        nonce: makes this process's name unlike any other's.

    Raises Refused: a real transport without a secret key, or settings that cannot be read.
    """
    transport = transport_of(environment, folder)
    keys = keys_of(environment)
    if keys is None and transport.real:
        raise Refused(
            f"Real mails need a key that signs their links: set {VARIABLE}, here and where"
            " cli.py serve runs. Make one with:"
            " python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    keys = keys or own_keys(folder)
    name = f"{socket.gethostname()}:{os.getpid()}:{nonce}"
    return Mailer(store, keys, links_of(environment, keys), transport, name, clock)


def campaign_in(file: Path, *, salt: str) -> tuple[str, Design]:
    """The name and design that a file like example.toml holds.

    Args:
        salt: of a design that names none.

    Raises Invalid: it cannot be read.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise Invalid(f"{file.name} cannot be read: {wrong}.") from None
    name = str(told.pop("name", "")).strip()
    moments = {
        key: one.isoformat() for key, one in told.items() if isinstance(one, datetime | time)
    }
    return name, design_of({"salt": salt} | told | moments)


def stop_writing(
    session: Writing, actor: Actor, *, addresses: Sequence[str], keys: Keys, now: datetime
) -> int:
    """How many of those who asked for it otherwise than by the link are newly never written to.

    Raises NotAllowed: the actor's role may not. Invalid: one is no address; then none is taken.
    Refused: others are on record under another key, so that the mailer looks under that one too.
    """
    check_seen(session.connection(), keys)
    new = 0
    for address in addresses:
        unit = unit_of(address)
        if unit is None or not is_writable(unit):  # a name beside it would stop nobody
            raise Invalid(f"“{address}” is no e-mail address.")
        hashed = keys.hashes(unit)[0]
        new += suppress(session, actor, unit_hash=hashed, reason="asked", source="asked", now=now)
    return new


def status(store: Store, *, now: datetime) -> list[str]:
    """How the mailer stands, in lines: what waits, what became of the rest, what nobody knows."""
    with reading(store) as connection:
        looks, due = waiting(connection, now=now)
        every = states(connection, EVERYTHING)
        unknown = open_sends(connection, EVERYTHING, silent_since=now - Pace().lease)
    said = [f"{looks:,} baskets are to be looked at, {due:,} reminders are due now."]
    said += [f"{campaign}: {n:,} {state}" for campaign, state, n in every.iter_rows()]
    if unknown.height:
        said.append(
            f"Nobody knows whether these {unknown.height:,} went out; none is sent again by itself."
            " Look into the mail server's log for their names, then decide:"
            " cli.py nudge settle NUMBER sent|again|never --as NAME"
        )
    for row in unknown.iter_rows(named=True):
        said.append(
            f"  {row['send_id']}  {row['campaign']}, basket {row['basket']}, step {row['step']}:"
            f" <{row['message_id']}>  {row['error'] or ''}".rstrip()
        )
    return said
