"""Contacts, baskets, orders and results of reminders: rows of a file → good rows.

An amount is read from its own column alone, and a row is told apart by its source's id. Of several
states of one thing in a file the latest counts. Nothing is matched with the store.
"""

import polars as pl

from data.addresses import LONGEST as LONGEST_ADDRESS
from data.addresses import customers, writable
from data.imports.arms import arms
from data.imports.consent import consent_basis
from data.imports.contract import Choices
from data.imports.keys import LONGEST, content_keys, own_keys, reject_repeated
from data.imports.moments import read_moments, said_whether
from data.imports.money import read_money
from data.imports.order_rows import cancelled, refunded, reject_further_items
from data.imports.result_rows import FIELDS, bought, dateless, result_moments, say_unmet
from data.imports.rows import Rows
from data.names import name_keys

FAR_FUTURE = 2**62


def contacts(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["contacts"]; without a basis that is said nobody may be written to."""
    moments = read_moments(rows, ("consented_at", "changed_at"), choices.date_order)
    email = rows.text("email")
    key = own_keys(rows) if rows.label("source_key") else email.str.to_lowercase()
    rows.reject(key.is_null(), "email", "neither an address nor a number")
    _reject_long(rows, "segment")
    _say_unwritable(rows, email)
    parts = pl.DataFrame([rows.text(c) for c in ("first_name", "last_name", "name")])
    both = pl.concat_str("first_name", "last_name", separator=" ", ignore_nulls=True)
    name = parts.select(pl.coalesce(pl.when(both != "").then(both), "name")).to_series()
    frame = pl.DataFrame(
        {
            "source_key": key,
            "email": email,
            "name": name,
            **{c: rows.text(c) for c in ("locale", "time_zone", "segment")},
            "consent_basis": consent_basis(rows),
            **moments,
        }
    )
    return _latest(rows, frame)


def baskets(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["baskets"]; left when it says, else when it was last changed."""
    fields = ("created_at", "abandoned_at", "completed_at", "event_at", "changed_at")
    whether = said_whether(rows, ("completed_at",))
    dated = tuple(field for field in fields if field not in whether)
    moments = pl.DataFrame(read_moments(rows, dated, choices.date_order))
    left = moments.select(pl.coalesce("abandoned_at", "changed_at", "created_at")).to_series()
    moments = moments.with_columns(
        pl.when(yes).then(left).alias(field) for field, yes in whether.items()
    )
    rows.reject(left.is_null(), "abandoned_at", "no moment when it was left")
    _reject_long(rows, "customer_key")
    frame = pl.DataFrame(
        {
            "source_key": own_keys(rows),
            **{c: rows.text(c) for c in ("customer_key", "email", "lines", "recovery_url")},
            **_money(rows, choices),
            "stock_left": rows.whole_numbers("stock_left"),
        }
    )
    frame = frame.hstack(moments).with_columns(abandoned_at=left)
    frame = frame.with_columns(created_at=pl.coalesce("created_at", "abandoned_at"))
    if rows.label("changed_at") is None:  # then the moment it was left dates what it says
        frame = frame.with_columns(changed_at=pl.max_horizontal("abandoned_at", "completed_at"))
    return _latest(rows, frame)


def orders(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["orders"]; an order without an amount is one whose amount is unknown."""
    whether = said_whether(rows, ("cancelled_at",))
    fields = tuple(f for f in ("refunded_at", "cancelled_at", "changed_at") if f not in whether)
    moments = read_moments(rows, ("ordered_at", *fields), choices.date_order)
    for field, yes in whether.items():
        moments[field] = pl.select(pl.when(yes).then(moments["ordered_at"])).to_series()
    rows.reject(moments["ordered_at"].is_null(), "ordered_at", "no moment")
    rows.reject(rows.flag("is_test"), "is_test", "a test order")
    _reject_long(rows, "customer_key", "basket_key")
    money = _money(rows, choices)
    reject_further_items(rows, rows.text("source_key"), money["value_cents"])
    gone = cancelled(rows, moments["ordered_at"], moments["cancelled_at"])
    frame = pl.DataFrame(
        {
            "source_key": own_keys(rows),
            **{c: rows.text(c) for c in ("customer_key", "email", "basket_key")},
            **money,
            **moments,
            "cancelled_at": gone,
        }
    )
    amount = rows.nothing("refunded_cents", pl.Int64)
    if rows.label("refunded_cents"):
        amount = read_money(rows, "refunded_cents", choices)["units"]
    value, back = refunded(rows, money["value_cents"], amount)
    return _latest(rows, frame.with_columns(value, back))


def nudge_results(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["nudge-results"], a row per customer.

    Rows without a customer are people of their own, however alike; of rows with one customer of
    a campaign the first counts. Without an arm a row was mailed, if it was sent or the file has
    no column of arms at all.
    """
    money = _money(rows, choices)
    moments = bought(rows, result_moments(rows, choices), money["value_cents"])
    arm = arms(rows, moments["sent_at"])
    customer = rows.text("customer")
    _reject_long(rows, "customer", "segment")
    campaign = rows.text("campaign").fill_null("Imported")
    frame = pl.DataFrame(
        {
            "campaign": campaign,
            "customer": customer,
            "arm": arm,
            "segment": rows.text("segment"),
            **money,
        }
    ).hstack(moments)
    early = moments["purchased_at"] < moments["assigned_at"]
    if early.any():
        rows.notes.append(
            f"{early.sum():,} purchases came before their assignment; they count for nobody."
        )
    told = frame.select("campaign", "arm", "segment", *FIELDS, "value_cents")
    if dateless(rows):  # the same people on another day
        told = told.with_columns(pl.col(FIELDS).is_not_null())
    alike = content_keys(list(told), repeat=True)
    named = customer.is_not_null()
    keys = pl.DataFrame({"c": name_keys(campaign), "u": customers(customer), "alike": alike})
    key = keys.select(
        pl.when(named).then(pl.concat_str("c", "u", separator=" / ")).otherwise("alike")
    ).to_series()
    reject_repeated(rows, key, "customer" if rows.label("customer") else "assigned_at")
    say_unmet(rows, key, moments["purchased_at"])
    if not named.all():
        rows.notes.append(
            f"{(~named).sum():,} rows name no customer; each counts as a person of its own."
        )
    return frame.with_columns(
        key.alias("source_key"),
        pl.coalesce("customer", pl.lit("row ") + pl.Series(alike)).alias("customer"),
    )


def _reject_long(rows: Rows, *fields: str) -> None:
    """What rows are found by is of bounded length: no database indexes a whole document."""
    for field in (*fields, "email"):
        most = LONGEST_ADDRESS if field == "email" else LONGEST
        reason = f"is longer than {most} characters"
        rows.reject(rows.text(field).str.len_chars() > most, field, reason)


def _say_unwritable(rows: Rows, email: pl.Series) -> None:
    """Such a customer still is one: she bought, or left a basket; but no mail reaches her."""
    odd = email.filter(~writable(email))
    if len(odd):
        rows.notes.append(
            f"{len(odd):,} customers get no reminder: no mail can be addressed to"
            f" “{odd[0][:60]}”, nor to the like."
        )


def _money(rows: Rows, choices: Choices) -> dict[str, pl.Series]:
    money = read_money(rows, "value_cents", choices)
    return {"value_cents": money["units"], "currency": money["currency"]}


def _latest(rows: Rows, frame: pl.DataFrame) -> pl.DataFrame:
    """Of standing rows with one key the one changed last stays; of those changed together, or
    who knows when, the last in the file."""
    if frame["source_key"].n_unique() == frame.height:
        return frame
    told = pl.DataFrame(
        {
            "key": frame["source_key"],
            "changed": frame["changed_at"],
            "line": rows.table.cells["line"],
            "fine": rows.standing(),
        }
    ).with_row_index("row")
    told = told.filter(pl.col("fine") & pl.col("key").is_not_null())
    if not told["key"].is_duplicated().any():
        return frame
    order = told.sort(pl.col("changed").fill_null(-FAR_FUTURE), "row")
    last = order.unique("key", keep="last").select("key", kept="line", stays="row")
    older = told.join(last, on="key").filter(pl.col("row") != pl.col("stays"))
    words = pl.format("line {} tells a later state of the same", pl.col("kept"))
    none = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    reasons = none.scatter(older["row"], older.select(words).to_series())
    rows.reject(reasons.is_not_null(), "source_key", reasons)
    return frame
