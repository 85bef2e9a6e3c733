"""The thread, read and served once per state of the store, and measured once per choice.

Both are kept under scalar keys: store, version, scope, day, filters. What is kept is never handed
out itself (two sessions on one polars frame can freeze the server): every caller gets clones,
which share the memory and cost nothing.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
import streamlit as st

from data.reads.scope import Scope
from data.reads.settings import reporting_currency
from data.store import reading
from metrics import overview as measure
from metrics.overview import By, Filters, Overview
from metrics.prepared import Prepared
from pages.parts import load
from pages.parts.facts import SEED, read_thread

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Frames = TypeVar("Frames", bound=DataclassInstance)
else:
    Frames = TypeVar("Frames")


def thread(scope: Scope, *, as_of: date) -> Prepared:
    """Every fact in scope up to `as_of`, served by the strategy of its own day."""
    return cloned(_thread(str(load.engine().url), load.version(), scope, as_of))


def overview(
    scope: Scope,
    *,
    as_of: date,
    period: tuple[date, date],
    filters: Filters,
    by: By | None = None,
) -> Overview:
    """What the Overview shows for a period and filters; see `metrics.overview`."""
    url, version = str(load.engine().url), load.version()
    return cloned(_overview(url, version, scope, as_of, period, filters, by))


def drawn(make: Callable[[], Any], *key: object) -> Any:
    """The figure that `make` draws, drawn once for each `key` in each state of the store.

    A figure is kept itself, since a copy costs as much as drawing: treat it as read-only. `key` is
    all that the figure depends on beside the store: its name, scope, choice, theme.
    """
    return _drawn(str(load.engine().url), load.version(), key, make)


def currency() -> str:
    """The currency that the pages add money up in."""
    return load.cached(reporting_currency)()


@st.cache_resource(show_spinner=False, max_entries=8)
def _thread(url: str, version: int, scope: Scope, as_of: date) -> Prepared:
    with reading(load.engine()) as connection:
        return read_thread(connection, scope, as_of=as_of)


@st.cache_resource(show_spinner=False, max_entries=64)
def _overview(
    url: str,
    version: int,
    scope: Scope,
    as_of: date,
    period: tuple[date, date],
    filters: Filters,
    by: By | None,
) -> Overview:
    served = cloned(_thread(url, version, scope, as_of))
    return measure.overview(served, period=period, filters=filters, by=by, seed=SEED)


@st.cache_resource(show_spinner=False, max_entries=256)
def _drawn(url: str, version: int, key: tuple[object, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def cloned(found: Frames) -> Frames:
    """`found` with a clone of each of its frames: what is kept is never handed out itself."""
    frames = {
        field.name: value.clone()
        for field in fields(found)
        if isinstance(value := getattr(found, field.name), pl.DataFrame)
    }
    return replace(found, **frames)
