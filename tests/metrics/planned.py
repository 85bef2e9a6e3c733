"""Made-up plans and histories for the plan tests: the same as frames and for the oracle."""

from datetime import date, timedelta

import polars as pl
from hypothesis import strategies as st

from metrics.plan_history import SCORES, history
from metrics.plan_language import plan_of
from metrics.scorecards_frames import CREDITED, LINES, QUOTAS

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
DAY = st.integers(0, 500).map(lambda days: FIRST + timedelta(days=days))
REPS = (1, 2, 3)
TYPES, PRODUCTS = ("New", "Renewal", None), ("Tickets", "Seats", None)
METRIC = "close-rate"


def deal(key, on, amount, reps=None, **more):
    """One won deal; `parts`: cents on and outside the strategy, null = not mapped."""
    usual = {"account": key, "type": None, "product": None, "list": None, "parts": None,
             "left": None}  # fmt: skip
    return usual | {"id": key, "on": on, "amount": amount, "reps": reps or {1: 10_000}} | more


def frames(deals, quotas=(), scores=None):
    """The history of these deals."""
    credited = [
        {
            "deal_id": each["id"],
            "rep_id": rep,
            "credit_bp": bp,
            "account_id": each["account"],
            "deal_type": each["type"],
            "product": each["product"],
            "state": "won",
            "closed_on": each["on"],
            "amount_cents": each["amount"],
            "list_cents": each["list"],
        }
        for each in deals
        for rep, bp in each["reps"].items()
    ]
    served, lines = [], [{"account_id": -1, "from_on": FIRST, "until_on": None, "monthly_cents": 1}]
    for each in deals:
        if each["parts"] and each["amount"] is not None:
            on, off = each["parts"]["on"], each["parts"]["outside"]
            places = [("pillar", 1, on), ("outside", None, off)]
            rest = each["amount"] - on - off
            served += [
                {"column": "won", "fact_id": each["id"], "place": place, "pillar_id": pillar,
                 "part_cents": cents, "whole_cents": each["amount"]}
                for place, pillar, cents in [*places, ("unmapped", None, rest)]
            ]  # fmt: skip
        if each["left"]:
            # An account of its own: a deal without lines would leave with its account's.
            lines.append({"account_id": -1 - each["id"], "deal_id": each["id"],
                          "from_on": each["on"], "until_on": each["left"],
                          "monthly_cents": 100})  # fmt: skip
    rows = [
        (metric, rep, day, value / 10**6) for (metric, rep, day), value in (scores or {}).items()
    ]
    return history(
        pl.DataFrame(credited, schema=dict(CREDITED)),
        pl.DataFrame([tuple(row) for row in quotas], schema=dict(QUOTAS), orient="row"),
        pl.DataFrame(lines, schema=dict(LINES)),
        pl.DataFrame(served, schema=SERVED),
        pl.DataFrame(rows, schema=SCORES, orient="row"),
        as_of=LAST,
    )


SERVED = {
    "column": pl.String,
    "fact_id": pl.Int64,
    "place": pl.String,
    "pillar_id": pl.Int64,
    "part_cents": pl.Int64,
    "whole_cents": pl.Int64,
}


@st.composite
def deals(draw, *, at_most=8):
    found = []
    for key in range(1, draw(st.integers(0, at_most)) + 1):
        on = draw(DAY)
        amount = draw(st.none() | st.integers(0, 5_000_000))
        shares = draw(st.sampled_from([(10_000,), (3_333, 6_667), (1, 4_999, 5_000)]))
        reps = draw(st.permutations(REPS))
        parts = None
        if amount is not None and draw(st.booleans()):
            inside = draw(st.integers(0, amount))
            parts = {"on": inside, "outside": draw(st.integers(0, amount - inside))}
        left = draw(st.none() | st.integers(1, 200).map(lambda n, on=on: on + timedelta(days=n)))
        found.append(
            deal(
                key,
                on,
                amount,
                dict(zip(reps, shares, strict=False)),
                account=draw(st.integers(1, 4)),
                type=draw(st.sampled_from(TYPES)),
                product=draw(st.sampled_from(PRODUCTS)),
                list=draw(st.none() | st.integers(0, 6_000_000)),
                parts=parts,
                left=left,
            )
        )
    return found


@st.composite
def quotas(draw):
    found = []
    for rep in REPS:
        for _ in range(draw(st.integers(0, 2))):
            begin = draw(DAY)
            end = begin + timedelta(days=draw(st.integers(1, 400)))
            found.append((rep, begin, end, draw(st.integers(0, 9_000_000))))
    return found


