"""The rows behind a cell of the matrix: chosen by a click or from a list, adding up to the cell."""

import polars as pl
import streamlit as st

from data.reads import behind as reads
from data.reads.pay_scope import PayScope
from data.reads.scope import Scope
from data.store import reading
from metrics.columns import BY_SLUG, TARGET, Column
from metrics.matrix import behind
from metrics.overview import Overview
from metrics.pay_withheld import PAY
from pages.charts import style
from pages.charts.minor import minor
from pages.parts import evidence, load, plain
from pages.parts.export import csv_bytes
from pages.parts.strategy.words import plural

SHOWN = 500
KEY = "cell"


def clicked(chart: str) -> None:
    """Take the cell that was clicked in the figure `chart` as the chosen one."""
    points = st.session_state[chart].selection.points
    if points:
        column, place, pillar_id = points[0]["customdata"]
        st.session_state[KEY] = _word(column, place, pillar_id)


def drill(view: Overview, scope: Scope, pay: PayScope, *, currency: str) -> None:
    """The chooser of a cell and, once one is chosen, its rows; the choice lives in the address.

    Of what we pay, a row is somebody's: only those that `pay` lets through are shown.
    """
    closed = {TARGET.slug} if pay.people != () else {TARGET.slug, PAY}
    cells = {
        _word(cell["column"], cell["place"], cell["pillar_id"]): cell
        for cell in view.rows.iter_rows(named=True)
        if cell["column"] not in closed and cell["n"]
    }
    if KEY not in st.session_state:
        st.session_state[KEY] = st.query_params.get(KEY)
    if st.session_state[KEY] not in cells:
        st.session_state[KEY] = None
    word = st.selectbox(
        "Rows behind a cell",
        list(cells),
        index=None,
        key=KEY,
        format_func=lambda chosen: _spoken(cells[chosen]),
        placeholder="Click a cell above, or choose one here",
        width=460,
    )
    if word is None:
        st.query_params.pop(KEY, None)
        return
    st.query_params[KEY] = word
    _table(view, scope, pay, cells[word], currency)


def _table(
    view: Overview, scope: Scope, pay: PayScope, cell: dict[str, object], currency: str
) -> None:
    column = BY_SLUG[str(cell["column"])]
    facts = behind(
        view.facts,
        column=column.slug,
        place=str(cell["place"]),
        pillar_id=cell["pillar_id"],  # type: ignore[arg-type]
    )
    if column.slug == PAY:
        people = facts.join(view.payees, on="fact_id", how="left", maintain_order="left")
        facts = pay.only(people, person="rep_id", from_on="on")
    total = style.amount(cell["amount_cents"], column.measure, currency)  # type: ignore[arg-type]
    few = f" The {SHOWN} largest are shown; the file has all." if facts.height > SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        known = "" if column.measure == "count" else f", {total}"
        evidence.aside(
            f"{plural(facts.height, 'row')}, {cell['count']:,.0f} in this cell{known}.{few}"
        )
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(_named(facts, scope, column, currency)),
            file_name=f"{column.slug}-{cell['place']}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key="csv_rows",
        )
    money = st.column_config.NumberColumn
    units = {"effort": "weeks", "money": currency}.get(column.measure, currency)
    st.dataframe(
        plain.table(_named(facts.head(SHOWN), scope, column, currency)),
        hide_index=True,
        height=min(36 * (min(facts.height, SHOWN) + 1) + 3, 420),
        column_config={
            "on": st.column_config.DateColumn("On"),
            "what": st.column_config.TextColumn("What", width="large"),
            "account": "Account",
            "person": "By",
            "team": "Team",
            "product": "Product or feature",
            "status": "Status",
            "key": "Key",
            "whole": money(f"Whole ({units})", format="localized"),
            "part": money(f"In this cell ({units})", format="localized"),
            "share": money("Share of it here", format="percent"),
        },
    )


def _named(facts: pl.DataFrame, scope: Scope, column: Column, currency: str) -> pl.DataFrame:
    hundredths = column.measure == "effort"  # of weeks; anything else is money
    whole = 100 if hundredths else minor(currency)
    with reading(load.engine()) as connection:
        if column.slug == PAY:
            found = reads.paid_for(connection, scope, facts.select("fact_id", "rep_id", "deal_id"))
        else:
            found = reads.names(
                connection, scope, column=column.slug, ids=facts["fact_id"].to_list()
            )
    return facts.join(found, on="fact_id", how="left", maintain_order="left").select(
        "on",
        "what",
        "account",
        "person",
        "team",
        "product",
        "status",
        "key",
        (pl.col("whole_cents") / whole).alias("whole"),
        (pl.col("part_cents") / whole).alias("part"),
        pl.col("part_count").alias("share"),
    )


def _word(column: object, place: object, pillar_id: object) -> str:
    return f"{column}.{place}" + ("" if pillar_id is None else f".{pillar_id}")


def _spoken(cell: dict[str, object]) -> str:
    column = BY_SLUG[str(cell["column"])]
    share = style.percent(cell["share"])  # type: ignore[arg-type]
    return f"{column.title} · {cell['pillar']} ({share}, n = {cell['n']:,})"
