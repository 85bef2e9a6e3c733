"""Campaigns on the Nudges page: drafted, begun, ended, traced to a feature; it sends nothing."""

import secrets

import polars as pl
import streamlit as st

from data.actions.campaign_design import Design, Sender, Step, design_of
from data.actions.campaign_templates import KNOWN
from data.actions.permissions import may
from data.actions.save_campaign import save_campaign
from data.actions.start_campaign import end_campaign, start_campaign
from data.actions.state_design import state_design
from data.actions.trace_campaign import trace_campaign
from data.reads import features, nudges
from data.reads.nudges import Ran
from data.reads.people import Me
from pages.parts import evidence, load, plain
from pages.parts.submit import submit

NEW = "New campaign"
SUBJECT = "{{ name or 'Hello' }}, your seats are still there"
TEXT = """{{ name or 'Hello' }},

you left this behind:

{{ items }}

It is kept for you here: {{ link }}

{{ sender }}
"""
HTML = """<p>{{ name or 'Hello' }},</p>
<p>you left this behind:</p>
<ul>{% for item in items %}<li>{{ item }}</li>{% endfor %}</ul>
<p><a href="{{ link }}">It is kept for you here.</a></p>
<p>{{ sender }}</p>
"""
_campaigns = load.cached(nudges.campaigns)
_features = load.cached(features.features)
_unknown = load.cached(nudges.unknown_sends)


