"""The ledger as a table in which one promise is chosen, by a click or from a list."""

from typing import Any

import polars as pl
import streamlit as st

from pages.charts import style
from pages.parts import evidence, plain
from pages.parts.money import units
from pages.parts.strategy.words import plural

KEY = "promise"
SHOWN = 500
YES_NO = {True: "yes", False: "no"}


def table(found: pl.DataFrame, currency: str) -> dict[str, Any] | None:
    """Draw it; the promise that is chosen, null while none is. The choice lives in the address."""
    if found.is_empty():
        evidence.aside("No promise fits.")
    ids = found["promise_id"].head(SHOWN).to_list()
    few = f"; the first {SHOWN} are shown, the file has all" if found.height > SHOWN else ""
    evidence.aside(f"{plural(found.height, 'promise')}{few}.")
    if ids:
        st.dataframe(
            plain.table(named(found.head(SHOWN), currency).drop("Promise")),
            hide_index=True,
            height=min(35 * (len(ids) + 1) + 3, 423),
            placeholder="",
            key="ledger",
            on_select=lambda: _clicked(ids),
            selection_mode="single-row",
            column_config=_columns(currency),
        )
    return _chosen(found, ids, currency)


def named(found: pl.DataFrame, currency: str) -> pl.DataFrame:
    """The ledger as people read it, money in whole units."""
    judged = pl.col("on_strategy").replace_strict(YES_NO, return_dtype=pl.String)
    return found.select(
        pl.col("state").alias("State"),
        pl.col("risk").alias("Risk"),
        pl.col("quote").alias("Promise in words"),
        pl.col("account").alias("Account"),
        units("amount_cents", currency).alias(f"Deal ({currency})"),
        pl.col("due_on").alias("Due"),
        pl.col("feature").alias("Feature"),
        pl.col("feature_status").alias("Feature is"),
        pl.col("person").alias("Made by"),
        pl.col("team").alias("Team"),
        pl.col("made_on").alias("Made on"),
        judged.alias("On strategy then"),
        pl.when("ask_finance").then(pl.lit("ask finance")).alias("Finance"),
        pl.col("deal").alias("Deal"),
        pl.col("deal_state").alias("Deal is"),
        pl.col("step_on").alias("Since"),
        pl.col("step_by").alias("Said by"),
        pl.col("note").alias("Note"),
        pl.col("promise_id").alias("Promise"),
    )


def _columns(currency: str) -> dict[str, Any]:
    day = st.column_config.DateColumn(format="D MMM YYYY")
    return {
        "Promise in words": st.column_config.TextColumn(width="large"),
        f"Deal ({currency})": st.column_config.NumberColumn(format="%,.0f"),
        "Due": day,
        "Made on": day,
        "Since": day,
        "On strategy then": st.column_config.TextColumn(help="Empty: nobody can say"),
    }


def _clicked(ids: list[int]) -> None:
    rows = st.session_state["ledger"].selection.rows
    if rows:
        st.session_state[KEY] = ids[rows[0]]


def _chosen(found: pl.DataFrame, ids: list[int], currency: str) -> dict[str, Any] | None:
    asked = st.session_state.get(KEY, st.query_params.get(KEY, ""))
    asked = int(asked) if str(asked).isdecimal() else None
    known = found.filter(pl.col("promise_id") == asked) if asked is not None else found.clear()
    if asked is not None and asked not in ids and known.height:
        ids = [asked, *ids]
    st.session_state[KEY] = asked if asked in ids else None
    said = {row["promise_id"]: row for row in found.iter_rows(named=True)} if ids else {}
    chosen: int | None = st.selectbox(
        "Look into a promise",
        ids,
        key=KEY,
        format_func=lambda key: _spoken(said[key], currency),
        placeholder="Choose a row above, or one here",
        width=600,
    )
    if chosen is None:
        st.query_params.pop(KEY, None)
        return None
    st.query_params[KEY] = str(chosen)
    return said[chosen]


def _spoken(row: dict[str, Any], currency: str) -> str:
    money = style.money(row["amount_cents"], currency)
    account = plain.cut(row["account"] or "no account", 60)
    return f"{plain.cut(row['quote'], 60)} · {account} · {row['state']} · {money}"
