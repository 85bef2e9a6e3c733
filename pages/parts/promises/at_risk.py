"""What rests on open promises that are at risk, in a line that leads to them, for the Overview."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from data.reads.people import Me
from metrics.exposure import exposure
from pages.charts import style
from pages.parts import figures, plain
from pages.parts.promises.ledger import ledger
from pages.parts.promises.words import RISKY
from pages.parts.strategy.words import plural


def said(exposed: pl.DataFrame, currency: str) -> str:
    """The line; nothing while no promise is at risk.

    Args:
        exposed: from `metrics.exposure.exposure`.
    """
    rows = [row for row in exposed.iter_rows(named=True) if row["risk"] in RISKY]
    many = sum(row["promises"] for row in rows)
    if not many:
        return ""
    known = [row for row in rows if row["exposed_cents"] and row["deals"] > row["deals_unknown"]]
    of = f"{plural(many, 'open promise')} at risk"
    if not known:
        return f"{of}; what their deals are worth is not known."
    total = style.money(sum(row["exposed_cents"] for row in known), currency)
    parts = [f"{style.money(row['exposed_cents'], currency)} {RISKY[row['risk']]}" for row in known]
    return f"{total} rests on {of}: {', '.join(parts)}."


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
