"""Accounts, products, people: rows of a file → good rows. Nothing is matched with the store."""

import polars as pl

from data.imports.contract import Choices
from data.imports.keys import content_keys, own_keys, reject_repeated, salesforce_people
from data.imports.languages import folded, in_english
from data.imports.money import read_money
from data.imports.rows import Rows, each_text

_HERE = "active enabled current employed aktiv actif actieve actief activo ativo attivo"
_GONE = (
    "inactive deactivated disabled suspended deleted removed archived left former terminated "
    "resigned inaktiv deaktiviert inactif inactief desactive desactivee inactivo desactivado "
    "inativo desativado inattivo disattivato"
)
_WORKS_HERE = dict.fromkeys(_HERE.split(), True) | dict.fromkeys(_GONE.split(), False)


def accounts(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["accounts"]; the customer's own revenue is never read."""
    name = rows.text("name")
    rows.reject(name.is_null(), "name", "no name")
    created = rows.dates(["created_on"], choices.date_order)["created_on"]
    key = _key(rows, name)
    return pl.DataFrame(
        {
            "source_key": key,
            "name": name,
            **{c: rows.text(c) for c in ("segment", "region", "account_type")},
            "employees": rows.whole_numbers("employees"),
            "created_on": created,
        }
    )


def products(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["products"]; a product without a price is known without one."""
    name = rows.text("name")
    rows.reject(name.is_null(), "name", "no name")
    money = read_money(rows, "list_price_cents", choices)
    key = _key(rows, name)
    return pl.DataFrame(
        {
            "source_key": key,
            "name": name,
            "family": rows.text("family"),
            "list_price_cents": money["units"],
            "currency": money["currency"],
        }
    )


def people(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["people"]; a name in two columns comes before one in one, and
    an address stands for a person who has neither."""
    parts = pl.DataFrame([rows.text(c) for c in ("first_name", "last_name", "email")])
    parts = parts.with_columns(_with_its_half(rows))
    both = pl.concat_str("first_name", "last_name", separator=" ")  # null unless both are there
    alone = pl.coalesce("first_name", "last_name")
    name = parts.select(pl.coalesce(both, "name", alone, "email").alias("name")).to_series()
    email = parts["email"].str.to_lowercase()
    rows.reject(name.is_null(), "name", "no name")
    key = salesforce_people(_key(rows, email.fill_null(name)))
    return pl.DataFrame(
        {
            "source_key": key,
            "name": name,
            "email": email,
            **{c: rows.text(c) for c in ("role", "team", "office", "region")},
            "active": _active(rows),
        }
    )


def _with_its_half(rows: Rows) -> pl.Series:
    """The name; where the file has only its other half beside it ("Nom" and "Prénom"), both."""
    halves = [half for half in ("first_name", "last_name") if rows.label(half)]
    header = folded(in_english(rows.label("name") or ""))
    if len(halves) != 1 or header != "name":
        return rows.text("name")
    [half] = halves
    order = (half, "name") if half == "first_name" else ("name", half)
    spaced = [pl.format(" {} ", pl.col(c).str.to_lowercase()) for c in ("name", half)]
    whole = spaced[0].str.contains(spaced[1], literal=True)  # "Name" was the full name
    both = pl.coalesce(pl.concat_str(*order, separator=" "), "name")
    frame = pl.DataFrame([rows.text("name"), rows.text(half)])
    return frame.select(pl.when(whole).then("name").otherwise(both).alias("name")).to_series()


def _active(rows: Rows) -> pl.Series:
    """Whether a person still works here; null where the file does not say."""
    said = each_text(rows.text("active"), lambda word: _WORKS_HERE.get(folded(word)), pl.Boolean)
    frame = pl.DataFrame({"flag": rows.flag("active"), "said": said})
    return frame.select(pl.coalesce("flag", "said").alias("active")).to_series()


def _key(rows: Rows, otherwise: pl.Series) -> pl.Series:
    own = rows.label("source_key") is not None
    key = own_keys(rows) if own else content_keys([otherwise], repeat=False)
    reject_repeated(rows, key, "source_key" if own else "name")
    return key
