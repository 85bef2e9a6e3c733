"""A real mail server with TLS on loopback: what is delivered, refused, tried again, or unknown."""

import os
import socket
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from data.refused import Refused
from data.store import reading
from data.tables import NudgeEvent, Order, Send, Suppression
from nudges.outbox import Outbox
from nudges.run import run
from nudges.smtp import PASSWORD, Smtp, smtp_of
from nudges.transport import VARIABLE, Unready, transport_of
from tests.nudges import shop
from tests.nudges.browserless import Client
from tests.nudges.mailserver import Mailbox, serving
from tests.nudges.shop import HOUR, START, Clock, customer, left, mailer, ran, started


@pytest.fixture
def clock() -> Clock:
    return Clock(START + 2 * HOUR)


@pytest.fixture
def post(tmp_path, monkeypatch):
    """Starts a server, trusts its authority, and gives a transport to it."""
    with ExitStack() as running:

        def started_with(box: Mailbox, *, query="timeout=60", scheme="smtp", user="", **how):
            server = running.enter_context(serving(tmp_path, box, **how))
            monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
            url = server.url(query=query, scheme=scheme, user=user)
            return smtp_of(url, {PASSWORD: "open sesame"})

        yield started_with


def shop_of(store, names: str = "abc") -> None:
    started(store)
    for name in names:
        customer(store, name)
        left(store, name)


def column(store, what) -> list:
    with reading(store) as connection:
        return list(connection.scalars(select(what).order_by(what.class_.id)))


def once(*moods):
    """Each mood for the first mail only, in turn; then all is well."""
    left_over = list(moods)
    return lambda *_: left_over.pop(0) if left_over else None


def test_mails_go_through_one_verified_connection(engine, post, clock):
    shop_of(engine)
    box = Mailbox()
    assert ran(mailer(engine, clock, transport=post(box))) == {"sent": 3}
    assert sorted(box.recipients) == [f"{name}@example.org" for name in "abc"]
    assert box.connections == 2  # before STARTTLS and after it, once for all three
    mail = box.messages()[0]
    assert mail["From"] == "Box Office <box@shop.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("how", [{"tls": "tls", "scheme": "smtps"}, {"tls": "starttls"}])
def test_a_user_signs_in_with_the_password_of_the_environment(sqlite_engine, post, clock, how):
    shop_of(sqlite_engine, "a")
    box = Mailbox()
    transport = post(box, password="open sesame", user="box@", **how)
    assert ran(mailer(sqlite_engine, clock, transport=transport)) == {"sent": 1}
    wrong = smtp_of("smtp://box@localhost:1", {PASSWORD: "open sesame"})
    assert "open sesame" not in repr(wrong.server)


def test_a_wrong_password_is_refused_in_words_and_nothing_is_claimed(sqlite_engine, post, clock):
    shop_of(sqlite_engine, "a")
    transport = post(Mailbox(), password="another", user="box@")
    with pytest.raises(Refused, match="does not take this user and password"):
        ran(mailer(sqlite_engine, clock, transport=transport))
    assert column(sqlite_engine, Send.state) == ["due"]


def test_a_certificate_of_another_host_or_authority_is_not_trusted(
    sqlite_engine, post, clock, monkeypatch
):
    shop_of(sqlite_engine, "a")
    with pytest.raises(Refused, match="not to be trusted"):
        ran(mailer(sqlite_engine, clock, transport=post(Mailbox(), host="mail.example.org")))
    transport = post(Mailbox())
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Refused, match="not to be trusted"):
        ran(mailer(sqlite_engine, clock, transport=transport))
    assert column(sqlite_engine, Send.state) == ["due"]


def test_a_server_without_starttls_gets_no_mail(sqlite_engine, post, clock):
    shop_of(sqlite_engine, "a")
    box = Mailbox()
    with pytest.raises(Refused, match="STARTTLS"):
        ran(mailer(sqlite_engine, clock, transport=post(box, tls="none")))
    assert box.mails == []
    assert ran(
        mailer(sqlite_engine, clock, transport=post(box, tls="none", query="starttls=no"))
    ) == {"sent": 1}


@pytest.mark.parametrize(
    "url",
    [
        "smtp://user:password@mail.example.org",
        "smtp://mail.example.org/?starttls=no",
        "smtp://user@mail.example.org",
        "smtp://",
        "smtp://mail.example.org/?unknown=1",
        "smtp://mail.example.org/?timeout=never",
        "smtp://mail.example.org:port",
        "smtp://[mail.example.org",
        "http://mail.example.org",
    ],
)
def test_an_address_that_cannot_be_right_is_refused_without_being_repeated(url, tmp_path):
    with pytest.raises(Refused) as refused:
        transport_of({VARIABLE: url}, tmp_path)
    assert "example.org" not in str(refused.value)


