"""What goes wrong at night: a server that refuses everybody, designs nobody could run, odd baskets,
two campaigns for one customer, a clock that goes back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from data.actions.campaign_design import Sender, Step, check_design
from data.actions.claim_send import claim_send, hold_send
from data.actions.permissions import SETUP
from data.actions.record import moved
from data.actions.record_send import give_up_waiting, record_send, settle_send
from data.actions.start_campaign import end_campaign
from data.actions.suppress import suppress
from data.actions.written_once import insert_new
from data.reads.due import suppressed_under
from data.reads.nudge_status import states
from data.reads.scope import EVERYTHING
from data.refused import Invalid, Refused
from data.store import Unavailable, reading, store_version, writing
from data.tables import Send, Skip, Suppression
from nudges import deliver
from nudges import run as runner
from nudges.deliver import deliver_next
from nudges.look import look
from nudges.outbox import Outbox
from nudges.smtp import smtp_of
from nudges.start import campaign_in, status
from nudges.transport import Outcome
from tests.nudges import shop
from tests.nudges.mailserver import Mailbox, serving
from tests.nudges.shop import (
    DESIGN,
    KEYS,
    START,
    STEP,
    Clock,
    customer,
    left,
    mailer,
    ran,
    started,
    until_it_waits,
)

NOW = START + timedelta(minutes=61)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def column(store, what) -> list:
    with reading(store) as connection:
        return list(connection.scalars(select(what)))


def through(engine, clock, tmp_path, box: Mailbox, monkeypatch, **other) -> dict[str, int]:
    with serving(tmp_path, box) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        return ran(mailer(engine, clock, transport=smtp_of(server.url(), {}), **other))


@pytest.mark.parametrize(
    ("reply", "state", "suppressed"),
    [
        ("421 4.3.2 Closing", "due", False),
        ("450 4.2.0 Greylisted", "due", False),
        ("451 4.3.0 Local error", "due", False),
        ("452 4.2.2 Full", "due", False),
        ("550 5.1.1 No such user", "failed", True),
        ("550 5.1.10 Null MX", "failed", True),
        ("550 5.7.1 Relaying denied", "failed", False),
        ("550 5.1.8 Bad sender's system", "failed", False),
        ("550 Your address is on a block list", "failed", False),
        ("552 5.2.2 Mailbox full", "failed", False),
    ],
)
def test_only_a_word_about_her_mailbox_stops_everything_to_her(
    sqlite_engine, tmp_path, clock, monkeypatch, reply, state, suppressed
):
    started(sqlite_engine)
    customer(sqlite_engine)
    left(sqlite_engine)
    answers = iter([reply])
    box = Mailbox(before=lambda _: next(answers, reply))
    done = through(sqlite_engine, clock, tmp_path, box, monkeypatch)
    assert done == {state: 1}
    assert column(sqlite_engine, Send.state) == [state]
    assert len(column(sqlite_engine, Suppression.id)) == suppressed


def test_a_server_that_does_not_take_the_sender_loses_no_reminder(
    engine, tmp_path, clock, monkeypatch
):
    started(engine)
    shop.many(engine, 3, at=START)
    box = Mailbox(greeting=lambda: "550 5.7.1 You may not send as that")
    assert through(engine, clock, tmp_path, box, monkeypatch) == {"due": 3}
    assert set(column(engine, Send.state)) == {"due"}
    assert column(engine, Suppression.id) == []


def test_a_server_that_refuses_everybody_ends_the_run_before_all_are_lost(
    engine, tmp_path, clock, monkeypatch
):
    started(engine)
    shop.many(engine, 9, at=START)
    box = Mailbox(before=lambda _: "554 5.7.1 Your network is blocked")
    with pytest.raises(Refused, match=r"last 4 mails for good.*Your network is blocked"):
        through(engine, clock, tmp_path, box, monkeypatch, refusals=4)
    found = column(engine, Send.state)
    assert (found.count("failed"), found.count("due")) == (4, 5)
    assert through(engine, clock, tmp_path, Mailbox(), monkeypatch) == {"sent": 5}


def test_a_sender_who_is_refused_until_tries_are_used_up_ends_the_run_in_words(
    engine, tmp_path, clock, monkeypatch
):
    started(engine)
    shop.many(engine, 3, at=START)
    box = Mailbox(greeting=lambda: "550 5.7.1 You may not send as that")
    with pytest.raises(Refused, match=r"last 2 mails for good.*may not send as that"):
        through(engine, clock, tmp_path, box, monkeypatch, refusals=2, attempts=1)


def test_a_mail_that_cannot_become_bytes_is_a_skip_and_ends_nothing(
    engine, tmp_path, clock, monkeypatch
):
    started(engine)
    shop.many(engine, 2, at=START)

    def broken(message):
        raise UnicodeEncodeError("ascii", "x", 0, 1, "no")

    monkeypatch.setattr("nudges.smtp._as_data", broken)
    assert through(engine, clock, tmp_path, Mailbox(), monkeypatch) == {"skipped": 2}


def test_a_template_that_fails_for_one_basket_is_a_skip_with_its_reason(engine, tmp_path, clock):
    started(engine, steps=(replace(STEP, subject="{{ items[0] }} waits"),))
    for name, lines in (("ann", None), ("bea", '["Stalls"]'), ("cyd", '["\\ud800 Row"]')):
        customer(engine, name)
        left(engine, name, lines=lines)
    assert ran(mailer(engine, clock, tmp_path)) == {"skipped": 1, "sent": 2}
    with reading(engine) as connection:
        told = connection.execute(select(Skip.unit, Skip.reason, Skip.arm)).all()
        (said,) = connection.scalars(select(Send.error).where(Send.state == "skipped"))
    assert [tuple(row) for row in told] == [("ann@example.org", "could not be written", "mail")]
    assert said.startswith("The template cannot be filled in")
    subjects = {
        message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"]
        for file in tmp_path.glob("*.eml")
    }
    assert subjects == {"Stalls waits", "? Row waits"}


def test_a_campaign_that_ends_while_the_batch_runs_sends_nothing_more(engine, tmp_path, clock):
    made = started(engine)
    shop.many(engine, 4, at=START)

    class Ends(Outbox):
        def send(self, message, sender, recipient, *, wanted):
            if not list(tmp_path.glob("*.eml")):
                with writing(engine) as session:
                    end_campaign(session, SETUP, campaign_id=made, now=clock())
            return super().send(message, sender, recipient, wanted=wanted)

    assert ran(mailer(engine, clock, transport=Ends(tmp_path))) == {"sent": 1, "skipped": 3}
    assert column(engine, Skip.reason) == ["campaign ended"] * 3


def test_a_bounce_and_a_no_at_the_same_moment_do_not_block_each_other(engine, tmp_path, clock):
    started(engine)
    unit = customer(engine)
    left(engine)
    look(engine, KEYS, now=clock())

    class Bounces(Outbox):
        def send(self, message, sender, recipient, *, wanted):
            return Outcome("failed", "550 5.1.1 No such user", bounced=True)

    ours = mailer(engine, clock, transport=Bounces(tmp_path))
    row = {"unit_hash": KEYS.hashes(unit)[0], "reason": "unsubscribed", "source": "link"}
    with ThreadPoolExecutor(1) as apart:
        with writing(engine) as session:  # she says no, and is not done with it
            insert_new(session, Suppression, [row | {"at": NOW}], key=("unit_hash",))
            bounced = apart.submit(deliver_next, ours)
            until_it_waits(engine)
            moved(session)
        # SQLite has one writer: there she has said no before the reminder is taken
        assert bounced.result(60) == {"postgresql": "failed"}.get(engine.dialect.name, "skipped")
    assert column(engine, Suppression.reason) == ["unsubscribed"]


@pytest.mark.parametrize("silent", ["record_send", "_refused"])
def test_a_store_that_is_silent_for_a_moment_leaves_no_mail_unknown(
    engine, tmp_path, clock, monkeypatch, silent
):
    started(engine)
    customer(engine)
    left(engine)
    ask, tries = getattr(deliver, silent), []

    def asked(*given, **said):
        tries.append(silent)
        if len(tries) < 3:
            raise Unavailable("", {}, OSError())
        return ask(*given, **said)

    monkeypatch.setattr(deliver, silent, asked)
    ours = mailer(engine, clock, tmp_path, retry=timedelta(0))
    assert ran(ours) == {"sent": 1} | ({"due": 2} if silent == "_refused" else {})
    assert column(engine, Send.state) == ["sent"]
    assert len(list(tmp_path.glob("*.eml"))) == 1


@pytest.mark.parametrize("asked", ["check", "look", "deliver_next"])
def test_a_store_that_is_away_is_waited_for_and_then_said(
    sqlite_engine, tmp_path, clock, monkeypatch, asked
):
    started(sqlite_engine)
    customer(sqlite_engine)
    left(sqlite_engine)
    ask, tries = getattr(runner, asked), []

    def away(times: int):
        def asks(*given, **said):
            tries.append(asked)
            if len(tries) <= times:
                raise Unavailable("SELECT", {"unit": "ann@example.org"}, OSError("it restarts"))
            return ask(*given, **said)

        return asks

    said: list[str] = []
    ours = mailer(sqlite_engine, clock, tmp_path)
    monkeypatch.setattr(runner, asked, away(99))
    with pytest.raises(Refused, match=r"does not answer \(it restarts\)\. What is due waits"):
        runner.run(ours, once=True, stop=lambda: False)
    tries.clear()
    monkeypatch.setattr(runner, asked, away(2))
    assert dict(runner.run(ours, once=True, stop=lambda: False, tell=said.append)) == {"sent": 1}
    assert said == [
        "The store does not answer (it restarts). It is tried again until it answers.",
        "It answers again.",
    ]


def test_two_campaigns_share_a_customer_s_cap(engine, tmp_path, clock):
    for name in ("One", "Two", "Three"):
        started(engine, name=name, cap_mails=2)
    customer(engine)
    left(engine)
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 2, "skipped": 1}
    assert column(engine, Skip.reason) == ["cap reached"]


def test_a_clock_that_goes_back_sends_nothing_twice_and_loses_nothing(engine, tmp_path, clock):
    started(engine)
    shop.many(engine, 3, at=START)
    ours = mailer(engine, clock, tmp_path)
    look(engine, KEYS, now=clock())
    ours.transport.ready()
    assert deliver_next(ours) == "sent"
    clock.now = START + timedelta(minutes=10)  # an hour back: nothing is due yet
    assert ran(ours) == {}
    clock.now = NOW + timedelta(minutes=1)
    assert ran(ours) == {"sent": 2}
    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_a_claim_a_hold_and_a_retry_move_no_figure_and_what_came_of_a_mail_does(engine, clock):
    started(engine)
    shop.many(engine, 2, at=START)
    look(engine, KEYS, now=clock())

    def moves(act, **said) -> int:
        before = now_at(engine)
        with writing(engine) as session:
            act(session, SETUP, **said)
        return now_at(engine) - before

    one, other = sorted(column(engine, Send.id))
    assert moves(hold_send, send_id=other, until=clock.now) == 0
    claim = {"send_id": one, "by": "me", "message_id": "m", "now": clock.now}
    assert moves(claim_send, **claim) == 0
    again = {"send_id": one, "by": "me", "state": "due", "again_at": clock.now, "now": clock.now}
    assert moves(record_send, **again) == 0
    assert moves(claim_send, **claim) == 0
    late = clock.on(hours=2)
    assert moves(give_up_waiting, silent_since=late, now=late) == 1
    assert moves(record_send, **again) == 1  # it was told as unknown
    assert moves(claim_send, **claim) == 0
    assert moves(record_send, send_id=one, by="me", state="sent", now=late) == 1


def now_at(engine) -> int:
    with reading(engine) as connection:
        return store_version(connection)


def test_status_tells_the_ends_of_all_from_what_was_counted(engine, tmp_path, clock):
    started(engine, cap_mails=1)
    shop.many(engine, 3, at=START)
    customer(engine)
    left(engine)
    left(engine, key="another")
    look(engine, KEYS, now=clock())
    ours = mailer(engine, clock, tmp_path)
    ours.transport.ready()
    for _ in range(4):
        deliver_next(ours)
    with writing(engine) as session:
        claim_send(session, SETUP, send_id=5, by="x", message_id="m5", now=clock.now)
    with reading(engine) as connection:
        told = states(connection, EVERYTHING).rows()
    capped = ("Baskets", "skip: cap reached", 1)
    assert told == [("Baskets", "claimed", 1), ("Baskets", "sent", 3), capped]
    late = clock.on(hours=2)
    with writing(engine) as session:
        give_up_waiting(session, SETUP, silent_since=late, now=late)
    said = status(engine, now=late)
    assert "Baskets: 1 unknown" in said
    assert any("cli.py nudge settle NUMBER" in line for line in said)
    with writing(engine) as session:
        settle_send(session, SETUP, send_id=5, decision="again", now=late)
    waits = ["Baskets: 1 due", "Baskets: 3 sent", "Baskets: 1 skip: cap reached"]
    assert status(engine, now=late)[1:] == waits
    assert ran(ours) == {"sent": 1}
    assert "Baskets: 4 sent" in status(engine, now=late)


def test_whoever_said_no_under_another_key_is_looked_for_once(engine):
    def says_no(hashed: str) -> None:
        with writing(engine) as session:
            suppress(session, SETUP, unit_hash=hashed, reason="asked", source="page", now=START)

    says_no(KEYS.hashes("ann@example.org")[0])
    with reading(engine) as connection:
        none, last = suppressed_under(connection, KEYS.ids)
        assert (none, last) == (0, 1)
    says_no("00000000:another")
    with reading(engine) as connection:
        assert suppressed_under(connection, KEYS.ids, after=last) == (1, 2)
        assert suppressed_under(connection, KEYS.ids, after=2) == (0, 2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"quiet_from": "21:00+01:00"}, "quiet hours as 21:00"),
        ({"quiet_from": 21}, "“quiet_from” is a text"),
        ({"late_hours": 10**9}, "to a year"),
        ({"cap_days": 10**8}, "to a year"),
        ({"cap_mails": "2"}, "“cap_mails” is a whole number"),
        ({"cap_mails": 2.5}, "“cap_mails” is a whole number"),
        ({"holdout_bp": True}, "“holdout_bp” is a whole number"),
        ({"expected_n": 10**12}, "at most 1,000,000,000"),
        ({"starts_at": START}, "Write start and end"),
        ({"segments": (1,)}, "“segments” are texts"),
        ({"sender": Sender(name=None)}, "“name” is a text"),
        ({"steps": (Step("60", "s", "h", "t"),)}, "“delay_minutes” is a whole number"),
        ({"steps": (replace(STEP, delay_minutes=10**8),)}, "longer than a year"),
    ],
)
def test_no_design_is_taken_that_would_stop_the_mailer_at_night(wrong, words):
    with pytest.raises(Invalid, match=words):
        check_design(replace(DESIGN, **wrong))


def test_a_file_may_write_moments_as_toml_has_them_and_one_segment_without_brackets(tmp_path):
    file = tmp_path / "campaign.toml"
    file.write_text(
        'name = "N"\nstarts_at = 2027-01-01T09:00:00+01:00\nquiet_from = 22:00:00\n'
        'segments = "vip"\n[[steps]]\ndelay_minutes = 60\nsubject = "s"\nhtml = "h"\ntext = "t"\n',
        encoding="utf-8",
    )
    _, design = campaign_in(file, salt="salt")
    check_design(design)
    assert design.starts_at == "2027-01-01T09:00:00+01:00"
    assert (design.quiet_from, design.segments) == ("22:00:00", ("vip",))
