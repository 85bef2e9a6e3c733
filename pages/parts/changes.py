"""An entry of the trail in words: what was done to what, and each part as before and after."""

from typing import Any

VERBS = {
    "publish_strategy": "published",
    "map_subject": "mapped",
    "accept_import": "accepted the import",
    "name_alias": "said who or what is meant by",
    "change_person": "changed",
    "change_setting": "set",
    "add_feature": "added",
    "link_requests": "linked requests to",
    "log_request": "logged",
    "undo_log": "took back",
    "merge_features": "merged another feature into",
    "unmerge_features": "took apart again",
    "decide_feature": "decided on",
    "word_feature": "said what may be said of",
    "describe_feature": "described",
    "see_decisions": "has seen the decision on",
    "make_promise": "wrote down",
    "decide_promise": "decided on",
    "end_promise": "said what became of",
    "take_back_step": "took back a step of",
    "correct_promise": "corrected",
    "estimate_feature": "estimated",
    "open_proposal": "proposed",
    "decide_proposal": "decided on the proposal of",
    "set_composite": "set",
    "publish_draft": "published a strategy version that adopts",
    "discard_draft": "threw away the draft that adopts",
    "read_strategy": "has read",
    "save_plan": "saved",
    "publish_plan": "published",
    "leave_demo": "left the made-up company by emptying",
    "save_campaign": "saved",
    "start_campaign": "started",
    "end_campaign": "ended",
    "state_design": "said how people were assigned in",
    "trace_campaign": "said which feature and requests lead to",
    "track_outcome": "began to track",
    "stop_tracking": "stopped tracking",
    "queue_sends": "found who is due for",
    "settle_send": "said what became of",
    "give_up_waiting": "gave up waiting for an answer to",
    "suppress": "stopped mail by",
    "keep_cells": "took in from a lake",
    "rebuild_cube": "rebuilt",
}
"""Of every action that is recorded; some are taken by another's permission."""
ADDED = {"change_person": "added"}  # what the same action is called when nothing was there before
SUBJECTS = {
    "strategy_versions": "strategy version",
    "products": "product",
    "features": "feature",
    "import_batches": "import",
    "people": "person",
    "aliases": "name",
    "settings": "setting",
    "promises": "promise",
    "requests": "request",
    "teams": "team",
    "composites": "weights of metrics",
    "comp_plans": "pay plan",
    "campaigns": "campaign",
    "tracked_outcomes": "outcome",
    "sends": "reminders",
    "suppressions": "addresses",
    "cube_cells": "sums of a campaign",
}
WHOLE = ""
LONGEST = 200


def did(action: str, *, anew: bool) -> str:
    """The verb of an action; its own name where none is written down here."""
    return (ADDED.get(action) if anew else None) or VERBS.get(action, action.replace("_", " "))


def of_kind(subject: str) -> str:
    """What a row of that table is called; the table's name where none is written down here."""
    return SUBJECTS.get(subject, subject.replace("_", " "))


def differences(
    before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[tuple[str, str, str]]:
    """Each part that differs: its name, then how it was and how it is, both in words.

    Parts of parts are named with a dot between; an empty text means that it was not there.
    """
    old, new = _flat(before or {}), _flat(after or {})
    return [
        (name, old.get(name, WHOLE), new.get(name, WHOLE))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def _flat(value: dict[str, Any], within: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, part in value.items():
        name = _named(f"{within}{key}")
        if isinstance(part, dict):
            found |= _flat(part, f"{within}{key}: ") or {name: "none"}
        else:
            said = _said(str(within or key), part)
            if said:
                found[name] = said
    return found


def _named(key: str) -> str:
    return key.replace("_bp", "").replace("_cents", "").replace("_", " ")


def _said(key: str, value: Any) -> str:
    """A value in words: basis points as percent, money in whole units, lists with commas."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and "_bp" in key:
        return f"{value / 100:g}%"
    if isinstance(value, int) and "_cents" in key:
        return f"{value / 100:,.2f}"
    if isinstance(value, list):
        between = "; " if any(isinstance(part, list) for part in value) else ", "
        return _short(between.join(filter(None, (_said(key, part) for part in value))))
    return _short("ever" if value == "1900-01-01" else str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
