"""What we pay for, on the Overview: shares for everybody, rows for who may see the pay."""

from datetime import date

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.actions.publish_plan import publish_plan
from data.actions.save_plan import save_plan
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import Commission, Deal, Person
from metrics.overview import Filters, overview
from pages.parts.facts import read_thread
from tests import small_company
from tests.cast import cast_in
from tests.paid_company import FLAT, NOW

TODAY = date(2026, 11, 22)
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


def page():
    from pages import overview as shown

    shown.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def sold(sqlite_engine, cast):
    """Fills the company, its deals owned by `people` in turn; pays a tenth of each, on record or
    by a plan in force."""

    def _fill(people, *, recorded=True):
        with writing(sqlite_engine) as session:
            small_company.fill(session, team_id=cast.team_id)
            reps = [cast.member.person_id]
            for n in range(1, people):
                rep = Person(name=f"Rep {n}", name_key=f"rep {n}", role="viewer",
                             team_id=cast.team_id)  # fmt: skip
                session.add(rep)
                session.flush()
                reps.append(rep.id)
            deals = session.scalars(select(Deal).where(Deal.state == "won", Deal.currency == "USD"))
            for n, deal in enumerate(deals):
                deal.owner_id = reps[n % len(reps)]
                if recorded:
                    session.add(
                        Commission(
                            source="plain", source_key=str(n), person_id=deal.owner_id,
                            deal_id=deal.id, paid_on=date(2026, 3, 1), currency="USD",
                            amount_cents=deal.amount_cents // 10,
                        )
                    )  # fmt: skip
            if not recorded:
                boss = cast.executive.actor
                held = save_plan(session, boss, name="Flat", content=FLAT, now=NOW)
                publish_plan(session, boss, version_id=held, in_force_from=QUARTER[0], now=NOW)

    return _fill


def view(engine, **how):
    with reading(engine) as connection:
        found = read_thread(connection, EVERYTHING, as_of=TODAY)
    return overview(found, period=QUARTER, filters=Filters(), **how)


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_paid_lies_where_its_deals_lay_and_without_amounts(sqlite_engine, sold, recorded):
    sold(5, recorded=recorded)
    found = view(sqlite_engine)
    pay = found.rows.filter(column="we_pay")
    shares = {row["pillar"]: row["share"] for row in pay.iter_rows(named=True)}
    assert shares["Fill seats"] == pytest.approx(0.75)
    assert shares["outside the strategy"] == pytest.approx(0.25)
    assert pay["amount_cents"].null_count() == pay.height
    assert found.drifts.filter(column="we_pay").is_empty()


@pytest.mark.parametrize("recorded", [True, False])
def test_fewer_than_five_people_are_nobodys_business(sqlite_engine, sold, recorded):
    sold(4, recorded=recorded)
    found = view(sqlite_engine)
    assert found.rows.filter(column="we_pay").is_empty()
    assert found.trend.filter(column="we_pay").is_empty()
    assert view(sqlite_engine, by="team").rows.filter(column="we_pay").is_empty()


def test_without_commission_and_without_a_plan_nothing_is_said(sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    assert "we_pay" not in set(view(sqlite_engine).rows["column"])


def test_the_rows_behind_are_for_who_may_see_the_pay(sqlite_engine, sold, cast, monkeypatch):
    sold(5)
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def opened(person):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        app.query_params["period"] = "2026-Q1"
        app.query_params["cell"] = "we_pay.pillar.1"
        app.run()
        assert not app.exception
        return app

    rows = opened(cast.executive).dataframe[0].value
    assert len(rows) == 10 and {"Tomas Berg", "Rep 1"} <= set(rows["person"])
    assert len(opened(cast.manager).dataframe[0].value) == 10
    assert set(opened(cast.member).dataframe[0].value["person"]) == {"Tomas Berg"}
    for nobody in (cast.product_lead, cast.administrator):
        app = opened(nobody)
        assert not app.dataframe
        offered = app.selectbox(key="cell").options
        assert not any("We pay" in each for each in offered)
