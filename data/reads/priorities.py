"""What is asked of each feature and what people reckon about it, as frames; ranks nothing."""

from datetime import date

import polars as pl
from sqlalchemy import Connection, case, func, select

from data.reads.frame import frame
from data.reads.rates import deals_frame
from data.reads.scope import Scope
from data.reads.strategy import WHOLE_BP, strategy_frames
from data.tables import Account, Deal, Feature, FeatureEstimate, Person, Request, Team

_BARE = {
    "request_id": pl.Int64,
    "feature_id": pl.Int64,
    "account_id": pl.Int64,
    "person_id": pl.Int64,
    "team_id": pl.Int64,
    "segment": pl.String,
    "asked_on": pl.Date,
    "need": pl.String,
    "intent": pl.String,
    "deal_id": pl.Int64,
    "words": pl.String,
    "account_region": pl.String,
}
ASKS = (
    *("request_id", "feature_id", "account_id", "person_id", "team", "segment", "asked_on"),
    *("need", "intent", "deal_id", "words", "region"),
)
DEALS_ASKING = {
    "deal_id": pl.Int64,
    "account_id": pl.Int64,
    "amount_cents": pl.Int64,
    "state": pl.String,
    "deal": pl.String,
}
FEATURES = {
    "feature_id": pl.Int64,
    "title": pl.String,
    "status": pl.String,
    "effort_weeks": pl.Float64,
    "rice_impact": pl.Float64,
    "rice_confidence": pl.Float64,
    "wsjf_value": pl.Float64,
    "wsjf_time": pl.Float64,
    "wsjf_risk": pl.Float64,
    "wsjf_size": pl.Float64,
    "ice_impact": pl.Float64,
    "ice_confidence": pl.Float64,
    "ice_ease": pl.Float64,
    "row_version": pl.Int64,
    "estimates_version": pl.Int64,  # null = nobody has estimated it
}


def asks(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Every request in scope, columns as `metrics.frames.ASKS` and `region`, by id.

    Team and segment are those of then; where the segment of then is unknown, the account's now.
    `region` is the team's, else the account's.
    """
    query = (
        select(
            Request.id,
            Request.feature_id,
            Request.account_id,
            Request.logged_by_id,
            Request.team_id,
            func.coalesce(Request.segment, Account.segment),
            Request.asked_on,
            Request.need,
            Request.intent,
            Request.deal_id,
            Request.words,
            Account.region,
        )
        .join(Account, Account.id == Request.account_id, isouter=True)
        .where(scope.allows(Request.team_id))
        .order_by(Request.id)
    )
    teams = frame(
        connection,
        select(Team.id, Team.name, Team.region),
        {"team_id": pl.Int64, "team": pl.String, "team_region": pl.String},
    )
    return (
        frame(connection, query, _BARE)
        .join(teams, on="team_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("team_region", "account_region").alias("region"))
        .select(ASKS)
    )


def deals_asking(connection: Connection, scope: Scope, *, currency: str) -> pl.DataFrame:
    """The deals in scope that requests in scope name, columns as DEALS_ASKING, by id.

    `amount_cents` is null where the deal carries none or no rate turns it into `currency`; a lost
    deal's amount of 0 is unknown, since some CRMs empty it.
    """
    asking = (
        select(Request.deal_id)
        .where(Request.deal_id.is_not(None), scope.allows(Request.team_id))
        .distinct()
    )
    amount = case(
        (Deal.state == "lost", func.nullif(Deal.amount_cents, 0)),
        else_=Deal.amount_cents,
    )
    query = (
        select(
            Deal.id,
            Deal.account_id,
            amount,
            Deal.state,
            func.coalesce(Deal.name, Deal.source_key),
        )
        .where(Deal.id.in_(asking), scope.allows(Deal.team_id))
        .order_by(Deal.id)
    )
    return deals_frame(connection, query, DEALS_ASKING, currency)


def features(connection: Connection, scope: Scope, *, on: date) -> pl.DataFrame:
    """Every feature that stands for itself, columns as FEATURES and `mission_fit`, by id.

    `mission_fit`, 0 to 1: the share of its mapping of the day `on` that lies on pillars of the
    strategy in force then; 0 = outside; null = not mapped, or no strategy was in force.
    Features and strategy are the whole company's, so the scope narrows nothing.
    """
    query = (
        select(
            Feature.id,
            Feature.title,
            Feature.status,
            Feature.effort_weeks,
            *(getattr(FeatureEstimate, name) for name in list(FEATURES)[4:-2]),
            Feature.row_version,
            FeatureEstimate.row_version,
        )
        .join(FeatureEstimate, FeatureEstimate.feature_id == Feature.id, isouter=True)
        .where(Feature.merged_into_id.is_(None))
        .order_by(Feature.id)
    )
    return frame(connection, query, FEATURES).join(
        _mission_fit(connection, scope, on), on="feature_id", how="left", maintain_order="left"
    )


def _mission_fit(connection: Connection, scope: Scope, on: date) -> pl.DataFrame:
    strategy = strategy_frames(connection, scope)
    holds = (pl.col("until_on").is_null()) | (pl.col("until_on") > on)
    version = strategy.versions.filter(pl.col("in_force_from") <= on, holds)
    pillars = strategy.targets.join(version, on="version_id", how="semi")
    served = pl.col("pillar_id").is_in(pillars["pillar_id"].to_list()).fill_null(False)
    return (
        strategy.mappings.filter(pl.col("feature_id").is_not_null(), pl.col("from_on") <= on, holds)
        .group_by("feature_id")
        .agg((pl.col("share_bp").filter(served).sum() / WHOLE_BP).alias("mission_fit"))
        .filter(pl.lit(version.height > 0))
    )


def names(connection: Connection, scope: Scope, *, feature_id: int) -> pl.DataFrame:
    """What the requests in scope for a feature are called: `request_id, account, person`."""
    query = (
        select(Request.id, Account.name, Person.name)
        .join(Account, Account.id == Request.account_id, isouter=True)
        .join(Person, Person.id == Request.logged_by_id, isouter=True)
        .where(Request.feature_id == feature_id, scope.allows(Request.team_id))
        .order_by(Request.id)
    )
    return frame(
        connection, query, {"request_id": pl.Int64, "account": pl.String, "person": pl.String}
    )
