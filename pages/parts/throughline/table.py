"""The rows of the thread: each request or promise with all that hangs on it, and where to go."""

from typing import Any

import polars as pl
import streamlit as st

from data.reads import thread_links
from data.reads.scope import Scope
from data.store import reading
from metrics.matrix import OUTSIDE, UNMAPPED
from metrics.thread_flow import MEASURES, Measure
from pages import priorities, promises, requests
from pages.parts import evidence, load, plain
from pages.parts.money import units
from pages.parts.priorities.words import STATUSES
from pages.parts.strategy.words import plural
from pages.parts.throughline.nodes import ADDRESSED, Query
from pages.parts.throughline.start import follow

SHOWN = 200
KEY = "thread_rows"


def rows(
    parts: pl.DataFrame, scope: Scope, pillars: dict[int, str], measure: Measure, currency: str
) -> pl.DataFrame:
    """Every fact of `parts` once, as people read it, with the ids of what it names."""
    ids = parts["fact_id"].unique(maintain_order=True).to_list()
    with reading(load.engine()) as connection:
        kind: Any = MEASURES[measure]
        found = thread_links.rows(connection, scope, kind=kind, ids=ids)
    money = pl.when(pl.col("currency") == currency).then(units("amount_cents", currency))
    return found.join(
        _served(parts, pillars), on="fact_id", how="left", maintain_order="left"
    ).select(
        pl.col("on").alias("On"),
        pl.col("words").alias("In their words"),
        pl.col("account").alias("Account"),
        pl.col("person").alias("Who"),
        pl.col("team").alias("Team"),
        pl.col("feature").alias("Feature"),
        pl.col("serves").alias("Serves"),
        pl.col("deal").alias("Deal"),
        pl.col("deal_state").alias("Deal is"),
        money.alias(f"Deal ({currency})"),
        pl.col("promise").alias("Promise"),
        "account_id",
        "deal_id",
        "feature_id",
    )


def newest(parts: pl.DataFrame) -> pl.DataFrame:
    """The parts of the newest facts, as many as are shown."""
    ids = (
        parts.select("fact_id", "on")
        .unique("fact_id")
        .sort("on", "fact_id", descending=True)
        .head(SHOWN)
    )
    return parts.join(ids.select("fact_id"), on="fact_id", how="semi", maintain_order="left")


def table(found: pl.DataFrame, total: int, currency: str) -> None:
    """Draw the rows `found` of `total`; one that is chosen says where the thread goes on."""
    few = " The newest are shown; the file has all." if total > found.height else ""
    evidence.aside(f"{plural(total, 'row')}.{few} Choose a row to follow what it names.")
    st.dataframe(
        plain.table(found.drop("account_id", "deal_id", "feature_id")),
        hide_index=True,
        height=min(35 * (found.height + 1) + 3, 423),
        placeholder="",
        key=KEY,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "On": st.column_config.DateColumn(format="D MMM YYYY"),
            "In their words": st.column_config.TextColumn(width="large"),
            f"Deal ({currency})": st.column_config.NumberColumn(format="%,.0f"),
            "Promise": st.column_config.TextColumn(
                help="The state of what was promised this account on this feature"
            ),
        },
    )
    chosen = st.session_state[KEY].selection.rows
    if chosen and chosen[0] < found.height:
        _ways(found.row(chosen[0], named=True))


def _ways(row: dict[str, Any]) -> None:
    """From one row: the thread from its account, deal or feature, and the pages that have more."""
    evidence.quote(row["In their words"] or "")
    with st.container(horizontal=True):
        for word in ("account", "deal", "feature"):
            if row[f"{word}_id"] is None:
                continue
            pressed = st.button(
                f"Follow {plain.label(row[word.capitalize()] or word, 40)}",
                key=f"follow_{word}",
                icon=":material/conversion_path:",
                on_click=follow,
                args=(word, row[f"{word}_id"]),
            )
            if pressed:  # the choice stands above, outside this part of the page
                st.rerun()
    with st.container(horizontal=True):
        inbox = {"requests_tab": requests.INBOX, "show": "all"}
        if row["feature_id"] is not None:
            query: Query = {"feature": str(row["feature_id"]), "status": list(STATUSES)}
            _way(priorities.show, "Priorities", "priorities", query)
        if row["Account"] and len(row["Account"]) <= ADDRESSED:
            _way(promises.show, "Promises", "promises", {"search": row["Account"]})
            inbox["q"] = row["Account"]
        _way(requests.show, "Requests", "requests", {**inbox})


def _way(show: Any, title: str, address: str, query: Query) -> None:
    page = st.Page(show, title=title, url_path=address)
    st.page_link(page, label=f"See it in {title}", query_params=query)


def _served(parts: pl.DataFrame, pillars: dict[int, str]) -> pl.DataFrame:
    """`fact_id, serves`: the names of all that a fact serves."""
    names = pl.col("pillar_id").replace_strict(pillars, default=None, return_dtype=pl.String)
    off = pl.col("place").replace_strict(
        {"outside": OUTSIDE, "unmapped": UNMAPPED}, default="a pillar", return_dtype=pl.String
    )
    return parts.group_by("fact_id", maintain_order=True).agg(
        pl.coalesce(names, off).unique(maintain_order=True).str.join(", ").alias("serves")
    )
