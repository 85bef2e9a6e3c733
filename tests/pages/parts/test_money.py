"""Amounts in tables are in whole units of their own currency."""

import polars as pl
import pytest

from pages.charts.minor import minor
from pages.parts.money import units


@pytest.mark.parametrize(("currency", "shown"), [("USD", 1234.5), ("JPY", 123450.0)])
def test_a_yen_has_no_cents_and_a_dollar_has_a_hundred(currency, shown):
    amounts = pl.DataFrame({"cents": [123_450, None]})
    assert amounts.select(units("cents", currency))["cents"].to_list() == [shown, None]


def test_the_minor_units_are_those_of_iso_4217():
    assert [minor(each) for each in ("EUR", "JPY", "KWD")] == [100, 1, 1000]
