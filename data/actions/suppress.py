"""Write to somebody no more: for ever, in every campaign, whatever else is known of her.

She is kept as a hash only, so that this holds when all that named her is gone.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.written_once import insert_new
from data.refused import Invalid
from data.tables import Suppression

REASONS = ("unsubscribed", "bounced", "complained", "asked")


def suppress(
    session: Session, actor: Actor, *, unit_hash: str, reason: str, source: str, now: datetime
) -> bool:
    """Whether she is newly suppressed; who was already stays so for the first reason.

    Args:
        unit_hash: the customer, as `nudges.keys` hashes her.
        reason: one of REASONS. source: by which way it came, such as `link` or `smtp`.

    Raises NotAllowed: the actor's role may not. Invalid: no such reason.
    """
    check(actor, "suppress")
    if reason not in REASONS:
        raise Invalid(f"Somebody is written to no more because she {' or '.join(REASONS)}.")
    row = {"unit_hash": unit_hash, "reason": reason, "source": source, "at": now}
    if not insert_new(session, Suppression, [row], key=("unit_hash",)):
        return False
    after = {"reason": reason, "source": source}
    record(session, actor, "suppress", "suppressions", None, after=after, now=now)
    return True
