"""The frames that metrics read, as declared schemas; checks nothing, holds no data.

Money is integer minor units (`amount_cents`); for `we_build` and `we_ship` the same column
carries effort in hundredths of a week. Intervals are closed on the left and open on the right:
`from_on` <= day < `until_on`, and a null `until_on` never ends.
"""

from collections.abc import Mapping

import polars as pl

Schema = Mapping[str, type[pl.DataType]]

_FACT: Schema = {
    "product_id": pl.Int64,  # null = no product is known
    "feature_id": pl.Int64,  # null = no feature is named
    "account_id": pl.Int64,  # null = nobody knows whose it is
    "team": pl.String,
    "product": pl.String,  # the product's name, else the feature's title
    "segment": pl.String,
    "region": pl.String,
    "amount_cents": pl.Int64,  # null = unknown, never 0
}

# What happened on a day: requests, promises, won deals, shipped features.
FLOWS: Schema = {"column": pl.String, "fact_id": pl.Int64, "on": pl.Date, **_FACT}

# Who was paid, for which deal, by the facts of `we_pay`; never shown without the right to it.
PAYEES: Schema = {"fact_id": pl.Int64, "rep_id": pl.Int64, "deal_id": pl.Int64}

# What lay there from one day until another: open deals, features being built.
STOCKS: Schema = {
    "column": pl.String,
    "fact_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    **_FACT,
}

# Which pillars a product or a feature serves; one row a pillar, null = outside the strategy.
MAPPINGS: Schema = {
    "product_id": pl.Int64,
    "feature_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "pillar_id": pl.Int64,
    "share_bp": pl.Int64,
}

VERSIONS: Schema = {
    "version_id": pl.Int64,
    "number": pl.Int64,
    "in_force_from": pl.Date,
    "until_on": pl.Date,
}

TARGETS: Schema = {
    "version_id": pl.Int64,
    "pillar_id": pl.Int64,
    "pillar": pl.String,
    "target_bp": pl.Int64,
    "position": pl.Int64,
}


# What one customer asked on one day; a request that no feature is linked to carries null.
ASKS: Schema = {
    "request_id": pl.Int64,
    "feature_id": pl.Int64,
    "account_id": pl.Int64,
    "person_id": pl.Int64,  # who logged it
    "team": pl.String,  # the logger's, then
    "segment": pl.String,  # the account's, then
    "asked_on": pl.Date,
    "need": pl.String,  # blocker | important | nice to have
    "intent": pl.String,  # new business | expansion | retention
    "deal_id": pl.Int64,
    "words": pl.String,
}

# The deals that requests name.
DEALS_ASKING: Schema = {
    "deal_id": pl.Int64,
    "account_id": pl.Int64,
    "amount_cents": pl.Int64,
    "state": pl.String,  # open | won | lost
}

# What could be built, and what people reckon about it; null = nobody has said.
FEATURES: Schema = {
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
    "mission_fit": pl.Float64,  # share of its mapping on pillars in force, 0 to 1; null = unmapped
}

# Commitments to customers, with the deal and the feature that each rests on as they stand now.
PROMISES: Schema = {
    "promise_id": pl.Int64,
    "person_id": pl.Int64,  # who made it
    "person": pl.String,
    "team": pl.String,  # hers, then
    "account_id": pl.Int64,
    "made_on": pl.Date,
    "due_on": pl.Date,
    "state": pl.String,  # proposed | approved | refused | delivered | broken | released
    "delivered_on": pl.Date,  # null unless delivered
    "deal_id": pl.Int64,
    "deal_state": pl.String,
    "deal_closed_on": pl.Date,
    "amount_cents": pl.Int64,  # the deal's; null = unknown
    "feature_id": pl.Int64,
    "feature_status": pl.String,
    "effort_weeks": pl.Float64,  # the feature's
    "started_on": pl.Date,
    "shipped_on": pl.Date,
}

# What reps wrote down about deals, and the strategy's own words to hold them against.
NOTES: Schema = {
    "note_id": pl.Int64,
    "person_id": pl.Int64,
    "person": pl.String,
    "team": pl.String,  # the writer's, then
    "office": pl.String,
    "noted_on": pl.Date,
    "words": pl.String,
}
STRATEGY_TEXTS: Schema = {
    "pillar_id": pl.Int64,  # null = the mission
    "name": pl.String,  # the pillar's, or "mission"
    "words": pl.String,
}


def empty(schema: Schema) -> pl.DataFrame:
    """A frame of that schema without rows."""
    return pl.DataFrame(schema=dict(schema))
