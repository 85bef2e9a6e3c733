"""Two features are one, and two again exactly as before, whatever happened in between."""

import threading
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.actions.link_requests import link_requests
from data.actions.merge_features import merge_features, unmerge_features
from data.reads.features import card, features, merges
from data.reads.scope import EVERYTHING, Scope
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, writing
from data.tables import (
    Account,
    Feature,
    FeatureMerge,
    FeatureWording,
    Promise,
    Request,
)

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TITLES = ("Seat map", "Seats on a plan", "Gift cards", "Queue")


def request(number, feature, account=None, **more):
    return Request(
        source="canny", source_key=f"R{number}", words="please", feature_id=feature,
        account_id=account, asked_on=date(2026, 4, 1), first_seen_on=date(2026, 4, 1), **more,
    )  # fmt: skip


@pytest.fixture
def asked(engine, cast):
    """Features 1 to 4; accounts 1 to 3; 1 asked by accounts 1, 2; 2 by accounts 2, 3."""
    with writing(engine) as session:
        session.add_all(Feature(id=n, title=t, status="idea") for n, t in enumerate(TITLES, 1))
        session.add_all(
            Account(id=n, source="plain", source_key=str(n), name=f"A{n}", name_key=f"a{n}")
            for n in (1, 2, 3)
        )
        session.flush()
        session.add_all(
            [
                request(1, 1, 1, votes=5, topic_key="idea"),
                request(2, 1, 2, votes=5, topic_key="idea"),
                request(3, 2, 2, votes=5, topic_key="idea"),
                request(4, 2, 3, votes=2),
                Promise(quote="by May", feature_id=2, made_on=date(2026, 4, 2), state="approved"),
            ]
        )
    return engine


def merge(engine, me, kept, merged, seen=None):
    with writing(engine) as session:
        seen = seen or dict(session.execute(select(Feature.id, Feature.row_version)).all())
        return merge_features(session, me.actor, kept_id=kept, merged_id=merged, seen=seen, now=NOW)


def unmerge(engine, me, merge_id):
    with writing(engine) as session:
        unmerge_features(session, me.actor, merge_id=merge_id, now=NOW)


def standing(engine):
    """Which request and promise point where, and what is merged into what."""
    with reading(engine) as connection:
        return tuple(
            tuple(connection.execute(select(noun.id, column).order_by(noun.id)).all())
            for noun, column in (
                (Request, Request.feature_id),
                (Promise, Promise.feature_id),
                (Feature, Feature.merged_into_id),
            )
        )


def test_requests_and_promises_come_along_and_accounts_and_votes_count_once(asked, cast):
    merge(asked, cast.product_lead, 1, 2)
    with reading(asked) as connection:
        [first, *rest] = features(connection, EVERYTHING).iter_rows(named=True)
        [promised] = connection.scalars(select(Promise.feature_id))
    assert (first["title"], first["requests"], first["accounts"], first["votes"]) == (
        "Seat map", 4, 3, 7,
    )  # fmt: skip
    assert "Seats on a plan" not in {row["title"] for row in rest}
    assert promised == 1


def test_nothing_of_teams_out_of_scope_is_counted(asked):
    with reading(asked) as connection:
        found = features(connection, Scope((1,)))
    assert found["requests"].sum() == 0 and found["votes"].drop_nulls().is_empty()


def test_the_wording_of_both_is_kept_and_shown(asked, cast):
    with writing(asked) as session:
        session.add_all(
            FeatureWording(feature_id=n, status="idea", words=f"words {n}", approved_at=NOW)
            for n in (1, 2)
        )
    merge(asked, cast.product_lead, 1, 2)
    with reading(asked) as connection:
        shown = card(connection, EVERYTHING, feature_id=2)
    assert (shown.id, shown.title, shown.also_called) == (1, "Seat map", ("Seats on a plan",))
    assert [said.words for said in shown.may_say] == ["words 1", "words 2"]
    assert [said.words for said in shown.wordings] == ["words 1"]


def test_what_was_pointed_elsewhere_since_stays_there(asked, cast):
    first = merge(asked, cast.product_lead, 1, 2)
    with writing(asked) as session:
        link_requests(session, cast.product_lead.actor, requests={3: 2}, feature_id=4, now=NOW)
    unmerge(asked, cast.product_lead, first)
    requests, promises, _ = standing(asked)
    assert requests == ((1, 1), (2, 1), (3, 4), (4, 2)) and promises == ((1, 2),)


