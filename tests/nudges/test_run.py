"""Who is reminded, who is not and why, and that nobody is reminded twice."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import polars as pl
import pytest
from sqlalchemy import select

from data.actions.permissions import SETUP
from data.actions.suppress import suppress
from data.reads import due
from data.store import reading, writing
from data.tables import (
    Assignment,
    Basket,
    Campaign,
    CubeCell,
    ImportBatch,
    NudgeCount,
    Send,
    Skip,
)
from nudges.assignment import arm
from nudges.deliver import deliver_next
from nudges.look import look
from tests.nudges import shop
from tests.nudges.shop import (
    HOUR,
    KEYS,
    START,
    Clock,
    customer,
    left,
    mailer,
    ordered,
    ran,
    started,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def column(store, what) -> list:
    with reading(store) as connection:
        return list(connection.scalars(select(what)))


def mails(folder) -> list:
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]


def test_a_basket_left_for_an_hour_is_reminded_of_once(engine, tmp_path, clock):
    started(engine)
    customer(engine)
    left(engine)
    assert ran(mailer(engine, clock, tmp_path)) == {}  # it is not due yet
    clock.on(minutes=61)
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}
    clock.on(hours=30)
    assert ran(mailer(engine, clock, tmp_path)) == {}
    (mail,) = mails(tmp_path)
    assert mail["To"] == "Ann <ann@example.org>"
    assert mail["Subject"] == "Your seats are waiting, Ann"
    assert "2 × Stalls, row 4" in mail.get_body(("plain",)).get_content()
    assert column(engine, Basket.look_at) == [None]
    assert column(engine, Send.state) == ["sent"]
    assert column(engine, Send.claimed_by) == [None]


def test_each_customer_is_assigned_once_and_the_cube_counts_her(engine, tmp_path, clock):
    made = started(engine, holdout_bp=5_000)
    for name in "abcdefghij":
        customer(engine, name)
        left(engine, name)
        left(engine, name, key=f"another of {name}")
    clock.on(minutes=61)
    done = ran(mailer(engine, clock, tmp_path))
    expected = [
        arm(str(made), "salt", f"{name}@example.org", holdout_share=0.5) for name in "abcdefghij"
    ]
    with reading(engine) as connection:
        arms = connection.scalars(select(Assignment.arm).order_by(Assignment.unit)).all()
        cells = connection.execute(
            select(CubeCell.arm, CubeCell.n).where(CubeCell.lag == -1).order_by(CubeCell.arm)
        ).all()
    assert arms == expected
    held = expected.count("holdout")
    assert [tuple(cell) for cell in cells] == [("holdout", held), ("mail", 10 - held)]
    assert done == {"sent": 2 * (10 - held), "withheld": 2 * held}
    assert len(mails(tmp_path)) == 2 * (10 - held)


NOW = START + timedelta(minutes=61)


@pytest.mark.parametrize(
    ("reason", "who", "what"),
    [
        ("no consent on record", {"consent_basis": None}, {}),
        ("no address to write to", {"email": "ann@example.org\nBcc: b@example.org"}, {}),
        ("event is past", {}, {"event_at": START + HOUR}),
        ("sold out", {}, {"stock_left": 0}),
        ("bought meanwhile", {}, {"completed_at": START + HOUR / 2}),
    ],
)
def test_a_reason_against_it_is_a_row(engine, tmp_path, clock, reason, who, what):
    started(engine)
    customer(engine, **who)
    left(engine, **what)
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert column(engine, Skip.reason) == [reason]
    assert column(engine, Skip.arm) == [None]
    assert column(engine, Assignment.id) == []  # what speaks against her comes before the draw
    assert column(engine, Send.state) == ["skipped"]
    assert column(engine, NudgeCount.what) == [f"skip: {reason}"]
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert len(column(engine, Skip.id)) == 1


@pytest.mark.parametrize(
    "whose",
    [
        {"unit": "ann@example.org"},
        {"customer_key": "ann"},
        {"basket_key": "basket of ann", "unit": "another@example.org"},
        # the shop knows her basket's address by that number, and its number by that address
        {"customer_key": "ann", "unit": "another@example.org", "of": {"customer_key": None}},
        {"unit": "ann@example.org", "of": {"unit": "another@example.org"}},
    ],
)
def test_an_order_under_any_of_her_names_keeps_the_reminder_back(engine, tmp_path, clock, whose):
    whose = dict(whose)
    started(engine)
    customer(engine)
    customer(engine, "another")
    left(engine, **whose.pop("of", {}))
    ordered(engine, START + HOUR / 2, **whose)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    assert column(engine, Skip.reason) == ["bought meanwhile"]


def test_a_stranger_s_order_keeps_nothing_back(engine, tmp_path, clock):
    started(engine)
    customer(engine)
    customer(engine, "bea", source="another shop", source_key="ann")
    left(engine)
    ordered(engine, START + HOUR / 2, unit="bea@example.org", customer_key="bea")
    ordered(engine, START + HOUR / 2, key="p", source="another shop", customer_key="ann")
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}


def test_who_comes_back_to_her_basket_while_the_reminder_waits_is_left_alone_as_long(
    engine, tmp_path, clock
):
    started(engine, quiet_from="10:00", quiet_until="18:00")
    customer(engine)
    basket = left(engine)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    back = START + 9 * HOUR - timedelta(minutes=5)
    changed(engine, basket, abandoned_at=back, look_at=back)
    clock.now = START + 9 * HOUR + timedelta(minutes=1)
    assert ran(mailer(engine, clock, tmp_path)) == {"held": 1}
    clock.now = back + HOUR
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}


def test_nobody_is_reminded_of_a_basket_that_turned_out_to_be_another_s(engine, tmp_path, clock):
    started(engine, quiet_from="10:00", quiet_until="18:00")
    customer(engine)
    customer(engine, "bea")
    basket = left(engine)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    changed(engine, basket, unit="bea@example.org", look_at=NOW)
    clock.now = START + 9 * HOUR + timedelta(minutes=1)
    assert ran(mailer(engine, clock, tmp_path)) == {"skipped": 1, "sent": 1}
    assert column(engine, Skip.reason) == ["the basket is another customer's"]
    assert [mail["To"].addresses[0].username for mail in mails(tmp_path)] == ["bea"]


def test_of_a_basket_that_somebody_was_reminded_of_nobody_else_is(engine, tmp_path, clock):
    started(engine)
    customer(engine)
    customer(engine, "bea")
    basket = left(engine)
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}
    changed(engine, basket, unit="bea@example.org", look_at=NOW)  # her new address, it may be
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert len(mails(tmp_path)) == 1


def test_whose_basket_it_turned_out_to_be_is_reminded_whatever_else_the_other_left(
    engine, tmp_path, clock
):
    started(engine, quiet_from="10:00", quiet_until="18:00")
    customer(engine)
    customer(engine, "bea")
    basket = left(engine)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    changed(engine, basket, unit="bea@example.org", look_at=NOW)
    left(engine, key="another", at=START + 8 * HOUR)
    clock.now = START + 9 * HOUR + timedelta(minutes=1)
    assert ran(mailer(engine, clock, tmp_path)) == {"skipped": 1, "sent": 2}


def changed(store, basket: int, **to) -> None:
    """What the shop tells of the basket later."""
    with writing(store) as session:
        for name, value in to.items():
            setattr(session.get(Basket, basket), name, value)


def test_of_two_words_without_a_date_the_one_that_was_told_last_holds(engine, tmp_path, clock):
    started(engine)
    with writing(engine) as session:
        batches = [told() for _ in range(2)]
        session.add_all(batches)
        session.flush()
        first, last = sorted(batch.id for batch in batches)
    customer(engine, batch_id=last, consent_basis=None)  # she said no, in the shop's newest word
    customer(engine, source="newsletter", batch_id=first)
    left(engine)
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert column(engine, Skip.reason) == ["no consent on record"]


def told() -> ImportBatch:
    counts = dict.fromkeys(("rows", "good", "rejected", "new", "updated", "unchanged"), 0)
    names = {"kind": "contacts", "dialect": "shop", "file_name": "f", "file_sha256": "0"}
    return ImportBatch(**names, **counts, choices={}, accepted_at=START)


def test_a_cancelled_order_and_one_before_the_basket_keep_nothing_back(engine, tmp_path, clock):
    started(engine)
    customer(engine)
    left(engine)
    ordered(engine, START - HOUR, unit="ann@example.org")
    ordered(engine, START + HOUR / 2, key="c", unit="ann@example.org", cancelled_at=START + HOUR)
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}


def test_what_comes_up_between_the_line_and_the_mail_keeps_it_back(engine, tmp_path, clock):
    started(engine, quiet_from="10:00", quiet_until="18:00")
    for name in ("ann", "bea", "cyd"):
        customer(engine, name)
        left(engine, name)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    assert column(engine, Send.state) == ["held"] * 3
    ordered(engine, NOW + HOUR, unit="ann@example.org")
    with writing(engine) as session:
        suppress(
            session,
            SETUP,
            unit_hash=KEYS.hashes("bea@example.org")[0],
            reason="unsubscribed",
            source="link",
            now=NOW,
        )
    clock.now = START + 9 * HOUR + timedelta(minutes=1)
    assert ran(mailer(engine, clock, tmp_path)) == {"skipped": 2, "sent": 1}
    with reading(engine) as connection:
        told = connection.execute(select(Skip.unit, Skip.reason, Skip.arm).order_by(Skip.unit))
        assert [tuple(row) for row in told] == [
            ("ann@example.org", "bought meanwhile", "mail"),
            ("bea@example.org", "unsubscribed", "mail"),
        ]


def test_a_customer_gets_no_more_than_her_cap_in_either_arm(engine, tmp_path, clock):
    for holdout, name in ((0, "All"), (9_999, "Nobody")):
        started(engine, name=name, holdout_bp=holdout, cap_mails=2, segments=(name,))
        customer(engine, name.lower(), segment=name)
        for number in range(4):
            left(engine, name.lower(), key=f"{name} {number}")
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 2, "withheld": 2, "skipped": 4}
    with reading(engine) as connection:
        told = connection.execute(select(Skip.arm, Skip.reason).order_by(Skip.arm)).all()
    assert [tuple(row) for row in told] == [("holdout", "cap reached")] * 2 + [
        ("mail", "cap reached")
    ] * 2


def test_a_cap_ends_with_its_days(engine, tmp_path, clock):
    started(engine, cap_mails=1, cap_days=7)
    customer(engine)
    left(engine)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    clock.on(days=8)
    left(engine, key="another", at=clock.now - timedelta(hours=2))
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}


def test_steps_follow_one_another_and_a_late_runner_sends_only_the_last(engine, tmp_path, clock):
    second = shop.STEP.__class__(24 * 60, "Still there", "<p>Still</p>", "Still")
    started(engine, steps=(shop.STEP, second), cap_mails=5)
    customer(engine)
    left(engine)
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}
    clock.now = START + timedelta(hours=25)
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}
    customer(engine, "bea")
    left(engine, "bea")
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}
    assert column(engine, Skip.reason) == ["overtaken by a later step"]


def test_a_reminder_that_is_days_late_is_not_sent(engine, tmp_path, clock):
    started(engine, late_hours=48)
    customer(engine)
    left(engine)
    clock.now = START + timedelta(days=4)
    ran(mailer(engine, clock, tmp_path))
    assert column(engine, Skip.reason) == ["too late"]


def test_a_basket_that_arrives_before_its_customer_waits_for_her(engine, tmp_path, clock):
    started(engine)
    left(engine)
    clock.now = NOW
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert column(engine, Send.id) == []
    customer(engine)
    clock.on(hours=1)
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 1}


def test_baskets_left_before_the_start_or_after_the_end_are_not_the_campaign_s(
    engine, tmp_path, clock
):
    started(engine, ends_at=(START + 2 * HOUR).isoformat())
    customer(engine)
    left(engine, key="before", at=START - HOUR)
    left(engine, key="after", at=START + 2 * HOUR)
    left(engine, key="within", at=START + 1.5 * HOUR)
    clock.now = START + 5 * HOUR
    ran(mailer(engine, clock, tmp_path))
    assert column(engine, Skip.reason) == ["campaign ended"]
    assert len(column(engine, Send.id)) == 1


def test_ending_a_campaign_stops_what_stands_in_line(engine, tmp_path, clock):
    from data.actions.start_campaign import end_campaign

    made = started(engine, quiet_from="10:00", quiet_until="18:00")
    customer(engine)
    left(engine)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    with writing(engine) as session:
        end_campaign(session, SETUP, campaign_id=made, now=NOW)
    clock.now = START + 10 * HOUR
    assert ran(mailer(engine, clock, tmp_path)) == {"skipped": 1}
    assert column(engine, Skip.reason) == ["campaign ended"]
    assert column(engine, Campaign.status) == ["ended"]


def test_counts_agree_with_the_rows(engine, tmp_path, clock):
    started(engine, holdout_bp=3_000)
    for name in "abcdefgh":
        customer(engine, name, consent_basis=None if name == "a" else "contract")
        left(engine, name)
    clock.now = NOW
    done = ran(mailer(engine, clock, tmp_path))
    with reading(engine) as connection:
        told = pl.DataFrame(
            connection.execute(select(NudgeCount.what, NudgeCount.n)).all(),
            schema=["what", "n"],
            orient="row",
        )
    assert dict(told.iter_rows()) == done | {"skip: no consent on record": 1}


def test_moments_need_no_order(engine, tmp_path, clock):
    # An order that is told after the reminder went is no reason against what went.
    started(engine)
    customer(engine)
    left(engine)
    clock.now = NOW
    ran(mailer(engine, clock, tmp_path))
    ordered(engine, START + HOUR / 2, unit="ann@example.org")
    assert ran(mailer(engine, clock, tmp_path)) == {}
    assert column(engine, Send.state) == ["sent"]
    assert isinstance(column(engine, Send.sent_at)[0], datetime)


def test_what_no_mail_can_be_made_of_ends_no_mailer_and_the_next_one_goes(engine, tmp_path, clock):
    started(engine)
    customer(engine, "ann..lee")  # an address that some shops take and no header can hold
    left(engine, "ann..lee")
    customer(engine, "bea")
    left(engine, "bea", lines="[" * 20_000)  # deeper than a reader of JSON goes
    customer(engine, "cleo")
    left(engine, "cleo")
    clock.on(minutes=61)
    assert ran(mailer(engine, clock, tmp_path)) == {"sent": 2}
    assert column(engine, Skip.reason) == ["no address to write to"]
    assert {mail["To"].addresses[0].username for mail in mails(tmp_path)} == {"bea", "cleo"}


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Ann\n Lee", "Your seats are waiting, Ann Lee"),
        ("J. R. O'Neil-Müller", "Your seats are waiting, J. R. O'Neil-Müller"),
        ("Win at https://evil.example", "Your seats are waiting,"),
        ("You won! www.evil", "Your seats are waiting,"),
        ("Prize: evil.example/x", "Your seats are waiting,"),
    ],
)
def test_a_name_is_one_line_and_no_stranger_s_advertisement(
    sqlite_engine, tmp_path, clock, name, subject
):
    started(sqlite_engine)
    customer(sqlite_engine, called=name)
    left(sqlite_engine)
    clock.on(minutes=61)
    assert ran(mailer(sqlite_engine, clock, tmp_path)) == {"sent": 1}
    (mail,) = mails(tmp_path)
    assert mail["Subject"] == subject
    assert "evil" not in mail.as_string()


def test_what_another_process_has_claimed_is_left_to_it(engine, tmp_path, clock, monkeypatch):
    started(engine)
    customer(engine)
    left(engine)
    clock.on(minutes=61)
    one, other = (mailer(engine, clock, tmp_path / name) for name in ("one", "other"))
    look(engine, KEYS, now=clock())
    with writing(engine) as session:  # finding it locks it, until this ends
        stale = due.next_due(session.connection(), now=clock())
    assert deliver_next(one) == "sent"
    monkeypatch.setattr(due, "next_due", lambda *_, **__: stale)
    assert deliver_next(other) == "taken"
    assert len(mails(tmp_path / "one")) == 1
    assert mails(tmp_path / "other") == []
