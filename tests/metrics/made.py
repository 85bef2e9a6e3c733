"""Small companies to measure: builders with defaults, and hypothesis strategies for whole ones."""

from datetime import date, timedelta

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from metrics import frames

law = settings(deadline=None, max_examples=60)  # the machine may be busy with other tests

START = date(2026, 1, 1)
DAY = date(2026, 2, 10)


def flow(fact_id, *, column="won", on=DAY, product_id=1, **rest):
    """A dated fact; account = fact_id and amount = 100 unless said."""
    blank = dict.fromkeys(frames.FLOWS)
    named = {"team": "North", "product": f"P{product_id}", "account_id": fact_id}
    known = {"column": column, "fact_id": fact_id, "on": on, "product_id": product_id}
    return blank | named | {"amount_cents": 100} | known | rest


def stock(fact_id, from_on, until_on=None, *, column="pipeline", **rest):
    fact = flow(fact_id, column=column, **rest)
    fact.pop("on")
    return fact | {"from_on": from_on, "until_on": until_on}


def flows(*rows):
    return pl.DataFrame(list(rows), schema=dict(frames.FLOWS), orient="row")


def stocks(*rows):
    return pl.DataFrame(list(rows), schema=dict(frames.STOCKS), orient="row")


def mappings(*rows):
    """(product_id, pillar_id or None, share_bp, from_on, until_on); the last three may be left."""
    filled = [(*row, *(10_000, START, None)[len(row) - 2 :]) for row in rows]
    return pl.DataFrame(
        [(p, None, begins, ends, pillar, share) for p, pillar, share, begins, ends in filled],
        schema=dict(frames.MAPPINGS),
        orient="row",
    )


def versions(*starts):
    """Versions 1, 2, … each in force until the next."""
    ends = [*starts[1:], None]
    rows = [(i, i, *span) for i, span in enumerate(zip(starts, ends, strict=True), 1)]
    return pl.DataFrame(rows, schema=dict(frames.VERSIONS), orient="row")


def targets(*shares):
    """One dict pillar_id → basis points for each version."""
    rows = [
        (version, pillar, f"Pillar {pillar}", bp, position)
        for version, mix in enumerate(shares, 1)
        for position, (pillar, bp) in enumerate(mix.items())
    ]
    return pl.DataFrame(rows, schema=dict(frames.TARGETS), orient="row")


def target_mix(pillars):
    """Basis points of positive pillars that sum to 10,000."""
    cuts = st.lists(
        st.integers(1, 9_999), min_size=pillars - 1, max_size=pillars - 1, unique=True
    ).map(sorted)
    return cuts.map(
        lambda c: {i: b - a for i, (a, b) in enumerate(zip([0, *c], [*c, 10_000], strict=True), 1)}
    )


PILLARS, PRODUCTS = 4, 6
CHANGE = date(2026, 4, 1)


@st.composite
def companies(draw, *, amounts=True, max_facts=40):
    """(flows, mappings, versions, targets): one or two versions, the second with a pillar less;
    products on one pillar, on two, outside, unmapped, or re-mapped half-way."""
    mapped = []
    for product in range(1, PRODUCTS + 1):
        kind = draw(st.sampled_from(["one", "two", "outside", "unmapped", "moved"]))
        pillar = draw(st.integers(1, PILLARS))
        other = pillar % PILLARS + 1
        cut = draw(st.integers(1, 9_999))
        moved_on = START + timedelta(draw(st.integers(1, 170)))
        mapped += {
            "one": [(product, pillar)],
            "two": [(product, pillar, cut), (product, other, 10_000 - cut)],
            "outside": [(product, None)],
            "unmapped": [],
            "moved": [
                (product, pillar, 10_000, START, moved_on),
                (product, other, 10_000, moved_on, None),
            ],
        }[kind]
    two = draw(st.booleans())
    mixes = [draw(target_mix(PILLARS))] + ([draw(target_mix(PILLARS - 1))] if two else [])
    amount = st.integers(0, 10**9)
    rows = [
        flow(
            number,
            column=draw(st.sampled_from(["won", "customers_ask", "sales_promises"])),
            on=START + timedelta(draw(st.integers(0, 180))),
            product_id=draw(st.sampled_from([None, *range(1, PRODUCTS + 1)])),
            account_id=draw(st.sampled_from([None, *range(1, 13)])),
            team=draw(st.sampled_from([None, "North", "South"])),
            region=draw(st.sampled_from([None, "EU", "US"])),
            segment=draw(st.sampled_from([None, "big"])),
            amount_cents=draw(amount if amounts else st.none() | amount),
        )
        for number in range(1, draw(st.integers(0, max_facts)) + 1)
    ]
    starts = [START, CHANGE] if two else [START]
    return flows(*rows), mappings(*mapped), versions(*starts), targets(*mixes)
