"""A campaign's figures, kept until the store changes; it places nothing."""

from datetime import date
from typing import Any

import streamlit as st

from data.reads.nudges import Ran
from data.reads.scope import Scope
from data.store import reading
from metrics.nudge_view import NudgeView
from pages.parts import figures, load
from pages.parts.nudges.reading import read_view


def view(scope: Scope, campaign: Ran, *, window: int, as_of: date) -> NudgeView:
    """`read_view`, kept until the store changes."""
    url, version = str(load.engine().url), load.version()
    found: NudgeView = _view(url, version, scope, campaign.id, window, as_of, campaign)
    return figures.cloned(found)


@st.cache_resource(show_spinner=False, max_entries=64)
def _view(
    url: str,
    version: int,
    scope: Scope,
    campaign_id: int,
    window: int,
    as_of: date,
    _campaign: Any,
) -> NudgeView:
    with reading(load.engine()) as connection:
        return read_view(connection, scope, campaign=_campaign, window=window, as_of=as_of)
