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

from data.store import Reading, Store, open_store, reading, store_url, store_version

P = ParamSpec("P")
T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


def engine() -> Store:
    """The store that this server keeps its data in."""
    return _engine(store_url(os.environ, ROOT))


def version() -> int:
    """The store's version now: what a figure's cache key holds beside scope and filters."""
    with reading(engine()) as conn:
        return store_version(conn)


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
