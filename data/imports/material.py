"""Use of sales material: rows of a file → good rows; what it led to is measured elsewhere."""

import polars as pl

from data.imports.contract import Choices
from data.imports.keys import (
    content_keys,
    own_keys,
    reject_repeated,
    salesforce_ids,
    salesforce_people,
)
from data.imports.rows import Rows

_TEXTS = ("material", "material_kind", "person", "account_name")


def material_use(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["material-use"]; who used it and for which deal may be unknown."""
    texts = {name: rows.text(name) for name in _TEXTS}
    texts["person"] = salesforce_people(texts["person"])
    rows.reject(texts["material"].is_null(), "material", "no material")
    used = rows.dates(["used_on"], choices.date_order)["used_on"]
    rows.reject(used.is_null(), "used_on", "no day")
    deal = salesforce_ids(rows.text("deal_key"))
    frame = pl.DataFrame({**texts, "deal_key": deal, "used_on": used})
    if rows.label("source_key") is not None:
        key = own_keys(rows)
        reject_repeated(rows, key, "source_key")
    else:
        told_by = ("material", "person", "deal_key", "account_name", "used_on")
        rows.notes.append(
            "The file has no id column: uses are told apart by material, person, deal, account and"
            " day, so a change there makes a new one."
        )
        key = content_keys([frame[name] for name in told_by], repeat=True)
    return frame.with_columns(key.alias("source_key"))
