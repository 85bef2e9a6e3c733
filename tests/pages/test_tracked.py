"""What is tracked before and after, on the Nudges page and on the Overview."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.actions.track_outcome import track_outcome
from data.store import writing
from data.tables import Account, Deal, Feature, ImportBatch, TrackedOutcome
from tests.cast import cast_in
from tests.pages.moment import NOW, TODAY

SHIPPED = TODAY - timedelta(days=40)


def page():
    from pages import nudges

    nudges.show()


def overview():
    from pages import overview

    overview.show()


def adding():
    from pages.parts import who
    from pages.parts.outcomes import tracked

    tracked.form(who.me())


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def feature(sqlite_engine, cast):
    """Shipped forty days ago; 3 of 10 deals were won before, 7 of 10 since."""
    with writing(sqlite_engine) as session:
        made = Feature(title="Seats *kept*", status="shipped", shipped_on=SHIPPED)
        account = Account(source="crm", source_key="1", name="Guildhall", name_key="guildhall")
        batch = ImportBatch(
            kind="deals", dialect="plain", file_name="d.csv", file_sha256="0", rows=0, good=0,
            rejected=0, new=0, updated=0, unchanged=0, choices={}, accepted_at=NOW,
        )  # fmt: skip
        session.add_all([made, account, batch])
        session.flush()
        for key, (won, day) in enumerate([(3, -10), (7, 10)]):
            for at in range(10):
                session.add(_deal(key * 10 + at, at < won, SHIPPED + timedelta(days=day), cast))
        return made.id


def _deal(key, won, day, cast):
    return Deal(
        source="crm",
        source_key=str(key),
        name=f"Deal {key}",
        state="won" if won else "lost",
        stage="done",
        opened_on=day - timedelta(days=5),
        closed_on=day,
        first_seen_on=day,
        amount_cents=100_00,
        currency="USD",
        team_id=cast.team_id,
        owner_id=cast.manager.person_id,
        account_id=1,
        batch_id=1,
    )


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, shown=page):
        app = AppTest.from_function(shown, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        app.run()
        assert not app.exception
        return app

    return _open


def said(app):
    return " ".join(block.proto.body for block in app.get("html"))


def track(engine, me, feature, days, metric="close-rate"):
    with writing(engine) as session:
        track_outcome(session, me.actor, feature_id=feature, metric=metric, days=days, now=NOW)


def test_a_lead_tracks_a_metric_and_stops(open_page, cast, feature, sqlite_engine):
    assert "Nothing is tracked yet" in said(open_page(cast.product_lead))
    app = open_page(cast.product_lead, adding)
    metric = next(box for box in app.selectbox if box.label == "Metric")
    metric.set_value("close-rate").run()
    app.button(key="save_tracked").click().run()
    assert not app.exception
    assert not app.error
    with writing(sqlite_engine) as session:
        kept = session.query(TrackedOutcome).one()
        assert (kept.feature_id, kept.metric, kept.days) == (feature, "close-rate", 90)
        key = kept.id
    app = open_page(cast.product_lead)
    assert "Close rate in the 90 days before “Seats *kept*” shipped" in said(app)
    [back] = app.get("page_link")  # from what was built to who asked for it
    assert f"feature={feature}" in str(back.proto)
    app.button(key=f"stop_tracking_{key}").click().run()
    assert not app.exception
    assert "Close rate in the 90 days" not in said(app)


def test_both_sides_stand_with_n_and_interval_and_no_effect_is_claimed(
    open_page, cast, feature, sqlite_engine
):
    track(sqlite_engine, cast.executive, feature, 30)
    for shown in (page, overview):
        told = said(open_page(cast.executive, shown))
        # By hand: Wilson of 3 and 7 of 10; Newcombe of the difference.
        assert "30% (95% 11–60%, n = 10)" in told
        assert "70% (95% 40–89%, n = 10)" in told
        assert "+40 points (95% −3 to +67)." in told
        assert "Before and after: a description, not an effect." in told


def test_what_still_runs_is_said_to(open_page, cast, feature, sqlite_engine):
    track(sqlite_engine, cast.executive, feature, 90)
    track(sqlite_engine, cast.executive, feature, 90, "closed-revenue")
    told = said(open_page(cast.executive))
    until = SHIPPED + timedelta(days=89)
    assert f"so far, until {until:%-d %B %Y}." in told
    assert "They are compared once as many days have passed." in told


def test_who_may_not_track_sees_what_is_tracked_and_no_button(
    open_page, cast, feature, sqlite_engine
):
    assert "tracked" not in said(open_page(cast.manager))
    track(sqlite_engine, cast.executive, feature, 30)
    app = open_page(cast.manager)
    assert "Close rate in the 30 days before" in said(app)
    assert not {button.key for button in app.button if "track" in (button.key or "")}


def test_a_feature_that_is_taken_back_has_no_day_to_look_from(
    open_page, cast, feature, sqlite_engine
):
    track(sqlite_engine, cast.executive, feature, 30)
    with writing(sqlite_engine) as session:
        one = session.get_one(Feature, feature)
        one.status, one.shipped_on = "building", None
    assert "“Seats *kept*” is not shipped any more" in said(open_page(cast.executive))
