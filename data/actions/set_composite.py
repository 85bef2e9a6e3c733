"""Set by which weights metrics make one figure, from a day on; edits no weights set before."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Composite
from data.tables.incentives import MEANS

WEIGHABLE = (
    "closed-revenue",
    "net-retention",
    "gross-retention",
    "on-strategy-wins",
    "on-strategy-value",
    "price-realisation",
    "discount-discipline",
    "promise-keeping",
    "close-rate",
    "won-by-90-days",
    "customer-voice",
    "material-use",
)
"""The metrics that may have a weight, by their slugs in the catalog."""
WHOLE_BP = 10_000
LONGEST_NAME = 80


def set_composite(
    session: Session,
    actor: Actor,
    *,
    name: str,
    mean: str,
    weights: Mapping[str, int],
    in_force_from: date,
    based_on: int | None,
    now: datetime,
) -> int:
    """Save weights that hold from a day on, and return their number.

    Args:
        mean: `arithmetic` (a good figure pays for a bad one) or `geometric` (imbalance costs).
        weights: basis points by metric, adding up to 10,000; 0 leaves a metric out.
        based_on: the number of the newest weights that the actor saw; null = there were none.

    Raises:
        Conflict: somebody set weights since. Invalid: they do not add up, or name no metric.
    """
    check(actor, "set_composite")
    called = " ".join(name.split())
    kept = {slug: weight for slug, weight in weights.items() if weight}
    _validate(called, mean, kept)
    newest = session.scalar(select(func.max(Composite.number)))
    meanwhile = Conflict("Somebody set weights meanwhile. Look at them, then save yours.")
    if newest != based_on:
        raise meanwhile
    made = Composite(
        number=(newest or 0) + 1,
        name=called,
        mean=mean,
        weights=kept,
        in_force_from=in_force_from,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as twice:  # another transaction took the number between our look and now
        raise meanwhile from twice
    after = {
        "number": made.number,
        "name": called,
        "mean": mean,
        "weights": kept,
        "in_force_from": in_force_from,
    }
    record(session, actor, "set_composite", "composites", made.id, after=after, now=now)
    return made.number


def _validate(name: str, mean: str, weights: Mapping[str, int]) -> None:
    if not name:
        raise Invalid("Give the weights a name, so that people can speak of them.")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"The name is longer than {LONGEST_NAME} characters.")
    if mean not in MEANS:
        raise Invalid(f"The mean is arithmetic or geometric, not “{mean}”.")
    unknown = sorted(set(weights) - set(WEIGHABLE))
    if unknown:
        raise Invalid(f"No metric here is called {', '.join(unknown)}.")
    if any(weight < 0 for weight in weights.values()):
        raise Invalid("A weight is 0 or more.")
    total = sum(weights.values())
    if total != WHOLE_BP:
        raise Invalid(f"The weights add up to {total / 100:g}%, not to 100%.")
