"""A campaign's draft, written in a dialog: its words, its experiment, its sender; it sends
nothing."""

import secrets
from dataclasses import replace
from typing import Any

import streamlit as st

from data.actions.campaign_design import Design, Sender, Step, design_of
from data.actions.campaign_templates import KNOWN
from data.actions.save_campaign import save_campaign
from data.reads.nudges import Ran
from data.reads.people import Me
from pages.parts import evidence
from pages.parts.nudges.decide import back_to_the_page, feature
from pages.parts.submit import submit

SUBJECT = "{{ name or 'Hello' }}, your seats are still there"
TEXT = """{{ name or 'Hello' }},

you left this behind:

{{ items }}
{% if link %}
It is kept for you here: {{ link }}
{% endif %}
{{ sender }}
"""
HTML = """<p>{{ name or 'Hello' }},</p>
<p>you left this behind:</p>
<ul>{% for item in items %}<li>{{ item }}</li>{% endfor %}</ul>
{% if link %}<p><a href="{{ link }}">It is kept for you here.</a></p>{% endif %}
<p>{{ sender }}</p>
"""


@st.dialog("A campaign", width="large")
def form(me: Me, campaign: Ran | None) -> None:
    """A new draft, or one that is there; what it does not ask for stays as it was."""
    was = design_of(campaign.design) if campaign else _usual()
    name = st.text_input("Name", value=campaign.name if campaign else "")
    of = feature(me, campaign.feature_id if campaign else None)
    language = st.text_input("Language, as fr or pt-BR", value=was.language)
    step = _written(was.steps[0])
    left, right = st.columns(2)
    with left:
        delay, asked = _experiment(was)
    with right:
        asked |= _sending(was)
    evidence.aside(_more(was))
    if not st.button("Save the draft", type="primary", key="save_campaign"):
        return
    step = replace(step, delay_minutes=delay)
    done = submit(
        save_campaign,
        me,
        done="Saved as a draft: it sends nothing until it is started.",
        rerun=True,
        name=name,
        design=replace(was, steps=(step, *was.steps[1:]), language=language.strip(), **asked),
        feature_id=of,
        campaign_id=campaign.id if campaign else None,
        row_version=campaign.row_version if campaign else None,
    )
    back_to_the_page(done)


def _written(step: Step) -> Step:
    """The words of the first reminder, and which names may stand in them."""
    subject = st.text_input("Subject", value=step.subject)
    text = st.text_area("As plain text", value=step.text, height=200)
    html = st.text_area("As HTML", value=step.html, height=200)
    with st.container(gap=None):
        evidence.aside("In all three you may write:")
        for word, what in KNOWN.items():
            call, _, said = what.rpartition(": ")  # of link_to: how it is called, then what it is
            evidence.aside(f"{{{{ {call or word} }}}}: {said}")
    return replace(step, subject=subject, text=text, html=html)


def _experiment(was: Design) -> tuple[int, dict[str, Any]]:
    """The minutes until the first reminder, and what it is judged by."""
    delay = st.number_input("Sent after, minutes", min_value=1, value=was.steps[0].delay_minutes)
    held = st.number_input(
        "Held out, %",
        0.0,
        99.9,
        value=was.holdout_bp / 100,
        step=1.0,
        help="Of all customers who would be reminded; 0 gives conversion, not lift.",
    )
    expected = st.number_input(
        "Customers planned, both arms",
        1,
        value=was.expected_n,
        help="As many as the plan on the page asks for. Until they are counted the"
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
        "Only segments",
        value=", ".join(was.segments),
        placeholder="Everyone",
        help="Written as in the contacts, capital letters too, with commas between.",
    )
    cap = st.number_input("At most, reminders a customer", 1, value=was.cap_mails)
    days = st.number_input("within days", 1, value=was.cap_days)
    return int(delay), {
        "holdout_bp": round(held * 100),
        "expected_n": int(expected),
        "window_days": int(window),
        "segments": tuple(part.strip() for part in segments.split(",") if part.strip()),
        "cap_mails": int(cap),
        "cap_days": int(days),
    }


def _sending(was: Design) -> dict[str, Any]:
    """Who writes, and when not."""
    name = st.text_input("From, name", value=was.sender.name)
    address = st.text_input("From, address", value=was.sender.address)
    reply = st.text_input("Replies to", value=was.sender.reply_to)
    postal = st.text_area("Postal address", value=was.sender.postal_address, height=80)
    quiet = st.text_input("Quiet from", value=was.quiet_from)
    until = st.text_input("Quiet until", value=was.quiet_until)
    zone = st.text_input("Zone of customers of unknown zone", value=was.zone)
    return {
        "sender": Sender(name, address.strip(), reply.strip(), postal),
        "quiet_from": quiet.strip(),
        "quiet_until": until.strip(),
        "zone": zone.strip(),
    }


def _more(was: Design) -> str:
    """What a draft may hold that is not asked for here."""
    kept = " What this one has of them stays." if len(was.steps) > 1 or was.ends_at else ""
    return (
        "Further steps, and a moment to begin or to end, are written in a file: cli.py nudge"
        f" example prints one, cli.py nudge save keeps it.{kept}"
    )


def _usual() -> Design:
    """What a first draft proposes; the salt is drawn, so that campaigns draw independently."""
    return Design(steps=(Step(60, SUBJECT, HTML, TEXT),), salt=secrets.token_hex(8))
