"""What each term of a score is made of, in words, from one feature's row; computes no score."""

from collections.abc import Mapping
from typing import Any

from metrics.scores import FULLY_INDEPENDENT, TERMS, Score
from pages.parts.strategy.words import plural

UNKNOWN = "nobody has said"
ESTIMATES = {
    "effort_weeks": "Effort in person-weeks",
    "rice_impact": "RICE impact",
    "rice_confidence": "RICE confidence",
    "wsjf_value": "WSJF value",
    "wsjf_time": "WSJF time criticality",
    "wsjf_risk": "WSJF risk reduction",
    "wsjf_size": "WSJF job size",
    "ice_impact": "ICE impact",
    "ice_confidence": "ICE confidence",
    "ice_ease": "ICE ease",
}
"""What people estimate by hand, and how the page calls it."""

Row = Mapping[str, Any]


def formula(score: Score, row: Row) -> str:
    """`12 × 0.71 × 1 × 0.62 ÷ 3 = 1.76`, with `?` for what nobody has said."""
    sign = " × " if score.how == "product" else " + "
    taken = sign.join(number(value(name, row)) for name in score.terms)
    if score.how == "mean":
        taken = f"({taken}) ÷ {len(score.terms)}"
    elif score.divisor:
        taken = f"({taken})" if score.how == "sum" else taken
        taken = f"{taken} ÷ {number(value(score.divisor, row))}"
    return f"{taken} = {number(row[score.slug])}"


def terms(score: Score, row: Row, *, accounts: int) -> list[tuple[str, str, str]]:
    """Each term of the score: its name, its value, and the numbers behind it in words."""
    return [
        (
            TERMS[name].capitalize() + (", divides" if name == score.divisor else ""),
            number(value(name, row)),
            behind(name, row, accounts),
        )
        for name in score.columns
    ]


def value(name: str, row: Row) -> float | None:
    """The term as the score takes it: what nobody asks for is needed by nobody."""
    found: float | None = 0.0 if name == "need" and not row["reach"] else row[name]
    return found


def behind(name: str, row: Row, accounts: int) -> str:
    """The numbers behind one term, as a phrase."""
    if name == "reach":
        share = f" of {accounts:,}, {row['reach_share']:.1%}" if row["reach_share"] else ""
        silent = row["no_account"]
        unnamed = f"; {plural(silent, 'request')} without an account reach nobody" if silent else ""
        return f"{plural(row['reach'], 'distinct account')}{share}{unnamed}"
    if name == "need":
        return _need(row)
    if name == "independence":
        return _independence(row)
    if name == "mission_fit":
        known = row["mission_fit"] is not None
        return "share of its mapping on pillars in force" if known else "not mapped yet"
    if row[name] is None:
        return UNKNOWN
    if name == "effort_months":
        return f"{number(row['effort_weeks'])} person-weeks at 52 weeks to 12 months"
    return "person-weeks, estimated" if name == "effort_weeks" else "estimated"


def _need(row: Row) -> str:
    if not row["reach"]:
        return "nobody asks"
    if row["need"] is None:
        return "none of its accounts said how much it needs this"
    said = (
        f"{plural(row['blockers'], 'account')} blocked (1), {row['importants']} important (0.5), "
        f"{row['nice_to_haves']} nice to have (0.25); the mean"
    )
    unknown = row["need_unknown"]
    return f"{said}, without {unknown} that did not say" if unknown else said


def _independence(row: Row) -> str:
    if not row["reach"]:
        return "nobody asks"
    if row["n_eff"] is None:
        return "nobody knows who logged these requests"
    return (
        f"{row['n_eff']:.1f} effective voices of {plural(row['reps'], 'rep')}, "
        f"counted in full from {FULLY_INDEPENDENT:.0f}; {plural(row['teams'], 'team')}, "
        f"{plural(row['segments'], 'segment')}, {plural(row['months'], 'month')}"
    )


def number(value: float | None) -> str:
    """At most three digits that say something; `?` where nobody knows."""
    if value is None:
        return "?"
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
