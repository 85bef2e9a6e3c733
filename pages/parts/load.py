"""Reads kept until the store changes. No cached frame is handed out twice, and none is an argument.

The key of a kept result is: which function, which store, the store's version, the scalar arguments.
A write anywhere moves the version, so the next rerun asks anew; nothing is ever cleared.
"""

import os
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import polars as pl
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.store import Reading, Store, open_store, reading, store_url, store_version

P = ParamSpec("P")
T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


def engine() -> Store:
    """The store that this server keeps its data in."""
    return _engine(store_url(os.environ, ROOT))


def version() -> int:
    """The store's version: what a figure's cache key holds beside scope and filters."""
    return once(store_version)


def once(read: Callable[Concatenate[Reading, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `read` finds, asked once in a run of the script: a run shows one state of the store.

    Seventeen times a click for the version alone was half of what a click cost. A write in the
    same run is seen after `forget`.
    """
    asked = _asked_in_this_run()
    key = (str(engine().url), read, args, tuple(sorted(kwargs.items())))
    if key not in asked:
        with reading(engine()) as conn:
            asked[key] = read(conn, *args, **kwargs)
    found: T = asked[key]
    return found


def forget() -> None:
    """Ask the store anew from here on in this run: something was written."""
    _asked_in_this_run().clear()


def _asked_in_this_run() -> dict[Any, Any]:
    """Empty at the start of each run, and outside of any. Streamlit gives each run new cursors."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return {}
    began, asked = getattr(run, "throughline_asked", (None, {}))
    if began is not run.cursors:
        asked = {}
        run.throughline_asked = (run.cursors, asked)  # type: ignore[attr-defined]
    return asked


def cached(read: Callable[Concatenate[Reading, P], T]) -> Callable[P, T]:
    """`read` without its connection, run again only when its arguments or the store changed.

    What it returns is pickled and every caller gets a copy: sharing one polars frame between
    sessions can freeze the server. Arguments are scalars or frozen dataclasses of scalars.
    """
    name = f"{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        for value in (*args, *kwargs.values()):
            if isinstance(value, pl.DataFrame | pl.LazyFrame | pl.Series):
                raise TypeError(f"{name} is cached by its arguments, and a frame is none")
        result: T = _run(name, str(engine().url), version(), args, kwargs, read)
        return result

    return kept


@cache  # asked for dozens of times in a rerun, where Streamlit's own cache takes longer to ask
def _engine(url: str) -> Store:
    return open_store(url)


# The name stands for the function in the key: all results share this one cache.
@st.cache_data(show_spinner=False, max_entries=500)
def _run(
    name: str, url: str, version: int, args: Any, kwargs: Any, _read: Callable[..., Any]
) -> Any:
    with reading(engine()) as conn:
        return _read(conn, *args, **kwargs)
