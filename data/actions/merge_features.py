"""Say that two features are one, and take that back exactly; nothing of either is thrown away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.refused import Conflict, Invalid
from data.tables import Feature, FeatureMerge, Promise, Request

AT_ONCE = 5_000  # ids in one statement, well under what either database may carry
Moves = type[Request] | type[Promise]
MOVED: Mapping[str, Moves] = {"requests": Request, "promises": Promise}


def merge_features(
    session: Session,
    actor: Actor,
    *,
    kept_id: int,
    merged_id: int,
    seen: Mapping[int, int],
    now: datetime,
) -> int:
    """The id of the merge: what asked for and promised `merged_id` now does so of `kept_id`.

    The merged feature keeps its row, wording, decisions and mapping, and is listed no more.

    Args:
        seen: both ids to the `row_version` that the actor saw.

    Raises:
        Conflict: somebody changed one of them since.
        Invalid: they are the same, one is gone or merged already, or the one to go has been begun:
            what was built stays in the history.
    """
    check(actor, "merge_features")
    if kept_id == merged_id:
        raise Invalid("Choose two different features.")
    both = {key: _locked(session, key) for key in sorted((kept_id, merged_id))}
    for key, feature in both.items():
        _check(session, feature, seen[key])
    kept, merged = both[kept_id], both[merged_id]
    if merged.started_on or merged.shipped_on:
        raise Invalid(
            f"“{merged.title}” has been begun. Keep that one and merge the other into it."
        )
    moved = {name: _ids(session, noun, merged_id) for name, noun in MOVED.items()}
    before = select(Feature.id).where(Feature.merged_into_id == merged_id).order_by(Feature.id)
    moved["features"] = list(session.scalars(before))
    _move(session, moved, merged_id, kept_id)
    merged.merged_into_id = kept_id
    merge = FeatureMerge(
        kept_id=kept_id,
        merged_id=merged_id,
        moved=moved,
        merged_by_id=actor.person_id,
        merged_at=now,
    )
    session.add(merge)
    session.flush()
    after = {"merged": merged.title, **{name: len(ids) for name, ids in moved.items()}}
    record(session, actor, "merge_features", "features", kept.id, after=after, now=now)
    return merge.id


def unmerge_features(session: Session, actor: Actor, *, merge_id: int, now: datetime) -> int:
    """The id of the feature that stands by itself again, with all that the merge moved; what
    somebody has pointed elsewhere since stays there.

    Raises:
        Conflict: somebody took it apart first.
        Invalid: there is no such merge.
    """
    check(actor, "merge_features")
    merge = session.get(FeatureMerge, merge_id, with_for_update=True, populate_existing=True)
    if merge is None:
        raise Invalid("That merge is not here any more. Reload the page.")
    if merge.undone_at is not None:
        raise Conflict("Somebody took these two apart already. Look at them as they are now.")
    merged = _locked(session, merge.merged_id)
    holder = merged.merged_into_id  # the kept one, or the one that it was merged into since
    if holder is None:
        raise Conflict(f"“{merged.title}” stands by itself already. Reload the page.")
    _move(session, merge.moved, holder, merged.id)
    merged.merged_into_id = None
    merge.undone_at = now
    session.flush()
    before = {"merged": merged.title, **{name: len(ids) for name, ids in merge.moved.items()}}
    record(session, actor, "unmerge_features", "features", merge.kept_id, before=before, now=now)
    return merged.id


def _locked(session: Session, feature_id: int) -> Feature:
    feature = session.get(Feature, feature_id, with_for_update=True, populate_existing=True)
    if feature is None:
        raise Invalid("One of these features is not here any more. Reload the page.")
    return feature


def _check(session: Session, feature: Feature, seen: int) -> None:
    called = f"“{feature.title}”"
    if feature.merged_into_id is not None:
        raise Conflict(f"{called} has been merged into another feature meanwhile.")
    check_unchanged(session, "features", feature.id, called, is_at=feature.row_version, seen=seen)


def _ids(session: Session, noun: Moves, feature_id: int) -> list[int]:
    query = select(noun.id).where(noun.feature_id == feature_id).order_by(noun.id)
    return list(session.scalars(query.with_for_update()))


def _move(session: Session, ids: Mapping[str, Sequence[int]], source: int, target: int) -> None:
    """Those of `ids` that still point at `source` point at `target`."""
    for name, noun in MOVED.items():
        _point(session, noun, noun.feature_id, ids[name], source, target)
    _point(session, Feature, Feature.merged_into_id, ids["features"], source, target)


def _point(
    session: Session, noun: Any, column: Any, ids: Sequence[int], source: int, target: int
) -> None:
    for start in range(0, len(ids), AT_ONCE):
        session.execute(
            update(noun)
            .where(noun.id.in_(ids[start : start + AT_ONCE]), column == source)
            .values({column: target, noun.row_version: noun.row_version + 1}),
            execution_options={"synchronize_session": False},
        )
