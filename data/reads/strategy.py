"""The strategy as figures and pages read it: what held when; never who may change it.

Two rules make one line of history out of rows that are only ever added. Of two versions (or two
mappings of one thing) that begin on the same day, the higher number (id) holds and the other never
did. What holds ends on the day the next begins.
"""

from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Mapping, MappingShare, StrategyVersion, VersionPillar

WHOLE_BP = 10_000

VERSIONS = {
    "version_id": pl.Int64,
    "number": pl.Int64,
    "in_force_from": pl.Date,
    "until_on": pl.Date,
}
TARGETS = {
    "version_id": pl.Int64,
    "pillar_id": pl.Int64,
    "pillar": pl.String,
    "target_bp": pl.Int64,
    "position": pl.Int64,
}
MAPPINGS = {
    "product_id": pl.Int64,
    "feature_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "pillar_id": pl.Int64,
    "share_bp": pl.Int64,
}


class StrategyFrames(NamedTuple):
    """What every fact is held against: VERSIONS, TARGETS and MAPPINGS."""

    versions: pl.DataFrame
    targets: pl.DataFrame
    mappings: pl.DataFrame


def strategy_frames(connection: Connection, scope: Scope) -> StrategyFrames:
    """The strategy in force on every day there has been, and what mapped to it.

    Args:
        scope: required of every read; the strategy is the whole company's, so it narrows nothing.

    Returns:
        versions: VERSIONS, by from-day; `until_on` is exclusive, null for the last.
        targets: TARGETS of those versions; `target_bp` sum to 10,000 in each.
        mappings: MAPPINGS, by subject and from-day; `pillar_id` null = outside the strategy, with
            a share of 10,000. Without a row for a day, nobody had mapped the subject then.
    """
    versions = spans(connection)
    targets = frame(
        connection,
        select(
            VersionPillar.version_id,
            VersionPillar.pillar_id,
            VersionPillar.name,
            VersionPillar.target_bp,
            VersionPillar.position,
        ).order_by(VersionPillar.version_id, VersionPillar.position),
        TARGETS,
    )
    return StrategyFrames(
        versions,
        targets.join(versions, on="version_id", how="semi", maintain_order="left"),
        _mappings(connection),
    )


def spans(connection: Connection) -> pl.DataFrame:
    """VERSIONS: the published versions that held at some time, each until the next began."""
    published = frame(
        connection,
        select(StrategyVersion.id, StrategyVersion.number, StrategyVersion.in_force_from)
        .where(StrategyVersion.status == "published")
        .order_by(StrategyVersion.in_force_from, StrategyVersion.number),
        {name: VERSIONS[name] for name in ("version_id", "number", "in_force_from")},
    )
    return published.unique("in_force_from", keep="last", maintain_order=True).with_columns(
        pl.col("in_force_from").shift(-1).alias("until_on")
    )


def _mappings(connection: Connection) -> pl.DataFrame:
    subject = ["product_id", "feature_id"]
    sealed = frame(
        connection,
        select(Mapping.id, Mapping.product_id, Mapping.feature_id, Mapping.effective_from)
        .where(Mapping.sealed)
        .order_by(Mapping.product_id, Mapping.feature_id, Mapping.effective_from, Mapping.id),
        {"mapping_id": pl.Int64, **{k: MAPPINGS[k] for k in (*subject, "from_on")}},
    )
    shares = frame(
        connection,
        select(MappingShare.mapping_id, MappingShare.pillar_id, MappingShare.share_bp).order_by(
            MappingShare.mapping_id, MappingShare.pillar_id
        ),
        {"mapping_id": pl.Int64, "pillar_id": pl.Int64, "share_bp": pl.Int64},
    )
    return (
        sealed.unique([*subject, "from_on"], keep="last", maintain_order=True)
        .with_columns(pl.col("from_on").shift(-1).over(subject).alias("until_on"))
        .join(shares, on="mapping_id", how="left", maintain_order="left_right")
        .with_columns(pl.col("share_bp").fill_null(WHOLE_BP))
        .select(*MAPPINGS)
    )
