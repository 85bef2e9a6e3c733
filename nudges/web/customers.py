"""The links of mails: saying no, and going where one wanted to go. Nobody has to sign in.

A GET changes nothing that matters: mail scanners follow every link, and have unsubscribed people.
"""

import asyncio
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from data.actions.note_event import note_event
from data.store import Unavailable, writing
from nudges.links import LANGUAGE
from nudges.spoken import Spoken, accepted, spoken
from nudges.web.desk import CUSTOMER, Desk
from nudges.web.limits import TooLarge, body_of, caller_of
from nudges.web.plain import page

LONGEST_FORM = 10_000
AGAIN_AFTER = 30.0  # seconds, to a no that could not be written down
LONGEST_WAIT = 1.0  # seconds that a customer who follows a link waits for its being counted


async def unsubscribe(desk: Desk, request: Request) -> Response:
    """GET asks; POST acts, without cookie, for whoever has the link (RFC 8058).

    The form may be sent either way or not at all, and again: the answer is the same.
    """
    named = desk.links.read_unsubscribe(request.path_params["token"])
    said = _said(request)
    # a mail provider says no for many customers from one address: a no of ours is hardly limited
    limit = desk.partners if named is not None and request.method == "POST" else desk.strangers
    if not limit.allows(caller_of(request)):
        return page(said, said.busy, said.wait, status=429)
    if named is None:
        return page(said, said.broken, said.whole, status=404)
    if request.method != "POST":
        return page(said, said.ask, said.asked, button=said.stop)
    try:
        await body_of(request, most=LONGEST_FORM)  # what it says does not matter: the link does
    except TooLarge:
        return page(spoken(), "Too much", "This is more than a form.", status=413)
    try:
        await run_in_threadpool(_unsubscribe, desk, *named)
    except Unavailable:  # it is not done, and nobody is told that it were
        if named not in desk.waiting:
            desk.waiting[named] = asyncio.create_task(_until_written(desk, named))
        return page(said, said.busy, said.wait, status=503)
    return page(said, said.done, said.never)


def _said(request: Request) -> Spoken:
    """The words in the language of the mail; of a link that was cut off, in the browser's."""
    asked = request.query_params.get(LANGUAGE, "")
    return spoken(asked, *accepted(request.headers.get("accept-language", "")))


def _unsubscribe(desk: Desk, send_id: int, unit_hash: str) -> None:
    with writing(desk.store()) as session:
        note_event(
            session,
            CUSTOMER,
            key=f"unsubscribe {send_id} {unit_hash}",
            kind="unsubscribe",
            send_id=send_id,
            unit_hash=unit_hash,
            source="link",
            now=desk.clock(),
        )


async def _until_written(desk: Desk, named: tuple[int, str]) -> None:
    """Try again until the store answers: a mail provider says no for her once, and may not heed
    that it could not be written down."""
    try:
        while True:
            await asyncio.sleep(AGAIN_AFTER)
            with suppress(Unavailable):
                return await run_in_threadpool(_unsubscribe, desk, *named)
    finally:
        del desk.waiting[named]


async def go(desk: Desk, request: Request) -> Response:
    """To the address that we signed, and to no other; the first time is written down.

    She goes where she wanted to go even while the store is busy, or away.
    """
    said = _said(request)
    if not desk.strangers.allows(caller_of(request)):
        return page(said, said.busy, said.wait, status=429)
    named = desk.links.read_click(request.path_params["token"])
    if named is None:
        return page(said, said.broken, said.whole, status=404)
    send_id, target = named
    if request.method == "GET":
        counted = asyncio.ensure_future(run_in_threadpool(_clicked, desk, send_id))
        await asyncio.wait({counted}, timeout=LONGEST_WAIT)  # it goes on; a fault of it is logged
    return RedirectResponse(
        target,
        status_code=302,
        headers={"cache-control": "no-store", "referrer-policy": "no-referrer"},
    )


def _clicked(desk: Desk, send_id: int) -> None:
    with writing(desk.store()) as session:
        note_event(
            session,
            CUSTOMER,
            key=f"click {send_id}",
            kind="click",
            send_id=send_id,
            source="link",
            now=desk.clock(),
        )
