"""Whatever a partner's signed message holds: it is taken, or refused in words, nothing written."""

import asyncio
import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from starlette.applications import Starlette

from data.store import reading
from data.tables import Audit, Basket, Contact, ImportBatch, NudgeEvent, Order, Suppression
from nudges.links import Links
from nudges.signatures import HEADER, signature
from nudges.web.desk import Desk
from nudges.web.limits import Limit
from nudges.web.routes import routes
from tests.nudges.shop import HOUR, KEYS, START, Clock

SECRET = "a secret that a shop and we share, long enough"
WRITTEN = (Audit, Basket, Contact, ImportBatch, NudgeEvent, Order, Suppression)
NO_LIMIT = Limit(1e6, 1e6, lambda: 0.0)
LONG = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=60_000))
ROWS = {
    "baskets": {"basket_id": "b", "email": "a@example.org", "abandoned_at": START.isoformat()},
    "orders": {"order_id": "o", "ordered_at": START.isoformat(), "customer_id": "a"},
    "contacts": {"email": "a@example.org", "customer_id": "a", "segment": "s"},
}
EVENT = {"kind": "bounce", "address": "z@example.org", "id": "1"}
ODD = ["\ud800", "a\x00b", 10**400, -(10**30), 1e400, float("nan"), 1e308, 2**63, LONG, "", None]
ODD += ["\r\n", '"', "\ufeff", "99999-01-01", "0001-01-01", True, [[[]]], {"a": {"b": 1}}, -1, "üß"]
IS_NO_JSON = [b"", b"\xff\xfe", b"\xed\xa0\x80", b"{", b"NaN", b"1" * 5_000, b'{"a": Infinity}']
MAKES_NO_SENSE = [
    b"null",
    b"1",
    b'"x"',
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"events": ' + b"[" * 30 + b"]" * 30 + b', "kind": "orders", "rows": [{}]}',
    b'{"kind": ["orders"], "rows": [], "events": {}}',
    b'{"kind": {}, "rows": [{}], "events": [{"kind": {}}]}',
    b'{"kind": "orders", "rows": null, "events": [{}]}',
    b'{"kind": "orders", "rows": [{}], "events": [1]}',
    json.dumps({"kind": "orders", "rows": [{f"c{n}": 1 for n in range(300)}]}).encode(),
    json.dumps({"events": [EVENT, EVENT | {"id": "2", "kind": "parcel"}]}).encode(),
    json.dumps({"events": [EVENT, EVENT | {"id": "2", "message_id": LONG}]}).encode(),
]


@pytest.fixture
def post(engine):
    """Asks the routes as a server would, and gives status, answer and what stands in the store."""
    clock = Clock(START + 2 * HOUR)
    desk = Desk(lambda: engine, KEYS, Links("http://t", KEYS), SECRET, clock, NO_LIMIT, NO_LIMIT)
    app = Starlette(routes=routes(lambda: desk))

    def asked(path: str, body: bytes, **headers: str) -> tuple[int, dict]:
        before = written(engine)
        told = {HEADER: signature(SECRET, body, now=clock.now)} | headers
        status, answer = _answer(app, path, body, told)
        if status != 200:
            assert 400 <= status < 500, answer
            assert list(answer) == ["error"]
            assert answer["error"].endswith(".")
            assert "\n" not in answer["error"]
            assert written(engine) == before
        return status, answer

    return asked


