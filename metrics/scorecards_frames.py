"""The frames that scorecards, comparison and patterns read, as declared schemas; holds no data."""

import polars as pl

from metrics.frames import Schema

# A deal and somebody credited for it; one row per credited rep.
CREDITED: Schema = {
    "deal_id": pl.Int64,
    "rep_id": pl.Int64,
    "credit_bp": pl.Int64,  # her part; the parts of a deal add up to 10,000
    "team_id": pl.Int64,  # hers, then
    "team": pl.String,
    "account_id": pl.Int64,
    "segment": pl.String,
    "region": pl.String,
    "product_id": pl.Int64,
    "product": pl.String,
    "deal_type": pl.String,
    "state": pl.String,  # open | won | lost
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "amount_cents": pl.Int64,  # of the whole deal; null = unknown, or no rate
    "list_cents": pl.Int64,  # the same by the price list
}
REPS: Schema = {
    "rep_id": pl.Int64,
    "rep": pl.String,  # null = the reader does not see her by name
    "team_id": pl.Int64,
    "team": pl.String,
    "active": pl.Boolean,
}
# Recurring revenue of an account from a day to a day.
LINES: Schema = {
    "account_id": pl.Int64,
    "deal_id": pl.Int64,  # null = nobody says which sale it came from
    "from_on": pl.Date,
    "until_on": pl.Date,  # the first day without it; null = it goes on
    "monthly_cents": pl.Int64,  # null = no rate
}
KEPT: Schema = {
    "promise_id": pl.Int64,
    "rep_id": pl.Int64,
    "team_id": pl.Int64,
    "state": pl.String,  # proposed | approved | refused | delivered | broken | released
    "made_on": pl.Date,
    "due_on": pl.Date,
    "ended_on": pl.Date,
}
VOICES: Schema = {
    "request_id": pl.Int64,
    "rep_id": pl.Int64,
    "team_id": pl.Int64,
    "account_id": pl.Int64,
    "feature_id": pl.Int64,
    "asked_on": pl.Date,
    "accepted": pl.Boolean,  # linked to a feature that is not declined
}
USES: Schema = {
    "rep_id": pl.Int64,
    "deal_id": pl.Int64,
    "material_id": pl.Int64,
    "used_on": pl.Date,
}
QUOTAS: Schema = {
    "rep_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "amount_cents": pl.Int64,  # null = no rate
}
WHOLE_BP = 10_000
