"""How a customer is told apart by an e-mail address; whether it can be written to is not asked.

Compared: without regard to case, outer spaces, `mailto:`, the width of letters (NFKC), and what
stands behind a `+` before the @. At gmail.com, which is googlemail.com too, dots before the @ say
nothing, as Google has it. What holds no @, such as a hashed address, is compared as text.
"""

import unicodedata

import polars as pl

_PLAIN = r"^[\x21-\x7e]*$"


def unit(address: str) -> str | None:
    """The customer behind an address; null where there is none."""
    found: str | None = units(pl.Series([address], dtype=pl.String))[0]
    return found


def units(addresses: pl.Series) -> pl.Series:
    """`unit` of each address, null where the address is null or blank."""
    text = addresses.str.strip_chars()
    if not text.str.contains(_PLAIN).all():
        folded = text.map_elements(
            lambda one: unicodedata.normalize("NFKC", one), return_dtype=pl.String
        )
        text = folded.str.strip_chars()
    lower = pl.col("a").str.to_lowercase().str.strip_prefix("mailto:")
    cut = pl.col("a").str.extract_groups(r"^([^@]+?)(?:\+[^@]*)?@([^@]+)$").struct
    box, domain = cut.field("1"), cut.field("2").str.strip_chars_end(".")
    frame = text.to_frame("a").select(lower)
    if not frame["a"].str.contains(r"\+|@g(?:oogle)?mail\.com\.?$|\.$").any():
        return _known(frame.select("a"), addresses.name)  # nothing to take away
    frame = frame.with_columns(box=box, domain=domain)
    google = pl.col("domain").is_in(["gmail.com", "googlemail.com"])
    bare = pl.when(google).then(pl.col("box").str.replace_all(".", "", literal=True))
    whole = pl.concat_str(
        bare.otherwise("box"),
        pl.lit("@"),
        pl.when(google).then(pl.lit("gmail.com")).otherwise("domain"),
    )
    return _known(frame.select(pl.coalesce(whole, "a").alias("a")), addresses.name)


def _known(texts: pl.DataFrame, name: str) -> pl.Series:
    return texts.select(pl.when(pl.col("a") != "").then("a").alias(name)).to_series()
