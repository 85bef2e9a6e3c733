"""Writes what a shop told and moves the cube with it; called by an import's action alone.

Permission, trail and commit are the caller's.
"""

from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, insert

from data.actions import bulk
from data.actions.nudge_assign import ROWS, assign
from data.actions.nudge_count import count
from data.actions.nudge_ends import settle_ends
from data.actions.nudge_settle import hold_cube, recount, settle
from data.addresses import units
from data.imports.contract import REFUSED
from data.names import name_key
from data.reads.among import among
from data.reads.due import GONE_OUT
from data.reads.nudge_facts import assignments_of, units_of_baskets
from data.reads.shop_changes import COLUMNS, in_campaign, named, nameless
from data.tables import Assignment, Basket, Campaign, Contact, NudgeResult, Order
from data.tables.shop import DAY_MS, EPOCH, MILLISECOND

LOOKED_AT_FOR_DAYS = 35
"""A basket left longer ago is history: the mailer never looks at it."""
OF = {"contacts": Contact, "baskets": Basket, "orders": Order}
_DONE = {"sent_at": "sent", "unsubscribed_at": "unsubscribe", "bounced_at": "bounce"}


def write_shop(
    connection: Connection,
    kind: str,
    rows: pl.DataFrame,
    touched: tuple[str, ...],
    *,
    batch_id: int,
    today: date,
) -> None:
    """Store the rows of `shop_changes`, name whom they make known, settle whose purchases moved."""
    rows = rows.filter(pl.col("change") != "unchanged").with_columns(
        pl.lit(batch_id).alias("batch_id")
    )
    if kind == "nudge-results":
        _write_results(connection, rows, touched)
        return
    if kind == "baskets":
        rows = _looked_at(connection, rows, today)
        touched = (*touched, "look_at")
    look = ["look_at"] if kind == "baskets" else []
    new = rows.filter(pl.col("change") == "new")
    columns = ("source", "source_key", *COLUMNS[kind], *look, "batch_id")
    bulk.insert(connection, OF[kind], _without_gaps(new.select(columns)))
    changed = rows.filter(pl.col("change") == "updated")
    bulk.update(connection, OF[kind], changed.select("id", *touched, "batch_id"))
    if kind == "contacts":
        _withdraw(connection, rows.filter(pl.col("consent_basis") == REFUSED)["unit"])
    moved = [rows["unit"], rows["unit_was"]] if kind == "orders" else []
    for (source,), part in rows.partition_by("source", as_dict=True).items():
        moved += _name_others(connection, kind, str(source), part["source_key"])
    if moved:
        settle(connection, pl.concat(moved), reassigned=False)
    if "event_at" in touched:  # of baskets: whether it passed before she bought
        hold_cube(connection)
        settle_ends(connection, units_of_baskets(connection, changed["id"]))


def _without_gaps(rows: pl.DataFrame) -> pl.DataFrame:
    """Without the columns that say nothing: a file rarely has them all, and each has its price."""
    return rows.select(told for told in rows if told.null_count() < rows.height)


def _looked_at(connection: Connection, rows: pl.DataFrame, today: date) -> pl.DataFrame:
    """With `look_at`: at once for a basket that was left lately, or again; never for one that
    somebody else was reminded of, which may be the same customer at another address; else as it
    was."""
    since = (today - EPOCH.date()).days * DAY_MS - LOOKED_AT_FOR_DAYS * DAY_MS
    left_anew = pl.any_horizontal(  # or by somebody else, who was not reminded of it
        pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in ("abandoned_at", "unit")
    )
    over = pl.col("completed_at").is_not_null() | (pl.col("abandoned_at") < since)
    look = (
        pl.when(over | pl.col("id").is_in(_of_others(connection, rows).implode()))
        .then(None)
        .when(left_anew)
        .then("abandoned_at")
        .otherwise("look_at_was")
    )
    return rows.with_columns(look.alias("look_at"))


def _of_others(connection: Connection, rows: pl.DataFrame) -> pl.Series:
    """The baskets of which a reminder went, or may have gone, to whose they were before."""
    before = rows.filter(pl.col("unit").ne_missing(pl.col("unit_was")))
    went = {"basket_id": pl.Int64, "unit": pl.String}
    where = f"t.state IN {GONE_OUT}"
    gone = among(connection, "sends", "unit", before["unit_was"], went, where=where)
    gone = gone.rename({"basket_id": "id", "unit": "unit_was"})
    return before.join(gone, on=["id", "unit_was"], how="semi")["id"]


def _name_others(
    connection: Connection, kind: str, source: str, keys: pl.Series
) -> list[pl.Series]:
    """Give baskets and orders that came before their contact, or their basket, its unit; the
    units of orders that moved."""
    orders = []
    if kind == "contacts":
        late = nameless(connection, "baskets", source, column="customer_key", keys=keys)
        changed = _rename(connection, "baskets", late)
        orders.append(nameless(connection, "orders", source, column="customer_key", keys=keys))
        keys = changed["source_key"]
    if kind in ("contacts", "baskets"):
        orders.append(nameless(connection, "orders", source, column="basket_key", keys=keys))
    if not orders:
        return []
    moved = _rename(connection, "orders", pl.concat(orders).unique("id"))
    return [moved["unit"], moved["unit_was"]]