def test_a_temporary_no_is_tried_again_later_and_only_so_often(engine, post, clock):
    shop_of(engine, "a")
    transport = post(Mailbox(before=once(*["450 4.2.1 Later"] * 3)))
    ours = mailer(engine, clock, transport=transport, attempts=3, retry=timedelta(minutes=1))
    assert ran(ours) == {"due": 1}
    assert ran(ours) == {}
    clock.on(minutes=1)
    assert ran(ours) == {"due": 1}
    clock.on(minutes=4)
    assert ran(ours) == {"failed": 1}
    clock.on(hours=1)
    assert ran(ours) == {}
    assert column(engine, Send.error) == ["450 4.2.1 Later"]
    assert column(engine, Send.attempts) == [3]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_final_no_is_never_tried_again(engine, post, clock, moment):
    shop_of(engine, "ab")
    box = Mailbox(**{moment: once("554 5.7.1 Not wanted")})
    assert ran(mailer(engine, clock, transport=post(box))) == {"failed": 1, "sent": 1}
    assert column(engine, Send.error) == ["554 5.7.1 Not wanted", None]
    assert column(engine, Suppression.id) == []


def test_nobody_at_that_address_stops_everything_to_it(engine, post, clock):
    shop_of(engine, "a")
    box = Mailbox(before=once("550 5.1.1 No such user"))
    assert ran(mailer(engine, clock, transport=post(box))) == {"failed": 1}
    with reading(engine) as connection:
        assert list(connection.scalars(select(Suppression.reason))) == ["bounced"]
    left(engine, "a", key="another", at=clock.now)
    clock.on(hours=2)
    assert ran(mailer(engine, clock, transport=post(Mailbox()))) == {}


def patience(mood: str) -> str:
    """Long where the server answers or is gone, and where it hangs long enough for all before."""
    return "timeout=2" if "hang" in mood else "timeout=60"


@pytest.mark.parametrize("mood", ["drop", "hang"])
def test_a_break_before_the_text_is_tried_again(engine, post, clock, mood):
    shop_of(engine, "a")
    box = Mailbox(before=once(mood))
    transport = post(box, query=patience(mood))
    ours = mailer(engine, clock, transport=transport, retry=timedelta(0))
    assert ran(ours) == {"due": 1, "sent": 1}
    assert len(box.mails) == 1


@pytest.mark.parametrize("mood", ["drop", "drop delivered", "hang", "hang delivered"])
def test_a_break_after_the_text_is_unknown_and_never_tried_again(
    engine, post, clock, mood, monkeypatch
):
    monkeypatch.setattr("nudges.smtp.LAST_REPLY", 1)
    shop_of(engine, "ab")
    box = Mailbox(after=once(mood))
    transport = post(box, query=patience(mood))
    ours = mailer(engine, clock, transport=transport, retry=timedelta(0))
    assert ran(ours) == {"unknown": 1, "sent": 1}
    clock.on(days=1)
    assert ran(ours) == {}
    assert column(engine, Send.state) == ["unknown", "sent"]
    assert len(box.mails) == (2 if "delivered" in mood else 1)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("250 2.0.0 Taken", "sent"),
        ("251 2.1.5 Forwarded", "sent"),
        ("200 Thanks", "sent"),
        ("354 Go on", "unknown"),
        ("2x0 Hm", "unknown"),
        ("421 4.3.2 Closing", "due"),
        ("451 4.3.0 Later", "due"),
        ("554 5.7.1 Never", "failed"),
    ],
)
def test_only_a_clear_no_to_the_text_is_tried_again(sqlite_engine, post, clock, reply, state):
    # RFC 5321, 4.2.1: any 2yz is a yes; what is neither yes nor no may have been delivered
    shop_of(sqlite_engine, "a")
    ours = mailer(sqlite_engine, clock, transport=post(Mailbox(after=once(reply))))
    assert ran(ours) == {state: 1}
    assert column(sqlite_engine, Send.state) == [state]


