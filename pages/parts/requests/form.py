"""The form for one request: who asked, on which deal, in which words, and for what it is."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data.actions.log_request import INTENTS, NEEDS, Asker, log_request, undo_log
from data.reads.accounts import accounts_like, deals_of
from data.reads.people import Me
from pages.charts import style
from pages.parts import clock, evidence, fold, load, plain, typing, who
from pages.parts.requests import suggestions
from pages.parts.submit import submit

TOKEN, LAST = "log_token", "log_last"
OFFERED = 6  # accounts at a time; who seeks another types on
NEW = 0  # in place of an account's id: the name that was typed

_accounts = load.cached(accounts_like)
_deals = load.cached(deals_of)


@dataclass(frozen=True)
class Logged:
    """What was logged last, to be taken back."""

    id: int
    account: str
    words: str


@st.fragment
def show() -> None:
    """The form on the left, what is like it on the right; each change redraws this alone."""
    me = who.me()
    token = st.session_state.setdefault(TOKEN, secrets.token_hex(8))
    _undo(me)
    left, right = st.columns([4, 5], gap="large")
    with left:
        asker, account = _asker(token)
        deal_id = _deal(me, asker, token)
        words = typing.text_area(
            "In the customer's own words",
            key=f"words_{token}",
            height=130,
            placeholder="What did the customer say? Paste it as it is.",
        )
        near = suggestions.near(me, words)
        feature_id = suggestions.feature(me, near, token)
        with fold.row("more", "Need, intent and day") as row:
            need = _one_of("Need", NEEDS, f"need_{token}")
            intent = _one_of("Intent", INTENTS, f"intent_{token}")
            asked_on = _day(token)
            row.active = bool(need) + bool(intent) + (asked_on != clock.day_of_writing())
        given: dict[str, Any] = {
            "token": token,
            "asker": asker,
            "deal_id": deal_id,
            "words": words,
            "feature_id": feature_id,
            "need": need,
            "intent": intent,
            "asked_on": asked_on,
        }
        if st.button("Save", type="primary", key=f"save_{token}", icon=":material/check:"):
            _save(me, account, given)
    with right:
        suggestions.show(me, near, words, feature_id, token)


def _save(me: Me, account: str, given: dict[str, Any]) -> None:
    done = f"Logged for {plain.label(account, 60)}."
    logged = submit(log_request, me, done=done, rerun=True, **given)
    if logged is not None:
        st.session_state[LAST] = Logged(logged, account, plain.cut(given["words"], 90))
        st.session_state[TOKEN] = secrets.token_hex(8)
        st.rerun()


def _day(token: str) -> date:
    today = clock.day_of_writing()
    return st.date_input(
        "Asked on",
        value=today,
        max_value=today,
        key=f"asked_{token}",
        format="YYYY-MM-DD",
        width=180,
    )


def _asker(token: str) -> tuple[Asker, str]:
    """Who asks, and the name: among what is like what was typed, or new."""
    typed = st.text_input(
        "Account",
        key=f"account_{token}",
        live="200ms",
        placeholder="Begin to type its name",
        autocomplete="off",
    )
    name = " ".join((typed or "").split())
    if not name:
        return Asker(), ""
    found = _accounts(name, limit=OFFERED)
    known = {row["id"]: row for row in found.iter_rows(named=True)}
    alone = found.height == 1 or _same(found, name) == 1
    offered = [*known, *([NEW] if not _same(found, name) else [])]
    chosen = st.radio(
        "Which account",
        offered,
        index=0 if alone or not known else None,
        format_func=lambda key: _called(known.get(key), name),
        key=f"chosen_{token}_{name.casefold()}",
        label_visibility="collapsed",
    )
    if chosen is None:
        return Asker(), ""
    if chosen == NEW:
        return Asker(new_name=name), name
    return Asker(chosen), known[chosen]["name"]


def _same(found: pl.DataFrame, name: str) -> int:
    wanted = name.casefold()
    return sum(" ".join(each.split()).casefold() == wanted for each in found["name"])


def _called(account: dict[str, Any] | None, typed: str) -> str:
    if account is None:
        return f"New account: {plain.label(typed)}"
    known = "customer" if account["bought"] else "prospect"
    rest = [plain.label(part, 30) for part in (account["segment"], account["region"]) if part]
    return f"{plain.label(account['name'])} · {' · '.join([*rest, known])}"


def _deal(me: Me, asker: Asker, token: str) -> int | None:
    """The deal it came up in: open ones first, the only open one chosen already."""
    if asker.account_id is None:
        return None
    deals = _deals(me.scope, account_id=asker.account_id)
    if deals.is_empty():
        return None
    known = {row["id"]: row for row in deals.iter_rows(named=True)}
    is_open = deals.filter(state="open")
    chosen: int | None = st.selectbox(
        "Deal",
        list(known),
        index=0 if is_open.height == 1 else None,
        format_func=lambda key: _named(known[key]),
        placeholder="None, or choose one",
        key=f"deal_{token}_{asker.account_id}",
    )
    return chosen


def _named(deal: dict[str, Any]) -> str:
    amount = style.money(deal["amount_cents"], deal["currency"]) if deal["amount_cents"] else None
    name = plain.cut(deal["name"] or deal["product"] or f"Deal {deal['id']}", 60)
    return " · ".join(filter(None, [name, deal["product"], deal["stage"], amount]))


def _one_of(label: str, options: tuple[str, ...], key: str) -> str | None:
    return st.segmented_control(label, options, format_func=str.capitalize, key=key)


def _undo(me: Me) -> None:
    """The last one logged, and the way to take it back."""
    last: Logged | None = st.session_state.get(LAST)
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.aside(f"Logged for {last.account}: “{last.words}”")
        pressed = st.button("Undo", icon=":material/undo:", type="tertiary", key=f"undo_{last.id}")
    if pressed:
        taken = submit(undo_log, me, done="Taken back.", rerun=True, request_id=last.id)
        if taken is not None:
            st.session_state.pop(LAST)
            st.rerun()
