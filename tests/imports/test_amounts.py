"""Amounts: exact, in the currency's smallest unit, by the convention of the whole column."""

from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports import Choices, parse
from data.imports.amounts import read_amounts


def units(*texts, places=2, numeric=False):
    column = pl.Series(texts, dtype=pl.String)
    found = read_amounts(column, pl.Series([places] * len(texts)), numeric=numeric)
    return found["units"].to_list()


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234", 123400),
        ("12.5", 1250),
        ("$1,234,567.89", 123456789),
        ("1.234,56 €", 123456),
        ("1 234,56", 123456),
        ("1\u00a0234,56", 123456),
        ("1\u202f234.56", 123456),
        ("CHF 1’234.50", 123450),
        ("1'234.50", 123450),
        ("12,34,567.00", 123456700),
        ("(1,234.50)", -123450),
        ("$-5", -500),
        ("−5", -500),
        ("5-", -500),
        ("$342.09K", 34209000),
        ("$1.234M", 123400000),
        ("2B", 200000000000),
        ("R$ 10,00", 1000),
        ("1,234", 123400),
        ("1.234", 123400),
        ("0.125", 12),
        (".5", 50),
        ("92233720368547758.07", 2**63 - 1),
    ],
)
def test_an_amount_in_its_usual_shapes(text, cents):
    assert units(text) == [cents]


@pytest.mark.parametrize(
    "text", ["12%", "abc", "1,23,45", "1.2.3.4", "(5", "--1", "-(5)", "1e5", "92233720368547758.08"]
)
def test_what_is_no_amount_is_null(text):
    assert units(text) == [None]


def test_the_column_decides_what_a_lone_separator_means():
    assert units("1.234", "12,50") == [123400, 1250]
    assert units("1.234", "12.50") == [123, 1250]
    assert units("1,234", "12,50") == [123, 1250]
    assert units("1,234", "12.50") == [123400, 1250]


def test_a_column_that_uses_both_conventions_leaves_the_doubtful_ones_out():
    assert units("1,234.50", "9.99", "1.234,50", "1,234", "5") == [123450, 999, None, None, 500]
    assert units("1,234", "1.234") == [None, None]


def test_halves_of_a_cent_go_to_the_even_one():
    assert units("0.005", "0.015", "0.025", "0.0251") == [0, 2, 2, 3]


def test_currencies_have_their_own_smallest_unit():
    assert units("1234", "1,234", places=0) == [1234, 1234]
    assert units("1.234", "12.5", places=3) == [1234, 12500]


def test_numbers_of_a_workbook_have_a_decimal_point():
    texts = ["1.234", "1e+21", "1e-7", "0.30000000000000004", "-12.0", "inf"]
    assert units(*texts, numeric=True) == [123, None, 0, 30, -1200, None]


@given(
    st.lists(
        st.decimals(min_value=-(10**12), max_value=10**12, places=2).map(lambda d: d + 0),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ".")]),
    st.sampled_from(["{}", "${}", "{} €", "EUR {}"]),
)
def test_what_was_written_is_read_back(amounts, signs, dress):
    thousands, decimal = signs
    texts = []
    for amount in amounts:
        text = f"{abs(amount):,.2f}".replace(",", "\0").replace(".", decimal)
        minus = "-" if amount < 0 else ""
        texts.append(dress.format(minus + text.replace("\0", thousands)))
    assert units(*texts) == [int(amount * 100) for amount in amounts]


@given(st.decimals(min_value=0, max_value=10**15, places=7), st.sampled_from([0, 2, 3]))
def test_rounding_is_that_of_decimal(amount, places):
    wanted = amount.scaleb(places).quantize(Decimal(1), ROUND_HALF_EVEN)
    assert units(f"{amount:f}", "7.5", places=places)[0] == int(wanted)


def deals(amounts, header="Amount", **choices):
    lines = [f'Id,Stage,"{header}"', *(f'{i},open,"{a}"' for i, a in enumerate(amounts))]
    content = "\n".join(lines).encode()
    return parse("deals", content, file_name="d.csv", choices=Choices(**choices))


def test_a_cell_says_its_currency_before_the_default():
    read = deals(["$5", "€ 7,50", "KWD 1,234", "JPY 90", "8"], currency="GBP")
    assert read.good.select("currency", "amount_cents").rows() == [
        ("USD", 500), ("EUR", 750), ("KWD", 1234), ("JPY", 90), ("GBP", 800),
    ]  # fmt: skip


def test_a_sign_that_currencies_share_means_the_usual_one_among_them():
    assert deals(["$5"], currency="CAD").good["currency"].to_list() == ["CAD"]
    assert deals(["5 kr"], currency="SEK").good["currency"].to_list() == ["SEK"]
    assert deals(["5 kr"], currency="EUR").good.is_empty()


