"""The Overview written the plain way: what it is measured against, and nobody's product.

Plain means: one script that Streamlit reruns from top to bottom at every touch, with Streamlit's
own defaults; every rerun reads the rows through SQLAlchemy with `pl.read_database`, joined by the
database as one would write it, serves and measures them, draws every chart, and keeps nothing for
the next rerun: no cache, no fragment. It is no straw man: the measuring and the charts are the
product's own fast functions, so the difference is what is not done again, and how it is served.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import streamlit as st
from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from metrics import catalog
from metrics.answer import answer
from metrics.columns import BY_SLUG
from metrics.frames import FLOWS, STOCKS
from metrics.matrix import OUTSIDE, UNMAPPED, behind
from metrics.overview import Filters, overview
from metrics.periods import Period, default_period
from metrics.prepared import prepare
from pages.charts.drifts import drifts
from pages.charts.matrix import matrix
from pages.charts.shortfall import shortfall
from pages.charts.trend import trend

DEALS = """
SELECT d.id AS fact_id, d.state, d.opened_on, d.closed_on, d.first_seen_on, d.product_id,
       d.account_id, t.name AS team, p.name AS product, a.segment,
       coalesce(t.region, a.region) AS region, d.amount_cents
FROM deals d LEFT JOIN teams t ON t.id = d.team_id LEFT JOIN accounts a ON a.id = d.account_id
LEFT JOIN products p ON p.id = d.product_id ORDER BY d.id
"""
SAID = """
SELECT x.id AS fact_id, x.{day} AS "on", x.feature_id, x.account_id, t.name AS team,
       f.title AS product, a.segment, coalesce(t.region, a.region) AS region, d.amount_cents
FROM {table} x LEFT JOIN teams t ON t.id = x.team_id LEFT JOIN accounts a ON a.id = x.account_id
LEFT JOIN features f ON f.id = x.feature_id LEFT JOIN deals d ON d.id = x.deal_id ORDER BY x.id
"""
FEATURES = "SELECT id, title, effort_weeks, started_on, shipped_on, declined_on FROM features"
VERSIONS = """
SELECT id AS version_id, number, in_force_from,
       lead(in_force_from) OVER (ORDER BY in_force_from) AS until_on
FROM strategy_versions WHERE status = 'published' ORDER BY in_force_from
"""
TARGETS = """
SELECT version_id, pillar_id, name AS pillar, target_bp, position
FROM version_pillars ORDER BY version_id, position
"""
MAPPINGS = """
SELECT m.product_id, m.feature_id, m.effective_from AS from_on,
       lead(m.effective_from) OVER (PARTITION BY m.product_id, m.feature_id
                                    ORDER BY m.effective_from) AS until_on,
       s.pillar_id, coalesce(s.share_bp, 10000) AS share_bp
