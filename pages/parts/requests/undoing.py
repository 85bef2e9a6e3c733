"""The links that this person set or took away last, and the way to put them back as they were."""

import polars as pl
import streamlit as st

from data.actions.link_requests import put_links_back
from data.reads.people import Me
from pages.parts import plain
from pages.parts.strategy.words import plural
from pages.parts.submit import submit

LAST, MADE = "inbox_undo", "inbox_undo_made"
HOW = "Undo is above the table."
Before = dict[int, tuple[int, int | None]]  # id → its row_version now, its feature before


def remember(before: pl.DataFrame, feature_id: int | None, *, made: str = "") -> None:
    """Keep what the requests (`requests.ROWS`, as read before) pointed to, until the next links.

    Args:
        feature_id: what they point to now. One that pointed there already was not touched.
        made: the title of the feature where it was made for them; it stays when they are put back.
    """
    moved = before.filter(pl.col("feature_id").ne_missing(pl.lit(feature_id, pl.Int64)))
    kept: Before = {
        row["id"]: (row["row_version"] + 1, row["feature_id"])
        for row in moved.iter_rows(named=True)
    }
    st.session_state[LAST], st.session_state[MADE] = kept, made


def show(me: Me) -> None:
    """The way back, until it has been gone or other links were made; refused, all stay as they are
    when somebody has changed one of those requests since."""
    kept: Before = st.session_state.get(LAST, {})
    if not kept:
        return
    label = f"Undo the last links ({len(kept):,})"
    if not st.button(label, icon=":material/undo:", type="tertiary", key="triage_undo"):
        return
    made = st.session_state[MADE]
    stays = f" The feature “{plain.label(made, 50)}” stays." if made else ""
    back = submit(
        put_links_back,
        me,
        done=f"{plural(len(kept), 'request')} put back as before.{stays}",
        rerun=True,
        requests={key: version for key, (version, _) in kept.items()},
        were={key: feature for key, (_, feature) in kept.items()},
    )
    if back is not None:
        st.session_state.pop(LAST)
        st.rerun()
