"""Set what holds for the whole company; a key that nothing reads is refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Setting

SETTINGS: Mapping[str, Mapping[str, type]] = {
    "company": {"name": str},
    "currency": {"code": str},
    "demo": {"seed": int, "made_on": str},
    "discount": {"approved": float},
    "emerging": {"accounts": int, "n_eff": float, "q": float},
}
"""Every setting and what it holds. `company`: whose store this is. `currency`: the three letters
of the currency that money is added up in. `demo`: this company is made up, from that seed.
`discount`: the largest part of a list price that may be taken off without anybody's approval.
`emerging`: what demand outside the strategy must reach to be called emerging."""
CALLED = {"emerging": "thresholds of emerging demand", "discount": "approved discount"}


def change_setting(
    session: Session,
    actor: Actor,
    *,
    key: str,
    value: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    now: datetime,
) -> None:
    """Keep `value` under `key`.

    Args:
        seen: the value that the actor's page showed; null = nothing was set.

    Raises:
        Conflict: somebody set it since. Invalid: no such setting, or it holds something else.
    """
    check(actor, "change_setting")
    _validate(key, value)
    setting = session.scalars(
        select(Setting).where(Setting.key == key).with_for_update()
    ).one_or_none()
    before = setting.value if setting else None
    called = CALLED.get(key, key)
    meanwhile = Conflict(f"Somebody set the {called} meanwhile. Look at it, then save yours.")
    if before != (None if seen is None else dict(seen)):
        raise meanwhile
    if setting is None:
        session.add(Setting(key=key, value=dict(value)))
    else:
        setting.value = dict(value)
    try:
        session.flush()
    except IntegrityError as twice:  # another transaction set it first, between our look and now
        raise meanwhile from twice
    named = {"setting": key}
    record(
        session,
        actor,
        "change_setting",
        "settings",
        None,
        before=named | before if before else None,
        after=named | dict(value),
        now=now,
    )


def _validate(key: str, value: Mapping[str, Any]) -> None:
    holds = SETTINGS.get(key)
    if holds is None:
        raise Invalid(f"There is no setting “{key}”. There are {', '.join(SETTINGS)}.")
    if {name: type(part) for name, part in value.items()} != dict(holds):
        wanted = ", ".join(f"{name} ({kind.__name__})" for name, kind in holds.items())
        raise Invalid(f"The {key} holds {wanted} and nothing else.")
    if any(isinstance(part, str) and not part.strip() for part in value.values()):
        raise Invalid(f"Fill in the {key}.")
    code = value.get("code", "USD")
    if not (len(code) == 3 and code.isalpha() and code.isupper()):
        raise Invalid("Write the currency as its three capital letters, such as USD or EUR.")
    if key == "emerging" and not (
        value["accounts"] >= 1 and value["n_eff"] >= 1 and 0 < value["q"] < 1
    ):
        raise Invalid(
            "At least 1 account and 1 independent voice are needed, and a share of false"
            " discoveries between 0 and 1."
        )
    if key == "discount" and not 0 <= value["approved"] < 1:
        raise Invalid("The approved discount is 0% or more and less than 100%.")
