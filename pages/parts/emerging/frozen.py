"""The evidence of a proposal in words, as it was when it was opened; it looks nothing up."""

from data.reads.proposals import Proposed
from pages.parts.strategy import words


def told(proposal: Proposed) -> str:
    """`Evidence of 3 May 2026: 86 new accounts in 90 days against 17 in the 270 before, …`."""
    kept = proposal.evidence
    parts = [
        f"{kept['recent']:,} new accounts in {kept.get('recent_days', 90)} days against"
        f" {kept['before']:,} in the {kept.get('before_days', 270)} before"
    ]
    if kept["q"] is not None:
        q = f"{kept['q']:.3f}" if kept["q"] >= 0.001 else "under 0.001"
        tested = kept.get("themes_tested")
        parts.append(f"q {q}" + (f" among {words.plural(tested, 'theme')}" if tested else ""))
    if kept["n_eff"] is not None:
        parts.append(f"{kept['n_eff']:.1f} independent voices")
    at = kept["thresholds"]
    day = words.day(proposal.opened_at.date())
    return (
        f"Evidence of {day}: {', '.join(parts)}; verdict then: {kept['verdict']}"
        f" (thresholds {at['accounts']} accounts, {at['n_eff']:g} voices, q {at['q']:g})."
    )
