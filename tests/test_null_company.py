"""The companies with nothing planted: the frames that metrics take, and nothing in them."""

import numpy as np
import polars as pl

import metrics.frames
import metrics.scorecards_frames
from metrics.periods import Period, around
from metrics.predicts import predicts
from metrics.scorecards import scorecards
from metrics.scorecards_book import prepare
from tests.null_company import null_company


def test_its_frames_are_those_that_metrics_take():
    made = null_company(1)
    for name in ("credited", "reps", "lines", "kept", "voices", "uses", "quotas"):
        frame = getattr(made, name)
        assert frame.schema == pl.Schema(getattr(metrics.scorecards_frames, name.upper())), name
        assert frame.height
    for name in ("mappings", "versions", "targets"):
        assert getattr(made, name).schema == pl.Schema(getattr(metrics.frames, name.upper()))


def test_the_same_seed_gives_the_same_company_and_another_another():
    assert null_company(3).lines.equals(null_company(3).lines)
    assert not null_company(3).lines.equals(null_company(4).lines)


def of(made):
    """What `predicts` finds in a company, by quarter."""
    book = prepare(
        *(made.credited, made.reps, made.lines, made.kept, made.voices, made.uses),
        *(made.mappings, made.versions, made.targets),
        as_of=made.as_of,
    )
    firsts = pl.date_range(made.quotas["from_on"].min(), made.as_of, "3mo", eager=True)
    quarters = [Period(*around(first, "quarter")) for first in firsts]
    return predicts(scorecards(book, by=("rep_id",), periods=quarters), book.cohort, seed=1)


def test_over_a_few_companies_hardly_anything_is_claimed_and_what_is_tested_is_tested():
    found = [of(null_company(seed)) for seed in range(12)]
    tested = [frame["p"].count() for frame in found]
    assert min(tested) >= 8
    claims = [frame["goes_with"].any() for frame in found]
    assert np.mean(claims) <= 0.25
