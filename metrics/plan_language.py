"""What may be said in a plan: its fields, and which of them contradict each other."""

from collections.abc import Collection, Mapping
from typing import Any

from metrics.plan import (
    CREDITS,
    DISCOUNT,
    MEASURES,
    METRICS,
    PERIODS,
    RATES,
    SHAPES,
    STRATEGY,
    THRESHOLD_PAYS,
    UNKNOWN,
    WHOLE_BP,
    Band,
    Component,
    Multiplier,
    PeriodKind,
    Plan,
    Spif,
    Tier,
    Where,
)
from metrics.plan_reading import Fields, NoPlan, Problem, spoken_percent, spoken_value


def plan_of(content: Any, *, metrics: Collection[str] = METRICS) -> Plan:
    """The plan that plain tables say.

    Args:
        content: as `content_of` gives it, out of TOML, JSON or a form.
        metrics: slugs of the metrics that have a value per rep and period.

    Raises:
        NoPlan: with every unknown field, wrong type and contradiction, each in words.
    """
    problems: list[Problem] = []
    at = Fields(content, "", problems)
    period: PeriodKind = at.choice("period", PERIODS)  # type: ignore[assignment]
    on_target, base = at.cents("on_target_cents"), at.percent("base")
    components = tuple(_component(each, metrics) for each in at.tables("components"))
    spifs = tuple(_spif(each) for each in at.tables("spifs"))
    plan = Plan(
        period=period,
        components=components,
        spifs=spifs,
        on_target_cents=on_target,
        base_bp=base,
        cap_cents=at.cents("cap_cents"),
        draw_cents=at.cents("draw_cents"),
        clawback_days=at.days("clawback_days"),
    )
    at.done()
    _contradictions(plan, at)
    if problems:
        raise NoPlan(problems)
    return plan


def _contradictions(plan: Plan, at: Fields) -> None:
    if not plan.components and not plan.spifs:
        at.wrong("components", "A plan needs at least one component: say what it pays for.")
    if (plan.on_target_cents is None) != (plan.base_bp is None):
        at.wrong("base", "Give both, the yearly pay on target and the share of it that is base.")
    if plan.base_bp is not None and plan.base_bp > WHOLE_BP:
        at.wrong("base", 'The base is a share of the pay on target: at most "100%".')
    paid = [part for part in plan.components if part.rate == "of base rate"]
    if paid and plan.on_target_cents is None:
        words = "Rates of the base rate need on_target_cents and base, or there is no base rate."
        at.wrong("on_target_cents", words)
    shares = sum(part.share_bp for part in paid)
    if paid and shares != WHOLE_BP:
        words = (
            f"The components paid by the base rate share {spoken_percent(shares)} of the target"
            " variable among them. Their shares must add up to 100%."
        )
        at.wrong("components", words)
    for list_, called in ((plan.components, "components"), (plan.spifs, "spifs")):
        names = [each.name.casefold() for each in list_]
        if len(set(names)) < len(names):
            at.wrong(called, "Two have the same name. Give each its own, so that lines can say it.")


def _component(at: Fields, metrics: Collection[str]) -> Component:
    name, credit = at.text("name"), at.choice("credit", CREDITS)
    is_metric = credit == "metric"
    metric = at.choice("metric", sorted(metrics), "") if is_metric or at.has("metric") else ""
    rate = at.choice("rate", RATES, "of base rate" if is_metric else "of credit")
    measure = at.choice("measure", MEASURES, "attainment")
    found = Component(
        name=name,
        credit=credit,
        tiers=_tiers(at, measure),
        shape=at.choice("shape", SHAPES, None),
        rate=rate,
        share_bp=at.percent("share", WHOLE_BP) or 0,
        measure=measure,
        quota_cents=at.cents("quota_cents"),
        threshold_bp=at.percent("threshold"),
        threshold_pays=at.choice("threshold_pays", THRESHOLD_PAYS, "all"),
        where=_where(at),
        metric=metric or None,
        target=at.value("target"),
        unknown=at.choice("unknown", UNKNOWN, "nothing"),
        multipliers=tuple(_multiplier(each, metrics) for each in at.tables("multipliers")),
    )
    at.done()
    _check_metric(at, found) if is_metric else _check_money(at, found)
    if found.shape == "slab" and found.threshold_pays == "above":
        at.wrong("threshold_pays", 'Slab tiers pay one rate on all credit: choose "all".')
    if found.threshold_pays == "above" and found.threshold_bp is None:
        at.wrong("threshold", "Say from where on it pays, or leave threshold_pays out.")
    if found.quota_cents == 0:
        at.wrong("quota_cents", "A quota of nothing is always met. Leave it out or raise it.")
    if [each.by for each in found.multipliers].count(DISCOUNT) > 1:
        at.wrong("multipliers", "Two look at the discount. Make one of them.")
    return found


def _check_metric(at: Fields, found: Component) -> None:
    if found.metric is None:
        at.wrong("metric", "Say which metric is paid for.")
    if not found.target:
        at.wrong("target", "Say which value is 100%, above 0.")
    if found.rate != "of base rate":
        at.wrong("rate", 'A metric is not money: choose "of base rate".')
    if found.measure != "attainment":
        at.wrong("measure", 'A metric is held against its target: choose "attainment".')
    if found.where != Where() or found.quota_cents is not None or found.by_discount:
        at.wrong("", "A metric has no deals: leave out deal_types, products, strategy, quota_cents"
                 " and multipliers by discount.")  # fmt: skip


