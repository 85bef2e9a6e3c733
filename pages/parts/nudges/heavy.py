"""Revenue looked at twice more, on request: with the largest amounts capped, and resampled."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from data.reads import nudges as reads
from data.reads.nudge_cells import OUTSIDE
from data.reads.nudges import Ran
from data.reads.people import Me
from metrics.nudge_revenue import three_ways
from metrics.nudge_view import NudgeView
from pages.charts.style import money
from pages.parts import evidence, load, plain

SEED = 20_240_229
_buyers = load.cached(reads.buyers)
WAYS = {
    "raw": "As it is (Welch)",
    "capped": "Largest amounts capped (Welch)",
    "resampled": "As it is, resampled (bootstrap)",
}


@st.fragment
def show(me: Me, campaign: Ran, view: NudgeView, *, as_of: date) -> None:
    """A switch, since it reads every buyer; then revenue three ways, where any is known
    and the buyers are in this store."""
    kept_elsewhere = OUTSIDE in campaign.design  # what each buyer spent, that is, not the cube
    if kept_elsewhere or view.effect["revenue_difference"].item() is None:
        return
    if not st.toggle(
        "Does a handful of large orders make the revenue?",
        key="heavy",
        help="Reads what every buyer spent. Those who bought nothing are known by their number.",
    ):
        return
    spent = _buyers(
        me.scope,
        campaign_id=campaign.id,
        window=view.window,
        before=as_of - timedelta(days=view.window),
    )
    found = three_ways(view.arms, spent, seed=SEED)
    evidence.header(
        "Revenue per 1,000 customers, three ways",
        "The difference between the arms with zeros in. Capped: no customer counts for more than"
        " the amount that 999 in 1,000 customers of both arms do not exceed, one cap for both;"
        " that is another question, about all but the largest. Resampled: 2,000 seeded draws of"
        " customers within each arm.",
        found,
        name="revenue-three-ways",
    )
    st.dataframe(
        plain.table(_spoken(found, campaign.currency)),
        hide_index=True,
        placeholder="–",
        column_config={
            "way": st.column_config.TextColumn("How", pinned=True),
            "value": st.column_config.TextColumn("Difference"),
            "low": st.column_config.TextColumn("from", help="95% interval"),
            "high": st.column_config.TextColumn("to"),
        },
    )
    cap = found.filter(way="capped")["cap"].item()
    if cap is not None:
        evidence.aside(f"Capped at {money(cap, campaign.currency, compact=False)} a customer.")


def _spoken(found: pl.DataFrame, currency: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "way": [WAYS[way] for way in found["way"]],
            **{
                name: [None if v is None else money(1000 * v, currency) for v in found[name]]
                for name in ("value", "low", "high")
            },
        }
    )