def test_a_chain_is_taken_apart_in_either_order(asked, cast):
    before = standing(asked)
    for order in ((0, 1), (1, 0)):
        pair = [merge(asked, cast.product_lead, 1, 2), merge(asked, cast.product_lead, 3, 1)]
        with reading(asked) as connection:
            assert set(merges(connection, EVERYTHING)["kept_id"]) == {3}
        for at in order:
            unmerge(asked, cast.product_lead, pair[at])
        assert standing(asked) == before


def test_what_was_begun_is_not_merged_away(asked, cast):
    with writing(asked) as session:
        session.get(Feature, 2).started_on = date(2026, 3, 1)
    with pytest.raises(Invalid, match=r"“Seats on a plan” has been begun\. Keep that one"):
        merge(asked, cast.product_lead, 1, 2)


def test_a_feature_cannot_be_merged_into_itself_or_twice(asked, cast):
    with pytest.raises(Invalid, match="two different"):
        merge(asked, cast.product_lead, 1, 1)
    merge(asked, cast.product_lead, 1, 2)
    for kept, merged in ((3, 2), (2, 3)):
        with pytest.raises(Conflict, match="“Seats on a plan” has been merged"):
            merge(asked, cast.product_lead, kept, merged)


def test_somebody_who_looked_before_a_change_is_told(asked, cast):
    with writing(asked) as session:
        session.get(Feature, 2).title = "Seats, on a plan"
    with pytest.raises(Conflict, match="“Seats, on a plan”"):
        merge(asked, cast.product_lead, 1, 2, seen={1: 1, 2: 1})


def test_of_two_who_merge_crosswise_at_once_one_is_told(asked, cast):
    both, said = threading.Barrier(2), []

    def hurry(kept, merged):
        both.wait()
        try:
            merge(asked, cast.product_lead, kept, merged, seen={1: 1, 2: 1})
        except Conflict as told:
            said.append(str(told))

    threads = [threading.Thread(target=hurry, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    with reading(asked) as connection:
        assert len(connection.execute(select(FeatureMerge)).all()) == 1


def test_taking_apart_twice_is_told(asked, cast):
    first = merge(asked, cast.product_lead, 1, 2)
    unmerge(asked, cast.product_lead, first)
    with pytest.raises(Conflict, match="already"):
        unmerge(asked, cast.product_lead, first)
    with pytest.raises(Invalid, match="not here"):
        unmerge(asked, cast.product_lead, 99)


def test_requests_are_not_linked_to_what_was_merged_away(asked, cast):
    merge(asked, cast.product_lead, 1, 2)
    with writing(asked) as session, pytest.raises(Invalid, match="merged into another"):
        link_requests(session, cast.product_lead.actor, requests={1: 1}, feature_id=2, now=NOW)


def test_a_manager_merges_nothing(asked, cast):
    with pytest.raises(NotAllowed):
        merge(asked, cast.manager, 1, 2)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("link"), st.integers(1, 4), st.integers(1, 4)),
        st.tuples(st.just("merge"), st.integers(1, 4), st.integers(1, 4)),
        st.tuples(st.just("unmerge"), st.integers(0, 5), st.just(0)),
    ),
    max_size=12,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=STEPS, kept=st.integers(1, 4), merged=st.integers(1, 4))
def test_after_any_history_unmerging_a_merge_changes_nothing(asked, cast, history, kept, merged):
    lead, held = cast.product_lead, []
    for what, one, two in history:
        try:
            if what == "link":
                with writing(asked) as session:
                    version = session.get(Request, one).row_version
                    link_requests(
                        session, lead.actor, requests={one: version}, feature_id=two, now=NOW
                    )
            elif what == "merge":
                held.append(merge(asked, lead, one, two))
            elif held:
                unmerge(asked, lead, held[one % len(held)])
        except (Invalid, Conflict):
            continue
    before = standing(asked)
    try:
        last = merge(asked, lead, kept, merged)
    except (Invalid, Conflict):
        return
    assert standing(asked) != before
    unmerge(asked, lead, last)
    assert standing(asked) == before
