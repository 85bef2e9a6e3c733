"""Where to pick up the thread: words, an account, a deal, a feature or a pillar, in the address."""

from collections.abc import Callable, Mapping

import polars as pl
import streamlit as st

from data.reads import thread_links
from metrics.matrix import OUTSIDE, UNMAPPED
from pages.parts import address, evidence, fold, load, plain
from pages.parts.throughline.weighing import PLACES, Start

WIDTH = 165  # five side by side on a desk, two on a telephone
OFFERED = 300  # names in a list, those asked most first; a link may still name any other
PLACE_NAMES = dict(zip(PLACES, (OUTSIDE, UNMAPPED), strict=True))
Names = Callable[[list[int]], Mapping[int, str]]

_accounts = load.cached(thread_links.accounts)
_deals = load.cached(thread_links.deals_named)


def choose(parts: pl.DataFrame, pillars: Mapping[int, str]) -> Start:
    """Five small things to choose from; what is chosen lives in the address."""
    titles = dict(parts.select("feature_id", "feature").unique("feature_id").iter_rows())
    with fold.row("start", "Start from one thing") as row:
        words = _words()
        account = _one("Account", "account", parts["account_id"], _named(_accounts))
        deal = _one("Deal", "deal", parts["deal_id"], _named(_deals))
        feature = _one("Feature", "feature", parts["feature_id"], lambda ids: titles)
        pillar = _pillar(pillars)
        row.active = sum(map(bool, (words, account, deal, feature, pillar)))
    return Start(words, account, deal, feature, pillar)


def follow(word: str, value: int) -> None:
    """Pick the thread up at this account, deal or feature instead, and at nothing else."""
    for other in ("q", "account", "deal", "feature", "pillar"):
        st.session_state[_key(other)] = "" if other == "q" else None
        st.query_params.pop(other, None)
    st.session_state[_key(word)] = value


def _key(word: str) -> str:
    return f"thread_{word}"


def _words() -> str:
    key = _key("q")
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get("q", "")
    typed = st.text_input("Customer's words", key=key, placeholder="Any", width=WIDTH) or ""
    return address.keep("q", " ".join(typed.split()))


def _one(label: str, word: str, occurring: pl.Series, names: Names) -> int | None:
    counts = occurring.drop_nulls().value_counts().sort("count", occurring.name, descending=True)
    known: list[int] = counts[occurring.name].to_list()
    asked = address.asked(word, _key(word))
    number = int(asked) if asked.isdecimal() else None
    if asked and number not in known:
        evidence.aside(f"The {word} that the link asks for is not among what you can see.")
        number = None
    offered = known[:OFFERED]
    if number is not None and number not in offered:
        offered.append(number)
    said = names(offered)
    st.session_state[_key(word)] = number
    chosen: int | None = st.selectbox(
        label,
        offered,
        index=None,  # so that it can be cleared
        key=_key(word),
        format_func=lambda key: plain.cut(said.get(key, str(key)), 90),
        placeholder="Any",
        width=WIDTH,
    )
    address.keep(word, "" if chosen is None else str(chosen))
    return chosen


def _pillar(pillars: Mapping[int, str]) -> int | str | None:
    names = {str(key): name for key, name in pillars.items()} | PLACE_NAMES
    asked = address.asked("pillar", _key("pillar"))
    st.session_state[_key("pillar")] = asked if asked in names else None
    chosen: str | None = st.selectbox(
        "Pillar",
        list(names),
        index=None,
        key=_key("pillar"),
        format_func=lambda key: plain.cut(names[key], 60),
        placeholder="Any",
        width=WIDTH,
    )
    address.keep("pillar", chosen or "")
    return chosen if chosen is None or chosen in PLACES else int(chosen)


def _named(read: Callable[[list[int]], pl.DataFrame]) -> Names:
    return lambda ids: dict(read(ids).iter_rows())
