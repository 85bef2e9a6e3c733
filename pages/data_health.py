"""Data health: what came when, how fresh it is, what was rejected. It changes nothing."""

from datetime import date
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from data.imports import KINDS
from data.reads import imports
from data.reads.pay_scope import pay_scope
from pages.parts import clock, evidence, export, load, plain, who
from pages.parts.importing import outcome
from pages.parts.strategy.words import plural

WHOLE = st.column_config.NumberColumn(format="localized")
COUNTS = ("Rows", "New", "Changed", "As they were", "Rejected")
_batches = load.cached(imports.batches)
_rejected = load.cached(imports.rejected_rows)


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Data health", anchor=False)
    batches = there(_batches(), clock.zone())
    if batches.is_empty():
        st.info("Nothing has been imported yet. Bring the first file on the Import page.")
        return
    today = clock.today()
    evidence.sentence(answer(batches, today))
    fresh, table = freshness(batches, today), spoken(batches)
    st.dataframe(
        plain.table(fresh),
        hide_index=True,
        placeholder="",
        key="freshness",
        column_config={"Rows so far": WHOLE},
    )
    export.button(fresh, "How fresh each kind is")
    st.subheader("What came when", anchor=False)
    st.dataframe(
        plain.table(table),
        hide_index=True,
        key="batches",
        column_config={
            "Accepted": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
            **dict.fromkeys(COUNTS, WHOLE),
        },
    )
    export.button(table, "Imports")
    faulty = batches.filter(pl.col("rejected") > 0)
    st.subheader("What was rejected", anchor=False)
    if faulty.is_empty():
        st.write("No row of any file was rejected.")
        return
    called = {
        row["batch"]: f"{row['file_name']}, {day(row['accepted_at'].date())},"
        f" {row['rejected']:,} rejected"
        for row in faulty.iter_rows(named=True)
    }
    chosen = st.selectbox("File", list(called), format_func=called.__getitem__, key="batch")
    outcome.rejected(
        _rejected(me.scope, load.cached(pay_scope)(me), chosen), f"Rejected rows of batch {chosen}"
    )


def there(batches: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """The batches with their moments, which are read as naive UTC, as moments of that zone."""
    at = pl.col("accepted_at").dt.replace_time_zone("UTC")
    return batches.with_columns(at.dt.convert_time_zone(zone.key))


def answer(batches: pl.DataFrame, today: date) -> str:
    """How old the newest deals are, or the newest of anything, and how much was rejected."""
    deals = batches.filter(pl.col("kind") == "deals")
    newest = (deals if deals.height else batches).row(0, named=True)
    rows, rejected = int(batches["rows"].sum()), int(batches["rejected"].sum())
    were = "was" if rejected == 1 else "were"
    return (
        f"The newest {newest['kind']} came {ago(newest['accepted_at'].date(), today)}."
        f" Of {plural(rows, 'row')} in {plural(batches.height, 'file')},"
        f" {rejected:,} {were} rejected."
    )


def freshness(batches: pl.DataFrame, today: date) -> pl.DataFrame:
    """A row per kind: when it last came, from which file; what never came says so."""
    rows: list[tuple[str, str, str | None, int | None]] = []
    for kind in KINDS:
        of_kind = batches.filter(pl.col("kind") == kind)
        if of_kind.is_empty():
            rows.append((kind.capitalize(), "never", None, None))
            continue
        last = of_kind.row(0, named=True)
        rows.append(
            (
                kind.capitalize(),
                ago(last["accepted_at"].date(), today),
                last["file_name"],
                int(of_kind["new"].sum()),
            )
        )
    schema = {"Kind": pl.String, "Last came": pl.String, "From": pl.String, "Rows so far": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def spoken(batches: pl.DataFrame) -> pl.DataFrame:
    """Every accepted file in the words of the page, newest first."""
    return batches.select(
        pl.col("batch").alias("Batch"),
        pl.col("accepted_at").alias("Accepted"),
        pl.col("accepted_by").fill_null("Setup").alias("By"),
        pl.col("kind").alias("Kind"),
        pl.col("file_name").alias("File"),
        pl.col("rows").alias("Rows"),
        pl.col("new").alias("New"),
        pl.col("updated").alias("Changed"),
        pl.col("unchanged").alias("As they were"),
        pl.col("rejected").alias("Rejected"),
    )


def ago(then: date, today: date) -> str:
    """`today`, `yesterday`, `12 days ago (10 Mar 2026)`."""
    days = (today - then).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days:,} days ago ({day(then)})"


def day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
