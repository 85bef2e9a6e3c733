"""Beside the words: what is like them, the feature that is chosen, and what may be said of it."""

from html import escape

import streamlit as st

from data.reads.features import Card, card, titles
from data.reads.people import Me
from metrics.similar_terms import places
from pages.parts import evidence, load, plain, similar_texts
from pages.parts.similar_texts import Alike
from pages.parts.strategy import words as spoken

FEWEST = 4  # characters before anything is compared
QUOTED = 180
BOX = (
    "border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:.4rem;"
    "padding:.6rem .8rem;overflow-wrap:anywhere"
)
SMALL = "font-size:.875rem;opacity:.85;margin:.2rem 0 0"
HEARD = "Nothing is approved yet: say only that it was heard."

_titles = load.cached(titles)
_card = load.cached(card)


def near(me: Me, words: str) -> tuple[Alike, ...]:
    """What has been asked before that is like these words."""
    if len(words.strip()) < FEWEST:
        return ()
    with st.spinner("Reading what was asked before …", show_time=False):
        return similar_texts.alike(me, words)


def feature(me: Me, near: tuple[Alike, ...], token: str) -> int | None:
    """The id of the feature that is chosen, from the closest on; null = none yet."""
    known = {key: title for key, (title, _) in _titles(me.scope).items()}
    first = [one.feature_id for one in near if one.feature_id in known]
    key = f"feature_{token}"
    if st.session_state.get(key) not in (None, *known):  # set at each run, it would undo a choice
        st.session_state[key] = None  # that is made while the run is on its way
    chosen: int | None = st.selectbox(
        "Feature, if it is one that we know",
        list(dict.fromkeys([*first, *known])),
        index=None,
        format_func=lambda one: plain.cut(known[one], 90),
        placeholder="The closest come first; type to search",
        key=key,
    )
    return chosen


def show(me: Me, near: tuple[Alike, ...], words: str, feature_id: int | None, token: str) -> None:
    """The card of the chosen feature; as long as none is chosen, what is like the words."""
    if feature_id is not None:
        what_may_i_say(_card(me.scope, feature_id=feature_id))
    else:
        _offer(near, words, f"feature_{token}")


def _offer(near: tuple[Alike, ...], words: str, key: str) -> None:
    if not near:
        said = (
            "Nothing like it has been asked before."
            if len(words.strip()) >= FEWEST
            else ("As you write, what others asked before appears here.")
        )
        evidence.aside(said)
        return
    evidence.aside("Asked before, the closest first:")
    for number, one in enumerate(near):
        with st.container(gap="xsmall"):
            st.html(_box(one))
            if one.feature_id is not None:
                st.button(
                    f"Add this customer to {plain.label(one.title or '', 50)}",
                    key=f"{key}_{number}_{one.feature_id}",
                    icon=":material/add:",
                    type="tertiary",
                    on_click=_choose,
                    args=(key, one.feature_id),
                )


def _choose(key: str, feature_id: int) -> None:
    st.session_state[key] = feature_id


def _box(one: Alike) -> str:
    quote, title = "", (one.title or "").casefold()
    unmarked = [term for term in one.terms if term.casefold() not in title]
    if one.words:
        text = plain.cut(one.words, QUOTED)
        by = f" {plain.markup(one.account)}" if one.account else " a customer"
        quote = f'<p style="{SMALL}">“{_marked(text, one.terms)}”,{by}</p>'
    elif unmarked:  # in words that the person may not read; what they share is her own
        quote = f'<p style="{SMALL}">Shares: {plain.markup(", ".join(unmarked))}</p>'
    if one.feature_id is None:
        return f'<div style="{BOX}">Not linked to a feature yet{quote}</div>'
    many = spoken.plural(one.accounts, "account") + (" asks" if one.accounts == 1 else " ask")
    asked = f" · {many}" if one.accounts else ""  # none that this person sees is not none
    status = escape(one.status or "")
    return (
        f'<div style="{BOX}"><strong>{_marked(plain.cut(one.title or "", 90), one.terms)}</strong>'
        f'<span style="opacity:.85"> · {status}{asked}</span>{quote}</div>'
    )


def _marked(text: str, terms: tuple[str, ...]) -> str:
    return plain.marked(text, places(text, terms))


def what_may_i_say(found: Card | None) -> None:
    """The card of a feature: where it stands, and the words that are approved for that."""
    if found is None:
        return
    since = f" since {spoken.day(found.since)}" if found.since else ""
    also = "".join(
        f'<p style="{SMALL}">Also called {plain.markup(plain.cut(title, 90))}</p>'
        for title in found.also_called
    )
    why = (
        f'<p style="{SMALL}">Why: {plain.markup(plain.cut(found.reason, 600))}</p>'
        if found.reason
        else ""
    )
    may = "".join(
        f'<blockquote style="margin:.4rem 0 0;padding-left:.7rem;white-space:pre-wrap;'
        f'border-left:3px solid currentColor">{plain.markup(said.words)}</blockquote>'
        for said in found.may_say
    )
    st.html(
        f'<div style="{BOX}"><strong>{plain.markup(plain.cut(found.title, 120))}</strong>'
        f'<span style="opacity:.85"> · {escape(found.status)}{since}</span>{also}{why}'
        f'<p style="margin:.6rem 0 0"><strong>What may I say?</strong></p>'
        f"{may or f'<p style=margin:0>{HEARD}</p>'}</div>"
    )
