"""What shops and mail providers tell, signed: facts as rows, bounces, complaints. Told twice, the
same as told once; unsigned, nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from data.actions.note_event import note_event
from data.actions.tell_facts import SHOP_FACTS, tell_facts
from data.addresses import unit as unit_of
from data.reads.nudge_status import send_of_message
from data.refused import Invalid, Refused
from data.store import writing
from nudges.signatures import HEADER, is_signed
from nudges.web.desk import PROVIDER, SHOP, Desk
from nudges.web.limits import TooLarge, body_of, caller_of
from nudges.web.told import NoJson, told_in

LONGEST_BODY = 5_000_000
MOST_EVENTS = 1_000
LONGEST_NAME = 255
CAME_BACK = ("bounce", "soft bounce", "complaint")
Act = Callable[[Desk, Any, bytes], Mapping[str, Any]]


async def came_back(desk: Desk, request: Request) -> Response:
    """`{"events": [{"kind", "message_id" or "address", "id", "detail"}]}`: bounces, complaints."""
    return await _signed(desk, request, _note)


async def facts(desk: Desk, request: Request) -> Response:
    """`{"kind": "baskets", "rows": [{...}]}`: the columns are those that a file would have."""
    return await _signed(desk, request, _tell)


async def _signed(desk: Desk, request: Request, act: Act) -> Response:
    """What `act` made of the message, if it is signed, in time, and not too much."""
    if not desk.partners.allows(caller_of(request)):
        return _no(429, "Too many at once. Wait a second.", headers={"retry-after": "1"})
    try:
        body = await body_of(request, most=LONGEST_BODY)
    except TooLarge:
        return _no(413, f"At most {LONGEST_BODY:,} bytes at once.")
    given = request.headers.get(HEADER, "")
    # in a thread of its own: even to tell whether it is signed takes a while at that length
    return await run_in_threadpool(_answer, desk, body, given, act)


def _answer(desk: Desk, body: bytes, given: str, act: Act) -> Response:
    if desk.secret is None or not is_signed(desk.secret, body, given, now=desk.clock()):
        return _no(401, "Not signed by anybody we know, or not within five minutes.")
    try:
        return JSONResponse(dict(act(desk, told_in(body), body)))
    except NoJson as none:
        return _no(400, str(none))
    except Refused as refused:
        return _no(422, str(refused))


def _tell(desk: Desk, told: Any, body: bytes) -> Mapping[str, Any]:
    kind = told.get("kind") if isinstance(told, dict) else None
    rows = told.get("rows") if isinstance(told, dict) else None
    if kind not in SHOP_FACTS or not isinstance(rows, list):
        raise Invalid(f"Tell a kind ({', '.join(SHOP_FACTS)}) and its rows.")
    with writing(desk.store()) as session:
        return tell_facts(
            session,
            SHOP,
            kind=kind,
            rows=rows,
            digest=sha256(body).hexdigest(),
            now=desk.clock(),
        )


@dataclass(frozen=True)
class _Event:
    """What came back, as the provider tells it; empty where it does not say."""

    kind: str
    message_id: str
    address: str
    named: str
    detail: str


def _note(desk: Desk, told: Any, body: bytes) -> Mapping[str, Any]:
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or not all(isinstance(one, dict) for one in events):
        raise Invalid("Tell a list of events.")
    if len(events) > MOST_EVENTS:
        raise Invalid(f"At most {MOST_EVENTS:,} events at once.")
    done = {"new": 0, "known": 0, "nobody": 0}
    # read to the last one before the first is written: all of a message is taken, or nothing
    for event in [_read(one) for one in events]:
        done[_noted(desk, event)] += 1
    return done


def _read(event: Mapping[str, Any]) -> _Event:
    kind = event.get("kind")
    if kind not in CAME_BACK:
        raise Invalid(f"An event's kind is one of {', '.join(CAME_BACK)}.")
    message, address, own, at, detail = (
        _text(event, name) for name in ("message_id", "address", "id", "at", "detail")
    )
    message = message.strip("<> ")
    address = address.rpartition("<")[2].partition(">")[0].strip()  # her name may stand before it
    if max(len(message), len(address)) > LONGEST_NAME:
        raise Invalid(f"An address or message_id has at most {LONGEST_NAME} characters.")
    named = own or f"{message} {address} {at}"
    if len(named) > LONGEST_NAME:  # cut off, two of them could look like one
        named = sha256(named.encode()).hexdigest()
    return _Event(str(kind), message, address, named, detail)


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    if isinstance(value, dict | list | bool):
        raise Invalid(f"An event's {name} is a text.")
    return "" if value is None else str(value).strip()


def _noted(desk: Desk, event: _Event) -> str:
    """What became of one event. One that nobody we know belongs to is counted, and left out.

    Each in a transaction of its own: two messages that each hold what the other wants next would
    wait for ever.
    """
    with writing(desk.store()) as session:
        connection = session.connection()
        send = send_of_message(connection, event.message_id) if event.message_id else None
        unit = send.unit if send else unit_of(event.address)
        if unit is None:
            return "nobody"
        new = note_event(
            session,
            PROVIDER,
            key=f"{event.kind} {event.named}",
            kind=event.kind,
            send_id=send.send_id if send else None,
            unit=unit,
            unit_hash=desk.keys.hashes(unit)[0],
            source="webhook",
            detail=event.detail,
            now=desk.clock(),
        )
    return "new" if new else "known"


def _no(status: int, why: str, *, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": why}, status_code=status, headers=headers)
