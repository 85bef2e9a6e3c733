"""Who may do what: one table, checked inside every action. Hiding a page is only courtesy."""

from dataclasses import dataclass

from data.refused import NotAllowed

EXECUTIVE, SALES, PRODUCT, ADMIN = "executive", "sales_manager", "product_lead", "administrator"
VIEWER = "viewer"

PERMISSIONS: dict[str, frozenset[str]] = {
    "publish_strategy": frozenset({EXECUTIVE, ADMIN}),
    "map_subject": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "accept_import": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN}),
    "import_pay": frozenset({EXECUTIVE, ADMIN}),
    "name_alias": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN}),
    "change_person": frozenset({ADMIN}),
    "change_setting": frozenset({ADMIN}),
    "leave_demo": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN}),
    "add_feature": frozenset({PRODUCT, ADMIN}),
    "link_requests": frozenset({PRODUCT, ADMIN}),
    "log_request": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN}),
    "merge_features": frozenset({PRODUCT, ADMIN}),
    "decide_feature": frozenset({PRODUCT, ADMIN}),
    "word_feature": frozenset({PRODUCT, ADMIN}),
    "describe_feature": frozenset({PRODUCT, ADMIN}),
    "see_decisions": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN, VIEWER}),
    "make_promise": frozenset({SALES, ADMIN}),
    "decide_promise": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "end_promise": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN}),
    "take_back_step": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN}),
    "correct_promise": frozenset({SALES, PRODUCT, ADMIN}),
    "estimate_feature": frozenset({PRODUCT, ADMIN}),
    "open_proposal": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "decide_proposal": frozenset({EXECUTIVE, ADMIN}),
    "read_strategy": frozenset({EXECUTIVE, SALES, PRODUCT, ADMIN, VIEWER}),
    "set_composite": frozenset({EXECUTIVE, ADMIN}),
    "save_campaign": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "start_campaign": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "end_campaign": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "state_design": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "trace_campaign": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "track_outcome": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "stop_tracking": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "settle_send": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "run_nudges": frozenset({ADMIN}),
    "suppress": frozenset({EXECUTIVE, PRODUCT, ADMIN}),
    "note_event": frozenset({ADMIN}),
    "rebuild_cube": frozenset({PRODUCT, ADMIN}),
    "save_plan": frozenset({EXECUTIVE}),
    "publish_plan": frozenset({EXECUTIVE}),
}

SPOKEN = {
    EXECUTIVE: "an executive",
    SALES: "a sales manager",
    PRODUCT: "a product lead",
    ADMIN: "an administrator",
    VIEWER: "a viewer",
}


@dataclass(frozen=True)
class Actor:
    """The person an action is done by, as the door knows her; id null is the setup itself."""

    person_id: int | None
    name: str
    role: str


SETUP = Actor(None, "Setup", ADMIN)


def may(actor: Actor, action: str) -> bool:
    """Whether the actor's role permits `action`; an unknown action is a bug and raises."""
    return actor.role in PERMISSIONS[action]


def check(actor: Actor, action: str) -> None:
    """Raise NotAllowed, naming who may, unless the actor's role permits `action`."""
    if not may(actor, action):
        who = " or ".join(sorted(SPOKEN[role] for role in PERMISSIONS[action]))
        raise NotAllowed(
            f"{actor.name} is {SPOKEN.get(actor.role, actor.role)} here and may not do this."
            f" Ask {who}."
        )
