"""One feature opened: its score term by term, and whose voices, deals and words are behind it."""

from typing import Any

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads import priorities as reads
from data.reads.people import Me
from metrics.scores import SCORES
from pages.charts import style
from pages.parts import evidence, load, plain
from pages.parts.export import csv_bytes
from pages.parts.priorities import behind, explained
from pages.parts.priorities.decide import decide
from pages.parts.priorities.estimates import estimates
from pages.parts.priorities.ranked import Chosen, Ranked
from pages.parts.strategy.words import plural

Row = dict[str, Any]
TABS = ("Score", "Accounts", "Voices", "Deals", "Requests", "Estimate", "Decide")
_names = load.cached(reads.names)


def detail(me: Me, chosen: Chosen, found: Ranked, row: Row) -> None:
    """The panel of the chosen feature."""
    with st.container(border=True):
        evidence.heading(row["title"])
        evidence.aside(_summary(row, chosen.currency))
        shown = TABS if may(me.actor, "estimate_feature") else TABS[:-2]
        tabs = st.tabs(list(shown), key="behind", on_change="rerun")
        for tab, name in zip(tabs, shown, strict=True):
            if tab.open:
                with tab:
                    _tab(name, me, chosen, found, row)


def _tab(name: str, me: Me, chosen: Chosen, found: Ranked, row: Row) -> None:
    if name == "Score":
        _score(chosen, found, row)
    elif name == "Estimate":
        estimates(me, row)
    elif name == "Decide":
        decide(me, row)
    else:
        _table(name, chosen, found, row)


def _summary(row: Row, currency: str) -> str:
    said = [row["status"]]
    if row["rank"] is not None:
        said.append(
            f"rank {row['rank']}, in the top five in {style.percent(row['top_share'])} of draws"
        )
    said.append(
        f"{style.money(row['money_cents'], currency)} of deals ask, "
        f"{style.money(row['allocated_cents'], currency)} of it allocated here"
    )
    if row["deals_unknown"]:
        said.append(f"{row['deals_unknown']} of its deals of unknown worth")
    if row["quadrant"]:
        said.append(f"hint: {row['quadrant']}")
    return " · ".join(said)


def _score(chosen: Chosen, found: Ranked, row: Row) -> None:
    st.text(f"{chosen.score.title}: {explained.formula(chosen.score, row)}")
    st.dataframe(
        pl.DataFrame(
            explained.terms(chosen.score, row, accounts=found.accounts),
            schema=["Term", "Value", "From"],
            orient="row",
        ).to_arrow(),
        hide_index=True,
        column_config={
            "Term": st.column_config.TextColumn(width="small"),
            "Value": st.column_config.TextColumn(width="small"),
            "From": st.column_config.TextColumn(width="large"),
        },
    )
    others = [score for score in SCORES if score is not chosen.score]
    for score in others:
        evidence.aside(f"{score.title}: {explained.formula(score, row)}")


def _table(name: str, chosen: Chosen, found: Ranked, row: Row) -> None:
    names = _names(chosen.scope, feature_id=row["feature_id"])
    asks = found.asks.filter(pl.col("feature_id") == row["feature_id"]).join(
        names, on="request_id", how="left", maintain_order="left"
    )
    if name == "Accounts":
        table = behind.accounts(asks)
        said = _accounts(row)
    elif name == "Voices":
        table = behind.voices(asks)
        said = _voices(row)
    elif name == "Deals":
        table = behind.deals(asks, found.parts, found.deals, chosen.currency)
        said = _deals(row, chosen.currency)
    else:
        named = dict(found.deals.select("deal_id", "deal").iter_rows())
        table = behind.requests(asks, named)
        said = f"{plural(row['requests'], 'request')} within the filters."
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.aside(said)
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(table),
            file_name=f"feature-{row['feature_id']}-{name.lower()}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=f"csv_behind_{name}",
        )
    if table.height:
        _draw(table, chosen.currency)


def _draw(table: pl.DataFrame, currency: str) -> None:
    day, money = st.column_config.DateColumn(format="D MMM YYYY"), st.column_config.NumberColumn
    st.dataframe(
        plain.table(table.head(1_000)),
        hide_index=True,
        height=min(35 * (min(table.height, 1_000) + 1) + 3, 388),
        placeholder="",
        column_config={
            "First": day,
            "Last": day,
            "Asked": day,
            "In the customer's words": st.column_config.TextColumn(width="large"),
            "In full": money(f"In full ({currency})", format="%,.2f"),
            "Allocated here": money(f"Allocated here ({currency})", format="%,.2f"),
            "Share": money(format="percent"),
        },
    )


def _accounts(row: Row) -> str:
    return (
        f"{plural(row['reach'], 'distinct account')}: {row['blockers']} blocked,"
        f" {row['importants']} important, {row['nice_to_haves']} nice to have,"
        f" {row['need_unknown']} did not say."
        f" New business {row['new_business']}, expansion {row['expansion']}, retention"
        f" {row['retention']}, not said {row['intent_unknown']}."
    )


def _voices(row: Row) -> str:
    if row["n_eff"] is None:
        return "Nobody knows who logged these requests."
    return (
        f"1 ÷ the sum of the squared shares = {row['n_eff']:.2f} effective voices, over"
        f" {plural(row['voiced'], 'account')}, {plural(row['reps'], 'rep')},"
        f" {plural(row['teams'], 'team')}, {plural(row['segments'], 'segment')},"
        f" {plural(row['months'], 'month')}."
    )


def _deals(row: Row, currency: str) -> str:
    full = style.money(row["money_cents"], currency, compact=False)
    here = style.money(row["allocated_cents"], currency, compact=False)
    return (
        f"{plural(row['deals'], 'deal asks', 'deals ask')}: {full} in full (the union), {here}"
        " allocated here; a deal"
        " that asks for several features is split over them."
    )
