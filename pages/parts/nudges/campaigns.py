"""Campaigns on the Nudges page: how each stands, and what may be done with one; it does none of
it."""

from datetime import date

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads import nudges
from data.reads.nudges import Ran
from data.reads.people import Me
from metrics.nudge_verdict import many
from pages.parts import evidence, load, plain
from pages.parts.nudges import decide, draft
from pages.parts.nudges.reading import rules, span

MOST_LOST = 100
_campaigns = load.cached(nudges.campaigns)
_unknown = load.cached(nudges.unknown_sends)


def show(me: Me, shown: int | None = None, *, today: date) -> None:
    """Every campaign, and what may be done with one of them by whoever may; at first with the one
    that is shown."""
    if not may(me.actor, "save_campaign"):
        return
    st.subheader("Campaigns", anchor=False)
    found = _campaigns(me.scope)
    if found:
        _table(found, today)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Draft a campaign", icon=":material/add:", on_click=draft.form, args=(me, None))
        chosen = _one(found, shown)
        if chosen:
            _buttons(me, chosen)
    for campaign in found:
        _lost(me, campaign)


def _one(found: tuple[Ran, ...], shown: int | None) -> Ran | None:
    """The campaign that something is to be done with; nobody is asked while there is one."""
    known = {campaign.id: campaign for campaign in found}
    if len(known) < 2:
        return found[0] if found else None
    options = list(known)
    chosen: int = st.selectbox(
        "Campaign to change",
        options,
        index=options.index(shown) if shown in known else 0,
        key=f"campaign_to_change_{shown}",
        format_func=lambda key: plain.cut(known[key].name, 60),
        width=300,
    )
    return known[chosen]


def _table(found: tuple[Ran, ...], today: date) -> None:
    over = [rules(c, as_of=today).trial.ended for c in found]
    rows = pl.DataFrame(
        {
            "name": [c.name for c in found],
            "status": [
                "sent elsewhere" if c.sent_elsewhere else "ended" if ended else c.status
                for c, ended in zip(found, over, strict=True)
            ],
            "started": [c.started_at for c in found],
            "ended": [span(c)[1] if ended else None for c, ended in zip(found, over, strict=True)],
        },
        schema_overrides={"ended": pl.Date},
    )
    st.dataframe(
        plain.table(rows),
        hide_index=True,
        placeholder="–",
        column_config={
            "name": st.column_config.TextColumn("Campaign", pinned=True),
            "status": st.column_config.TextColumn("Status"),
            "started": st.column_config.DatetimeColumn("Began", format="D MMM YYYY"),
            "ended": st.column_config.DateColumn("Ended", format="D MMM YYYY"),
        },
    )


def _buttons(me: Me, campaign: Ran) -> None:
    named = plain.label(campaign.name, 40)
    if campaign.status == "draft" and not campaign.sent_elsewhere:
        st.button(
            f"Edit {named}", key=f"edit_{campaign.id}", on_click=draft.form, args=(me, campaign)
        )
        st.button(
            f"Start {named}",
            key=f"start_{campaign.id}",
            icon=":material/play_arrow:",
            on_click=decide.confirm,
            args=(me, campaign, True),
        )
    elif campaign.status == "running" and not campaign.sent_elsewhere:
        st.button(
            f"End {named}",
            key=f"end_{campaign.id}",
            icon=":material/stop:",
            on_click=decide.confirm,
            args=(me, campaign, False),
        )
    if campaign.sent_elsewhere and not campaign.design:
        st.button(
            f"Say how {named} was designed",
            key=f"state_{campaign.id}",
            icon=":material/rule:",
            on_click=decide.state,
            args=(me, campaign),
        )
    if campaign.status != "draft":
        st.button(
            f"Trace {named} to a feature",
            key=f"trace_{campaign.id}",
            icon=":material/link:",
            on_click=decide.trace,
            args=(me, campaign),
        )


def _lost(me: Me, campaign: Ran) -> None:
    """Reminders of which nobody knows whether they went out."""
    lost = _unknown(me.scope, campaign_id=campaign.id, limit=MOST_LOST).height
    if not lost:
        return
    least = "at least " if lost == MOST_LOST else ""
    evidence.aside(
        f"Of {least}{many(lost, 'reminder')} of “{campaign.name}” nobody knows whether"
        f" {'it' if lost == 1 else 'they'} went out: the mailer stopped in between. Nothing is sent"
        " again by itself: cli.py nudge status lists what is open, cli.py nudge settle decides"
        " about one."
    )
