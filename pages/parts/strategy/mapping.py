"""Mapping: what each product and feature serves and the money behind it, and which to map."""

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads import subjects
from data.reads.people import Me
from data.reads.rates import deals_without_rate
from data.store import EVER
from pages.charts import style
from pages.parts import clock, evidence, export, figures, load, plain, who
from pages.parts.money import units
from pages.parts.strategy import mapping_form, words
from pages.parts.strategy.mapping_form import Subject

STATES = {"unmapped": "Not yet mapped", "mapped": "Mapped", "outside": "Outside"}
ALL = "All"

_subjects = load.cached(subjects.subjects)
_unnamed = load.cached(subjects.won_without_product)
_no_rate = load.cached(deals_without_rate)


@st.fragment
def show() -> None:
    """Search and read, choose, and say what the chosen serve."""
    me = who.me()
    currency = figures.currency()
    found = _subjects(me.scope, on=clock.today(), currency=currency)
    if found.is_empty():
        st.info("There is nothing to map yet. Bring your products on the Import page.")
        return
    seen = _narrowed(found)
    _table(seen, currency)
    with st.container(horizontal=True, vertical_alignment="center"):
        deals, cents, unknown = _unnamed(me.scope, currency=currency)
        evidence.aside(
            f"{words.plural(deals, 'won deal')} ({_money(cents, unknown, currency)}) without a"
            " product: nothing here can map them."
            if deals
            else "Every won deal names its product."
        )
        export.button(_named(seen, currency), "Mapping to the strategy")
    for line in _no_rate(me.scope, currency=currency).iter_rows(named=True):
        amounts = words.plural(line["n"], "deal's amount", "deals' amounts")
        evidence.aside(
            f"{amounts} in {line['currency']} in no sum here: there is no rate for its day."
            " Bring exchange rates on the Import page."
        )
    if may(me.actor, "map_subject"):
        _chooser(me, found, seen, currency)


def _narrowed(found: pl.DataFrame) -> pl.DataFrame:
    """What the search and the state let through; not yet mapped first, as read."""
    counts = {ALL: found.height, **dict(found.group_by("state").len().iter_rows())}
    with st.container(horizontal=True):
        text = st.text_input("Search", placeholder="Product, feature, family", width=260)
        state = st.segmented_control(
            "Show",
            [ALL, *STATES],
            default="unmapped" if counts.get("unmapped") else ALL,
            format_func=lambda key: f"{STATES.get(key, ALL)} {counts.get(key, 0)}",
            required=True,
            key="map_state",
            wrap=True,
        )
    if state != ALL:
        found = found.filter(state=state)
    if text.strip():
        wanted = text.strip().lower()
        found = found.filter(
            pl.concat_str("name", "group", separator=" ", ignore_nulls=True)
            .str.to_lowercase()
            .str.contains(wanted, literal=True)
        )
    return found


def _named(seen: pl.DataFrame, currency: str) -> pl.DataFrame:
    """The subjects in words, as shown and saved."""
    return seen.select(
        pl.col("name").alias("Name"),
        pl.when(kind="product").then(pl.lit("Product")).otherwise(pl.lit("Feature")).alias("Kind"),
        pl.col("group").alias("Family or status"),
        pl.when(state="mapped")
        .then("serves")
        .otherwise(pl.col("state").replace_strict(STATES, return_dtype=pl.String))
        .alias("Serves"),
        pl.when(pl.col("from_on") > EVER).then("from_on").alias("Since"),
        units("won_cents", currency).alias(f"Won ({currency})"),
        pl.col("won_deals").alias("Won deals"),
        pl.when(pl.col("won_unknown") > 0).then("won_unknown").alias("Of unknown worth"),
        pl.col("open_deals").alias("Open deals"),
        pl.col("requests").alias("Requests"),
    )


def _table(seen: pl.DataFrame, currency: str) -> None:
    if seen.is_empty():
        evidence.aside("Nothing matches.")
        return
    st.dataframe(
        plain.table(_named(seen, currency)),
        hide_index=True,
        height=min(35 * (seen.height + 1) + 3, 423),
        placeholder="",
        column_config={
            "Serves": st.column_config.TextColumn(width="medium"),
            f"Won ({currency})": st.column_config.NumberColumn(format="%,.0f"),
            "Of unknown worth": st.column_config.NumberColumn(
                help="Won deals without an amount, or without a rate: not in the sum of money won."
            ),
            "Since": st.column_config.DateColumn(help="Empty: always", format="D MMM YYYY"),
        },
    )


def _chooser(me: Me, found: pl.DataFrame, seen: pl.DataFrame, currency: str) -> None:
    options = {subject.key: subject for subject in _listed(found, currency)}
    shown = [f"{row['kind']}.{row['id']}" for row in seen.iter_rows(named=True)]
    kept = [key for key in st.session_state.get(mapping_form.CHOSEN, []) if key in options]
    st.session_state[mapping_form.CHOSEN] = kept
    st.subheader("Say what they serve", anchor=False)
    ordered = [*shown, *(key for key in options if key not in set(shown))]
    chosen = st.multiselect(
        "Products and features",
        ordered,
        key=mapping_form.CHOSEN,
        format_func=lambda key: plain.cut(options[key].label, 90),
        placeholder="Choose one or more",
    )
    if set(shown) - set(chosen):
        st.button(
            f"Choose all {len(shown)} shown" if len(shown) > 1 else "Choose the one shown",
            icon=":material/select_all:",
            type="tertiary",
            on_click=lambda: st.session_state.update(
                {mapping_form.CHOSEN: [*dict.fromkeys([*chosen, *shown])]}
            ),
        )
    mapping_form.undo(me)
    if chosen:
        mapping_form.form(me, [options[key] for key in chosen])


def _listed(found: pl.DataFrame, currency: str) -> list[Subject]:
    return [
        Subject(
            row["kind"],
            row["id"],
            f"{row['name']} ({row['kind']}"
            + (
                f", {_money(row['won_cents'], row['won_unknown'], currency)} won)"
                if row["won_cents"]
                else ")"
            ),
            row["newest_id"],
        )
        for row in found.iter_rows(named=True)
    ]


def _money(cents: int | None, unknown: int, currency: str) -> str:
    """The money, and that it lacks some deals where it does."""
    said = style.money(cents, currency)
    return f"{said} and {unknown:,} of unknown worth" if unknown and cents is not None else said
