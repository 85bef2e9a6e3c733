"""Message: whether what is written about deals sounds like the strategy, and which words do not."""

import polars as pl
import streamlit as st

from metrics import catalog_promises as catalog
from pages.parts import address, clock, evidence, plain, who
from pages.parts.message import words
from pages.parts.message.found import BY, Found, found

NUMBER = st.column_config.NumberColumn
Z = "How clearly it is used more than"
IN_PERCENT = pl.col("value", "low", "high") * 100


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Message", anchor=False)
    every = found(me.scope, as_of=clock.today(), by="Person")
    evidence.sentence(words.answer(every))
    evidence.standing(clock.today())
    if every.similarity.is_empty():
        return
    evidence.aside(words.few(every))
    _by()
    _unlike(every)


@st.fragment
def _by() -> None:
    me = who.me()
    by = st.segmented_control(
        "By",
        list(BY),
        default="Person",
        required=True,
        label_visibility="collapsed",
        key="message_by",
    )
    by = by or "Person"
    shown = found(me.scope, as_of=clock.today(), by=by)
    _words(shown, by)
    _like(shown, by)


def _words(shown: Found, by: str) -> None:
    group = BY[by][-1]
    table = shown.words.sort("z_others", descending=True).select(
        pl.col(group).alias(by),
        pl.col("term").alias("Term"),
        pl.col("uses").alias("Times"),
        pl.col("notes").alias("In notes"),
        pl.col("n").alias("Of notes"),
        pl.col("strategy_uses").alias("In the strategy"),
        pl.col("z_others").alias("Against others (z)"),
        pl.col("z").alias("Against the strategy (z)"),
    )
    evidence.header(catalog.WORDS.title, catalog.WORDS.definition, table, name="words")
    if table.is_empty():
        evidence.aside("None, or there is nobody else to compare with.")
        return
    scores = {
        name: NUMBER(format="%.1f", help=f"{Z} {whom}. About 2 is the least that is clear")
        for name, whom in (
            ("Against others (z)", "everybody else uses it"),
            ("Against the strategy (z)", "the strategy's own text does"),
        )
    }
    st.dataframe(
        plain.table(words.once(table, by)), hide_index=True, height=423, column_config=scores
    )
    evidence.aside("A word that stands only within a pair listed here is in the file alone.")


def _like(shown: Found, by: str) -> None:
    """A row per group with its interval, for one text of the strategy; the file has every text."""
    metric, group = catalog.MESSAGE_SIMILARITY, BY[by][-1]
    evidence.header(metric.title, metric.definition, shown.similarity, name="similarity")
    long = shown.similarity.with_columns(
        pl.col("pillar_id").cast(pl.String).fill_null("mission").alias("of")
    )
    named = dict(long.select("of", "text").unique(maintain_order=True).iter_rows())
    options = {of: plain.cut(text, 60) for of, text in named.items()} | {"mission": "The mission"}
    chosen = address.box(
        "Held against", "text", options, key="message_text", first="mission", width=320
    )
    table = (
        long.filter(of=chosen)
        .sort("value", descending=True, nulls_last=True)
        .select(pl.col(group).alias(by), "value", "low", "high", "n", "notes")
    )
    columns = {
        "value": NUMBER("Alike", format="%.1f%%"),
        "low": NUMBER(
            "From",
            format="%.1f%%",
            help="95% interval: of a person over notes, of others over people",
        ),
        "high": NUMBER("To", format="%.1f%%"),
        "n": NUMBER("Notes", help="Those that it rests on"),
        "notes": NUMBER("Notes in all"),
    }
    table = table.with_columns(IN_PERCENT)
    st.dataframe(plain.table(table), hide_index=True, height=423, column_config=columns)


def _unlike(every: Found) -> None:
    metric, table = catalog.MESSAGE_DISPERSION, every.dispersion
    evidence.header(metric.title, metric.definition, table, name="dispersion")
    columns = {
        "between": st.column_config.TextColumn("Two notes of"),
        "team": st.column_config.TextColumn("Team"),
        "value": NUMBER("Unlike", format="%.1f%%"),
        "low": NUMBER("From", format="%.1f%%", help="95% interval"),
        "high": NUMBER("To", format="%.1f%%"),
        "n": NUMBER("People"),
    }
    table = table.with_columns(IN_PERCENT, pl.col("team").fill_null("all"))
    st.dataframe(plain.table(table), hide_index=True, column_config=columns)
