"""People: who they are, what they may, what they see; somebody can always let people in."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from data.actions.change_person import add_person, change_person
from data.reads.access import everyone
from data.reads.people import person_by_email
from data.reads.scope import EVERYTHING
from data.refused import Conflict, Invalid, NotAllowed, Refused
from data.store import reading, store_version, writing
from data.tables import Audit, Team

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def known(engine, name):
    with reading(engine) as conn:
        return next(one for one in everyone(conn, EVERYTHING) if one.name == name)


def add(engine, actor, **given):
    person = {"name": "Ines Vale", "email": "ines@example.org", "role": "viewer"} | given
    with writing(engine) as session:
        return add_person(session, actor, **person, now=NOW)


def change(engine, actor, name, *, seen=None, **given):
    """Change some of what a person is, the rest left as it was when the page was opened."""
    at = known(engine, name)
    kept = {
        field: getattr(at, field)
        for field in ("name", "email", "role", "team_id", "active", "sees")
    }
    with writing(engine) as session:
        change_person(
            session,
            actor,
            person_id=at.id,
            row_version=at.row_version if seen is None else seen,
            **(kept | given),
            now=NOW,
        )


@pytest.fixture
def quay(engine, cast):
    """A second team."""
    with writing(engine) as session:
        team = Team(name="Quay")
        session.add(team)
        session.flush()
        return team.id


def test_a_new_person_signs_in_and_sees_her_teams(engine, cast, quay):
    add(engine, cast.administrator.actor, team_id=cast.team_id, sees=(quay,))
    with reading(engine) as conn:
        me = person_by_email(conn, "INES@example.org")
    assert (me.name, me.role, me.scope.teams) == ("Ines Vale", "viewer", (cast.team_id, quay))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "  "}, "Write the person's name"),
        ({"role": "king"}, "“king” is no role here. Choose one of executive"),
        ({"email": "ADA@example.org"}, "Ada Root signs in with ADA@example.org already"),
        ({"team_id": 99}, "One of those teams is not here any more"),
        ({"sees": (99,)}, "One of those teams is not here any more"),
    ],
)
def test_a_person_that_cannot_be_is_refused(engine, cast, given, words):
    with pytest.raises(Invalid, match=words):
        add(engine, cast.administrator.actor, **given)


def test_a_change_says_what_was_and_what_is(engine, cast, quay):
    change(engine, cast.administrator.actor, "Tomas Berg", role="sales_manager", sees=(quay,))
    with writing(engine) as session:
        kept = session.scalars(select(Audit)).one()
    shared = {"name": "Tomas Berg", "email": "tomas@example.org", "team": "Harbour", "active": True}
    assert kept.before == shared | {"role": "viewer", "sees": []}
    assert kept.after == shared | {"role": "sales_manager", "sees": ["Quay"]}


def test_a_person_who_keeps_her_address_does_not_clash_with_herself(engine, cast):
    change(engine, cast.administrator.actor, "Tomas Berg", email="Tomas@example.org")
    assert known(engine, "Tomas Berg").email == "Tomas@example.org"


def test_teams_to_see_are_what_was_given_and_nothing_else(engine, cast, quay):
    admin = cast.administrator.actor
    change(engine, admin, "Nils Alone", sees=(quay, cast.team_id))
    change(engine, admin, "Nils Alone", sees=(quay,))
    assert known(engine, "Nils Alone").sees == (quay,)


def test_a_change_of_teams_alone_is_noticed_by_who_looked_before(engine, cast, quay):
    admin = cast.administrator.actor
    change(engine, admin, "Nils Alone", sees=(quay,))
    with pytest.raises(Conflict, match="Ada Root changed Nils Alone while you were editing"):
        change(engine, admin, "Nils Alone", seen=1, role="executive")
    assert known(engine, "Nils Alone").role == "viewer"


@pytest.mark.parametrize("given", [{"role": "viewer"}, {"active": False}])
def test_the_last_active_administrator_stays_one(engine, cast, given):
    with pytest.raises(Invalid, match="Ada Root is the last active administrator"):
        change(engine, cast.administrator.actor, "Ada Root", **given)
    assert known(engine, "Ada Root").role == "administrator"


def test_one_of_two_administrators_may_go_and_an_inactive_one_does_not_count(engine, cast):
    admin = cast.administrator.actor
    add(engine, admin, name="Bo Key", email=None, role="administrator")
    change(engine, admin, "Bo Key", active=False)
    with pytest.raises(Invalid, match="last active administrator"):
        change(engine, admin, "Ada Root", role="viewer")
    change(engine, admin, "Bo Key", active=True)
    change(engine, admin, "Ada Root", role="viewer")
    assert known(engine, "Ada Root").role == "viewer"


def test_two_administrators_who_demote_each_other_at_once_leave_one(engine, cast):
    add(engine, cast.administrator.actor, name="Bo Key", email=None, role="administrator")
    both, refused = threading.Barrier(2), []

    def demote(name):
        both.wait()
        try:
            change(engine, cast.administrator.actor, name, role="viewer")
        except Refused as told:
            refused.append(str(told))

    threads = [threading.Thread(target=demote, args=(name,)) for name in ("Ada Root", "Bo Key")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    roles = [known(engine, name).role for name in ("Ada Root", "Bo Key")]
    assert sorted(roles) == ["administrator", "viewer"]


def test_only_an_administrator_changes_people_and_a_refusal_writes_nothing(engine, cast):
    with reading(engine) as conn:
        before = store_version(conn)
    for actor in (cast.executive.actor, cast.manager.actor, cast.member.actor):
        with pytest.raises(NotAllowed, match="Ask an administrator"):
            change(engine, actor, "Tomas Berg", role="administrator")
        with pytest.raises(NotAllowed, match="Ask an administrator"):
            add(engine, actor)
    with reading(engine) as conn:
        assert store_version(conn) == before