def show(me: Me, shown: int | None = None) -> None:
    """Every campaign, and what may be done with one of them by whoever may; at first with the one
    that is shown."""
    if not may(me.actor, "save_campaign"):
        return
    st.subheader("Campaigns", anchor=False)
    found = _campaigns(me.scope)
    if found:
        _table(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Draft a campaign", icon=":material/add:", on_click=form, args=(me, None))
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


def _table(found: tuple[Ran, ...]) -> None:
    rows = pl.DataFrame(
        {
            "name": [c.name for c in found],
            "status": ["sent elsewhere" if c.sent_elsewhere else c.status for c in found],
            "started": [c.started_at for c in found],
            "ended": [c.ended_at for c in found],
        }
    )
    st.dataframe(
        plain.table(rows),
        hide_index=True,
        placeholder="–",
        column_config={
            "name": st.column_config.TextColumn("Campaign", pinned=True),
            "status": st.column_config.TextColumn("Status"),
            "started": st.column_config.DatetimeColumn("Began", format="D MMM YYYY"),
            "ended": st.column_config.DatetimeColumn("Ended", format="D MMM YYYY"),
        },
    )


def _buttons(me: Me, campaign: Ran) -> None:
    named = plain.label(campaign.name, 40)
    if campaign.status == "draft" and not campaign.sent_elsewhere:
        st.button(f"Edit {named}", key=f"edit_{campaign.id}", on_click=form, args=(me, campaign))
        st.button(
            f"Start {named}",
            key=f"start_{campaign.id}",
            icon=":material/play_arrow:",
            on_click=confirm,
            args=(me, campaign, True),
        )
    elif campaign.status == "running" and not campaign.sent_elsewhere:
        st.button(
            f"End {named}",
            key=f"end_{campaign.id}",
            icon=":material/stop:",
            on_click=confirm,
            args=(me, campaign, False),
        )
    if campaign.sent_elsewhere and not campaign.design:
        st.button(
            f"Say how {named} was designed",
            key=f"state_{campaign.id}",
            icon=":material/rule:",
            on_click=state,
            args=(me, campaign),
        )
    if campaign.status != "draft":
        st.button(
            f"Trace {named} to a feature",
            key=f"trace_{campaign.id}",
            icon=":material/link:",
            on_click=trace,
            args=(me, campaign),
        )


@st.dialog("What was laid down before it began?")
def state(me: Me, campaign: Ran) -> None:
    """The experiment of a campaign that was sent elsewhere: once said, it stays."""
    evidence.aside(
        "Its results came in without saying how it was designed. Say what was decided before it"
        " began, not what came out: the arms are checked against it. It can be said once."
    )
    held = st.number_input("Held out, %", 0.0, 99.9, value=10.0, step=1.0)
    expected = st.number_input("Customers planned, both arms", 1, value=10_000)
    window = st.number_input("Days that count", 1, 30, value=7)
    if st.button("Save", type="primary", key="state_design"):
        done = submit(
            state_design,
            me,
            done="Saved.",
            rerun=True,
            campaign_id=campaign.id,
            holdout_bp=round(held * 100),
            expected_n=int(expected),
            window_days=int(window),
            row_version=campaign.row_version,
        )
        _close(done)


def _lost(me: Me, campaign: Ran) -> None:
    """Reminders of which nobody knows whether they went out."""
    lost = _unknown(me.scope, campaign_id=campaign.id, limit=100)
    if lost.is_empty():
        return
    evidence.aside(
        f"Of {lost.height:,} reminders of “{campaign.name}” nobody knows whether they went out: the"
        " mailer stopped in between. They are never sent again by themselves: cli.py nudge status"
        " lists them, cli.py nudge settle decides about one."
    )


@st.dialog("Are you sure?")
def confirm(me: Me, campaign: Ran, begin: bool) -> None:
    evidence.aside(
        f"“{campaign.name}” takes baskets that are left from now on. Its design cannot be edited"
        " any more, only ended."
        if begin
        else f"“{campaign.name}” sends nothing more, for good. What was measured stays."
    )
    if st.button("Start it" if begin else "End it", type="primary", key="confirm_campaign"):
        done = submit(
            start_campaign if begin else end_campaign,
            me,
            done=f"{plain.label(campaign.name, 50)} {'runs' if begin else 'has ended'}.",
            rerun=True,
            campaign_id=campaign.id,
            row_version=campaign.row_version,
        )
        _close(done)


@st.dialog("Where did it come from?")
def trace(me: Me, campaign: Ran) -> None:
    chosen = _feature(me, campaign.feature_id)
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
        _close(done)


def _feature(me: Me, chosen: int | None) -> int | None:
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


@st.dialog("A campaign", width="large")
def form(me: Me, campaign: Ran | None) -> None:
    was = design_of(campaign.design) if campaign else _usual()
    step = was.steps[0]
    name = st.text_input("Name", value=campaign.name if campaign else "")
    feature = _feature(me, campaign.feature_id if campaign else None)
    language = st.text_input("Language, as fr or pt-BR", value=was.language)
    subject = st.text_input("Subject", value=step.subject)
    text = st.text_area("As plain text", value=step.text, height=200)
    html = st.text_area("As HTML", value=step.html, height=200)
    with st.container(gap=None):
        evidence.aside("In all three you may write:")
        for word, what in KNOWN.items():
            call, _, said = what.rpartition(": ")  # of link_to: how it is called, then what it is
            evidence.aside(f"{{{{ {call or word} }}}}: {said}")
    left, right = st.columns(2)
    with left:
        delay = st.number_input("Sent after, minutes", min_value=1, value=step.delay_minutes)
        held = st.number_input(
            "Held out, %",
            0,
            99,
            value=was.holdout_bp // 100,
            help="Of all customers who would be reminded; 0 gives conversion, not lift.",
        )
        expected = st.number_input(
            "Customers planned, both arms",
            1,
            value=was.expected_n,
            help="As many as “Plan the next one” on the page asks for. Until they are counted the"
            " first line goes by the interval that may be watched.",
        )
        window = st.number_input(
            "Days that count",
            1,
            30,
            value=was.window_days,
            help="A purchase counts within so many days of assignment.",
        )
        segments = st.text_input(
            "Only segments", value=", ".join(was.segments), placeholder="Everyone"
        )
        cap = st.number_input("At most, reminders a customer", 1, value=was.cap_mails)
        days = st.number_input("within days", 1, value=was.cap_days)
    with right:
        sender = st.text_input("From, name", value=was.sender.name)
        address = st.text_input("From, address", value=was.sender.address)
        reply = st.text_input("Replies to", value=was.sender.reply_to)
        postal = st.text_area("Postal address", value=was.sender.postal_address, height=80)
        quiet = st.text_input("Quiet from", value=was.quiet_from)
        until = st.text_input("Quiet until", value=was.quiet_until)
        zone = st.text_input("Zone of customers of unknown zone", value=was.zone)
    if not st.button("Save the draft", type="primary", key="save_campaign"):
        return
    design = Design(
        steps=(Step(int(delay), subject, html, text), *was.steps[1:]),
        salt=was.salt,
        holdout_bp=int(held) * 100,
        expected_n=int(expected),
        window_days=int(window),
        segments=tuple(part.strip() for part in segments.split(",") if part.strip()),
        starts_at=was.starts_at,
        ends_at=was.ends_at,
        sender=Sender(sender, address.strip(), reply.strip(), postal),
        cap_mails=int(cap),
        cap_days=int(days),
        quiet_from=quiet.strip(),
        quiet_until=until.strip(),
        zone=zone.strip(),
        late_hours=was.late_hours,
        language=language.strip(),
    )
    done = submit(
        save_campaign,
        me,
        done="Saved as a draft: it sends nothing until it is started.",
        rerun=True,
        name=name,
        design=design,
        feature_id=feature,
        campaign_id=campaign.id if campaign else None,
        row_version=campaign.row_version if campaign else None,
    )
    _close(done)


def _usual() -> Design:
    """What a first draft proposes; the salt is drawn, so that campaigns draw independently."""
    return Design(steps=(Step(60, SUBJECT, HTML, TEXT),), salt=secrets.token_hex(8))


def _close(done: object) -> None:
    """Back to the page, unless it was refused: then its words stand in the dialog."""
    if done is not None:
        st.rerun()
