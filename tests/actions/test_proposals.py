"""Proposals: evidence that stays as it was, a decision with its reason, and the draft it leaves."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.decide_proposal import decide_proposal
from data.actions.draft_strategy import Adoption, discard_draft, publish_draft
from data.actions.map_subject import map_subject
from data.actions.open_proposal import open_proposal
from data.actions.permissions import SETUP
from data.actions.publish_strategy import ObjectiveDraft, PillarDraft
from data.reads.proposals import drafts, proposals
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.reads.strategy_versions import versions
from data.refused import Conflict, Invalid, NotAllowed
from data.store import EVER, reading, writing
from data.tables import Audit, Feature, Proposal, StrategyDraft
from tests import small_company

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TODAY = NOW.date()
LATER = date(2026, 8, 4)
EVIDENCE = {
    "as_of": "2026-05-04",
    "recent": 86,
    "before": 17,
    "p": 1e-9,
    "q": 1e-8,
    "n_eff": 26.8,
    "verdict": "emerging",
    "thresholds": {"accounts": 10, "n_eff": 4.0, "q": 0.05},
}


@pytest.fixture
def theme(engine):
    """The id of a feature outside a strategy of three pillars that do not divide evenly."""
    with writing(engine) as session:
        small_company.publish(session, ("Seats", 3334), ("Venues", 3333), ("Tools", 3333))
        feature = Feature(title="Basket reminder", status="idea")
        session.add(feature)
        session.flush()
        map_subject(
            session,
            SETUP,
            feature_id=feature.id,
            shares_bp={},
            effective_from=EVER,
            based_on=None,
            now=small_company.LONG_AGO,
        )
        return feature.id


def propose(engine, me, theme, **other):
    with writing(engine) as session:
        return open_proposal(
            session, me.actor, feature_id=theme, evidence=EVIDENCE | other, now=NOW
        )


def decide(engine, me, proposal, decision="park", **other):
    how = {"reason": "Not yet.", "review_on": LATER, "row_version": 1} | other
    with writing(engine) as session:
        return decide_proposal(
            session, me.actor, proposal_id=proposal, decision=decision, **how, now=NOW
        )


def adopt(engine, me, theme, **adoption):
    proposal = propose(engine, me, theme)
    decide(engine, me, proposal, "adopt", adoption=Adoption(**adoption))
    return read(engine, drafts)[0]


def read(engine, what):
    with reading(engine) as connection:
        return what(connection, EVERYTHING)


def publish(engine, me, draft, *, serves, **other):
    content = draft.content
    how = {"in_force_from": TODAY, "based_on": draft.based_on} | other
    with writing(engine) as session:
        return publish_draft(
            session,
            me.actor,
            draft_id=draft.id,
            serves=serves,
            mission=content["mission"],
            pillars=[PillarDraft(**pillar) for pillar in content["pillars"]],
            objectives=[
                ObjectiveDraft(aim["pillar"], aim["text"]) for aim in content["objectives"]
            ],
            **how,
            now=NOW,
        )


def serving(engine, theme):
    mappings = read(engine, strategy_frames).mappings.filter(feature_id=theme)
    return mappings.sort("from_on").select("from_on", "pillar_id", "share_bp").rows()


def test_the_evidence_is_kept_as_it_was_given(engine, cast, theme):
    propose(engine, cast.product_lead, theme, quotes=[{"words": "**Remind** them"}])
    [found] = read(engine, proposals)
    assert found.evidence == EVIDENCE | {"quotes": [{"words": "**Remind** them"}]}
    assert (found.title, found.opened_by, found.decision) == (
        "Basket reminder",
        "Petra Nowak",
        None,
    )


def test_evidence_on_which_nothing_could_rest_is_a_bug(engine, cast, theme):
    with pytest.raises(ValueError, match="evidence without n_eff"), writing(engine) as session:
        short = {name: EVIDENCE[name] for name in EVIDENCE if name != "n_eff"}
        open_proposal(session, cast.executive.actor, feature_id=theme, evidence=short, now=NOW)


def test_a_theme_that_does_not_pass_is_not_proposed(engine, cast, theme):
    with pytest.raises(Invalid, match="does not pass the declared thresholds"):
        propose(engine, cast.executive, theme, verdict="one voice")


def test_the_second_to_propose_a_theme_is_told_who_did(engine, cast, theme):
    propose(engine, cast.product_lead, theme)
    with pytest.raises(Conflict, match="Petra Nowak proposed “Basket reminder” already"):
        propose(engine, cast.executive, theme)


def test_a_theme_that_is_gone_or_merged_away_cannot_be_proposed(engine, cast, theme):
    with pytest.raises(Invalid, match="not here any more"):
        propose(engine, cast.executive, theme + 99)
    with writing(engine) as session:
        kept = Feature(title="Nudge", status="idea")
        session.add(kept)
        session.flush()
        session.get(Feature, theme).merged_into_id = kept.id
    with pytest.raises(Invalid, match="not here any more"):
        propose(engine, cast.executive, theme)


@pytest.mark.parametrize("who", ["manager", "member", "outsider"])
def test_who_does_not_decide_on_the_strategy_cannot_propose(engine, cast, theme, who):
    with pytest.raises(NotAllowed, match="Ask a product lead or an administrator or an executive"):
        propose(engine, getattr(cast, who), theme)


@pytest.mark.parametrize("who", ["manager", "product_lead"])
def test_only_executives_and_administrators_decide(engine, cast, theme, who):
    proposal = propose(engine, cast.product_lead, theme)
    with pytest.raises(NotAllowed):
        decide(engine, getattr(cast, who), proposal)


@pytest.mark.parametrize("decision", ["park", "reject"])
def test_a_decision_keeps_its_reason_its_review_day_and_who_took_it(engine, cast, theme, decision):
    decide(engine, cast.executive, propose(engine, cast.product_lead, theme), decision)
    [found] = read(engine, proposals)
    assert (found.decision, found.reason, found.decided_by) == (decision, "Not yet.", "Edda Stone")
    assert not found.is_due(date(2026, 8, 3))
    assert found.is_due(LATER)
    assert found.evidence == EVIDENCE
    assert read(engine, drafts) == ()
    with writing(engine) as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert (last.action, last.subject, last.subject_id) == ("decide_proposal", "features", theme)
    assert last.after == {"decision": decision, "reason": "Not yet.", "review_on": "2026-08-04"}


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"reason": "  "}, "Say why"),
        ({"review_on": None}, "Choose a day ahead"),
        ({"review_on": TODAY}, "Choose a day ahead"),
        ({"decision": "maybe"}, "adopt, park, reject"),
        ({"decision": "adopt"}, "which pillar"),
        ({"adoption": Adoption(name="Baskets", share_bp=1000)}, "which pillar"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(engine, cast, theme, how, words):
    proposal = propose(engine, cast.executive, theme)
    with pytest.raises(Invalid, match=words):
        decide(engine, cast.executive, proposal, **how)
    assert read(engine, proposals)[0].decision is None


def test_the_second_to_decide_is_told_what_the_first_did(engine, cast, theme):
    proposal = propose(engine, cast.executive, theme)
    decide(engine, cast.executive, proposal, "reject", reason="Off course.")
    with pytest.raises(Conflict, match="Edda Stone rejected “Basket reminder” meanwhile"):
        decide(engine, cast.administrator, proposal, "adopt", adoption=Adoption(pillar_id=1))
    assert read(engine, proposals)[0].reason == "Off course."


def test_a_review_is_a_proposal_anew_and_both_stay_readable(engine, cast, theme):
    decide(engine, cast.executive, propose(engine, cast.executive, theme))
    propose(engine, cast.executive, theme, verdict="not emerging", recent=2)
    again, before = read(engine, proposals)
    assert (again.last, before.last) == (True, False)
    assert (again.evidence["recent"], before.evidence["recent"]) == (2, 86)
    assert not before.is_due(LATER)


def test_adopting_as_a_pillar_of_its_own_scales_the_others_to_sum_to_all(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, name=" Baskets ", share_bp=1000)
    shares = {p["name"]: p["target_bp"] for p in draft.content["pillars"]}
    assert sum(shares.values()) == 10_000
    assert shares == {"Seats": 3001, "Venues": 2999, "Tools": 3000, "Baskets": 1000}
    assert draft.content["objectives"][-1] == {"pillar": "Baskets", "text": "Basket reminder"}
    assert draft.based_on == 1
    assert len(read(engine, versions)) == 1


def test_publishing_the_draft_maps_the_theme_from_that_day_and_not_before(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, name="Baskets", share_bp=1000)
    assert publish(engine, cast.executive, draft, serves="Baskets") == 2
    newest = read(engine, versions)[-1]
    pillar = next(p.pillar_id for p in newest.pillars if p.name == "Baskets")
    assert serving(engine, theme) == [(EVER, None, 10000), (TODAY, pillar, 10000)]
    assert read(engine, drafts) == ()
    assert read(engine, proposals)[0].draft_id is None


def test_adopting_under_a_pillar_there_is_keeps_the_shares(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, pillar_id=2)
    assert [p["target_bp"] for p in draft.content["pillars"]] == [3334, 3333, 3333]
    publish(engine, cast.executive, draft, serves="Venues")
    assert serving(engine, theme)[-1] == (TODAY, 2, 10000)


def test_what_somebody_mapped_since_is_left_as_she_mapped_it(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, pillar_id=2)
    with writing(engine) as session:
        map_subject(
            session,
            cast.product_lead.actor,
            feature_id=theme,
            shares_bp={3: 10000},
            effective_from=TODAY,
            based_on=draft.content["adopts"]["mapping_id"],
            now=NOW,
        )
    publish(engine, cast.executive, draft, serves="Venues")
    assert serving(engine, theme)[-1] == (TODAY, 3, 10000)


def test_a_draft_is_published_once(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, pillar_id=2)
    publish(engine, cast.executive, draft, serves="Venues")
    with pytest.raises(Conflict, match="published this draft or threw it away meanwhile"):
        publish(engine, cast.administrator, draft, serves="Venues")
    assert len(read(engine, versions)) == 2


def test_a_draft_behind_a_newer_version_is_refused_and_kept(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, pillar_id=2)
    with writing(engine) as session:
        small_company.publish(session, ("Seats", 10000), day=TODAY, based_on=1)
    with pytest.raises(Conflict):
        publish(engine, cast.executive, draft, serves="Venues")
    assert read(engine, drafts) == (draft,)


def test_a_draft_thrown_away_leaves_the_decision(engine, cast, theme):
    draft = adopt(engine, cast.executive, theme, pillar_id=2)
    with pytest.raises(NotAllowed), writing(engine) as session:
        discard_draft(session, cast.product_lead.actor, draft_id=draft.id, now=NOW)
    with writing(engine) as session:
        discard_draft(session, cast.executive.actor, draft_id=draft.id, now=NOW)
    assert read(engine, drafts) == ()
    assert read(engine, proposals)[0].decision == "adopt"
    with pytest.raises(Conflict), writing(engine) as session:
        discard_draft(session, cast.executive.actor, draft_id=draft.id, now=NOW)


@pytest.mark.parametrize(
    ("adoption", "words"),
    [
        ({"pillar_id": 99}, "not in the strategy any more"),
        ({"name": " ", "share_bp": 1000}, "Give the new pillar a name"),
        ({"name": "seats", "share_bp": 1000}, "There is a pillar “seats” already"),
        ({"name": "Baskets"}, "between 0 and 100%"),
        ({"name": "Baskets", "share_bp": 10000}, "between 0 and 100%"),
    ],
)
def test_an_adoption_that_fits_nowhere_decides_nothing(engine, cast, theme, adoption, words):
    with pytest.raises(Invalid, match=words):
        adopt(engine, cast.executive, theme, **adoption)
    with writing(engine) as session:
        assert session.scalars(select(Proposal.decision)).all() == [None]
        assert session.scalars(select(StrategyDraft)).all() == []


def test_before_any_strategy_an_adopted_theme_is_the_first_pillar(engine, cast):
    with writing(engine) as session:
        feature = Feature(title="Basket reminder", status="idea")
        session.add(feature)
        session.flush()
        key = feature.id
    draft = adopt(engine, cast.executive, key, name="Baskets")
    assert draft.based_on is None
    assert [(p["name"], p["target_bp"]) for p in draft.content["pillars"]] == [("Baskets", 10000)]
