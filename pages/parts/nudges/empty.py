"""What to do before the first reminder, step by step, with the commands; it does none of it."""

import streamlit as st

from data.actions.permissions import may
from data.reads import nudges as reads
from data.reads.people import Me
from pages.parts import evidence, load

_campaigns = load.cached(reads.campaigns)
SENT_HERE = """
1. Bring in who may be written to, what was left and what was bought: on the **Import** page, or
   `cli.py import contacts FILE --accept`, then `baskets` and `orders` alike.
2. {draft}, or `cli.py nudge example > reminder.toml`, `cli.py nudge save reminder.toml --as NAME`
   and `cli.py nudge start CAMPAIGN --as NAME`. It says which part is held out.
3. Let it send: `cli.py nudge run --once`, from cron every few minutes. Mails are files in
   `var/outbox/`, for you to look at, until a mail server is set: see `docs/nudges.md`.
"""
SENT_ELSEWHERE = """
1. Export a row per customer from the tool that sends: campaign, customer, arm (mail or holdout),
   segment, assigned_at, sent_at, purchased_at, revenue, unsubscribed_at, bounced_at.
2. Bring it in: on the **Import** page as *nudge-results*, or
   `cli.py import nudge-results FILE --accept`.
3. Come back here. Without customers held out it is conversion, not lift.
"""


def show(me: Me) -> None:
    """Two ways to a first figure."""
    st.info("No reminder has been sent yet, and no results have been brought in.")
    drafts = _campaigns(me.scope)
    drafting = may(me.actor, "save_campaign")
    if drafts:
        evidence.aside(
            f"“{drafts[0].name}” is a draft and sends nothing until it is started"
            + (", under Campaigns below." if drafting else ".")
        )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("If Throughline is to send them", anchor=False)
        st.markdown(
            SENT_HERE.format(
                draft="Draft a campaign below and start it"
                if drafting
                else "A product lead or an executive drafts a campaign here and starts it"
            )
        )
    with right:
        st.subheader("If another tool sends them", anchor=False)
        st.markdown(SENT_ELSEWHERE)
