"""A decision has its reason, reaches whoever logged for it, and what may be said is approved."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.actions.decide_feature import (
    decide_feature,
    describe_feature,
    see_decisions,
    word_feature,
)
from data.actions.log_request import Asker, log_request
from data.actions.merge_features import merge_features
from data.reads.features import card
from data.reads.requests import unseen_decisions
from data.reads.scope import EVERYTHING
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, writing
from data.tables import Audit, Feature, FeatureDecision

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def asked(engine, cast):
    """Features 1 Seat map and 2 Gift cards; the manager logged for 1 for Old Mill and Arena."""
    with writing(engine) as session:
        session.add_all([Feature(id=1, title="Seat map", status="idea")])
        session.add_all([Feature(id=2, title="Gift cards", status="idea")])
    for name in ("Old Mill", "Arena"):
        log(engine, cast.manager, name)
    return engine


def log(engine, me, name, feature=1, now=NOW):
    with writing(engine) as session:
        return log_request(
            session, me.actor, token=f"{name} {now}", asker=Asker(new_name=name),
            words="show the seats", feature_id=feature, now=now,
        )  # fmt: skip


def decide(engine, me, status="declined", feature=1, version=None, now=LATER, **said):
    with writing(engine) as session:
        row_version = version or session.get(Feature, feature).row_version
        return decide_feature(
            session, me.actor, feature_id=feature, status=status, row_version=row_version,
            now=now, **({"reason": "No plans fit"} | said),
        )  # fmt: skip


def unseen(engine, me):
    with reading(engine) as connection:
        return unseen_decisions(connection, me.person_id)


def shown(engine, feature=1):
    with reading(engine) as connection:
        return card(connection, EVERYTHING, feature_id=feature)


def test_a_decision_reaches_whoever_logged_with_the_reason_and_the_words(asked, cast):
    decide(asked, cast.product_lead, words="We looked hard at it.")
    [told] = unseen(asked, cast.manager)
    assert (told.feature, told.status, told.reason) == ("Seat map", "declined", "No plans fit")
    assert (told.words, told.by) == ("We looked hard at it.", "Petra Nowak")
    assert told.accounts == ("Arena", "Old Mill")
    assert told.at == LATER
    assert unseen(asked, cast.product_lead) == ()


def test_what_was_seen_is_not_shown_again_and_seeing_twice_is_nothing(asked, cast):
    decided = decide(asked, cast.product_lead)
    for _ in range(2):
        with writing(asked) as session:
            see_decisions(session, cast.manager.actor, decision_ids=[decided, 99], now=LATER)
    assert unseen(asked, cast.manager) == ()
    with reading(asked) as connection:
        trail = connection.execute(select(Audit).where(Audit.action == "see_decisions")).all()
    assert len(trail) == 1


def test_who_logs_after_a_decision_is_not_told_of_it_and_learns_it_from_the_card(asked, cast):
    decide(asked, cast.product_lead, words="Not for now.")
    log(asked, cast.executive, "Hall", now=LATER + timedelta(days=1))
    assert unseen(asked, cast.executive) == ()
    found = shown(asked)
    assert (found.status, found.reason, found.decided_by, found.since) == (
        "declined", "No plans fit", "Petra Nowak", LATER.date(),
    )  # fmt: skip
    assert [said.words for said in found.may_say] == ["Not for now."]


def test_a_decision_on_the_kept_feature_reaches_the_loggers_of_the_merged_one(asked, cast):
    with writing(asked) as session:
        merge_features(
            session, cast.product_lead.actor, kept_id=2, merged_id=1, seen={1: 1, 2: 1}, now=NOW
        )
    decide(asked, cast.product_lead, feature=2)
    assert [told.feature for told in unseen(asked, cast.manager)] == ["Gift cards"]
    with pytest.raises(Invalid, match="merged into another feature"):
        decide(asked, cast.product_lead, feature=1)


def test_declining_needs_a_reason_and_moves_nothing_without(asked, cast):
    with pytest.raises(Invalid, match="Say why it is declined"):
        decide(asked, cast.product_lead, reason=" ")
    assert shown(asked).status == "idea"
    decide(asked, cast.product_lead, status="planned", reason="")
    assert shown(asked).reason is None


def test_the_second_of_two_who_decide_is_told_and_nothing_of_hers_is_kept(asked, cast):
    decide(asked, cast.administrator, status="planned", version=1)
    with pytest.raises(Conflict, match="Ada Root changed “Seat map”"):
        decide(asked, cast.product_lead, version=1)
    with reading(asked) as connection:
        assert len(connection.execute(select(FeatureDecision)).all()) == 1


def word(engine, me, words, seen=None, status="idea", feature=1):
    with writing(engine) as session:
        word_feature(
            session, me.actor, feature_id=feature, status=status, words=words, seen=seen, now=NOW
        )


def test_what_may_be_said_is_approved_changed_and_taken_back(asked, cast):
    word(asked, cast.product_lead, " We heard you. ")
    assert [said.words for said in shown(asked).may_say] == ["We heard you."]
    word(asked, cast.product_lead, "It is on our list.", seen="We heard you.")
    word(asked, cast.product_lead, "It is coming.", status="planned")
    assert [said.words for said in shown(asked).may_say] == ["It is on our list."]
    word(asked, cast.product_lead, "", seen="It is on our list.")
    assert shown(asked).may_say == ()
    assert [said.status for said in shown(asked).wordings] == ["planned"]


def test_wording_that_somebody_changed_meanwhile_is_not_overwritten(asked, cast):
    word(asked, cast.administrator, "Soon.")
    with pytest.raises(Conflict, match="Somebody else changed what may be said"):
        word(asked, cast.product_lead, "Later.")
    assert [said.words for said in shown(asked).may_say] == ["Soon."]


def test_a_feature_is_described_and_no_two_have_one_title(asked, cast):
    def describe(title, version, description="A plan of the house"):
        with writing(asked) as session:
            describe_feature(
                session, cast.product_lead.actor, feature_id=1, title=title,
                description=description, row_version=version, now=NOW,
            )  # fmt: skip

    describe("Plan of seats", 1)
    assert (shown(asked).title, shown(asked).description) == (
        "Plan of seats", "A plan of the house",
    )  # fmt: skip
    with pytest.raises(Conflict):
        describe("Seats", 1)
    with pytest.raises(Invalid, match="Merge the two"):
        describe("Gift cards", 2)
    with pytest.raises(Invalid, match="title"):
        describe(" ", 2)


def test_only_product_decides_words_and_describes(asked, cast):
    for me in (cast.manager, cast.member):
        with pytest.raises(NotAllowed):
            decide(asked, me)
        with pytest.raises(NotAllowed):
            word(asked, me, "Soon.")


def test_a_feature_that_is_gone_has_no_card(asked):
    assert shown(asked, 99) is None
    assert shown(asked).since is None and shown(asked).row_version == 1
