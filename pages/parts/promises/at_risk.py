"""What rests on open promises that are at risk, in a line that leads to them, for the Overview."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from data.reads.people import Me
from metrics.exposure import exposure
from pages.parts import figures, plain
from pages.parts.promises.ledger import ledger
from pages.parts.promises.words import RISKY, sums
from pages.parts.strategy.words import plural


def said(exposed: pl.DataFrame, currency: str) -> str:
    """The line; nothing while no promise is at risk.

    Args:
        exposed: from `metrics.exposure.exposure`.
    """
    risky = exposed.filter(pl.col("risk").is_in(list(RISKY)))
    many = int(risky["promises"].sum())
    if not many:
        return ""
    of = f"{plural(many, 'open promise')} at risk"
    total, parts = sums(risky, currency)
    if not total:
        return f"{of}; what their deals are worth is not known."
    return f"{total} rests on {of}{parts}."


def line(me: Me, *, today: date, there: Callable[[], None]) -> None:
    """The line as a link to the ledger, with these risks chosen."""
    exposed = exposure(ledger(me.scope, as_of=today), as_of=today)
    if text := said(exposed, figures.currency()):
        st.page_link(
            st.Page(there, title="Promises", url_path="promises"),
            label=plain.label(text, 300),
            icon=":material/handshake:",
            query_params={"risk": list(RISKY)},
        )
