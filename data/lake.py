"""The cube made where the events lie: read there, never kept here; only the cells come back.

On Polars in buckets of customers, or on the user's Spark (classic or Connect). Money comes in whole
minor units, moments as timestamps or as milliseconds since 1970. What would give wrong cells is
refused, in a sentence; nothing is mended.
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from data.lake_engines import Engine, opened, shown
from data.names import name_key
from data.refused import Invalid
from metrics.cube import CELLS, GROUP, cells, checked, settled, with_valid_to

ASSIGNMENTS = ("unit", "arm", "assigned_at")
EVENTS = ("unit", "ordered_at", "cents")
MOST_CAMPAIGNS = 200
ARMS = {"mail", "holdout"}
MOMENTS = (631_152_000_000, 4_102_444_800_000)  # 1990 to 2100: no seconds, no microseconds
_TOO_LARGE = "The amounts are too large for their squares in 64 bits."

Lazy = nw.LazyFrame[Any]


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
        events: Parquet, a folder of it or a pattern, on disk or object storage; CSV, also packed
            (.csv.gz); a Delta table (its folder, or delta:URI) or an Iceberg one (its newest
            ….metadata.json); with Spark also the name of a table. Columns: unit, ordered_at, cents
            (null = not known), refunded?. A purchase of no unit or moment is nobody's.
        assignments: the same of unit, arm (mail or holdout), assigned_at, segment?, campaign?; a
            customer once per campaign.
        engine: polars, or the address of a Spark: spark://host:port, local[n], sc://host:port.
        campaign: the one campaign that all assignments are of, where no column says it.
        buckets: how many parts of the customers Polars takes one after another; None = by the
            number of events or of assignments, whichever is the larger.

    Raises:
        Invalid: a column is missing or of the wrong type, an assignment lacks something or is
            there twice, an amount is negative, a moment is not in milliseconds.
        Refused: the engine or the files cannot be reached or read.
    """
    with opened(engine) as on:
        assigned, happened = _read(on, assignments, ASSIGNMENTS), _read(on, events, EVENTS)
        unit = _unit(assigned, happened)
        lazy = _assigned(assigned, unit, campaign, shown(assignments))
        named, many = _campaigns(lazy, shown(assignments))
        bought, rows = _happened(happened, unit, shown(events))
        made = pl.DataFrame(schema=CELLS)
        for mine, theirs in on.parts(_numbered(lazy, named), bought, buckets, max(rows, many)):
            _once(mine, shown(assignments))
            more = _cells(with_valid_to(mine, campaigns=len(named)), theirs)
            made = pl.concat([made, more]).group_by(*GROUP).agg(pl.all().exclude(GROUP).sum())
            if (made["dss"] < 0).any():  # two that fit 64 bits, and their sum that does not
                raise Invalid(_TOO_LARGE)
            del mine, theirs, more  # or two parts' customers are in memory at once
    return Made(made.select(CELLS.keys()).sort(GROUP), named)


def _cells(assigned: Lazy, happened: Lazy) -> pl.DataFrame:
    try:
        return checked(_frame(cells(assigned, settled(assigned, happened))))
    except OverflowError:
        raise Invalid(_TOO_LARGE) from None


def _read(on: Engine, uri: str, needed: tuple[str, ...]) -> Lazy:
    """The frame at an address, moments as milliseconds; refused where a column cannot serve."""
    read = on.read(uri)
    schema = nw.from_native(read).lazy().collect_schema()
    if missing := [name for name in needed if name not in schema]:
        has = ", ".join(schema) or "none"
        raise Invalid(f"{shown(uri)} has no column {', '.join(missing)}; it has {has}.")
    kind, moment = schema["unit"], schema[needed[2 if "arm" in needed else 1]]
    if not (kind.is_integer() or kind == nw.String):
        raise Invalid(f"{shown(uri)}: unit has to be text or a whole number, not {kind}.")
    if not (moment.is_temporal() or moment.is_integer()) or moment in (nw.Time, nw.Duration):
        raise Invalid(f"{shown(uri)}: a moment is a timestamp or milliseconds, not {moment}.")
    if "cents" in needed and not schema["cents"].is_integer():
        raise Invalid(f"{shown(uri)}: cents has to be whole minor units, never a fraction.")
    ready: Lazy = nw.from_native(on.millis(read)).lazy()
    return ready


def _unit(assigned: Lazy, happened: Lazy) -> nw.Expr:
    """Customers alike in both; as text where one has numbers and the other has not."""
    kinds = [lazy.collect_schema()["unit"] for lazy in (assigned, happened)]
    whole = all(kind.is_integer() for kind in kinds)
    return nw.col("unit").cast(nw.Int64 if whole else nw.String)