def _rename(connection: Connection, kind: str, late: pl.DataFrame) -> pl.DataFrame:
    found = named(connection, kind, late)
    moved = found.filter(pl.col("unit").ne_missing(pl.col("unit_was")))
    bulk.update(connection, OF[kind], moved.select("id", "unit"))
    return moved


def _write_results(connection: Connection, rows: pl.DataFrame, touched: tuple[str, ...]) -> None:
    rows = _with_campaigns(connection, rows)
    rows = rows.with_columns(unit=in_campaign(rows["campaign_id"], rows["source_key"]))
    rows = rows.with_columns(_refused(rows))
    new = rows.filter(pl.col("change") == "new")
    keep = ("campaign_id", "unit", *COLUMNS["nudge-results"], "refused", "batch_id")
    bulk.insert(connection, NudgeResult, new.select(keep))
    changed = rows.filter(pl.col("change") == "updated")
    bulk.update(connection, NudgeResult, changed.select("id", *touched, "refused", "batch_id"))
    _withdraw(connection, rows["refused"])
    _count_done(connection, rows)
    _reassign(connection, changed)
    nowhere = pl.lit(None, pl.Int64).alias("basket_id")
    assign(connection, new.with_columns(nowhere).select(list(ROWS)))
    settle(connection, changed["unit"])


def _refused(rows: pl.DataFrame) -> pl.Series:
    """The customer, where the other mailer says that she must not be written to."""
    told = pl.col("unsubscribed_at").is_not_null() | pl.col("bounced_at").is_not_null()
    known = rows.with_columns(units(rows["source_key"]).alias("refused"))
    at = pl.col("refused").str.contains("@", literal=True)
    return known.select(pl.when(told & at).then("refused").alias("refused")).to_series()


def _withdraw(connection: Connection, refused: pl.Series) -> None:
    """Nobody who said no, here or to another mailer, keeps a basis."""
    schema = {"id": pl.Int64, "consent_basis": pl.String}
    had = among(connection, "contacts", "unit", refused, schema)
    had = had.filter(pl.col("consent_basis") != REFUSED)
    none = pl.lit(None, pl.String).alias("consent_basis")
    bulk.update(connection, Contact, had.with_columns(none))


def _reassign(connection: Connection, changed: pl.DataFrame) -> None:
    """Another mailer corrected whom it had assigned where, or when."""
    before = assignments_of(connection, changed["unit"])
    to = changed.select("unit", "arm", "segment", "assigned_at")
    moved = before.select("id", "unit").join(to, on="unit").drop("unit")
    bulk.update(connection, Assignment, moved)
    recount(connection, gone=before, come=assignments_of(connection, changed["unit"]))


def _with_campaigns(connection: Connection, rows: pl.DataFrame) -> pl.DataFrame:
    """With the campaigns that were not here yet, in the order of the file."""
    ids = {}
    for (name,), part in (
        rows.filter(pl.col("campaign_id").is_null())
        .partition_by("campaign", as_dict=True, maintain_order=True)
        .items()
    ):
        key = name_key(str(name))
        if key not in ids:
            ids[key] = _begin(connection, str(name), part)
    if not ids:
        return rows
    made = pl.col("campaign").map_elements(lambda name: ids.get(name_key(name)), pl.Int64)
    return rows.with_columns(campaign_id=pl.coalesce("campaign_id", made))


def _begin(connection: Connection, name: str, rows: pl.DataFrame) -> int:
    usual = rows["currency"].value_counts().sort("count", "currency", descending=[True, False])
    began: datetime = EPOCH + int(rows["assigned_at"].min()) * MILLISECOND  # type: ignore[arg-type]
    values = {
        "name": name,
        "name_key": name_key(name),
        "status": "running",
        "sent_elsewhere": True,
        "design": {},
        "currency": usual["currency"][0],
        "started_at": began,
        "row_version": 1,
    }
    made = connection.execute(insert(Campaign).values(values).returning(Campaign.id))
    return int(made.scalar_one())


def _count_done(connection: Connection, rows: pl.DataFrame) -> None:
    """What the mailer did and got back, counted where the customer is now, not where she was."""
    parts = []
    for column, what in _DONE.items():
        for suffix, n in (("", 1), ("_was", -1)):
            done = rows.filter(pl.col(f"{column}{suffix}").is_not_null())
            parts.append(
                done.select(
                    "campaign_id",
                    (pl.col(f"assigned_at{suffix}") // DAY_MS).alias("day"),
                    pl.col(f"arm{suffix}").alias("arm"),
                    pl.col(f"segment{suffix}").fill_null("").alias("segment"),
                    pl.lit(what).alias("what"),
                    pl.lit(n, pl.Int64).alias("n"),
                )
            )
    count(connection, pl.concat(parts))
