import pytest
from hypothesis import given

from metrics.capacity import capacity
from metrics.serving import serve
from tests.metrics.made import START, companies, flow, flows, law, mappings, targets, versions

AIMS = targets({1: 6_000, 2: 4_000})
MAPPED = mappings((1, 1), (2, 2), (3, None))


def served(*facts):
    return serve(flows(*facts), MAPPED, versions(START), AIMS)


def facts(column, *products, first=0, **more):
    return [flow(first + at, column=column, product_id=p, **more) for at, p in enumerate(products)]


def test_demand_against_capacity_by_hand():
    # Asked: 5 of 10 on pillar 1, 2 on 2, 2 outside, 1 unmapped. Built: 30 + 10 weeks of 50 on 1.
    rows = facts("customers_ask", *[1] * 5, 2, 2, 3, 3, 4)
    rows += facts("sales_promises", *[3] * 4, 1)
    rows += facts("we_build", 1, amount_cents=3_000) + facts(
        "we_build", 1, amount_cents=1_000, first=1
    )
    rows += facts("we_build", 2, 2, 2, 2, amount_cents=250, first=2)
    got = capacity(served(*rows), AIMS)
    shares = ["pillar", "target", "asked_share", "promised_share", "built_share", "gap"]
    assert [tuple(row) for row in got.select(shares).rows()] == [
        ("Pillar 1", 0.6, 0.5, pytest.approx(0.2), pytest.approx(0.8), pytest.approx(-0.3)),
        ("Pillar 2", 0.4, 0.2, 0, pytest.approx(0.2), pytest.approx(0)),
        ("outside the strategy", None, 0.2, pytest.approx(0.8), 0, pytest.approx(0.2)),
        ("not yet mapped", None, 0.1, 0, 0, pytest.approx(0.1)),
    ]
    assert got["asked_n"].to_list() == [5, 2, 2, 1]
    assert got["built_n"].to_list() == [2, 4, 0, 0]


def test_too_little_says_nothing():
    got = capacity(served(*facts("customers_ask", 1, 1, 2, 2), *facts("won", 1)), AIMS)
    assert got["asked_share"].null_count() == got.height
    assert got["asked_n"].to_list()[:2] == [2, 2]
    assert got["gap"].null_count() == got.height
    assert capacity(served().clear(), AIMS).columns == got.columns


@law
@given(companies())
def test_the_shares_of_a_side_add_up_to_one(company):
    facts, mapped, strategy, aims = company
    got = capacity(serve(facts, mapped, strategy, aims), aims)
    for share in ("asked_share", "promised_share", "built_share"):
        known = got[share].drop_nulls()
        assert known.is_empty() or known.sum() == pytest.approx(1)
