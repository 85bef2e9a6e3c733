"""Write down what people reckon about a feature, on the scales of the scores; computes none."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.refused import Invalid
from data.tables import Feature, FeatureEstimate

TO_TEN = tuple(float(number) for number in range(1, 11))
JOBS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)
SCALES: Mapping[str, tuple[float, ...]] = {
    "rice_impact": (3.0, 2.0, 1.0, 0.5, 0.25),
    "rice_confidence": (1.0, 0.8, 0.5),
    "wsjf_value": JOBS,
    "wsjf_time": JOBS,
    "wsjf_risk": JOBS,
    "wsjf_size": JOBS,
    "ice_impact": TO_TEN,
    "ice_confidence": TO_TEN,
    "ice_ease": TO_TEN,
}
"""What each estimate may be: Intercom's for RICE, SAFe's Fibonacci row for WSJF, 1 to 10 for ICE.

Effort is on no scale: any number of person-weeks above 0.
"""
MOST_WEEKS = 10_000


def estimate_feature(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    estimates: Mapping[str, float | None],
    row_version: int,
    estimates_version: int | None,
    now: datetime,
) -> None:
    """Set estimates of a feature; those that are not named stay, null takes one back.

    Args:
        estimates: by the names of SCALES, or `effort_weeks`.
        row_version: of the feature, as the actor saw it; matters when the effort changes.
        estimates_version: of its estimates; null = the actor saw that there were none.

    Raises:
        Conflict: somebody estimated it since. Invalid: off the scale, or nothing was changed.
    """
    check(actor, "estimate_feature")
    feature = session.get(Feature, feature_id, with_for_update=True, populate_existing=True)
    if feature is None or feature.merged_into_id is not None:
        raise Invalid("That feature is not here any more, or merged into another. Reload the page.")
    for name, value in estimates.items():
        _validate(name, value)
    kept = session.get(FeatureEstimate, feature_id, populate_existing=True)
    before = {
        name: feature.effort_weeks if name == "effort_weeks" else getattr(kept, name, None)
        for name in estimates
    }
    changed = {name: value for name, value in estimates.items() if value != before[name]}
    called = f"the estimates of “{feature.title}”"
    for at, seen, matters in (
        (kept.row_version if kept else 0, estimates_version or 0, set(changed) - {"effort_weeks"}),
        (feature.row_version, row_version, set(changed) & {"effort_weeks"}),
    ):
        if matters:
            check_unchanged(session, "features", feature_id, called, is_at=at, seen=seen)
    if not changed:
        raise Invalid("Nothing was changed.")
    if kept is None:
        kept = FeatureEstimate(feature_id=feature_id)
        session.add(kept)
    for name, value in changed.items():
        setattr(feature if name == "effort_weeks" else kept, name, value)
    session.flush()
    record(
        session,
        actor,
        "estimate_feature",
        "features",
        feature_id,
        before={name: before[name] for name in changed},
        after=changed,
        now=now,
    )


def _validate(name: str, value: float | None) -> None:
    if name == "effort_weeks":
        if value is not None and not 0 < value <= MOST_WEEKS:
            raise Invalid(
                f"The effort is above 0 and at most {MOST_WEEKS:,} weeks. Empty: unknown."
            )
        return
    if name not in SCALES:
        raise Invalid(f"Nobody estimates “{name}” of a feature.")
    if value is not None and value not in SCALES[name]:
        scale = ", ".join(f"{step:g}" for step in SCALES[name])
        raise Invalid(f"{name.replace('_', ' ')} is one of {scale}, not {value:g}.")