FROM mappings m LEFT JOIN mapping_shares s ON s.mapping_id = m.id WHERE m.sealed
"""


def read(query: str, connection) -> pl.DataFrame:
    """The rows, with the days that SQLite keeps as text read as days."""
    rows = pl.read_database(text(query), connection, infer_schema_length=None)
    days = [name for name in rows.columns if name == "on" or name.endswith(("_on", "_from"))]
    return rows.with_columns(pl.col(name).cast(pl.String).str.to_date() for name in days)


def shaped(column: str, rows: pl.DataFrame, schema) -> pl.DataFrame:
    """`rows` with the columns that the measuring wants; what they lack is null."""
    missing = {name: pl.lit(None) for name in schema if name not in rows.columns}
    return (
        rows.with_columns(**missing)
        .with_columns(pl.lit(column).alias("column"))
        .select(pl.col(name).cast(kind) for name, kind in schema.items())
    )


st.set_page_config(page_title="Overview", layout="wide")
st.title("Overview")

engine = create_engine(os.environ["THROUGHLINE_DATABASE_URL"])
with engine.connect() as connection:
    deals = read(DEALS, connection)
    asked = read(SAID.format(table="requests", day="asked_on"), connection)
    promised = read(SAID.format(table="promises", day="made_on"), connection)
    features = read(FEATURES, connection)
    versions = read(VERSIONS, connection)
    targets = read(TARGETS, connection)
    mappings = read(MAPPINGS, connection)
engine.dispose()

built = features.select(
    pl.col("id").alias("fact_id"),
    pl.col("id").alias("feature_id"),
    pl.col("title").alias("product"),
    (pl.col("effort_weeks") * 100).round().cast(pl.Int64).alias("amount_cents"),
    pl.col("shipped_on").alias("on"),
    pl.col("started_on").alias("from_on"),
    pl.coalesce("shipped_on", "declined_on").alias("until_on"),
)
open_since = pl.when(state="open").then(pl.coalesce("opened_on", "first_seen_on"))
pursued = deals.with_columns(
    open_since.otherwise("opened_on").alias("from_on"), pl.col("closed_on").alias("until_on")
).drop_nulls("from_on")
flows = pl.concat(
    [
        shaped("customers_ask", asked, FLOWS),
        shaped("sales_promises", promised, FLOWS),
        shaped("won", deals.filter(state="won").with_columns(on="closed_on"), FLOWS),
        shaped("we_ship", built.drop_nulls("on"), FLOWS),
    ]
)
stocks = pl.concat(
    [
        shaped("pipeline", pursued, STOCKS),
        shaped("we_build", built.drop_nulls("from_on"), STOCKS),
    ]
)
today = datetime.now(UTC).date()
found = prepare(flows, stocks, mappings, versions, targets, as_of=today)

latest = default_period(flows, today)
quarters = [latest]
for _ in range(12):
    quarters.append(quarters[-1].previous)
first = flows["on"].min() or today
periods = [*quarters, Period(latest.last - timedelta(days=364), latest.last), Period(first, today)]
bar = st.columns(4)
period = bar[0].selectbox("Period", periods, format_func=lambda span: span.name)
chosen = {
    word: at.multiselect(word.title(), flows[word].drop_nulls().unique().sort().to_list())
    for word, at in zip(("team", "segment", "region"), bar[1:], strict=True)
}
filters = Filters(chosen["team"], chosen["segment"], chosen["region"])
view = overview(found, period=period, filters=filters, seed=1)

st.markdown(f"#### {answer(view)}")


def header(title: str, definition: str, table: pl.DataFrame) -> None:
    """A heading, what it means, its table as a file."""
    words, what, file = st.columns([6, 2, 1])
    words.subheader(title)
    what.popover("What is this?").write(definition)
    file.download_button("CSV", table.write_csv(), f"{title}.csv", key=title)


header("Alignment matrix", catalog.CELL_SHARE.definition, view.rows)
figure = matrix(view.rows, view.index, currency="EUR", theme="light")
st.plotly_chart(figure, key="matrix", on_select="rerun", selection_mode="points")
st.caption("Orange: more than the target share; blue: less. Beneath each column its index.")
cells = [cell for cell in view.rows.iter_rows(named=True) if cell["n"]]
cell = st.selectbox(
    "Rows behind a cell",
    cells,
    index=None,
    format_func=lambda of: f"{BY_SLUG[of['column']].title} · {of['pillar']} (n = {of['n']})",
)
if cell:
    at = {name: cell[name] for name in ("column", "place", "pillar_id")}
    st.dataframe(behind(view.facts, **at).head(500))

left, right = st.columns(2)
with left:
    compared = st.segmented_control("Compare", ["By column", "Won, by team"], default="By column")
    index, group = view.index, "column"
    if compared == "Won, by team":
        teams = overview(found, period=period, filters=filters, by="team", seed=1)
        index, group = teams.index.filter(column="won"), "team"
    header("What the index is made of", catalog.ALIGNMENT_INDEX.definition, index)
    st.plotly_chart(shortfall(index, group=group, theme="light"), key="shortfall")
with right:
    header("By quarter", catalog.ALIGNMENT_INDEX.definition, view.trend)
    slugs = list(view.trend["column"].unique(maintain_order=True))
    column = st.segmented_control("Column", slugs, default="won" if "won" in slugs else slugs[0])
    st.plotly_chart(
        trend(view.trend, found.versions, column=column or "won", theme="light"), key="trend"
    )

header("Largest drifts in what we won", catalog.DRIFT_MONEY.definition, view.drifts)
elsewhere = pl.when(place="outside").then(pl.lit(OUTSIDE)).otherwise(pl.lit(UNMAPPED))
named = (
    view.drifts.filter(column="won")
    .join(view.rows.select("pillar_id", "pillar").drop_nulls().unique(), on="pillar_id", how="left")
    .with_columns(pl.coalesce("pillar", elsewhere).alias("pillar"))
    .sort("drift", descending=True)
)
st.plotly_chart(drifts(named.head(8), currency="EUR", theme="light"), key="drifts")
for note in view.notes:
    st.caption(note)
