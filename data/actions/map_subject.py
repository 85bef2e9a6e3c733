"""Say which pillars a product or a feature serves from a day on, or that it is outside."""

from collections.abc import Mapping as Shares
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.publish_strategy import WHOLE_BP
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Feature, Mapping, MappingShare, Pillar, Product


def map_subject(
    session: Session,
    actor: Actor,
    *,
    product_id: int | None = None,
    feature_id: int | None = None,
    shares_bp: Shares[int, int],
    effective_from: date,
    based_on: int | None,
    now: datetime,
) -> int:
    """The id of the mapping that holds for the product or the feature from a day on.

    Args:
        product_id, feature_id: exactly one of them.
        shares_bp: basis points by pillar id, summing to 10,000; empty = outside the strategy.
        based_on: id of the subject's newest mapping that the actor saw; null = none.

    Raises:
        Conflict: somebody mapped it since. Invalid: the shares or the day break a rule; as with
            strategy versions, a mapping may be put right on the day it was made.
    """
    check(actor, "map_subject")
    if (product_id is None) == (feature_id is None):
        raise ValueError("a mapping has one subject")
    name = _lock(session, product_id, feature_id)
    _validate_shares(session, shares_bp)
    newest = _validate_turn(
        session, name, product_id, feature_id, effective_from, based_on, now.date()
    )
    mapping = Mapping(
        product_id=product_id,
        feature_id=feature_id,
        effective_from=effective_from,
        made_at=now,
        outside=not shares_bp,
        sealed=False,
    )
    session.add(mapping)
    session.flush()
    session.add_all(
        MappingShare(mapping_id=mapping.id, pillar_id=pillar, share_bp=share)
        for pillar, share in shares_bp.items()
    )
    session.flush()
    mapping.sealed = True
    record(
        session,
        actor,
        "map_subject",
        "products" if product_id is not None else "features",
        product_id if product_id is not None else feature_id,
        before=_spoken(session, newest),
        after=_spoken(session, mapping),
        now=now,
    )
    return mapping.id


@dataclass(frozen=True)
class Serves:
    """What one subject shall serve; the fields as in `map_subject`."""

    shares_bp: Shares[int, int]
    effective_from: date
    based_on: int | None
    product_id: int | None = None
    feature_id: int | None = None


def map_subjects(
    session: Session, actor: Actor, *, wanted: Sequence[Serves], now: datetime
) -> list[int]:
    """Map many at once, all or none, in their order; raises what `map_subject` raises."""
    check(actor, "map_subject")
    # In one order for everybody, before anything is written: two people never wait for each other.
    for each in sorted(wanted, key=lambda one: (one.product_id or 0, one.feature_id or 0)):
        _lock(session, each.product_id, each.feature_id)
    return [map_subject(session, actor, **vars(each), now=now) for each in wanted]


def _lock(session: Session, product_id: int | None, feature_id: int | None) -> str:
    """The subject's name, its row held until the end: the next to map it waits, then is told."""
    subject: Product | Feature | None
    if product_id is not None:
        subject = session.get(Product, product_id, with_for_update=True)
    else:
        subject = session.get(Feature, feature_id, with_for_update=True)
    if subject is None:
        raise Invalid("That is not here any more. Reload the page.")
    return subject.name if isinstance(subject, Product) else subject.title


def _validate_shares(session: Session, shares_bp: Shares[int, int]) -> None:
    if not shares_bp:
        return
    if any(share <= 0 for share in shares_bp.values()):
        raise Invalid("Leave a pillar out rather than giving it a share of 0.")
    total = sum(shares_bp.values())
    if total != WHOLE_BP:
        raise Invalid(f"The shares sum to {total / 100:g}%. They must sum to 100%.")
    known = set(session.scalars(select(Pillar.id).where(Pillar.id.in_(shares_bp))))
    if known != set(shares_bp):
        raise Invalid("One of those pillars is not here any more. Reload the page.")


def _validate_turn(
    session: Session,
    name: str,
    product_id: int | None,
    feature_id: int | None,
    day: date,
    based_on: int | None,
    today: date,
) -> Mapping | None:
    of_subject = (
        (Mapping.product_id == product_id)
        if product_id is not None
        else (Mapping.feature_id == feature_id)
    )
    newest = session.scalars(
        select(Mapping).where(of_subject).order_by(Mapping.id.desc()).limit(1)
    ).first()
    if (newest.id if newest else None) != based_on:
        raise Conflict(f"Somebody else mapped {name} meanwhile. Look at theirs, then save yours.")
    if newest is None:
        return None
    first, last = session.execute(
        select(func.min(Mapping.effective_from), func.max(Mapping.effective_from)).where(of_subject)
    ).one()
    corrects = day == newest.effective_from and newest.made_at.date() == today
    if corrects or day < first:
        return newest
    if day < today:
        raise Invalid(
            f"{name} has been mapped since {first}. A new mapping begins today or later, so that"
            " no past quarter changes."
        )
    if day < last:
        raise Invalid(
            f"{name} has a mapping that begins on {last}. Choose that day or a later one."
        )
    return newest


def _spoken(session: Session, mapping: Mapping | None) -> dict[str, object] | None:
    """The mapping in words, for the trail: pillars by name."""
    if mapping is None:
        return None
    shares = session.execute(
        select(Pillar.name, MappingShare.share_bp)
        .join(Pillar, Pillar.id == MappingShare.pillar_id)
        .where(MappingShare.mapping_id == mapping.id)
        .order_by(Pillar.id)
    )
    return {
        "from": mapping.effective_from,
        "serves_bp": {row.name: row.share_bp for row in shares} or "outside the strategy",
    }
