"""The links of mails and what partners tell: what works for strangers, and what never does."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from data.actions.note_event import note_event
from data.actions.permissions import SETUP
from data.actions.tell_facts import tell_facts
from data.refused import Invalid, Refused
from data.store import Unavailable, reading, writing
from data.tables import Basket, Contact, NudgeCount, NudgeEvent, Order, Send, Skip, Suppression
from nudges.keys import Keys
from nudges.links import Links
from nudges.signatures import HEADER, signature
from nudges.web.desk import Desk
from nudges.web.limits import Limit
from nudges.web.routes import routes
from tests import server
from tests.nudges.browserless import Client, answering
from tests.nudges.shop import (
    HOUR,
    KEYS,
    START,
    Clock,
    customer,
    left,
    mailer,
    ran,
    started,
    until_it_waits,
)

SECRET = "a secret that a shop and we share, long enough"
LINKS = Links("http://testserver", KEYS)


@pytest.fixture
def clock() -> Clock:
    return Clock(START + 2 * HOUR)


@pytest.fixture
def client(engine, clock) -> Iterator[Client]:
    generous = Limit(1e6, 1e6, lambda: 0.0)
    desk = Desk(lambda: engine, KEYS, LINKS, SECRET, clock, generous, generous)
    with answering(Starlette(routes=routes(lambda: desk))) as client:
        yield client


@pytest.fixture
def sent(engine, tmp_path, clock) -> int:
    """The id of a reminder that went to Ann."""
    started(engine)
    customer(engine)
    left(engine)
    ran(mailer(engine, clock, tmp_path))
    return column(engine, Send.id)[0]


def column(store, what) -> list:
    with reading(store) as connection:
        return list(connection.scalars(select(what)))


def unsubscribing(send: int) -> str:
    return LINKS.unsubscribe(send, KEYS.hashes("ann@example.org")[0]).removeprefix(LINKS.base)


@pytest.mark.parametrize(
    "form",
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
            b"One-Click\r\n--b--",
            "multipart/form-data; boundary=b",
        ),
        (b"", "text/plain"),
    ],
    ids=["form", "multipart", "nothing"],
)
def test_one_post_without_a_cookie_unsubscribes_and_again_succeeds(engine, client, sent, form):
    for _ in range(2):
        answer = client.post(
            unsubscribing(sent), content=form[0], headers={"content-type": form[1]}
        )
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert column(engine, Suppression.reason) == ["unsubscribed"]
    assert column(engine, NudgeEvent.kind) == ["unsubscribe"]
    assert "ann" not in column(engine, Suppression.unit_hash)[0]


def test_a_no_that_could_not_be_written_down_is_said_to_be_none_yet(
    engine, client, sent, monkeypatch
):
    def silent(*_, **__):
        raise Unavailable("", {}, OSError())

    with monkeypatch.context() as away:
        away.setattr("nudges.web.customers.note_event", silent)
        answer = client.post(unsubscribing(sent))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Wait a minute and try again." in answer.text
    assert client.post(unsubscribing(sent)).status_code == 200
    assert column(engine, Suppression.reason) == ["unsubscribed"]


def test_a_no_that_is_told_once_is_written_down_as_soon_as_the_store_answers(
    engine, client, sent, monkeypatch
):
    tries = []

    def silent(*given, **said):
        tries.append(said)
        if len(tries) < 3:
            raise Unavailable("", {}, OSError())
        return note_event(*given, **said)

    monkeypatch.setattr("nudges.web.customers.note_event", silent)
    monkeypatch.setattr("nudges.web.customers.AGAIN_AFTER", 0.01)
    assert client.post(unsubscribing(sent)).status_code == 503
    until = time.monotonic() + 60
    while not column(engine, Suppression.id) and time.monotonic() < until:
        time.sleep(0.05)
    assert column(engine, Suppression.reason) == ["unsubscribed"]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_link_changes_nothing(engine, client, sent, method):
    answer = getattr(client, method)(unsubscribing(sent))
    if method == "get":
        assert "Do not write to me again" in answer.text
    assert column(engine, Suppression.id) == []


def test_after_it_nothing_is_sent_to_her_in_any_campaign(engine, client, sent, clock, tmp_path):
    client.post(unsubscribing(sent))
    started(engine, name="Another")
    left(engine, key="another", at=clock.now)
    clock.on(hours=2)
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert set(column(engine, Skip.reason)) == {"unsubscribed"}


def test_a_no_while_the_batch_runs_stops_what_is_not_sent_yet(engine, client, clock, tmp_path):
    started(engine)
    for name in ("ann", "bea"):
        customer(engine, name)
        left(engine, name)
    from nudges.outbox import Outbox

    class SaysNo(Outbox):
        def send(self, message, sender, recipient, *, wanted):
            # between the claim and the text: she says no
            if recipient == "ann@example.org":
                client.post(unsubscribing(column(engine, Send.id)[0]))
            return super().send(message, sender, recipient, wanted=wanted)

    done = ran(mailer(engine, clock, transport=SaysNo(tmp_path)))
    assert done == {"skipped": 1, "sent": 1}
    assert [mail.name for mail in tmp_path.glob("*.eml")] != []
    with reading(engine) as connection:
        told = connection.execute(select(Skip.unit, Skip.reason)).all()
    assert [tuple(row) for row in told] == [("ann@example.org", "unsubscribed")]


@pytest.mark.parametrize(
    "token",
    ["", "x", "WzEsImEiXQ.forged", Links("http://a", Keys("k" * 40)).unsubscribe(1, "h")[35:]],
)
def test_a_token_that_nobody_signed_does_nothing(engine, client, token):
    for path in (f"/nudges/unsubscribe/{token}", f"/nudges/go/{token}"):
        assert client.post(path).status_code in (404, 405)
        assert client.get(path).status_code == 404
    assert column(engine, Suppression.id) == []


def test_a_token_for_one_thing_is_none_for_another(client):
    click = LINKS.click(1, "https://shop.example/").rsplit("/", 1)[1]
    no = LINKS.unsubscribe(1, "h").rsplit("/", 1)[1]
    assert client.post(f"/nudges/unsubscribe/{click}").status_code == 404
    assert client.get(f"/nudges/go/{no}").status_code == 404


def test_a_click_goes_where_we_signed_and_is_counted_once(engine, client, sent):
    path = LINKS.click(sent, "https://shop.example/basket/1").removeprefix(LINKS.base)
    client.head(path)
    assert column(engine, NudgeEvent.id) == []
    for _ in range(3):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["location"] == "https://shop.example/basket/1"
    assert column(engine, NudgeEvent.kind) == ["click"]
    with reading(engine) as connection:
        counts = dict(connection.execute(select(NudgeCount.what, NudgeCount.n)).all())
    assert counts == {"sent": 1, "click": 1}


def test_a_click_leads_on_while_the_store_is_busy_and_counts_afterwards(sqlite_engine, clock):
    links = Links("http://testserver", KEYS)
    limit = Limit(1e6, 1e6, lambda: 0.0)
    desk = Desk(lambda: sqlite_engine, KEYS, links, SECRET, clock, limit, limit)
    path = links.click(1, "https://shop.example/").removeprefix(links.base)
    with answering(Starlette(routes=routes(lambda: desk))) as client:
        with writing(sqlite_engine) as session:
            session.connection()  # from here on nobody else may write
            assert client.get(path).headers["location"] == "https://shop.example/"
        until = time.monotonic() + 60
        while not column(sqlite_engine, NudgeEvent.kind) and time.monotonic() < until:
            time.sleep(0.05)
    assert column(sqlite_engine, NudgeEvent.kind) == ["click"]


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "https://shop.example@evil.example/",
        "https://shop.example\\@evil.example",
        "https://a\r\nSet-Cookie: x=1",
        "https:///nowhere",
        "ftp://shop.example/",
        "https://shop.example/" + "a" * 3_000,
        " https://shop.example",
    ],
)
def test_no_link_is_signed_that_leads_astray(target):
    with pytest.raises(Invalid):
        LINKS.click(1, target)


@pytest.mark.parametrize(
    "base",
    [
        "reminders.example.org",
        "https://[reminders",
        "https://reminders.example.org/#x",
        "https://reminders.example.org/?x",
        "https://bücher.example",
        "https://me:secret@reminders.example.org",
        "https://reminders example.org",
    ],
)
def test_no_link_leads_to_where_customers_cannot_come(base):
    with pytest.raises(Refused, match="THROUGHLINE_PUBLIC_URL") as refused:
        Links(base, KEYS)
    assert "secret" not in str(refused.value)


def test_a_query_or_header_cannot_turn_a_click_elsewhere(client, sent):
    path = LINKS.click(sent, "https://shop.example/").removeprefix(LINKS.base)
    answer = client.get(
        f"{path}?next=https://evil.example&url=//evil.example",
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )
    assert answer.headers["location"] == "https://shop.example/"


def told(client, path, what, *, at=None, secret=SECRET, clock=None):
    body = json.dumps(what).encode()
    header = signature(secret, body, now=at or clock.now)
    return client.post(path, content=body, headers={HEADER: header})


def test_facts_that_a_shop_posts_are_taken_once(engine, client, clock):
    baskets = [
        {
            "basket_id": "b1",
            "customer_id": "ann",
            "email": "Ann@Example.org",
            "abandoned_at": (START + HOUR).isoformat(),
            "value": 42.5,
            "currency": "EUR",
            "items": [{"title": "Stalls", "quantity": 2}],
            "checkout_url": "https://shop.example/b1",
        }
    ]
    contacts = [{"customer_id": "ann", "email": "ann@example.org", "consent": "contract"}]
    orders = [{"order_id": "o1", "email": "ann@example.org", "ordered_at": clock.now.isoformat()}]
    for new in (1, 0):
        for kind, rows in (("baskets", baskets), ("contacts", contacts), ("orders", orders)):
            answer = told(client, "/nudges/facts", {"kind": kind, "rows": rows}, clock=clock)
            assert answer.status_code == 200, answer.text
            assert (answer.json()["new"], answer.json()["rejected"]) == (new, 0), answer.text
    assert column(engine, Basket.value_cents) == [4_250]
    assert column(engine, Basket.unit) == ["ann@example.org"]
    assert column(engine, Basket.look_at) == [START + HOUR]
    assert column(engine, Contact.consent_basis) == ["contract"]
    assert column(engine, Order.unit) == ["ann@example.org"]


def test_a_basket_that_is_posted_is_reminded_of(engine, client, clock, tmp_path):
    started(engine)
    row = {"basket_id": "b1", "email": "ann@example.org", "abandoned_at": START.isoformat()}
    person = {"email": "ann@example.org", "first_name": "Ann", "consent": "contract"}
    told(client, "/nudges/facts", {"kind": "contacts", "rows": [person]}, clock=clock)
    told(client, "/nudges/facts", {"kind": "baskets", "rows": [row]}, clock=clock)
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}


def test_a_basket_whose_address_is_corrected_is_reminded_of_at_the_right_one(
    engine, client, clock, tmp_path
):
    started(engine, quiet_from="10:00", quiet_until="12:00")
    customer(engine)
    customer(engine, "bea")
    done = []
    for name in ("ann", "bea"):
        basket = {"basket_id": "b1", "email": f"{name}@example.org"}
        basket |= {"abandoned_at": START.isoformat(), "updated_at": clock.now.isoformat()}
        answer = told(client, "/nudges/facts", {"kind": "baskets", "rows": [basket]}, clock=clock)
        assert answer.status_code == 200
        done.append(ran(mailer(engine, clock, tmp_path)))
        clock.on(hours=1)
    assert done == [{}, {"skipped": 1, "sent": 1}]
    (mail,) = tmp_path.glob("*.eml")
    assert b"To: Bea <bea@example.org>" in mail.read_bytes()


def test_a_basket_whose_address_is_corrected_after_its_reminder_is_reminded_of_once(
    engine, client, clock, tmp_path
):
    started(engine)
    customer(engine)
    customer(engine, "bea")
    left(engine)  # an earlier one, for which she is assigned
    done = []
    for name in ("ann", "bea"):
        basket = {"basket_id": "b1", "email": f"{name}@example.org"}
        basket |= {"abandoned_at": START.isoformat(), "updated_at": clock.now.isoformat()}
        told(client, "/nudges/facts", {"kind": "baskets", "rows": [basket]}, clock=clock)
        done.append(ran(mailer(engine, clock, tmp_path)))
        clock.on(hours=1)
    assert done == [{"sent": 2}, {}]


@pytest.mark.parametrize("number", [12.345, 1.125, 0.999, 12.3, 1234.567, 7])
def test_a_number_s_point_is_its_decimal_sign_however_many_digits_follow(
    sqlite_engine, clock, number
):
    with writing(sqlite_engine) as session:
        row = {"order_id": "o", "ordered_at": START.isoformat(), "total": number}
        row |= {"currency": "EUR"}
        tell_facts(session, SETUP, kind="orders", rows=[row], digest="d", now=clock.now)
    assert column(sqlite_engine, Order.value_cents) == [round(number * 100)]


@pytest.mark.parametrize("path", ["/nudges/facts", "/nudges/events"])
def test_what_is_unsigned_old_or_changed_is_refused(engine, client, clock, path):
    body = b'{"kind": "orders", "rows": []}'
    right = signature(SECRET, body, now=clock.now)
    for header in (
        "",
        "t=1,v1=00",
        signature("another secret, just as long as ours", body, now=clock.now),
        signature(SECRET, body + b" ", now=clock.now),
        signature(SECRET, body, now=clock.now - timedelta(minutes=6)),
        signature(SECRET, body, now=clock.now + timedelta(minutes=6)),
        right.replace("v1", "v0"),
    ):
        assert client.post(path, content=body, headers={HEADER: header}).status_code == 401
    assert client.get(path).status_code == 405


@pytest.mark.parametrize(
    "body", [b"no json", b"[]", b'{"kind": "people", "rows": []}', b'{"kind":"orders","rows":[1]}']
)
def test_what_is_signed_but_makes_no_sense_is_refused_in_words(client, clock, body):
    header = signature(SECRET, body, now=clock.now)
    answer = client.post("/nudges/facts", content=body, headers={HEADER: header})
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]


def test_a_bounce_and_a_complaint_stop_everything_and_count_once(engine, client, clock, sent):
    name = column(engine, Send.message_id)[0]
    event = {"kind": "bounce", "message_id": f"<{name}>", "detail": "550 nobody"}
    answers = [
        told(client, "/nudges/events", {"events": [event]}, clock=clock).json() for _ in range(2)
    ]
    assert [answer["new"] for answer in answers] == [1, 0]
    other = {"kind": "complaint", "address": "Bea Lee <Bea@Example.org>", "id": "7"}
    assert told(client, "/nudges/events", {"events": [other]}, clock=clock).json()["new"] == 1
    assert sorted(column(engine, Suppression.reason)) == ["bounced", "complained"]
    assert set(column(engine, Suppression.unit_hash)) == {
        KEYS.hashes("ann@example.org")[0],
        KEYS.hashes("bea@example.org")[0],
    }


@pytest.mark.parametrize(
    "address", ["Bea Lee <bea@example.org> (at work)", "<bea@example.org", "bea@example.org>"]
)
def test_a_complaint_stops_her_however_her_address_is_written(engine, client, clock, address):
    event = {"kind": "complaint", "address": address, "id": "7"}
    assert told(client, "/nudges/events", {"events": [event]}, clock=clock).json()["new"] == 1
    assert column(engine, Suppression.unit_hash) == [KEYS.hashes("bea@example.org")[0]]


def test_only_the_second_soft_bounce_counts_as_a_hard_one(engine, client, clock, sent):
    name = column(engine, Send.message_id)[0]
    for number, suppressed in (("1", 0), ("1", 0), ("2", 1)):
        event = {"kind": "soft bounce", "message_id": name, "id": number}
        told(client, "/nudges/events", {"events": [event]}, clock=clock)
        assert len(column(engine, Suppression.id)) == suppressed


def test_two_soft_bounces_that_are_told_at_once_are_two(engine, clock):
    unit = customer(engine)

    def bounced(session, number: int) -> None:
        said = {"kind": "soft bounce", "unit": unit, "unit_hash": KEYS.hashes(unit)[0]}
        said |= {"key": str(number), "send_id": None, "source": "webhook", "now": clock.now}
        note_event(session, SETUP, **said)

    def another() -> None:
        with writing(engine) as session:
            bounced(session, 2)

    with ThreadPoolExecutor(1) as apart:
        with writing(engine) as session:
            bounced(session, 1)
            second = apart.submit(another)
            until_it_waits(engine)
        second.result(60)
    assert column(engine, Suppression.reason) == ["bounced"]


def test_too_much_and_too_often_are_refused(engine, clock):
    once = Limit(1, 0.0, lambda: 0.0)
    desk = Desk(lambda: engine, KEYS, LINKS, SECRET, clock, once, Limit(9, 0, lambda: 0.0))
    path = unsubscribing(1)
    with answering(Starlette(routes=routes(lambda: desk))) as client:
        assert client.post(path, content=b"x" * 20_000).status_code == 413
        asked = [client.get(path) for _ in range(2)]
        assert [answer.status_code for answer in asked] == [200, 429]
        assert asked[1].headers["retry-after"] == "60"
        assert client.post(path).status_code == 200  # a no is still taken
        assert client.post("/nudges/facts", content=b"x" * 5_000_001).status_code == 413


def test_the_app_serves_them_beside_the_pages_with_its_headers(sqlite_engine):
    path = Links("http://a", Keys("k" * 40)).unsubscribe(1, "h").removeprefix("http://a")
    secret = {"THROUGHLINE_SECRET_KEY": "k" * 40}
    with server.serving(str(sqlite_engine.url), env=secret) as address:
        client = Client(address)
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert client.post(path).status_code == 200
        assert client.post("/nudges/facts", content=b"{}").status_code == 401
    assert column(sqlite_engine, Suppression.unit_hash) == ["h"]
    assert datetime.now(UTC) - column(sqlite_engine, Suppression.at)[0] < timedelta(minutes=1)


def test_links_outlive_a_change_of_key():
    old, new = Keys("o" * 40), Keys("n" * 40, "o" * 40)
    token = Links("http://a", old).unsubscribe(3, "h").rsplit("/", 1)[1]
    assert Links("http://a", new).read_unsubscribe(token) == (3, "h")
    assert set(old.hashes("ann")) < set(new.hashes("ann"))
    assert "o" * 10 not in repr(new)
