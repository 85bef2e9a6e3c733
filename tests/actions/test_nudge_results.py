"""Results of another mailer, told again, in other words or in parts, stay the same customers'."""

import polars as pl
import pytest
from sqlalchemy import select

from data.actions.keep_cells import keep_cells
from data.actions.nudge_rebuild import differences
from data.actions.permissions import SETUP
from data.reads.nudge_cells import kept_cells
from data.refused import Invalid
from data.store import reading, writing
from data.tables import Campaign, NudgeResult
from metrics.cube import CELLS
from tests.actions.shop_files import NOW, accept, at


def cells(engine):
    """(arm, lag) → customers, first purchases, revenue; as a rebuild would make them."""
    with reading(engine) as connection:
        assert differences(connection).is_empty()
        found = kept_cells(connection)
    keyed = found.group_by("arm", "lag").agg(pl.col("n", "dconv", "ds").sum())
    return {(arm, lag): told for arm, lag, *told in keyed.iter_rows()}


def result(customer, arm, **more):
    told = {"campaign": "Spring", "customer": customer, "arm": arm, "assigned_at": at(0)}
    return told | {"purchased_at": ""} | more


def test_a_customer_written_in_two_ways_is_one_and_her_first_row_counts(engine):
    rows = [
        result("Anna@x.org", "mail", purchased_at=at(1), revenue="10.00"),
        result("anna+shop@x.org", "mail", purchased_at="", revenue=""),
        result("anna@x.org ", "mail", campaign="SPRING", purchased_at="", revenue=""),
    ]
    accepted = accept(engine, "nudge-results", rows)
    assert (accepted.new, accepted.rejected) == (1, 2)
    assert cells(engine) == {("mail", -1): [1, 0, 0], ("mail", 1): [0, 1, 1000]}
    with reading(engine) as connection:
        assert connection.scalars(select(Campaign.name)).all() == ["Spring"]


def test_a_later_file_without_arms_leaves_the_holdout_as_it_was(engine):
    accept(engine, "nudge-results", [result("a", "mail"), result("b", "holdout")])
    more = {"campaign": "Spring", "assigned_at": at(0), "purchased_at": at(2), "revenue": "5.00"}
    accept(engine, "nudge-results", [more | {"customer": name} for name in ("a", "b")])
    assert cells(engine) == {
        ("mail", -1): [1, 0, 0],
        ("holdout", -1): [1, 0, 0],
        ("mail", 2): [0, 1, 500],
        ("holdout", 2): [0, 1, 500],
    }


def test_a_later_file_that_says_when_mails_went_out_moves_no_assignment(engine):
    accept(engine, "nudge-results", [result("a", "mail")])
    sent = {"campaign": "Spring", "customer": "a", "sent_at": at(3), "purchased_at": at(2)}
    accept(engine, "nudge-results", [sent | {"revenue": "5.00"}])
    assert cells(engine) == {("mail", -1): [1, 0, 0], ("mail", 2): [0, 1, 500]}


def test_who_was_assigned_when_she_was_sent_is_so_still_when_that_moment_is_corrected(engine):
    sent = {"campaign": "Spring", "customer": "a", "purchased_at": at(2), "revenue": "5.00"}
    accept(engine, "nudge-results", [sent | {"sent_at": at(3)}])
    assert cells(engine) == {("mail", -1): [1, 0, 0]}
    accept(engine, "nudge-results", [sent | {"sent_at": at(1)}])
    assert cells(engine) == {("mail", -1): [1, 0, 0], ("mail", 1): [0, 1, 500]}


def test_a_campaign_whose_cells_come_from_a_lake_takes_no_results_beside_them(engine):
    cell = dict.fromkeys(CELLS, 0) | {"arm": "mail", "segment": "", "lag": -1, "n": 7}
    with writing(engine) as session:
        keep_cells(
            session,
            SETUP,
            cells=pl.DataFrame([cell], schema=CELLS),
            campaigns=["Spring"],
            currency="USD",
            made_from="events.parquet",
            now=NOW,
        )
    accepted = accept(engine, "nudge-results", [result("a", "mail")])
    assert (accepted.good, accepted.rejected) == (0, 1)
    assert cells(engine) == {("mail", -1): [7, 0, 0]}
    with reading(engine) as connection:
        assert connection.scalars(select(NudgeResult.id)).all() == []


def test_a_week_whose_squares_fit_64_bits_no_more_is_refused_in_words_and_whole(engine):
    def bought(name, day):
        told = {"assigned_at": at(day), "purchased_at": at(day), "revenue": "30000000.00"}
        return result(name, "mail") | told

    accept(engine, "nudge-results", [bought("a", 0)])
    accept(engine, "nudge-results", [bought("b", 10)])  # another week
    with pytest.raises(Invalid, match="too large for their squares"):
        accept(engine, "nudge-results", [bought("c", 1)])
    assert cells(engine) == {("mail", -1): [2, 0, 0], ("mail", 0): [0, 2, 6_000_000_000]}
