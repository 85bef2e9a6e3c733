"""What sellers of the made-up company write is found in their notes."""

from collections import Counter

import polars as pl

from data.demo import truth
from data.demo.notes import LEAST, jottings
from data.demo.people import in_team
from data.reads.notes import notes
from data.reads.scope import EVERYTHING
from data.reads.strategy_texts import strategy_texts
from data.reads.strategy_versions import in_force, versions
from data.store import reading
from metrics.wording import overused
from pages.parts.message.found import Found
from pages.parts.message.words import answer
from tests.demo.conftest import DAYS


def found(company, by):
    with reading(company) as conn:
        texts = strategy_texts(in_force(versions(conn, EVERYTHING), DAYS.today))
        return overused(notes(conn, EVERYTHING), texts, by=by)


def test_every_seller_has_written_enough_to_be_heard_and_nothing_ahead_of_its_day():
    made = jottings(truth.SEED, DAYS)
    written = Counter(jotting.sale.seller.key for jotting in made)
    assert len(written) == 35 and min(written.values()) >= LEAST
    assert all(j.sale.opened <= j.noted <= DAYS.today for j in made)


def test_artificial_intelligence_stands_out_in_the_closers_notes(company):
    closer = in_team(truth.SEED, truth.CLOSER_PLACE).name
    said = found(company, ("person_id", "person")).filter(term=truth.CLOSER_SAYS)
    assert said["person"].to_list() == [closer]
    assert said["z_others"].item() > 4 and said["strategy_uses"].item() == 0


def test_the_drifting_team_talks_of_custom_work(company):
    said = found(company, ("team",)).filter(pl.col("term") == truth.DRIFT_TEAM_SAYS)
    assert said["team"].to_list() == [truth.DRIFT_TEAM]


def test_the_first_line_of_the_page_names_the_closer_and_what_he_sells(company):
    every = found(company, ("person_id", "person"))
    said = answer(Found(1_000, 0, True, every, every, every))
    closer = in_team(truth.SEED, truth.CLOSER_PLACE).name
    assert said.startswith(f"“{truth.CLOSER_SAYS}” stands out in {closer}'s notes")