PERCENT = st.integers(0, 2_500).map(lambda bp: f"{bp // 100}.{bp % 100:02d}%")
WIDE = st.integers(0, 20_000).map(lambda bp: f"{bp // 100}.{bp % 100:02d}%")


@st.composite
def where(draw, strategies=("on", "outside", "unmapped")):
    found = {}
    if draw(st.booleans()):
        found["deal_types"] = draw(st.lists(st.sampled_from(["new", "RENEWAL"]), max_size=2))
    if draw(st.booleans()):
        found["products"] = draw(st.lists(st.sampled_from(["tickets", "Seats"]), max_size=2))
    if draw(st.booleans()):
        found["strategy"] = draw(st.sampled_from(strategies))
    return found


@st.composite
def rising(draw, steps, field, value):
    starts = sorted(draw(st.sets(steps, max_size=3)) - {0})
    return [{"from": start, field: draw(value)} for start in [0, *starts]]


def as_percent(rows):
    return [row | {"from": f"{row['from']}%"} for row in rows]


@st.composite
def money(draw, name, rate):
    measure = draw(st.sampled_from(["attainment", "credit"]))
    steps = st.integers(0, 200) if measure == "attainment" else st.integers(0, 4_000_000)
    rows = draw(rising(steps, "rate", PERCENT if rate == "of credit" else WIDE))
    found = {
        "name": name,
        "credit": draw(st.sampled_from(["booked", "new"])),
        "rate": rate,
        "measure": measure,
        "tiers": as_percent(rows) if measure == "attainment" else rows,
        "shape": draw(st.sampled_from(["marginal", "slab"])),
        **draw(where()),
    }
    if draw(st.booleans()):
        found["quota_cents"] = draw(st.integers(1, 9_000_000))
    if draw(st.booleans()):
        found["threshold"] = draw(WIDE)
        if found["shape"] == "marginal":
            found["threshold_pays"] = draw(st.sampled_from(["all", "above"]))
    if draw(st.booleans()):
        bands = as_percent(draw(rising(st.integers(0, 60), "factor", WIDE)))
        found["multipliers"] = [{"by": "discount", "bands": bands, "unknown": draw(WIDE)}]
    if draw(st.booleans()):
        bands = [{"from": 0, "factor": draw(WIDE)}, {"from": "50%", "factor": draw(WIDE)}]
        found.setdefault("multipliers", []).append({"by": METRIC, "bands": bands})
    return found


@st.composite
def contents(draw):
    """The tables of a plan that may be."""
    found = {"period": draw(st.sampled_from(["month", "quarter", "year"])), "components": []}
    for name in ("One", "Two")[: draw(st.integers(0, 2))]:
        found["components"].append(draw(money(name, "of credit")))
    if draw(st.booleans()):
        found |= {"on_target_cents": draw(st.integers(1, 9_000_000)), "base": draw(PERCENT)}
        part = draw(st.integers(0, 100))
        metric = {
            "name": "Metric", "credit": "metric", "metric": METRIC, "target": "25%",
            "shape": draw(st.sampled_from(["marginal", "slab"])), "share": f"{part}%",
            "unknown": draw(st.sampled_from(["nothing", "target"])),
            "tiers": as_percent(draw(rising(st.integers(0, 200), "rate", WIDE))),
        }  # fmt: skip
        other = draw(money("Base rate", "of base rate")) | {"share": f"{100 - part}%"}
        found["components"] += [metric, other]
    pays = st.fixed_dictionaries({"per_deal_cents": st.integers(0, 99_999)})
    rate = st.fixed_dictionaries({"rate": PERCENT})
    least = 0 if found["components"] else 1
    found["spifs"] = [
        {"name": f"Spif {n}", **draw(pays | rate), **draw(where())}
        for n in range(draw(st.integers(least, 2)))
    ]
    if found["spifs"]:
        found["spifs"][0]["from_on"] = "2025-03-15"
    for name, value in (("cap_cents", 200_000), ("draw_cents", 50_000), ("clawback_days", 180)):
        if draw(st.booleans()):
            found[name] = draw(st.integers(1, value))
    return found


plans = contents().map(plan_of)


@st.composite
def scores(draw):
    days = [date(year, month, 1) for year in (2025, 2026) for month in (1, 4, 5)]
    chosen = draw(st.sets(st.tuples(st.sampled_from(REPS), st.sampled_from(days)), max_size=4))
    return {(METRIC, rep, day): draw(st.integers(0, 10**6)) for rep, day in sorted(chosen)}
