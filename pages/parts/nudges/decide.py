"""What is decided of a campaign, each in a dialog: its start and its end, how another mailer
designed it, the feature it came from; it sends nothing."""

import streamlit as st

from data.actions.campaign_design import Design, design_of
from data.actions.start_campaign import end_campaign, start_campaign
from data.actions.state_design import state_design
from data.actions.trace_campaign import trace_campaign
from data.reads import features
from data.reads.nudges import Ran
from data.reads.people import Me
from metrics.nudge_verdict import many
from pages.parts import evidence, load, plain
from pages.parts.nudges import planner
from pages.parts.nudges.reading import WINDOW
from pages.parts.submit import submit

_features = load.cached(features.features)


@st.dialog("Are you sure?")
def confirm(me: Me, campaign: Ran, begin: bool) -> None:
    """What cannot be taken back, before it is done."""
    if begin:
        _beginning(campaign.name, design_of(campaign.design))
    else:
        evidence.aside(f"“{campaign.name}” sends nothing more, for good. What was measured stays.")
    if st.button("Start it" if begin else "End it", type="primary", key="confirm_campaign"):
        done = submit(
            start_campaign if begin else end_campaign,
            me,
            done=f"{plain.label(campaign.name, 50)} {'runs' if begin else 'has ended'}.",
            rerun=True,
            campaign_id=campaign.id,
            row_version=campaign.row_version,
        )
        back_to_the_page(done)


def _beginning(name: str, design: Design) -> None:
    """What stays as it is from the start on, and what would hold up every campaign."""
    evidence.aside(
        f"“{name}” takes baskets that are left from now on. Its design cannot be edited any more,"
        f" only ended: {design.holdout_bp / 100:g}% held out,"
        f" {many(design.expected_n, 'customer')} planned, purchases within"
        f" {many(design.window_days, 'day')} count."
    )
    if not design.holdout_bp:
        evidence.aside("Nobody is held out, so it will tell conversion, not lift.")
    if not design.sender.is_complete:
        st.warning(
            "It lacks the sender's address or postal address. A real mail server is not used by any"
            " campaign while this one runs: put them in first."
        )


@st.dialog("What was laid down before it began?")
def state(me: Me, campaign: Ran) -> None:
    """The experiment of a campaign that was sent elsewhere: once said, it stays. Nothing is
    proposed, since a guess that is saved unread would stay too."""
    evidence.aside(
        "Its results came in without saying how it was designed. Say what was decided before it"
        " began, not what came out: the arms are checked against it. It can be said once."
    )
    held = st.number_input("Held out, %", 0.0, 99.9, value=None, step=1.0)
    expected = st.number_input(
        "Customers planned, both arms", 1, value=None, placeholder="Nobody planned a number"
    )
    window = st.number_input("Days that count", 1, 30, value=None)
    if not st.button("Save", type="primary", key="state_design"):
        return
    if held is None or window is None:
        st.error("Say which part was to be held out, and within how many days a purchase counts.")
        return
    done = submit(
        state_design,
        me,
        done="Saved.",
        rerun=True,
        campaign_id=campaign.id,
        holdout_bp=round(held * 100),
        expected_n=None if expected is None else int(expected),
        window_days=int(window),
        row_version=campaign.row_version,
    )
    if done is not None:  # its own days count now; what the holdout did may be shown no more,
        for word in (WINDOW, *planner.WORDS):  # nor be planned with
            st.session_state.pop(word, None)
            st.query_params.pop(word, None)
    back_to_the_page(done)


@st.dialog("Where did it come from?")
def trace(me: Me, campaign: Ran) -> None:
    """The feature that it is the outcome of, or that nobody knows."""
    chosen = feature(me, campaign.feature_id)
    if st.button("Save", type="primary", key="trace_campaign"):
        done = submit(
            trace_campaign,
            me,
            done="Saved.",
            rerun=True,
            campaign_id=campaign.id,
            feature_id=chosen,
            row_version=campaign.row_version,
        )
        back_to_the_page(done)


def feature(me: Me, chosen: int | None) -> int | None:
    """A box to choose a feature; null = nobody knows."""
    titles = dict(_features(me.scope).select("id", "title").iter_rows())
    options = list(titles)
    found: int | None = st.selectbox(
        "The feature whose outcome this is",
        options,
        index=options.index(chosen) if chosen in titles else None,
        format_func=lambda key: plain.cut(titles[key], 90),
        placeholder="Nobody knows",
    )
    return found


def back_to_the_page(done: object) -> None:
    """Close the dialog, unless it was refused: then its words stand in it."""
    if done is not None:
        st.rerun()
