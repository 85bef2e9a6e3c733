"""Deals: rows of a file → good rows. Who and what they name is matched elsewhere."""

import polars as pl

from data.imports.contract import Choices
from data.imports.discounts import list_amounts
from data.imports.keys import (
    content_keys,
    own_keys,
    reject_repeated,
    salesforce_ids,
    salesforce_people,
)
from data.imports.money import read_money
from data.imports.rows import Rows
from data.imports.stages import read_stages

_DATES = ("opened_on", "closed_on", "expected_close_on", "won_on", "lost_on")
_TEXTS = ("name", "account_name", "product", "owner", "deal_type", "lead_source")


def deals(rows: Rows, choices: Choices) -> tuple[pl.DataFrame, dict[str, int]]:
    """Columns of SCHEMAS["deals"], and the unknown stages with their rows.

    A close date is the expected one while the deal is open; a won deal without a close date or
    an amount is rejected.
    """
    stages, unknown = read_stages(rows, choices)
    days = rows.dates(_DATES, choices.date_order)
    money = _money(rows, choices, stages["state"])
    frame = pl.DataFrame(
        {
            **{c: rows.text(c) for c in _TEXTS},
            "owner": salesforce_people(rows.text("owner")),
            "account_key": _account_key(rows),
            "stage": stages["stage"],
            "state": stages["state"],
            "amount_cents": money["units"],
            "list_cents": list_amounts(rows, money["units"], choices),
            "currency": money["currency"],
            **days,
        }
    )
    state, closed = pl.col("state"), pl.col("closed_on")
    frame = frame.with_columns(
        closed_on=pl.when(state == "won")
        .then(pl.coalesce("won_on", closed))
        .when(state == "lost")
        .then(pl.coalesce("lost_on", closed)),
        expected_close_on=pl.when(state == "open")
        .then(pl.coalesce("expected_close_on", closed))
        .otherwise("expected_close_on"),
    )
    won = frame["state"] == "won"
    rows.reject(won & frame["closed_on"].is_null(), "closed_on", "won without a close date")
    rows.reject(won & frame["amount_cents"].is_null(), "amount_cents", "won without an amount")
    return frame.with_columns(_key(rows, frame).alias("source_key")), unknown


def _money(rows: Rows, choices: Choices, state: pl.Series) -> pl.DataFrame:
    """What a deal brought or, while it is not won and the file does not say, what is expected."""
    brought = read_money(rows, "amount_cents", choices)
    if not rows.label("expected_cents"):
        return brought
    expected = read_money(rows, "expected_cents", choices)
    both = brought.hstack(expected.select(pl.all().name.prefix("expected_")))
    known = pl.col("units").is_not_null() | (pl.lit(state) == "won").fill_null(False)
    return both.select(
        pl.when(known).then("units").otherwise("expected_units").alias("units"),
        pl.when(known).then("currency").otherwise("expected_currency").alias("currency"),
    )


def _account_key(rows: Rows) -> pl.Series:
    """The first of several ids; they are separated by semicolons."""
    key = rows.text("account_key")
    if rows.layout.dialect.name == "salesforce":
        return salesforce_ids(key)
    if rows.layout.dialect.name == "hubspot":
        first = key.str.split(";").list.first().str.strip_chars()
        return first.to_frame("k").select(pl.when(pl.col("k") != "").then("k")).to_series()
    return key


def _key(rows: Rows, frame: pl.DataFrame) -> pl.Series:
    if rows.label("source_key") is not None:
        key = own_keys(rows)
        reject_repeated(rows, key, "source_key")
        return key
    told_by = [c for c in ("name", "account_name", "product", "opened_on") if rows.label(c)]
    rows.notes.append(
        "The file has no id column: its deals are told apart by "
        + ", ".join(f"'{rows.label(c)}'" for c in told_by)
        + ", so a change there makes a new deal."
    )
    return content_keys([frame[c] for c in told_by], repeat=True)
