from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import select

from data.reads import nudges as reads
from data.reads.frame import frame
from data.reads.scope import EVERYTHING
from data.refused import Invalid
from data.store import reading, writing
from data.tables import CubeCell, Feature, Request
from metrics.nudge_arms import arms
from metrics.nudge_time import by_day
from tests import reminded

DAYS = [reminded.FIRST + timedelta(days=at) for at in (0, 3, 20, 44)]
AS_OF = reminded.FIRST + timedelta(days=46)


@pytest.fixture
def campaign(engine):
    """Four days of customers, two segments; the last day's windows still run."""
    with writing(engine) as session:
        key = reminded.campaign(session)
        for day in DAYS:
            for segment, mail in (("new", (6, 40)), ("known", (4, 30))):
                reminded.people(session, key, mail=mail, holdout=(3, 30), segment=segment, day=day)
        return key


@pytest.fixture
def every_cell(engine, campaign):
    names = [name for name in reads.CELLS if name != "lag"]
    with reading(engine) as connection:
        query = select(*(getattr(CubeCell, name) for name in reads.CELLS))
        return (
            frame(connection, query, reads.CELLS)
            .with_columns(pl.from_epoch("day", time_unit="d"))
            .select(*names[:3], "lag", *names[3:])
        )


@pytest.mark.parametrize("window", [1, 2, 3, 30])
def test_summed_by_the_database_the_arms_are_those_of_the_whole_cube(
    engine, campaign, every_cell, window
):
    with reading(engine) as connection:
        daily = reads.by_day(
            connection, EVERYTHING, campaign_id=campaign, window=window, as_of=AS_OF
        )
    for by in ((), ("segment",), ("day",)):
        whole = arms(_by_week(every_cell), window=window, as_of=AS_OF, by=by)
        assert arms(daily, window=window, as_of=AS_OF, by=by).equals(whole)


def _by_week(cells):
    """What was assigned a month before stands on the Sunday of its week."""
    old = pl.col("day") < date(2026, 3, 9)  # the Monday on or before AS_OF - 32 days, a Sunday
    return cells.with_columns(
        pl.when(old).then(pl.col("day").dt.truncate("1w") + pl.duration(days=6)).otherwise("day")
    )


def test_how_much_is_read_hardly_grows_with_the_age_of_a_campaign(engine, campaign):
    def rows(as_of):
        asked = {"campaign_id": campaign, "window": 7, "as_of": as_of}
        with reading(engine) as connection:
            return reads.by_day(connection, EVERYTHING, **asked)["day"].unique().to_list()

    with writing(engine) as session:
        for at in set(range(43)) - {0, 3, 20}:
            day = reminded.FIRST + timedelta(days=at)
            reminded.people(session, campaign, mail=(1, 2), holdout=(0, 1), day=day)
    days = rows(reminded.FIRST + timedelta(days=120))
    assert len(days) == 8 and {day.isoweekday() for day in days} == {7}
    with reading(engine) as connection:
        told = reads.assigned_days(connection, EVERYTHING, campaign_id=campaign)
        assert told == (reminded.FIRST, DAYS[-1])
        assert reads.assigned_days(connection, EVERYTHING, campaign_id=campaign + 1) is None


def test_summed_by_lag_the_time_to_purchase_is_that_of_the_whole_cube(engine, campaign, every_cell):
    for later in (1, 3, 30, 31, 32, 33, 60):
        as_of = DAYS[-1] + timedelta(days=later)
        with reading(engine) as connection:
            lags = reads.by_lag(connection, EVERYTHING, campaign_id=campaign, as_of=as_of)
        assert by_day(lags, as_of=as_of).equals(by_day(every_cell, as_of=as_of))


def test_counts_buyers_and_the_thread_back_are_read(engine, cast, campaign):
    with writing(engine) as session:
        reminded.told(session, campaign, DAYS[0], sent=12)
        feature = Feature(title="Reminder", status="idea")
        session.add(feature)
        session.flush()
        session.add(
            Request(
                source="plain",
                source_key="1",
                words="Win them back",
                feature_id=feature.id,
                team_id=cast.team_id,
                asked_on=date(2026, 1, 5),
                first_seen_on=date(2026, 1, 5),
            )
        )
        key = feature.id
    with reading(engine) as connection:
        counted = reads.counts(connection, EVERYTHING, campaign_id=campaign)
        assert counted.rows() == [(DAYS[0], "mail", "new", "sent", 12)]
        spent = reads.buyers(connection, EVERYTHING, campaign_id=campaign, window=7, before=DAYS[1])
        assert spent.group_by("arm").len().sort("arm").rows() == [("holdout", 6), ("mail", 10)]
        assert set(spent["cents"]) == {2000}
        back = reads.came_from(connection, EVERYTHING, feature_id=key)
        assert (back.title, back.requests, back.accounts) == ("Reminder", 1, 0)
        outsider = reads.came_from(connection, cast.outsider.scope, feature_id=key)
        assert outsider.requests == 0
        assert reads.came_from(connection, EVERYTHING, feature_id=99) is None
        assert reads.unknown_sends(connection, EVERYTHING, campaign_id=campaign, limit=9).is_empty()


def test_a_campaign_is_found_by_name_or_number_or_refused_in_words(engine, campaign):
    with reading(engine) as connection:
        known = reads.campaigns(connection, EVERYTHING)
    assert reads.named(known, "").id == campaign
    assert reads.named(known, "Basket reminder").id == campaign
    assert reads.named(known, "basket  REMINDER").id == campaign
    assert reads.named(known, str(campaign)).id == campaign
    with pytest.raises(Invalid, match="Known are: “Basket reminder”"):
        reads.named(known, "Shoes")
    with pytest.raises(Invalid, match="no campaign yet"):
        reads.named((), "")
    draft = replace(known[0], started_at=None, status="draft")
    with pytest.raises(Invalid, match=r"begun yet\. Drafts are: “Basket reminder”"):
        reads.named((draft,), "")
    assert reads.named((draft,), "Basket reminder") is draft
