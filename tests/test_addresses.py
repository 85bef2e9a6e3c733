"""One customer is one customer, however her address is typed."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.addresses import is_writable, unit, units, writable


@pytest.mark.parametrize(
    ("typed", "customer"),
    [
        ("  Anna@X.org ", "anna@x.org"),
        ("mailto:anna@x.org", "anna@x.org"),
        ("anna+tickets@x.org", "anna@x.org"),
        ("an.na@x.org", "an.na@x.org"),
        ("An.Na+b@googlemail.com", "anna@gmail.com"),
        ("ａｎｎａ@x.org", "anna@x.org"),
        ("anna@x.org.", "anna@x.org"),
        ("021CB20B", "021cb20b"),
        ("+@x.org", "+@x.org"),
        ("   ", None),
        ("", None),
    ],
)
def test_an_address_is_its_customer(typed, customer):
    assert unit(typed) == customer


@given(st.lists(st.none() | st.text(max_size=12) | st.emails(), max_size=5))
def test_normalising_again_changes_nothing_and_each_stands_alone(texts):
    once = units(pl.Series("a", texts, dtype=pl.String))
    assert units(once).to_list() == once.to_list()
    assert once.to_list() == [None if text is None else unit(text) for text in texts]


@pytest.mark.parametrize(
    ("address", "takes"),
    [
        ("anna@x.org", True),
        ("an.na+b=c@mail.x-y.org", True),
        ("anna lee@x.org", False),
        ("anna@x.org ", False),
        ("anna@x.org\n", False),
        ("anna@x.org\nBcc: b@x.org", False),
        ("mailto:anna@x.org", False),
        ("anna..lee@x.org", False),
        ("anna@-x.org", False),
        ("anna@x", False),
        ("änna@x.org", False),
        ("021CB20B", False),
        ("a" * 64 + "@x.org", True),
        ("a" * 65 + "@x.org", False),
        ("a@" + "b." * 126 + "org", False),
        ("", False),
    ],
)
def test_an_address_is_one_that_mail_can_carry_or_it_is_not(address, takes):
    assert is_writable(address) is takes
    assert writable(pl.Series([address, None], dtype=pl.String)).to_list() == [takes, None]
