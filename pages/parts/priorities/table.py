"""The ranking as a table in which one feature is chosen, by a click or from a list."""

from typing import Any

import polars as pl
import streamlit as st

from metrics.stability import TOP
from pages.parts import evidence, plain
from pages.parts.money import units
from pages.parts.priorities.ranked import Ranked
from pages.parts.strategy.words import plural

KEY = "feature"


def table(found: Ranked, shown: pl.DataFrame, currency: str) -> dict[str, Any] | None:
    """Draw the rows `shown`; the feature that is chosen, null while none is.

    The choice lives in the address, and a figure may make it by `choose`.
    """
    if shown.is_empty():
        evidence.aside("No feature fits.")
    else:
        ids = shown["feature_id"].to_list()
        st.dataframe(
            plain.table(_in_percent(named(shown, currency)).drop("Feature id")),
            hide_index=True,
            height=min(35 * (len(ids) + 1) + 3, 423),
            placeholder="",
            key="ranking",
            on_select=lambda: _clicked(ids),
            selection_mode="single-row",
            column_config=_columns(currency),
        )
    return _chosen(found.table)


def choose(feature_id: int) -> None:
    """Take this feature as the chosen one."""
    st.session_state[KEY] = feature_id


def named(shown: pl.DataFrame, currency: str) -> pl.DataFrame:
    """The ranking as people read it, money in whole units."""
    return shown.select(
        pl.col("rank").alias("Rank"),
        pl.col("title").alias("Feature"),
        pl.col("status").alias("Status"),
        pl.col("score").alias("Score"),
        pl.col("top_share").alias(f"In top {TOP}"),
        pl.col("reach").alias("Accounts"),
        pl.col("reach_share").alias("Share of accounts"),
        units("money_cents", currency).alias(f"Deals in full ({currency})"),
        units("allocated_cents", currency).alias(f"Deals split ({currency})"),
        pl.col("need").alias("Need"),
        pl.col("mission_fit").alias("Mission fit"),
        pl.col("n_eff").alias("Voices"),
        pl.col("effort_weeks").alias("Weeks"),
        pl.col("quadrant").alias("Hint"),
        pl.col("missing").alias("Missing"),
        pl.col("requests").alias("Requests"),
        pl.col("feature_id").alias("Feature id"),
    )


def _in_percent(table: pl.DataFrame) -> pl.DataFrame:
    """For the screen, which else shows more digits than are known; the file has the shares."""
    return table.with_columns(pl.col(f"In top {TOP}", "Share of accounts", "Mission fit") * 100)


def _columns(currency: str) -> dict[str, Any]:
    number, share = st.column_config.NumberColumn, st.column_config.ProgressColumn
    return {
        "Rank": number(width="small"),
        "Feature": st.column_config.TextColumn(width="medium"),
        "Score": number(format="%.2f", help="Empty: a term is missing"),
        f"In top {TOP}": share(
            min_value=0,
            max_value=100,
            format="%.0f%%",
            help="In how many of 1,000 tries, with weights ±20% and effort ±30%, it is among the"
            " first",
        ),
        "Share of accounts": number(format="%.1f%%"),
        f"Deals in full ({currency})": number(
            format="%,.0f",
            help="Every deal that asks for it, in full: does not add up over features",
        ),
        f"Deals split ({currency})": number(
            format="%,.0f", help="A deal's amount split over all it asks for: adds up to the deals"
        ),
        "Need": number(format="%.2f", help="1 blocker, 0.5 important, 0.25 nice to have"),
        "Mission fit": number(format="%.0f%%", help="How much of it lies on pillars"),
        "Voices": number(
            format="%.1f", help="Independent voices: twelve accounts logged by one person are one"
        ),
    }


def _clicked(ids: list[int]) -> None:
    rows = st.session_state["ranking"].selection.rows
    if rows:
        choose(ids[rows[0]])


def _chosen(every: pl.DataFrame) -> dict[str, Any] | None:
    titles = dict(every.select("feature_id", "title").iter_rows())
    asked = st.session_state.get(KEY, st.query_params.get(KEY, ""))
    asked = int(asked) if str(asked).isdecimal() else None
    if asked is not None and asked not in titles:
        evidence.aside("The feature asked for is not here: choose its status above.")
    st.session_state[KEY] = asked if asked in titles else None
    chosen: int | None = st.selectbox(
        f"Look into one of {plural(len(titles), 'feature')}",
        list(titles),
        key=KEY,
        format_func=lambda key: plain.cut(titles[key], 90),
        placeholder="Choose a row above, a point below, or one here",
        width=600,
    )
    if chosen is None:
        st.query_params.pop(KEY, None)
        return None
    st.query_params[KEY] = str(chosen)
    return every.row(by_predicate=pl.col("feature_id") == chosen, named=True)
