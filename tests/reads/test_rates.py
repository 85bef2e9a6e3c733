"""Other currencies in the company's, exactly: the rate of the day, half to even, or nothing."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.reads.rates import RATES, converted, rates, without_rate
from data.store import reading, writing
from data.tables import ExchangeRate

DAY = date(2026, 1, 1)


def known(*rows):
    return pl.DataFrame(rows, schema=RATES, orient="row")


def money(*rows):
    schema = {"amount_cents": pl.Int64, "currency": pl.String, "on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def amounts(rows, rates_known, into="USD"):
    return converted(rows, rates_known, into, on="on")["amount_cents"].to_list()


def test_the_newest_rate_of_the_day_or_before_holds():
    euro = known(("EUR", DAY, 1_100_000_000), ("EUR", date(2026, 2, 1), 1_200_000_000))
    rows = money(
        (1_000, "EUR", date(2025, 12, 31)),
        (1_000, "EUR", DAY),
        (1_000, "EUR", date(2026, 1, 31)),
        (1_000, "EUR", date(2026, 2, 1)),
        (1_000, "EUR", None),
        (1_000, "USD", None),
        (None, "EUR", DAY),
        (1_000, None, DAY),
        (1_000, "GBP", DAY),
    )
    assert amounts(rows, euro) == [None, 1_100, 1_100, 1_200, None, 1_000, None, 1_000, None]


def test_half_a_cent_goes_to_the_even_one_on_both_sides_of_nothing():
    half = known(("EUR", DAY, 500_000_000))
    rows = money(*((cents, "EUR", DAY) for cents in (1, 3, 5, -1, -3, 2)))
    assert amounts(rows, half) == [0, 2, 2, 0, -2, 1]


def test_currencies_of_other_smallest_units_come_out_in_theirs():
    # 1,000 yen are units of their own; at 0.0067 dollars each they are 6.70
    rows = money((1_000, "JPY", DAY), (1_000, "KWD", DAY))
    rates_known = known(("JPY", DAY, 6_700_000), ("KWD", DAY, 3_250_000_000))
    assert amounts(rows, rates_known) == [670, 325]
    assert amounts(money((670, "USD", DAY)), known(("USD", DAY, 150_000_000_000)), "JPY") == [1_005]


@given(
    st.integers(-(10**15), 10**15),
    st.integers(1, 10**12),
)
def test_it_is_what_decimals_say(cents, billionths):
    exact = Decimal(cents) * Decimal(billionths) / Decimal(10**9)
    rounded = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
    got = amounts(money((cents, "EUR", DAY)), known(("EUR", DAY, billionths)))
    assert got == [rounded if -(2**63) <= rounded < 2**63 else None]


def test_what_no_rate_converts_is_counted_by_currency():
    rows = money((1, "EUR", DAY), (2, "GBP", DAY), (3, "GBP", DAY), (None, "GBP", DAY))
    after = converted(rows, known(("EUR", DAY, 10**9)), "USD", on="on")
    lost = without_rate("deals", rows, after, currency="currency", amount="amount_cents")
    assert lost.rows() == [("deals", "GBP", 2)]


def test_only_rates_into_the_companys_currency_are_read_and_none_is_inverted(engine):
    with writing(engine) as session:
        for currency, into in (("EUR", "USD"), ("USD", "EUR")):
            session.add(
                ExchangeRate(
                    source="plain",
                    source_key=currency,
                    currency=currency,
                    into=into,
                    on=DAY,
                    rate_billionths=2_000_000_000,
                )
            )
    with reading(engine) as connection:
        assert rates(connection, "USD").rows() == [("EUR", DAY, 2_000_000_000)]
        assert rates(connection, "GBP").schema == pl.Schema(RATES)