def _check_money(at: Fields, found: Component) -> None:
    for field in ("metric", "target", "unknown"):
        if at.has(field):
            at.wrong(field, 'This belongs to credit = "metric" only. Leave it out.')
    if found.rate == "of credit" and at.has("share"):
        at.wrong("share", 'This belongs to rate = "of base rate" only. Leave it out.')


def _tiers(at: Fields, measure: str) -> tuple[Tier, ...]:
    found, before = [], -1
    for n, each in enumerate(at.tables("tiers")):
        start = each.percent("from") if measure == "attainment" else each.cents("from")
        rate = each.percent("rate")
        if not each.has("from") or not each.has("rate"):
            each.wrong("", "A tier needs both, from where on and at which rate.")
        each.done()
        if n == 0 and start != 0 and start is not None:
            each.wrong("from", 'The first tier begins at nothing: write "0%", or 0.')
        if start is not None and start <= before:
            each.wrong("from", "Each tier begins above the one before it.")
        before = start if start is not None else before
        found.append(Tier(start or 0, rate or 0))
    if not found:
        at.wrong("tiers", 'Write at least one tier: from "0%" on, at which rate.')
    return tuple(found)


def _multiplier(at: Fields, metrics: Collection[str]) -> Multiplier:
    by, bands, before = at.choice("by", (DISCOUNT, *sorted(metrics))), [], -1
    for each in at.tables("bands"):
        start = each.percent("from") if by == DISCOUNT else each.value("from")
        factor = each.percent("factor")
        if start is None or factor is None:
            each.wrong("", "A band needs both, from where on and which factor.")
        each.done()
        if start is not None and start <= before:
            each.wrong("from", "Each band begins above the one before it.")
        before = start if start is not None else before
        bands.append(Band(start or 0, factor or 0))
    if not bands or bands[0].start:
        at.wrong("bands", "Write the bands, the first from 0 on.")
    unknown = at.percent("unknown", WHOLE_BP)
    at.done()
    return Multiplier(by, tuple(bands), WHOLE_BP if unknown is None else unknown)


def _spif(at: Fields) -> Spif:
    found = Spif(
        name=at.text("name"),
        per_deal_cents=at.cents("per_deal_cents"),
        rate_bp=at.percent("rate"),
        where=_where(at),
        from_on=at.day("from_on"),
        until_on=at.day("until_on"),
    )
    at.done()
    if (found.per_deal_cents is None) == (found.rate_bp is None):
        at.wrong("", "Give either per_deal_cents or rate.")
    if found.from_on and found.until_on and found.until_on <= found.from_on:
        at.wrong("until_on", "It ends before it begins; until_on is the first day without it.")
    return found


def _where(at: Fields) -> Where:
    strategy = at.choice("strategy", STRATEGY, "on") if at.has("strategy") else None
    at.known.append("strategy")
    return Where(at.names("deal_types"), at.names("products"), strategy)


def content_of(plan: Plan) -> dict[str, Any]:
    """The plan as plain tables: `plan_of` gives the same plan back. What is usual is left out."""
    return _filled(
        {
            "period": plan.period,
            "on_target_cents": plan.on_target_cents,
            "base": _percent(plan.base_bp),
            "cap_cents": plan.cap_cents,
            "draw_cents": plan.draw_cents,
            "clawback_days": plan.clawback_days,
            "components": [_of_component(each) for each in plan.components],
            "spifs": [
                _filled(
                    {
                        "name": each.name,
                        "per_deal_cents": each.per_deal_cents,
                        "rate": _percent(each.rate_bp),
                        "from_on": each.from_on.isoformat() if each.from_on else None,
                        "until_on": each.until_on.isoformat() if each.until_on else None,
                        **_of_where(each.where),
                    }
                )
                for each in plan.spifs
            ],
        }
    )


def _of_component(part: Component) -> dict[str, Any]:
    metric, multiple = part.credit == "metric", part.rate == "of base rate"
    attained = part.measure == "attainment"
    return _filled(
        {
            "name": part.name,
            "credit": part.credit,
            "metric": part.metric,
            "target": None if part.target is None else spoken_value(part.target),
            "unknown": part.unknown if metric else None,
            "rate": part.rate,
            "share": _percent(part.share_bp) if multiple else None,
            "measure": part.measure,
            "quota_cents": part.quota_cents,
            "shape": part.shape,
            "threshold": _percent(part.threshold_bp),
            "threshold_pays": part.threshold_pays if part.threshold_bp is not None else None,
            **_of_where(part.where),
            "tiers": [
                {
                    "from": spoken_percent(tier.start) if attained else tier.start,
                    "rate": spoken_percent(tier.rate_bp),
                }
                for tier in part.tiers
            ],
            "multipliers": [_of_multiplier(each) for each in part.multipliers],
        }
    )


def _of_multiplier(each: Multiplier) -> dict[str, Any]:
    spoken = spoken_percent if each.by == DISCOUNT else spoken_value
    return {
        "by": each.by,
        "unknown": spoken_percent(each.unknown_bp),
        "bands": [
            {"from": spoken(band.start), "factor": spoken_percent(band.factor_bp)}
            for band in each.bands
        ],
    }


def _of_where(where: Where) -> dict[str, Any]:
    return {
        "strategy": where.strategy,
        "deal_types": list(where.deal_types),
        "products": list(where.products),
    }


def _percent(bp: int | None) -> str | None:
    return None if bp is None else spoken_percent(bp)


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value is not None and value != []}
