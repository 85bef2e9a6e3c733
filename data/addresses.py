"""How a customer is told apart by an e-mail address; whether anybody
reads there is not asked.

Compared: without regard to case, outer spaces, `mailto:`, the width of letters (NFKC), and what
stands behind a `+` before the @. At gmail.com, which is googlemail.com too, dots before the @ say
nothing, as Google has it. What holds no @, such as a hashed address, is compared as text.
"""

import re
import unicodedata

import polars as pl

LONGEST, LONGEST_BOX = 254, 64  # RFC 5321: of an address, and of what stands before its @
_PLAIN = r"^[\x21-\x7e]*$"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"  # RFC 1123
_WRITABLE = rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+$"
_READ = re.compile(_WRITABLE)


def unit(address: str) -> str | None:
    """The customer behind an address; null where there is none."""
    found: str | None = units(pl.Series([address], dtype=pl.String))[0]
    return found


def is_writable(address: str) -> bool:
    """Whether a mail server takes this address as it stands; whose it is, it does not say."""
    fits = len(address) <= LONGEST and address.find("@") <= LONGEST_BOX
    return fits and _READ.fullmatch(address) is not None


def writable(addresses: pl.Series) -> pl.Series:
    """`is_writable` of each address, null where it is null."""
    shaped = addresses.str.contains(_WRITABLE)
    box = addresses.str.find("@", literal=True)
    return shaped & (addresses.str.len_bytes() <= LONGEST) & (box <= LONGEST_BOX)


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


def customers(names: pl.Series) -> pl.Series:
    """How another system's customer is compared: an address as `units` has it, a number as it
    stands."""
    frame = pl.DataFrame({"name": names, "unit": units(names)})
    who = pl.when(pl.col("name").str.contains("@", literal=True)).then("unit").otherwise("name")
    return frame.select(who.alias(names.name)).to_series()


def _known(texts: pl.DataFrame, name: str) -> pl.Series:
    return texts.select(pl.when(pl.col("a") != "").then("a").alias(name)).to_series()
