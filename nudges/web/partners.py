"""What shops and mail providers tell, signed: facts as rows, bounces, complaints. Told twice, the
same as told once; unsigned, nothing.
"""

import json
from collections.abc import Callable, Mapping
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

LONGEST_BODY = 5_000_000
MOST_EVENTS = 1_000
CAME_BACK = ("bounce", "soft bounce", "complaint")


async def came_back(desk: Desk, request: Request) -> Response:
    """`{"events": [{"kind", "message_id" or "address", "id", "detail"}]}`: bounces, complaints."""
    return await _signed(desk, request, _note)


async def facts(desk: Desk, request: Request) -> Response:
    """`{"kind": "baskets", "rows": [{...}]}`: the columns are those that a file would have."""
    return await _signed(desk, request, _tell)


async def _signed(
    desk: Desk, request: Request, act: Callable[[Desk, Any, bytes], Mapping[str, Any]]
) -> Response:
    """What `act` made of the message, if it is signed, in time, and not too much."""
    if not desk.partners.allows(caller_of(request)):
        return _no(429, "Too many at once. Wait a second.")
    try:
        body = await body_of(request, most=LONGEST_BODY)
    except TooLarge:
        return _no(413, f"At most {LONGEST_BODY:,} bytes at once.")
    given = request.headers.get(HEADER, "")
    if desk.secret is None or not is_signed(desk.secret, body, given, now=desk.clock()):
        return _no(401, "Not signed by anybody we know, or not within five minutes.")
    try:
        told = json.loads(body)
    except ValueError:
        return _no(400, "This is no JSON.")
    try:
        return JSONResponse(dict(await run_in_threadpool(act, desk, told, body)))
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


def _note(desk: Desk, told: Any, body: bytes) -> Mapping[str, Any]:
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or not all(isinstance(one, dict) for one in events):
        raise Invalid("Tell a list of events.")
    if len(events) > MOST_EVENTS:
        raise Invalid(f"At most {MOST_EVENTS:,} events at once.")
    done = {"new": 0, "known": 0, "nobody": 0}
    for event in events:
        done[_noted(desk, event)] += 1
    return done


def _noted(desk: Desk, event: Mapping[str, Any]) -> str:
    """What became of one event. One that nobody we know belongs to is counted, and left out."""
    kind = event.get("kind")
    if kind not in CAME_BACK:
        raise Invalid(f"An event's kind is one of {', '.join(CAME_BACK)}.")
    message = str(event.get("message_id") or "").strip("<> ")
    address = str(event.get("address") or "").strip()
    with writing(desk.store()) as session:
        connection = session.connection()
        send = send_of_message(connection, message) if message else None
        unit = send.unit if send else unit_of(address)
        if unit is None:
            return "nobody"
        named = str(event.get("id") or f"{message} {address} {event.get('at') or ''}")[:200]
        new = note_event(
            session,
            PROVIDER,
            key=f"{kind} {named}",
            kind=kind,
            send_id=send.send_id if send else None,
            unit=unit,
            unit_hash=desk.keys.hashes(unit)[0],
            source="webhook",
            detail=str(event.get("detail") or ""),
            now=desk.clock(),
        )
    return "new" if new else "known"


def _no(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status_code=status)