@pytest.mark.parametrize(("user", "host"), [("box@", "localhost"), ("b%C3%B6x@", "a..b")])
def test_what_no_server_can_be_asked_with_is_refused_without_being_repeated(
    sqlite_engine, post, clock, user, host
):
    shop_of(sqlite_engine, "a")
    transport = post(Mailbox(), password="open sesame", user=user)
    server = replace(transport.server, host=host, password="gehéim")
    with pytest.raises(Refused, match="ASCII") as refused:
        ran(mailer(sqlite_engine, clock, transport=Smtp(server)))
    assert "geh" not in str(refused.value)
    assert column(sqlite_engine, Send.state) == ["due"]


def test_a_server_that_is_away_is_waited_for_and_then_said(sqlite_engine, clock):
    shop_of(sqlite_engine, "a")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # taken, and nobody listens
        transport = smtp_of(f"smtp://localhost:{held.getsockname()[1]}/?timeout=60", {})
        with pytest.raises(Refused, match=r"cannot be reached.*What is due waits"):
            ran(mailer(sqlite_engine, clock, transport=transport, reconnects=2))
    assert column(sqlite_engine, Send.state) == ["due"]


def test_whoever_waits_for_a_server_is_told_why_and_when_it_is_back(sqlite_engine, clock, tmp_path):
    shop_of(sqlite_engine, "a")
    said: list[str] = []

    class Away(Outbox):
        def __init__(self, folder, times):
            super().__init__(folder)
            self.times = times

        def ready(self):
            self.times -= 1
            if self.times >= 0:
                raise Unready("The mail server cannot be reached (Connection refused).")
            super().ready()

    ours = mailer(sqlite_engine, clock, transport=Away(tmp_path, 3))
    assert dict(run(ours, once=True, stop=lambda: False, tell=said.append)) == {"sent": 1}
    assert said == [
        "The mail server cannot be reached (Connection refused). It is tried again until it"
        " answers.",
        "It answers again.",
    ]


def test_whoever_ends_a_mailer_that_waits_is_not_told_that_the_server_answers(
    sqlite_engine, clock, tmp_path
):
    shop_of(sqlite_engine, "a")
    said: list[str] = []

    class Away(Outbox):
        def ready(self):
            raise Unready("It is away.")

    ours = mailer(sqlite_engine, clock, transport=Away(tmp_path))
    run(ours, once=False, stop=lambda: bool(said), tell=said.append)
    assert said == ["It is away. It is tried again until it answers."]


def test_a_server_that_closes_is_come_back_to(engine, post, clock):
    shop_of(engine, "abc")
    box = Mailbox(greeting=once("421 4.3.2 Closing"))
    ours = mailer(engine, clock, transport=post(box), retry=timedelta(0))
    assert ran(ours) == {"due": 1, "sent": 3}


def test_from_the_basket_to_the_mailbox_to_the_click_to_the_order(sqlite_engine, post, tmp_path):
    # On a real clock, through the real server: what the shop's customer does.
    from datetime import UTC, datetime
    from urllib.parse import urlsplit

    from tests import server

    now = datetime.now(UTC)
    box = Mailbox()
    transport = post(box)
    os.environ.pop("THROUGHLINE_DATABASE_URL", None)
    secret = {"THROUGHLINE_SECRET_KEY": "a key that is long enough to be one"}
    made = started(sqlite_engine)
    from sqlalchemy import update

    from data.store import writing
    from data.tables import Campaign

    with writing(sqlite_engine) as session:
        session.execute(update(Campaign).values(started_at=now - 5 * HOUR))
    customer(sqlite_engine)
    left(sqlite_engine, at=now - 2 * HOUR)
    assert ran(mailer(sqlite_engine, Clock(now), transport=transport)) == {"sent": 1}
    (mail,) = box.messages()
    text = mail.get_body(("plain",)).get_content()
    link = next(line for line in text.splitlines() if "/nudges/go/" in line)
    unsubscribe = mail["List-Unsubscribe"].strip("<>")
    with server.serving(str(sqlite_engine.url), env=secret) as address:
        client = Client(address)
        went = client.get(urlsplit(link).path)
        assert (went.status_code, went.headers["location"]) == (
            302,
            "https://shop.example/basket/1",
        )
        shop.ordered(sqlite_engine, now, unit="ann@example.org", basket_key="basket of ann")
        assert client.post(urlsplit(unsubscribe).path).status_code == 200
    with reading(sqlite_engine) as connection:
        kinds = list(connection.scalars(select(NudgeEvent.kind).order_by(NudgeEvent.id)))
        assert kinds == ["click", "unsubscribe"]
        assert connection.scalars(select(Order.value_cents)).all() == [4_200]
    assert made == 1
