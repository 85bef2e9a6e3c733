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


def empty(schema: Schema) -> pl.DataFrame:
    """A frame of that schema without rows."""
    return pl.DataFrame(schema=dict(schema))
