"""The cube made where the events lie: read there, never kept here; only the cells come back.

On Polars in buckets of customers, or on the user's Spark (classic or Connect), which is asked for
by its address and imported only then. Money comes in whole minor units, moments as timestamps or
as milliseconds since 1970.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from data.refused import Invalid, Refused
from metrics.cube import CELLS, GROUP, cells, checked, settled, with_valid_to

ASSIGNMENTS = ("unit", "arm", "assigned_at")
EVENTS = ("unit", "ordered_at", "cents")
PER_BUCKET = 12_000_000  # events; with it 1e8 of them stay below 1 GB
MOST_CAMPAIGNS = 200
ARMS = {"mail", "holdout"}

Frames = Callable[[], Iterator[tuple[Any, Any]]]


@dataclass(frozen=True)
class Made:
    """What came of the lake."""

    cells: pl.DataFrame
    """Schema CELLS; `campaign_id` is the place of its campaign in `campaigns`."""
    campaigns: tuple[str, ...]


def cells_of(
    events: str,
    assignments: str,
    *,
    engine: str = "polars",
    campaign: str | None = None,
    buckets: int | None = None,
) -> Made:
    """Read both, by the address where they lie, and make the cells.

    Args:
        events: Parquet, a folder of it or a pattern, on disk or object storage; with Spark also
            the name of a table. Columns: unit, ordered_at, cents (null = not known), refunded?.
        assignments: the same of unit, arm (mail or holdout), assigned_at, segment?, campaign?.
        engine: polars, or the address of a Spark: spark://host:port, local[n], sc://host:port.
        campaign: the one campaign that all assignments are of, where no column says it.
        buckets: how many parts of the customers Polars takes one after another; None = by the
            number of events.

    Raises Refused, in a sentence, when a column is missing or the engine cannot be reached.
    """
    opened = _polars if engine == "polars" else _spark
    with_both = opened(events, assignments, engine, buckets)
    named: tuple[str, ...] | None = None
    parts = [pl.DataFrame(schema=CELLS)]
    for here, there in with_both:
        assigned, happened = nw.from_native(here).lazy(), nw.from_native(there).lazy()
        unit = _unit(assigned, happened)
        lazy = _assigned(assigned, unit, campaign, assignments)
        if named is None:
            named = _campaigns(lazy)
        numbered = _numbered(lazy, named)
        bought = settled(with_valid_to(numbered), _happened(happened, unit, events))
        parts.append(_collected(cells(numbered, bought)))
    summed = pl.concat(parts).group_by(*GROUP).agg(pl.all().exclude(GROUP).sum())
    return Made(summed.select(CELLS.keys()).sort(GROUP), named or ())


def _polars(
    events: str, assignments: str, engine: str, buckets: int | None
) -> Iterator[tuple[Any, Any]]:
    try:
        both = [pl.scan_parquet(uri) for uri in (assignments, events)]
        rows = both[1].select(pl.len()).collect().item()
        for frame in both:
            frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refused(f"The files could not be read: {str(error).splitlines()[0][:200]}") from None
    many = buckets or max(1, -(-rows // PER_BUCKET))
    for part in range(many):
        mine = pl.col("unit").hash(seed=7) % many == part
        assigned, happened = (
            _millis_here(frame.filter(mine) if many > 1 else frame) for frame in both
        )
        yield assigned, happened


def _millis_here(frame: pl.LazyFrame) -> pl.LazyFrame:
    moments = pl.selectors.temporal()
    return frame.with_columns(moments.cast(pl.Datetime("ms")).dt.epoch("ms"))


def _spark(
    events: str, assignments: str, engine: str, buckets: int | None
) -> Iterator[tuple[Any, Any]]:
    if not engine.startswith(("sc://", "spark://", "local")):
        raise Invalid(f"An engine is polars, spark://host:port or sc://host:port, not “{engine}”.")
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refused(
            "Spark is not installed here: pip install pyspark-client for sc://, pyspark for"
            " spark://."
        ) from None
    builder = SparkSession.builder.appName("throughline-cube")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    connect = builder.remote if engine.startswith("sc://") else builder.master
    try:
        session = connect(engine).getOrCreate()
    except Exception as error:  # whatever the driver calls it: nobody answered there
        said = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise Refused(f"Spark at {engine} could not be asked: {said}") from None
    try:
        assigned, happened = (_millis_there(_table(session, uri)) for uri in (assignments, events))
        yield assigned, happened
    finally:
        session.stop()


def _table(session: Any, uri: str) -> Any:
    if "/" not in uri and not uri.endswith(".parquet"):
        return session.table(uri)
    return session.read.parquet(uri)


def _millis_there(frame: Any) -> Any:
    from pyspark.sql import functions

    for name, kind in frame.dtypes:
        if kind.startswith("timestamp"):
            frame = frame.withColumn(
                name, functions.unix_millis(functions.col(name).cast("timestamp"))
            )
        elif kind == "date":
            frame = frame.withColumn(name, functions.unix_date(name).cast("long") * 86_400_000)
    return frame


def _unit(assigned: Any, happened: Any) -> Any:
    """Customers as both have them; as text where one has numbers and the other has not."""
    kinds = {lazy.collect_schema().get("unit") for lazy in (assigned, happened)}
    return nw.col("unit") if len(kinds) == 1 else nw.col("unit").cast(nw.String)


def _assigned(lazy: Any, unit: Any, campaign: str | None, uri: str) -> Any:
    columns = _columns(lazy, ASSIGNMENTS, uri)
    if campaign is not None:
        lazy = lazy.with_columns(campaign=nw.lit(campaign))
    elif "campaign" not in columns:
        raise Invalid(f"{uri} has no column campaign: name it with --campaign.")
    segment = nw.col("segment").fill_null("") if "segment" in columns else nw.lit("")
    return lazy.select(
        nw.col("campaign").cast(nw.String),
        unit,
        nw.col("arm").cast(nw.String),
        segment.cast(nw.String).alias("segment"),
        nw.col("assigned_at").cast(nw.Int64).alias("assigned_ms"),
    )


def _happened(lazy: Any, unit: Any, uri: str) -> Any:
    columns = _columns(lazy, EVENTS, uri)
    if not lazy.collect_schema()["cents"].is_integer():
        raise Invalid(f"{uri}: cents has to be whole minor units, never a fraction.")
    refunded = nw.col("refunded").fill_null(0) if "refunded" in columns else nw.lit(0)
    return lazy.select(
        unit,
        nw.col("ordered_at").cast(nw.Int64).alias("ordered_ms"),
        nw.col("cents").cast(nw.Int64),
        refunded.cast(nw.Int64).alias("refunded"),
    )


def _columns(lazy: Any, needed: tuple[str, ...], uri: str) -> list[str]:
    columns: list[str] = lazy.collect_schema().names()
    if missing := [name for name in needed if name not in columns]:
        raise Invalid(f"{uri} has no column {', '.join(missing)}; it has {', '.join(columns)}.")
    return columns


def _campaigns(lazy: Any) -> tuple[str, ...]:
    """Every campaign by name; an arm that is neither mail nor holdout is refused here."""
    told = _frame(lazy.select("campaign", "arm").unique())
    if strange := set(told["arm"]) - ARMS:
        raise Invalid(f"An arm is mail or holdout, not “{sorted(map(str, strange))[0]}”.")
    names = tuple(sorted(told["campaign"].unique()))
    if len(names) > MOST_CAMPAIGNS:
        raise Invalid(f"{len(names):,} campaigns at once are too many: at most {MOST_CAMPAIGNS}.")
    return names


def _numbered(lazy: Any, names: tuple[str, ...]) -> Any:
    number: Any = nw.lit(-1)
    for place, name in enumerate(names):
        number = nw.when(nw.col("campaign") == name).then(nw.lit(place)).otherwise(number)
    return lazy.with_columns(campaign_id=number.cast(nw.Int64)).drop("campaign")


def _collected(lazy: Any) -> pl.DataFrame:
    try:
        return checked(_frame(lazy))
    except OverflowError:
        raise Invalid("The amounts are too large for their squares in 64 bits.") from None


def _frame(lazy: Any) -> pl.DataFrame:
    native = lazy.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    found: pl.DataFrame = lazy.collect(backend="polars").to_native()
    return found
