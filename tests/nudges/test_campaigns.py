"""Campaigns as data: who may save and start one, what no design may say, and that it stays."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from data.actions.campaign_design import Sender, Step, check_design, design_of
from data.actions.campaign_templates import KNOWN
from data.actions.note_event import note_event
from data.actions.permissions import SETUP
from data.actions.record_send import give_up_waiting, record_send, settle_send
from data.actions.save_campaign import save_campaign
from data.actions.start_campaign import end_campaign, start_campaign
from data.actions.suppress import suppress
from data.refused import Conflict, Invalid, NotAllowed, Refused
from data.store import reading, writing
from data.tables import Audit, Campaign, NudgeCount, Send, Suppression
from nudges.campaigns import beside
from nudges.keys import Keys
from nudges.run import run
from nudges.start import stop_writing
from tests.nudges.shop import (
    DESIGN,
    HOUR,
    KEYS,
    START,
    STEP,
    Clock,
    customer,
    left,
    mailer,
    ran,
    started,
)

NOW = START


def saved(engine, actor=SETUP, **said) -> int:
    with writing(engine) as session:
        return save_campaign(
            session, actor, **({"name": "Baskets", "design": DESIGN, "now": NOW} | said)
        )


@pytest.mark.parametrize("role", ["executive", "product_lead", "administrator"])
def test_those_who_decide_save_start_and_end(engine, cast, role):
    actor = getattr(cast, role).actor
    made = saved(engine, actor)
    with writing(engine) as session:
        start_campaign(session, actor, campaign_id=made, row_version=1, now=NOW)
        end_campaign(session, actor, campaign_id=made, row_version=2, now=NOW)
    with reading(engine) as connection:
        trail = list(connection.scalars(select(Audit.action).order_by(Audit.id)))
    assert trail == ["save_campaign", "start_campaign", "end_campaign"]


@pytest.mark.parametrize("part", ["manager", "member", "outsider"])
def test_others_may_not(engine, cast, part):
    actor = getattr(cast, part).actor
    with pytest.raises(NotAllowed):
        saved(engine, actor)
    made = saved(engine)
    for act in (start_campaign, end_campaign):
        with pytest.raises(NotAllowed), writing(engine) as session:
            act(session, actor, campaign_id=made, now=NOW)
    with pytest.raises(NotAllowed), writing(engine) as session:
        settle_send(session, actor, send_id=1, decision="sent", now=NOW)
    with pytest.raises(NotAllowed), writing(engine) as session:
        suppress(session, actor, unit_hash="h", reason="asked", source="page", now=NOW)


def test_a_design_comes_back_as_it_was_kept(engine):
    design = replace(DESIGN, segments=("a", "b"), starts_at="2026-11-02T09:00+00:00")
    made = saved(engine, design=design)
    with reading(engine) as connection:
        kept = connection.scalar(select(Campaign.design).where(Campaign.id == made))
    assert design_of(kept) == design


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"steps": ()}, "at least one step"),
        ({"steps": (STEP, STEP)}, "waits longer"),
        ({"steps": (replace(STEP, delay_minutes=0),)}, "waits longer"),
        ({"steps": (replace(STEP, text=" "),)}, "text of step 1 is empty"),
        ({"steps": (replace(STEP, subject="a\nBcc: b"),)}, "one line"),
        ({"steps": (replace(STEP, html="{{ nmae }}"),)}, "nmae, which is not known"),
        ({"steps": (replace(STEP, html="{% if %}"),)}, "cannot be read"),
        ({"steps": (replace(STEP, html="{% include 'x' %}"),)}, "another template"),
        ({"steps": (replace(STEP, html="x" * 100_001),)}, "100,000 are allowed"),
        ({"holdout_bp": 10_000}, "holdout"),
        ({"holdout_bp": -1}, "holdout"),
        ({"window_days": 31}, "1 to 30 days"),
        ({"cap_mails": 0}, "at least 1"),
        ({"late_hours": 0}, "late"),
        ({"salt": " "}, "salt"),
        ({"starts_at": "tomorrow"}, "2026-11-22T09:00"),
        ({"starts_at": "2026-11-02T09:00"}, "zone"),
        (
            {"starts_at": "2026-11-02T09:00+00:00", "ends_at": "2026-11-02T08:00+00:00"},
            "ends before",
        ),
        ({"quiet_from": "late"}, "21:00"),
        ({"zone": "Lisbon"}, "time zone"),
        ({"sender": Sender("Box\r\nBcc: x", "a@b.example")}, "one line"),
        ({"sender": Sender("Box", "box at shop")}, "not an e-mail address"),
    ],
)
def test_what_a_design_may_not_say_is_said_in_words(wrong, words):
    with pytest.raises(Invalid, match=words):
        check_design(replace(DESIGN, **wrong))


def test_every_name_that_a_template_may_use_can_be_used():
    everything = " ".join(f"{{{{ {name} }}}}" for name in KNOWN)
    check_design(replace(DESIGN, steps=(Step(1, "Hello", everything, everything),)))


def test_a_draft_is_changed_and_a_name_is_taken_once(engine):
    made = saved(engine)
    with pytest.raises(Invalid, match="already"):
        saved(engine, name=" baskets ")
    saved(engine, campaign_id=made, row_version=1, design=replace(DESIGN, cap_mails=3))
    with pytest.raises(Conflict, match="meanwhile"):
        saved(engine, campaign_id=made, row_version=1)


def test_what_has_begun_is_ended_and_never_edited(engine):
    made = started(engine)
    with pytest.raises(Invalid, match="has begun"):
        saved(engine, campaign_id=made, design=replace(DESIGN, cap_mails=3))
    with pytest.raises(DatabaseError), writing(engine) as session:
        session.get(Campaign, made).design = replace(DESIGN, cap_mails=3).plain()
    with pytest.raises(Invalid, match="running already"), writing(engine) as session:
        start_campaign(session, SETUP, campaign_id=made, now=NOW)
    with writing(engine) as session:
        end_campaign(session, SETUP, campaign_id=made, now=NOW)
    with pytest.raises(Invalid, match="only one that runs"), writing(engine) as session:
        end_campaign(session, SETUP, campaign_id=made, now=NOW)


def claimed(engine, tmp_path) -> int:
    """A reminder whose process died right after the claim."""
    from data.actions.claim_send import claim_send

    started(engine, quiet_from="10:00", quiet_until="12:00")
    customer(engine)
    left(engine)
    ran(mailer(engine, Clock(START + 2 * HOUR), tmp_path))
    with writing(engine) as session:
        send = session.scalar(select(Send.id))
        assert claim_send(session, SETUP, send_id=send, by="dead", message_id="m", now=NOW)
        assert not claim_send(session, SETUP, send_id=send, by="other", message_id="m", now=NOW)
    return send


def test_a_claim_whose_process_died_is_unknown_and_never_sent_by_itself(engine, tmp_path):
    send = claimed(engine, tmp_path)
    clock = Clock(NOW + 30 * HOUR)
    assert ran(mailer(engine, clock, tmp_path)) == {}
    with reading(engine) as connection:
        assert connection.scalar(select(Send.state)) == "unknown"
    assert list(tmp_path.glob("*.eml")) == []
    # its process was only slow: what it knows still counts
    with writing(engine) as session:
        args = {"send_id": send, "state": "sent", "now": clock.now}
        assert not record_send(session, SETUP, by="other", **args)
        assert record_send(session, SETUP, by="dead", **args)
    with reading(engine) as connection:
        counts = dict(connection.execute(select(NudgeCount.what, NudgeCount.n)).all())
    assert counts.get("unknown", 0) == 0
    assert counts["sent"] == 1


@pytest.mark.parametrize(
    ("decision", "state", "mails"),
    [("sent", "sent", 0), ("never", "failed", 0), ("again", "sent", 1)],
)
def test_a_person_decides_about_the_unknown_and_the_trail_says_who(
    engine, cast, tmp_path, decision, state, mails
):
    send = claimed(engine, tmp_path)
    later = NOW + 4 * HOUR
    actor = cast.product_lead.actor
    with pytest.raises(Conflict, match="claimed by now"), writing(engine) as session:
        settle_send(session, actor, send_id=send, decision=decision, now=NOW)
    with writing(engine) as session:
        give_up_waiting(session, SETUP, silent_since=later, now=later)
        settle_send(session, actor, send_id=send, decision=decision, now=later)
    ran(mailer(engine, Clock(later), tmp_path))
    with reading(engine) as connection:
        assert connection.scalar(select(Send.state)) == state
        trail = connection.execute(select(Audit.actor_name, Audit.action)).all()
    assert ("Petra Nowak", "settle_send") in [tuple(row) for row in trail]
    assert len(list(tmp_path.glob("*.eml"))) == mails


def test_a_suppression_under_a_lost_key_stops_the_mailer(engine, tmp_path):
    lost = Keys("a key that somebody has lost, alas, alas")
    with writing(engine) as session:
        suppress(
            session,
            SETUP,
            unit_hash=lost.hashes("ann@example.org")[0],
            reason="asked",
            source="page",
            now=NOW,
        )
    with pytest.raises(Refused, match="under another key"):
        run(mailer(engine, Clock(), tmp_path), once=True, stop=lambda: False)


def test_somebody_is_suppressed_once_for_the_first_reason(engine):
    for reason in ("unsubscribed", "bounced"):
        with writing(engine) as session:
            suppress(session, SETUP, unit_hash="h", reason=reason, source="link", now=NOW)
    with reading(engine) as connection:
        assert list(connection.scalars(select(Suppression.reason))) == ["unsubscribed"]
    with pytest.raises(Invalid), writing(engine) as session:
        suppress(session, SETUP, unit_hash="h", reason="disliked", source="link", now=NOW)
    with pytest.raises(Invalid), writing(engine) as session:
        note_event(session, SETUP, key="k", kind="open", send_id=None, source="x", now=NOW)


@pytest.mark.parametrize("odd", ["Ann Lee <ann@example.org>", "<ann@example.org>", "a@x.org,"])
def test_an_address_under_which_nobody_would_be_stopped_is_refused(sqlite_engine, odd):
    with pytest.raises(Invalid, match="no e-mail address"), writing(sqlite_engine) as session:
        stop_writing(session, SETUP, addresses=["bea@example.org", odd], keys=KEYS, now=NOW)
    with reading(sqlite_engine) as connection:
        assert connection.scalars(select(Suppression.id)).all() == []


def test_nobody_is_said_to_be_stopped_under_a_key_that_the_mailer_does_not_look_under(
    sqlite_engine,
):
    for keys in (Keys("k" * 40), Keys("n" * 40, "k" * 40)):
        with writing(sqlite_engine) as session:
            stop_writing(session, SETUP, addresses=["bea@example.org"], keys=keys, now=NOW)
    with pytest.raises(Refused, match="another key"), writing(sqlite_engine) as session:
        stop_writing(session, SETUP, addresses=["ann@example.org"], keys=KEYS, now=NOW)
    with reading(sqlite_engine) as connection:
        assert len(connection.scalars(select(Suppression.id)).all()) == 2


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({}, {}, True),
        ({"segments": ("a",)}, {}, True),
        ({"segments": ("a", "b")}, {"segments": ("b",)}, True),
        ({"segments": ("a",)}, {"segments": ("b",)}, False),
        ({"ends_at": (START + HOUR).isoformat()}, {}, True),
        (
            {"ends_at": (START + HOUR).isoformat()},
            {"starts_at": (START + HOUR).isoformat()},
            False,
        ),
    ],
)
def test_whoever_starts_a_campaign_is_told_of_one_that_takes_the_same_customers(
    sqlite_engine, one, other, meet
):
    started(sqlite_engine, name="One", **one)
    started(sqlite_engine, name="Other", **other)
    with reading(sqlite_engine) as connection:
        for name, its_other in (("One", "Other"), ("other", "One")):
            said = beside(connection, name)
            assert len(said) == meet
            assert not meet or f"“{its_other}” takes the same customers" in said[0]