def test_a_currency_column_holds_codes_signs_or_names():
    content = b"id,stage,amount,currency\n1,open,5,usd\n2,open,5,US Dollar\n3,open,5,\xe2\x82\xac\n"
    read = parse("deals", content + b"4,open,5,shells\n", file_name="d.csv")
    assert read.good["currency"].to_list() == ["USD", "USD", "EUR"]
    assert read.rejected["reason"].to_list() == ["'shells' is not a currency"]


@pytest.mark.parametrize(
    "header", ["Amount (EUR)", "Amount EUR", "amount_in_eur", "Amount €", "EUR Amount"]
)
def test_a_header_says_its_currency(header):
    assert deals(["5"], header=header).good["currency"].to_list() == ["EUR"]


def test_a_header_chosen_by_the_person_says_its_currency_too():
    read = deals(["5"], header="Worth (EUR)", columns={"Worth (EUR)": "amount_cents"})
    assert read.good["currency"].to_list() == ["EUR"]


@pytest.mark.parametrize(
    ("header", "units", "currency"),
    [
        ("Amount (k€)", 1_250_000, "EUR"),
        ("Amount ($000)", 1_250_000, "USD"),
        ("Amount (TEUR)", 1_250_000, "EUR"),
        ("Amount in Mio. EUR", 1_250_000_000, "EUR"),
        ("Amount (in thousands)", 1_250_000, "USD"),
        ("Amount (company currency)", 1_250, "USD"),
        ("Amount in TEUR", 1_250_000, "EUR"),
        ("Amount (in 1000 EUR)", 1_250_000, "EUR"),
        ("Betrag in 1.000 EUR", 1_250_000, "EUR"),
        ("Amount (in 1,000,000 EUR)", 1_250_000_000, "EUR"),
        *(
            (f"Amount ({of})", 1_250, "EUR")
            for of in ("€/m", "€/t", "€ per k", "€ pro T", "€ p.m.")
        ),
        ("Amount €/m", 1_250, "EUR"),
        ("Amount per 1000 EUR", 1_250, "EUR"),
        ("amount_per_k_eur", 1_250, "EUR"),
        ("Amount ($/m)", 1_250, "USD"),
        ("Amount (€, m2)", 1_250, "EUR"),
        ("Amount (per thousand)", 1_250, "USD"),
    ],
)
def test_a_header_that_counts_thousands_is_obeyed_and_said(header, units, currency):
    read = deals(["12.5"], header=header, columns={header: "amount_cents"})
    assert read.good.select("amount_cents", "currency").rows() == [(units, currency)]
    told = [note for note in read.notes if "multiplied" in note]
    assert bool(told) == (units > 1_250)


@pytest.mark.parametrize(
    "header",
    [
        *("amount_std", "Std amount", "Amount (all)", "Amount (ALL)", "AMOUNT_TOP", "MVP Amount"),
        *("Amount in Sit", "Amount (incl. Mad tax)", "Amount (Mall)", "try amount"),
    ],
)
def test_a_word_of_a_header_is_no_currency(header):
    read = deals(["5"], header=header, columns={header: "amount_cents"}, currency="EUR")
    assert read.good["currency"].to_list() == ["EUR"]
    assert not any("header says" in note for note in read.notes)


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Amount (MAD)", "MAD"),
        ("Amount (TRY)", "TRY"),
        ("Amount eur", "EUR"),
        ("Amount ($)", "CAD"),
    ],
)
def test_a_currency_that_the_header_sets_is_said(header, currency):
    read = deals(["5"], header=header, currency="CAD")
    assert read.good["currency"].to_list() == [currency]
    assert f"'{header}' is taken as {currency}: its header says so." in read.notes
    assert not any("header says" in note for note in deals(["GBP 5"], header=header).notes)


def test_a_cell_that_counts_thousands_itself_is_not_multiplied_again():
    assert deals(["12k", "3"], header="Amount (k€)").good["amount_cents"].to_list() == [
        1_200_000,
        300_000,
    ]


def test_thousands_that_nothing_confirms_are_said():
    assert deals(["1,234"]).notes[-1] == "'Amount': 1,234 and its like were read as thousands."
    assert not any("thousands" in note for note in deals(["1,234", "7.50"]).notes)


def test_an_unknown_currency_and_a_negative_amount_are_rejected_in_words():
    read = deals(["XQZ 5", "-3", "abc"])
    assert read.rejected["reason"].to_list() == [
        "'XQZ 5' names a currency that is not known",
        "'-3' is negative",
        "'abc' is not an amount",
    ]
    assert read.rejected["column"].to_list() == ["Amount"] * 3
