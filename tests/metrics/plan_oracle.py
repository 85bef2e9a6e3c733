"""The same plans worked out slowly, deal by deal, in plain Python with fractions; polars knows
nothing of it. What is whole is a Fraction, what is paid is rounded where the order says so."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def near(value):
    """Half to even."""
    return round(Fraction(value))


def spread(amount, weights):
    """The amount over weights in order, rounding running sums."""
    whole, done, upto, found = sum(weights), 0, 0, []
    for weight in weights:
        upto += weight
        now = near(Fraction(amount) * upto / whole) if whole else 0
        found.append(now - done)
        done = now
    return found


def first_day(day, kind):
    months = MONTHS[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def places_of(deal, cents):
    """On the strategy, outside, not yet mapped."""
    parts, whole = deal["parts"], deal["amount"]
    if not parts or not whole:
        return {"on": 0, "outside": 0, "unmapped": cents}
    on = near(Fraction(cents) * parts["on"] / whole)
    off = near(Fraction(cents) * (parts["on"] + parts["outside"]) / whole) - on
    return {"on": on, "outside": off, "unmapped": cents - on - off}


def own(cents, deal, rep):
    reps = sorted(deal["reps"])
    if deal["reps"][rep] == 10_000:
        return cents
    upto = sum(deal["reps"][each] for each in reps if each <= rep)
    before = upto - deal["reps"][rep]
    return near(Fraction(cents * upto, 10_000)) - near(Fraction(cents * before, 10_000))


def counts(deal, where):
    types = [each.lower() for each in where.deal_types]
    products = [each.lower() for each in where.products]
    return (not types or (deal["type"] or "").lower() in types) and (
        not products or (deal["product"] or "").lower() in products
    )


def credit_of(deal, rep, component, firsts):
    if deal["amount"] is None or not counts(deal, component.where):
        return 0
    if component.credit == "new" and firsts.get(deal["account"]) != deal["on"]:
        return 0
    cents = deal["amount"]
    if component.where.strategy:
        cents = places_of(deal, cents)[component.where.strategy]
    return own(cents, deal, rep)


def factor_of(deal, multiplier):
    if not deal["list"] or deal["amount"] is None:
        return multiplier.unknown_bp
    discount = 1 - Fraction(deal["amount"], deal["list"])
    reached = [band.factor_bp for band in multiplier.bands if discount * 10_000 >= band.start]
    return reached[-1] if reached else multiplier.bands[0].factor_bp


def tiers(component, plan, credit, quota):
    """Exact pay of each tier."""
    unit = Fraction(quota or 0)
    starts = [
        unit * tier.start / 10_000 if component.measure == "attainment" else Fraction(tier.start)
        for tier in component.tiers
    ]
    starts[0] = Fraction(0)
    threshold = component.threshold_bp
    if threshold is not None and credit < unit * threshold / 10_000:
        return [Fraction(0) for _ in starts]
    floor = unit * threshold / 10_000 if component.threshold_pays == "above" else Fraction(0)
    found = []
    for k, tier in enumerate(component.tiers):
        upper = starts[k + 1] if k + 1 < len(starts) else None
        if component.shape == "slab":
            here = (credit >= starts[k] or k == 0) and (upper is None or credit < upper)
            held = Fraction(credit) if here else Fraction(0)
        else:
            top = credit if upper is None else min(Fraction(credit), upper)
            held = max(top - max(starts[k], floor), Fraction(0))
        rate = Fraction(tier.rate_bp, 10_000)
        if component.rate == "of base rate":
            target = near(Fraction(plan.target_variable_cents * component.share_bp, 10_000))
            rate = rate * target / quota
        found.append(held * rate)
    return found


def run(plan, deals, quotas, scores=None):
    """{(rep, period): variable cents, or None where unknown}, and {(rep, period, deal): cents}."""
    scores = scores or {}
    firsts = {}
    for deal in deals:
        if deal["account"] is not None:
            firsts[deal["account"]] = min(firsts.get(deal["account"], deal["on"]), deal["on"])
    held = defaultdict(list)
    for deal in deals:
        for rep in deal["reps"]:
            held[rep, first_day(deal["on"], plan.period)].append(deal)
    own_quota = quota_in(quotas, plan.period)
    earned, for_deals = {}, {}
    for rep, period in sorted(set(held) | set(own_quota)):
        mine = sorted(held[rep, period], key=lambda deal: deal["id"])
        pay, parts = seat(plan, rep, period, mine, own_quota.get((rep, period)), firsts, scores)
        earned[rep, period] = pay
        for deal, cents in parts.items():
            for_deals[rep, period, deal] = cents
    drawn = with_draw(plan, earned)
    return with_clawback(plan, deals, drawn, for_deals)


def seat(plan, rep, period, deals, own_quota, firsts, scores):
    """What one rep earns in one period before draw and clawback, and for which deal."""
    paid, weights = [], []
    for component in plan.components:
        if component.credit == "metric":
            value = scores.get((component.metric, rep, period))
            if value is None:
                value = component.target if component.unknown == "target" else 0
            exact = tiers(component, plan, value, component.target)
            weight = {}
        else:
            quota = component.quota_cents if component.quota_cents else own_quota
            if component.needs_quota and not quota:
                return None, {}
            credit = {deal["id"]: credit_of(deal, rep, component, firsts) for deal in deals}
            exact = tiers(component, plan, sum(credit.values()), quota)
            weight = credit
        pay = near(sum(exact))
        for multiplier in component.multipliers:
            if multiplier.by == "discount":
                by = {deal["id"]: factor_of(deal, multiplier) for deal in deals}
                weight = {deal: credit[deal] * by[deal] for deal in credit}
                whole = sum(credit.values())
                if whole:
                    pay = near(Fraction(pay * sum(weight.values()), whole * 10_000))
            else:
                value = scores.get((multiplier.by, rep, period))
                factor = multiplier.unknown_bp
                if value is not None:
                    factor = [b.factor_bp for b in multiplier.bands if value >= b.start][-1]
                pay = near(Fraction(pay * factor, 10_000))
        paid.append(pay)
        weights.append(weight)
    whole = sum(paid)
    if plan.cap_cents is not None and whole > plan.cap_cents:
        paid = spread(plan.cap_cents, paid)
    parts = defaultdict(int)
    for pay, weight in zip(paid, weights, strict=True):
        for deal, cents in zip(weight, spread(pay, list(weight.values())), strict=True):
            parts[deal] += cents
    total = sum(paid)
    for spif in plan.spifs:
        bonus = {deal["id"]: spif_credit(deal, rep, spif) for deal in deals}
        if spif.rate_bp is not None:
            amount = near(Fraction(sum(bonus.values()) * spif.rate_bp, 10_000))
            bonus = dict(zip(bonus, spread(amount, list(bonus.values())), strict=True))
        total += sum(bonus.values())
        for deal, cents in bonus.items():
            parts[deal] += cents
    return total, parts


def spif_credit(deal, rep, spif):
    late = (spif.from_on and deal["on"] < spif.from_on) or (
        spif.until_on and deal["on"] >= spif.until_on
    )
    if late or not counts(deal, spif.where):
        return 0
    cents = deal["amount"]
    if spif.where.strategy and cents is not None:
        cents = places_of(deal, cents)[spif.where.strategy]
    credit = None if cents is None else own(cents, deal, rep)
    if spif.per_deal_cents is None:
        return credit or 0
    return own(spif.per_deal_cents, deal, rep) if not spif.where.strategy or credit else 0


def quota_in(quotas, kind):
    found = defaultdict(int)
    for rep, begin, end, amount in quotas:
        days, day, done, passed = (end - begin).days, begin, 0, 0
        while day < end:
            period = first_day(day, kind)
            months = period.year * 12 + period.month - 1 + MONTHS[kind]
            after = min(end, date(months // 12, months % 12 + 1, 1))
            passed += (after - day).days
            now = near(Fraction(amount * passed, days))
            found[rep, period] += now - done
            done, day = now, after
    return found


def with_draw(plan, earned):
    if plan.draw_cents is None:
        return dict(earned)
    owed, found = defaultdict(int), {}
    for (rep, period), pay in sorted(earned.items()):
        if pay is None:
            found[rep, period] = None
            continue
        moved = plan.draw_cents - pay
        moved = moved if moved > 0 else -min(owed[rep], -moved)
        owed[rep] += moved
        found[rep, period] = pay + moved
    return found


def with_clawback(plan, deals, paid, for_deals):
    found = dict(paid)
    by_deal = {key: cents for key, cents in for_deals.items() if cents}
    if plan.clawback_days is None:
        return found, by_deal
    left = {deal["id"]: (deal["on"], deal["left"]) for deal in deals if deal["left"]}
    for (rep, period, deal), cents in for_deals.items():
        won, gone = left.get(deal, (None, None))
        if gone is None or (gone - won).days >= plan.clawback_days or paid[rep, period] is None:
            continue
        unearned = Fraction(plan.clawback_days - (gone - won).days, plan.clawback_days)
        back, later = near(cents * unearned), first_day(gone, plan.period)
        if not back:
            continue
        if found.get((rep, later), 0) is not None:
            found[rep, later] = found.get((rep, later), 0) - back
        key = (rep, later, deal)
        by_deal[key] = by_deal.get(key, 0) - back
    return found, by_deal
