"""Write down a promise; where no feature stands behind it, its request can be logged with it."""

import secrets
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data.actions.make_promise import make_promise, promise_and_ask
from data.reads import accounts, promises
from data.reads.people import Me
from metrics.needs import NEED_WEIGHT
from pages.charts import style
from pages.parts import clock, load
from pages.parts.promises.steps import feature_box
from pages.parts.submit import submit

_accounts = load.cached(accounts.accounts_like)
_deals = load.cached(accounts.deals_of)
_makers = load.cached(promises.makers)


@st.dialog("Write down a promise", width="medium")
def record(me: Me) -> None:
    """The form: to whom, what, by whom, due when, and what stands behind it."""
    account = _account()
    deal = _deal(me, account) if account is not None else None
    quote = st.text_area(
        "What was promised, in the words the customer heard", key="promise_quote", max_chars=2_000
    )
    maker = _maker(me)
    with st.container(horizontal=True):
        today = clock.day_of_writing()
        made = st.date_input(
            "Promised on", value=today, max_value=today, format="YYYY-MM-DD", key="promise_made"
        )
        due = st.date_input("Due", value=None, format="YYYY-MM-DD", key="promise_due")
    feature = feature_box(me)
    asked = None if feature is not None else _asked(quote)
    if not st.button("Save", type="primary", key="promise_save"):
        return
    if maker is None or not isinstance(made, date):
        st.error("Say who promised it, and on which day.", icon=":material/block:")
        return
    given: dict[str, Any] = {
        "quote": quote,
        "made_by_id": maker,
        "made_on": made,
        "due_on": due if isinstance(due, date) else None,
        "deal_id": deal,
        "account_id": account,
        "feature_id": feature,
    }
    action = make_promise if asked is None else promise_and_ask
    done = "Written down, to be approved." if asked is None else "Written down; the wish is logged."
    made_id = submit(action, me, done=done, rerun=True, **given, **(asked or {}))
    if made_id is not None:
        st.session_state.pop("promise_token", None)  # the next wish is another request
        st.session_state["promise"] = made_id
        st.rerun()


def _account() -> int | None:
    """The account, found by the beginning of its name: the browser never gets all of them."""
    text = st.text_input("Account", key="promise_account", placeholder="How its name begins")
    found = _accounts(text) if text.strip() else pl.DataFrame(schema=accounts.ACCOUNTS)
    if found.is_empty():
        if text.strip():
            st.text("No account is called so. Its deals come with an import.")
        return None
    names = {
        row["id"]: ", ".join(filter(None, (row["name"], row["region"])))
        for row in found.iter_rows(named=True)
    }
    box: int | None = st.selectbox(
        "Which one", list(names), format_func=names.__getitem__, key="promise_which"
    )
    return box


def _deal(me: Me, account: int) -> int | None:
    found = _deals(me.scope, account_id=account)
    names = {
        row["id"]: f"{row['name'] or row['product'] or 'Deal'}, {row['state']},"
        f" {style.money(row['amount_cents'], row['currency'])}"
        for row in found.iter_rows(named=True)
    }
    box: int | None = st.selectbox(
        "Deal",
        list(names),
        index=0 if names else None,
        format_func=names.__getitem__,
        placeholder="No deal: promised to the account",
        key=f"promise_deal_{account}",
    )
    return box


def _maker(me: Me) -> int | None:
    people = dict(_makers(me.scope))
    ids = list(people)
    box: int | None = st.selectbox(
        "Who promised it",
        ids,
        index=ids.index(me.person_id) if me.person_id in people else None,
        format_func=people.__getitem__,
        placeholder="Choose a person",
        key="promise_maker",
    )
    return box


def _asked(quote: str) -> dict[str, Any] | None:
    """The offer to log the wish too, so that product hears of it; null when it is declined."""
    st.text("No feature exists for it: product does not know of this promise yet.")
    if not st.checkbox("Log it as a request too", value=True, key="promise_ask"):
        return None
    words = st.text_area(
        "What the customer asked for, in the customer's own words",
        value=quote,
        key=f"promise_words_{hash(quote)}",
    )
    need = st.segmented_control("How much it is needed", list(NEED_WEIGHT), key="promise_need")
    token = st.session_state.setdefault("promise_token", secrets.token_hex(16))
    return {"token": token, "words": words, "need": need}
