"""The matrix and the index computed a second time: slowly, in plain Python, by fractions."""

from collections import defaultdict
from fractions import Fraction


def in_force(rows, day, start):
    found = [r for r in rows if r[start] <= day and (r["until_on"] is None or day < r["until_on"])]
    return found


def parts(flows, mappings, versions, targets):
    """(fact, version_id, place, pillar_id, share) of every fact."""
    mapped, strategy, aims = mappings.to_dicts(), versions.to_dicts(), targets.to_dicts()
    for fact in flows.to_dicts():
        version = next(iter(in_force(strategy, fact["on"], "in_force_from")), None)
        name = "feature_id" if fact["feature_id"] is not None else "product_id"
        mine = [m for m in mapped if fact[name] is not None and m[name] == fact[name]]
        mine = in_force(mine, fact["on"], "from_on")
        if version is None or not mine:
            yield fact, version and version["version_id"], "unmapped", None, Fraction(1)
            continue
        pillars = {t["pillar_id"] for t in aims if t["version_id"] == version["version_id"]}
        for m in mine:
            on = m["pillar_id"] in pillars
            share = Fraction(m["share_bp"], sum(x["share_bp"] for x in mine))
            yield (
                fact,
                version["version_id"],
                "pillar" if on else "outside",
                m["pillar_id"] if on else None,
                share,
            )


def weighed(flows, mappings, versions, targets, measures):
    """column → (version, place, pillar) → weight, exactly; unknown weights left out."""
    cells = defaultdict(lambda: defaultdict(Fraction))
    for fact, version, place, pillar, share in parts(flows, mappings, versions, targets):
        counted = measures[fact["column"]] == "count"
        if counted or fact["amount_cents"] is not None:
            whole = 1 if counted else fact["amount_cents"]
            cells[fact["column"]][version, place, pillar] += share * whole
    return cells


def score(cell, targets):
    """(index, outside, unmapped, imbalance) of one column, None when nothing weighs."""
    whole = sum(cell.values())
    if not whole:
        return None
    aim = {
        (t["version_id"], t["pillar_id"]): Fraction(t["target_bp"], 10_000)
        for t in targets.to_dicts()
    }
    under = defaultdict(Fraction)
    for (version, _, _), weight in cell.items():
        under[version] += weight
    value = imbalance = outside = unmapped = Fraction(0)
    for (version, place, pillar), weight in cell.items():
        if place == "pillar":
            wanted = under[version] * aim[version, pillar]
            value += min(weight, wanted)
            imbalance += max(weight - wanted, 0)
        else:
            outside += weight
            unmapped += weight if place == "unmapped" else 0
    return tuple(float(x / whole) for x in (value, outside, unmapped, imbalance))