def _assigned(lazy: Lazy, unit: nw.Expr, campaign: str | None, uri: str) -> Lazy:
    columns = lazy.collect_schema().names()
    if campaign is not None:
        lazy = lazy.with_columns(campaign=nw.lit(campaign))
    elif "campaign" not in columns:
        raise Invalid(f"{uri} has no column campaign: name it with --campaign.")
    segment = nw.col("segment").cast(nw.String).fill_null("") if "segment" in columns else None
    return lazy.select(
        nw.col("campaign").cast(nw.String),
        unit,
        nw.col("arm").cast(nw.String),
        (nw.lit("") if segment is None else segment).alias("segment"),
        nw.col("assigned_at").cast(nw.Int64).alias("assigned_ms"),
    )


def _happened(lazy: Lazy, unit: nw.Expr, uri: str) -> tuple[Lazy, int]:
    """Columns of EVENTS, and how many rows they are."""
    refunded = nw.col("refunded") if "refunded" in lazy.collect_schema() else nw.lit(0)
    happened = lazy.select(
        unit,
        nw.col("ordered_at").cast(nw.Int64).alias("ordered_ms"),
        nw.col("cents").cast(nw.Int64),
        refunded.cast(nw.Int64).fill_null(0).alias("refunded"),
    )
    seen = happened.select(
        rows=nw.len(),
        first=nw.col("ordered_ms").min(),
        last=nw.col("ordered_ms").max(),
        least=nw.col("cents").min(),
    )
    rows, first, last, least = _frame(seen).row(0)
    _milliseconds(first, last, uri)
    if least is not None and least < 0:
        raise Invalid(f"{uri}: an amount is negative; a refund lessens the purchase it is of.")
    return happened, int(rows)


def _milliseconds(first: int | None, last: int | None, uri: str) -> None:
    if first is not None and last is not None and not MOMENTS[0] <= first <= last <= MOMENTS[1]:
        raise Invalid(f"{uri}: moments are milliseconds since 1970, between 1990 and 2100.")


def _campaigns(lazy: Lazy, uri: str) -> tuple[tuple[str, ...], int]:
    """Every campaign by name, and how many assignments; one that lacks something is refused."""
    gaps = {name: nw.col(name).is_null().cast(nw.Int64) for name in ("unit", "assigned_ms")}
    told = lazy.with_columns(no_unit=gaps["unit"], no_moment=gaps["assigned_ms"])
    seen = _frame(
        told.group_by("campaign", "arm").agg(
            nw.col("no_unit", "no_moment").sum(),
            rows=nw.len(),
            first=nw.col("assigned_ms").min(),
            last=nw.col("assigned_ms").max(),
        )
    )
    if strange := set(seen["arm"]) - ARMS:
        raise Invalid(f"An arm is mail or holdout, not “{sorted(map(str, strange))[0]}”.")
    if seen["campaign"].null_count() or seen.select(pl.sum("no_unit", "no_moment")).row(0) > (0, 0):
        raise Invalid(f"{uri}: an assignment lacks its campaign, its unit or its moment.")
    _milliseconds(seen["first"].min(), seen["last"].max(), uri)  # type: ignore[arg-type]
    names = tuple(sorted(seen["campaign"].unique()))
    if len({name_key(name) for name in names}) < len(names):
        raise Invalid(f"{uri}: two campaigns are called alike but for case or spaces.")
    if len(names) > MOST_CAMPAIGNS:
        raise Invalid(f"{len(names):,} campaigns at once are too many: at most {MOST_CAMPAIGNS}.")
    return names, int(seen["rows"].sum())


def _once(assigned: Lazy, uri: str) -> None:
    each = assigned.group_by("campaign_id", "unit").agg(times=nw.len())
    if _frame(each.filter(nw.col("times") > 1).select(rows=nw.len())).item():
        raise Invalid(f"{uri}: a customer is assigned once per campaign; here one is twice.")


def _numbered(lazy: Lazy, names: tuple[str, ...]) -> Lazy:
    number: Any = nw.lit(-1)
    for place, name in enumerate(names):
        number = nw.when(nw.col("campaign") == name).then(nw.lit(place)).otherwise(number)
    return lazy.with_columns(campaign_id=number.cast(nw.Int64)).drop("campaign")


def _frame(lazy: Lazy) -> pl.DataFrame:
    native = lazy.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    found: pl.DataFrame = lazy.collect(backend="polars").to_native()
    return found
