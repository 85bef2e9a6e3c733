"""Saving and publishing compensation plans: who may, what is refused, two at once, which holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.actions.permissions import PERMISSIONS
from data.actions.publish_plan import publish_plan
from data.actions.save_plan import save_plan
from data.reads.pay_scope import EVERYBODYS_PAY, NOBODYS_PAY
from data.reads.plans import in_force, plan_changes, plan_versions
from data.reads.scope import EVERYTHING
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, store_version, writing
from data.tables import Audit
from tests.paid_company import FLAT, ON

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def save(engine, cast):
    def _save(*, actor=None, now=NOW, **given):
        with writing(engine) as session:
            return save_plan(
                session,
                actor or cast.executive.actor,
                **{"name": "Everything", "content": FLAT, "now": now} | given,
            )

    return _save


@pytest.fixture
def publish(engine, cast):
    def _publish(version_id, *, day=TODAY, actor=None, now=NOW):
        with writing(engine) as session:
            return publish_plan(
                session,
                actor or cast.executive.actor,
                version_id=version_id,
                in_force_from=day,
                now=now,
            )

    return _publish


def kept(engine, pay=EVERYBODYS_PAY):
    with reading(engine) as connection:
        return plan_versions(connection, pay)


def test_a_plan_is_kept_as_it_was_written_and_in_force_for_nobody(save, engine):
    save(name="  Every  thing ")
    [version] = kept(engine)
    assert (version.name, version.number, version.made_by) == ("Every thing", 1, "Edda Stone")
    assert version.content["components"][0]["tiers"] == [{"from": "0%", "rate": "10%"}]
    assert version.in_force_from is None and in_force(kept(engine), date.max) is None
    assert kept(engine, NOBODYS_PAY) == ()
    with writing(engine) as session:
        assert session.query(Audit).filter_by(action="save_plan").one().after["number"] == 1


def test_a_second_version_follows_the_first_and_a_stale_one_is_told(save, engine):
    save()
    [first] = kept(engine)
    again = {"plan_id": first.plan_id, "row_version": first.row_version}
    save(content=ON, **again)
    with pytest.raises(Conflict, match="Edda Stone changed the plan “Everything”"):
        save(**again)
    old, new = kept(engine)
    assert (old.number, new.number) == (1, 2)
    save(name="Renamed", plan_id=new.plan_id, row_version=new.row_version)
    assert [each.called for each in kept(engine)][-1] == "Renamed, version 3"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "Give the plan a name"),
        ({"name": "x" * 81}, "at most 80"),
        ({"content": {}}, 'period: Say which: "month" or "quarter" or "year".'),
        ({"content": FLAT | {"cap": 3}}, "cap: There is no such field here"),
    ],
)
def test_what_is_no_plan_is_refused_in_words_and_leaves_nothing(save, engine, given, words):
    with pytest.raises(Invalid, match=words):
        save(**given)
    assert kept(engine) == ()


def test_two_plans_do_not_share_a_name(save):
    save()
    with pytest.raises(Invalid, match="There is a plan “EVERYTHING” already"):
        save(name="EVERYTHING")


def test_only_executives_save_and_publish(save, publish, cast):
    version = save()
    for me in (cast.manager, cast.member, cast.product_lead, cast.administrator):
        assert me.role not in PERMISSIONS["save_plan"] | PERMISSIONS["publish_plan"]
        with pytest.raises(NotAllowed, match="Ask an executive"):
            save(actor=me.actor, name="Mine")
        with pytest.raises(NotAllowed, match="Ask an executive"):
            publish(version, actor=me.actor)


def test_a_published_plan_holds_until_the_next_and_changes_no_day_that_is_over(
    save, publish, engine
):
    first, second = save(), save(name="Other", content=ON)
    with reading(engine) as connection:
        before = store_version(connection)
    publish(first, day=date(2026, 1, 1))
    with pytest.raises(Invalid, match="was published for 2026-01-01 already"):
        publish(first)
    with pytest.raises(Invalid, match="begins today or later"):
        publish(second, day=TODAY - timedelta(days=1))
    publish(second, day=TODAY)
    versions = kept(engine)
    assert in_force(versions, date(2025, 12, 31)) is None
    assert in_force(versions, TODAY - timedelta(days=1)).name == "Everything"
    assert in_force(versions, TODAY).name == "Other"
    with reading(engine) as connection:
        assert store_version(connection) == before + 2
        assert plan_changes(connection, EVERYTHING).rows() == [
            ("Everything", 1, date(2026, 1, 1)),
            ("Other", 1, TODAY),
        ]


def test_of_two_that_begin_on_one_day_the_later_published_holds(save, publish, engine):
    first, second = save(), save(name="Other")
    publish(second)
    publish(first, now=NOW + timedelta(hours=1))
    assert in_force(kept(engine), TODAY).name == "Everything"
    with reading(engine) as connection:
        assert plan_changes(connection, EVERYTHING)["name"].to_list() == ["Everything"]


def test_a_version_that_is_gone_is_said_to_be(publish):
    with pytest.raises(Conflict, match="not here any more"):
        publish(77)
