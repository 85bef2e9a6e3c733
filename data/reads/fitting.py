"""Which rows about incentives the store can take once their names are known; it changes none."""

import polars as pl

from data.reads.identity import REFUSED
from data.reads.meaning import SEVERAL

WHOLE_BP = 10_000
NEEDED = {  # kind: (id, the file's field, what it is called)
    "revenue": (("account_id", "account_name", "account"),),
    "quotas": (("person_id", "person", "person"),),
    "commissions": (("person_id", "person", "person"),),
    "splits": (("deal_id", "deal_key", "deal"), ("person_id", "person", "person")),
}


def fitting(kind: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that can be stored, and the others with the reason why not, schema REFUSED.

    Pay is somebody's and revenue some account's: where several bear the name the row waits until a
    person says which. The parts of a deal are for different people and make the whole.
    """
    refused = [pl.DataFrame(schema=REFUSED)]
    for column, field, called in NEEDED.get(kind, ()):
        none = pl.lit(f"no {called} here has this name or id")
        several = pl.lit(f"several here have this name; say which {called} is meant")
        odd = rows.filter(pl.col(column).is_null() | (pl.col(column) == SEVERAL))
        reason = pl.when(pl.col(column).is_null()).then(none).otherwise(several)
        refused.append(_against(odd, field, reason))
        rows = rows.join(odd, on="line", how="anti", maintain_order="left")
    if kind == "splits":
        rows, unsound = _sound(rows)
        refused.append(unsound)
    return rows, pl.concat(refused)


def replaced(kind: str, rows: pl.DataFrame, before: pl.DataFrame) -> tuple[int, ...]:
    """Ids of stored parts of the file's deals that the file gives to nobody any more."""
    if kind != "splits":
        return ()
    gone = before.join(rows, on="deal_id", how="semi").join(rows, on="id", how="anti")
    return tuple(gone["id"].sort())


def _sound(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    twice = rows.filter(pl.struct("deal_id", "person_id").is_duplicated())
    deals = rows.group_by("deal_id").agg(pl.col("share_bp").sum().alias("whole"))
    odd = rows.join(deals.filter(pl.col("whole") != WHOLE_BP), on="deal_id", how="inner")
    told = pl.format(
        "the parts of its deal come to {}%, not to all of it", (pl.col("whole") / 100).round(2)
    )
    both = [
        _against(twice, "person", pl.lit("the same person has two parts of this deal")),
        _against(odd.join(twice, on="deal_id", how="anti"), "share_bp", told),
    ]
    bad = pl.concat([twice.select("deal_id"), odd.select("deal_id")])
    alone = twice.select("deal_id").unique()
    rest = rows.join(alone, on="deal_id", how="semi").join(twice, on="line", how="anti")
    both.append(_against(rest, "deal_key", pl.lit("another part of its deal cannot be stored")))
    fine = rows.join(bad, on="deal_id", how="anti", maintain_order="left")
    return fine, pl.concat(both)


def _against(rows: pl.DataFrame, column: str, reason: pl.Expr) -> pl.DataFrame:
    return rows.select(
        "line", pl.lit(column, pl.String).alias("column"), reason.cast(pl.String).alias("reason")
    )