def _answer(*asked, **how) -> tuple[int, dict]:
    """In a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, _asked(*asked, **how)).result()


async def _asked(app, path: str, body: bytes, headers, *, ends=True) -> tuple[int, dict]:
    came = iter(
        [{"type": "http.request", "body": body, "more_body": not ends}, {"type": "http.disconnect"}]
    )
    sent = []

    async def receive():
        return next(came)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").lower().encode(), value.encode())
            for name, value in headers.items()
        ],
        "client": ("192.0.2.1", 1),
    }
    await app(scope, receive, send)
    return sent[0]["status"], json.loads(b"".join(one["body"] for one in sent[1:]))


def written(store) -> list[int]:
    with reading(store) as connection:
        return [
            connection.execute(select(func.count()).select_from(one)).scalar_one()
            for one in WRITTEN
        ]


@pytest.mark.parametrize("path", ["/nudges/facts", "/nudges/events"])
def test_what_is_no_message_is_refused_in_words(post, path):
    for body in IS_NO_JSON:
        assert post(path, body)[0] == 400, body
    for body in MAKES_NO_SENSE:
        if b"events" not in body or b"kind" not in body or path.endswith("events"):
            assert post(path, body)[0] == 422, body[:80]


def test_every_column_holds_whatever_a_shop_may_send(post):
    columns = ("value", "currency", "items", "stock_left", "name", "email", "customer_id")
    odd = [
        (kind, column, value)
        for kind, row in ROWS.items()
        for column in dict.fromkeys((*row, *columns))
        for value in ODD
    ]
    for kind, column, value in random.Random(2).sample(odd, 80):
        rows = [ROWS[kind] | {column: value}]
        post("/nudges/facts", json.dumps({"kind": kind, "rows": rows}).encode())
    for kind, column in {(kind, column) for kind, column, _ in odd}:
        rows = [ROWS[kind] | {column: LONG}]
        post("/nudges/facts", json.dumps({"kind": kind, "rows": rows}).encode())


def test_every_part_of_an_event_holds_whatever_a_provider_may_send(post):
    for part in ("kind", "message_id", "address", "id", "at", "detail"):
        for value in ODD:
            post("/nudges/events", json.dumps({"events": [EVENT | {part: value}]}).encode())


TEXTS = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(sorted(ROWS["baskets"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
MESSAGES = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(sorted(ROWS)),
            "rows": st.lists(
                st.builds(
                    lambda kind, more: ROWS[kind] | more,
                    st.sampled_from(sorted(ROWS)),
                    st.dictionaries(TEXTS, VALUES, max_size=3),
                ),
                max_size=3,
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "events": st.lists(
                st.builds(
                    lambda part, value: EVENT | {part: value},
                    st.sampled_from(["kind", "address", "message_id", "id", "at"]),
                    VALUES,
                ),
                max_size=3,
            )
        }
    ),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=MESSAGES, path=st.sampled_from(["/nudges/facts", "/nudges/events"]))
def test_no_message_is_half_taken_or_answered_by_a_fault(post, said, path):
    post(path, json.dumps(said).encode())


@pytest.mark.parametrize("kind", ["text/html", "multipart/form-data; boundary=b", "", "x" * 900])
def test_it_is_the_signature_that_counts_and_not_what_the_message_is_called(post, kind):
    body = json.dumps({"kind": "orders", "rows": [ROWS["orders"]]}).encode()
    status, answer = post("/nudges/facts", body, content_type=kind)
    assert (status, answer["new"]) == (200, 1)
    assert post("/nudges/facts", body, content_type=kind)[1].get("new", 0) == 0


def test_a_signature_holds_for_one_message_for_five_minutes(post, engine):
    body = json.dumps({"events": [EVENT]}).encode()
    for minutes, expected in ((-5.1, 401), (-4.9, 200), (4.9, 200), (5.1, 401)):
        told = signature(SECRET, body, now=START + 2 * HOUR + minutes / 60 * HOUR)
        assert post("/nudges/events", body, **{HEADER: told})[0] == expected
    with reading(engine) as connection:  # told again within them, it changes nothing
        assert len(connection.scalars(select(NudgeEvent.id)).all()) == 1


def test_a_sender_who_leaves_in_the_middle_has_said_nothing(engine):
    desk = Desk(lambda: engine, KEYS, Links("http://t", KEYS), SECRET, Clock(), NO_LIMIT, NO_LIMIT)
    app = Starlette(routes=routes(lambda: desk))
    before = written(engine)
    status, _ = _answer(app, "/nudges/facts", b'{"kind": "ord', {}, ends=False)
    assert status == 401
    assert written(engine) == before


def test_events_with_long_names_are_told_apart_by_all_of_them(post):
    events = [EVENT | {"id": "n" * 300 + end} for end in "ab"]
    body = json.dumps({"events": events}).encode()
    assert post("/nudges/events", body)[1] == {"new": 2, "known": 0, "nobody": 0}
