"""A company's CRM exports of any size, as Salesforce writes them, from a seed; stores nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

DAYS = 3 * 365
TEAMS = {
    "North": "Germany",
    "South": "Spain",
    "East": "Poland",
    "West": "France",
    "Overseas": "United States",
    "Key accounts": "United Kingdom",
}
REPS = 35
PRODUCTS = (
    *("Ticket desk", "Seat map", "Gate scanner", "Loyalty card", "Gift voucher"),
    *("Season pass", "Group booking", "Price advice", "Reports", "Custom work"),
)
INDUSTRIES = ("Theatre", "Museum", "Sport", "Cinema", "Festival", "Zoo")
OPEN = ("Prospecting", "Qualification", "Proposal/Price Quote", "Negotiation/Review")
WORDS = [
    "Alder",
    "Birch",
    "Cedar",
    "Dune",
    "Ember",
    "Fjord",
    "Grove",
    "Harbour",
    "Isle",
    "Jade",
    "Kelp",
    "Lark",
    "Moor",
    "Nook",
]


@dataclass(frozen=True)
class Exports:
    """The files of one company by kind."""

    accounts: Path
    products: Path
    people: Path
    deals: Path
    requests: Path


def accounts_of(deals: int) -> int:
    """How many accounts a company with that many deals has here."""
    return 4_000 if deals <= 100_000 else 10_000


def write(folder: Path, *, deals: int, today: date, seed: int = 1) -> Exports:
    """Write the exports of a company with that many deals in the three years up to `today`."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(seed)
    accounts = _accounts(dice, accounts_of(deals), today)
    tables = {
        "accounts": accounts,
        "products": _products(),
        "people": _people(),
        "deals": _deals(dice, deals, today),
        "requests": _requests(dice, deals // 10, accounts["Name"], today),
    }
    files = {kind: folder / f"{kind}.csv" for kind in tables}
    for kind, table in tables.items():
        table.write_csv(files[kind])
    return Exports(**files)


def _ids(prefix: str, numbers: np.ndarray) -> pl.Series:
    """Salesforce's ids: 15 characters and 3 that check their case."""
    digits = pl.Series("number", numbers).cast(pl.String).str.zfill(12)
    return pl.select(pl.format(prefix + "{}AAA", digits)).to_series()


def _words(dice: np.random.Generator, n: int) -> pl.Series:
    first, second = (pl.Series(WORDS)[dice.integers(0, len(WORDS), n)] for _ in range(2))
    return first + " " + second


def _days(today: date, back: np.ndarray) -> pl.Series:
    return pl.Series((np.datetime64(today) - back.astype("timedelta64[D]")).astype("datetime64[D]"))


def _accounts(dice: np.random.Generator, n: int, today: date) -> pl.DataFrame:
    numbers = np.arange(n)
    return pl.DataFrame(
        {
            "Id": _ids("001", numbers),
            "Name": _words(dice, n) + pl.Series(numbers).cast(pl.String).str.replace("^", " "),
            "Type": pl.Series(["Customer", "Prospect"])[dice.integers(0, 2, n)],
            "Industry": pl.Series(INDUSTRIES)[dice.integers(0, len(INDUSTRIES), n)],
            "NumberOfEmployees": dice.integers(2, 4_000, n),
            "BillingCountry": pl.Series(list(TEAMS.values()))[dice.integers(0, len(TEAMS), n)],
            "CreatedDate": _days(today, dice.integers(DAYS, 2 * DAYS, n)),
        }
    )


def _products() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Id": _ids("01t", np.arange(len(PRODUCTS))),
            "Name": PRODUCTS,
            "ProductCode": [f"P{at:02}" for at in range(len(PRODUCTS))],
            "Family": ["Sell" if at < 5 else "Keep" for at in range(len(PRODUCTS))],
            "IsActive": ["true"] * len(PRODUCTS),
        }
    )


def _rep(at: int) -> str:
    return f"{WORDS[at % len(WORDS)]} {WORDS[at // len(WORDS)]}son"


def _people() -> pl.DataFrame:
    """35 who sell in 6 teams, and the executive who looks at them."""
    teams = [list(TEAMS)[at % len(TEAMS)] for at in range(REPS)]
    roles = ["sales_manager" if at < len(TEAMS) else "viewer" for at in range(REPS)]
    return pl.DataFrame(
        {
            "Id": _ids("005", np.arange(REPS + 1)),
            "Name": [*map(_rep, range(REPS)), "Edda Stone"],
            "Username": [f"person{at}@example.com" for at in range(REPS + 1)],
            "Email": [f"person{at}@example.com" for at in range(REPS + 1)],
            "UserRole": [*roles, "executive"],
            "Department": [*teams, ""],
            "Country": [*(TEAMS[team] for team in teams), ""],
            "IsActive": ["true"] * (REPS + 1),
        }
    )


def _deals(dice: np.random.Generator, n: int, today: date) -> pl.DataFrame:
    """Half are won, an eighth still open; the reps of one team sell mostly custom work. Of ten
    thousand won ones one has lost its amount, and is to be rejected."""
    account, rep = dice.integers(0, accounts_of(n), n), dice.integers(0, REPS, n)
    custom = (rep % len(TEAMS) == 4) & (dice.random(n) < 0.7)
    product = np.where(custom, len(PRODUCTS) - 1, dice.integers(0, len(PRODUCTS) - 1, n))
    opened = dice.integers(0, DAYS, n)
    closed = opened - dice.exponential(60, n).astype(np.int64)
    lies_open = closed < 0
    won = ~lies_open & (dice.random(n) < 0.55)
    stage = np.where(
        lies_open,
        np.array(OPEN)[dice.integers(0, len(OPEN), n)],
        np.where(won, "Closed Won", "Closed Lost"),
    )
    amount = np.round(dice.lognormal(8, 1, n), 2)
    silent = (lies_open & (dice.random(n) < 0.2)) | (dice.random(n) < 0.0001)
    expected = np.where(lies_open, opened - 90, closed)
    created = _days(today, opened).cast(pl.String) + "T09:30:00.000+0000"
    sold = pl.Series(PRODUCTS)[product]
    reps = pl.Series([_rep(at) for at in range(REPS)])[rep]
    return pl.DataFrame(
        {
            "Id": _ids("006", np.arange(n)),
            "IsDeleted": pl.repeat("false", n, eager=True),
            "AccountId": _ids("001", account),
            "Name": _words(dice, n) + ", " + sold,
            "StageName": stage,
            "Amount": pl.select(pl.when(~pl.Series(silent)).then(pl.Series(amount))).to_series(),
            "CurrencyIsoCode": pl.repeat("EUR", n, eager=True),
            "Probability": np.where(lies_open, 40, np.where(won, 100, 0)),
            "CloseDate": _days(today, expected),
            "Type": pl.Series(["New Business", "Existing Business"])[dice.integers(0, 2, n)],
            "LeadSource": pl.Series(["Web", "Phone", "Partner", ""])[dice.integers(0, 4, n)],
            "IsClosed": np.where(lies_open, "false", "true"),
            "IsWon": np.where(won, "true", "false"),
            "ForecastCategory": np.where(lies_open, "Pipeline", "Closed"),
            "Owner.Name": reps,
            "Product": sold,
            "CreatedDate": created,
            "LastModifiedDate": created,
        }
    )


def _requests(dice: np.random.Generator, n: int, accounts: pl.Series, today: date) -> pl.DataFrame:
    """What customers asked for, as a plain file."""
    return pl.DataFrame(
        {
            "id": [f"R{at}" for at in range(n)],
            "words": "We would like " + _words(dice, n).str.to_lowercase(),
            "account": accounts[dice.integers(0, accounts.len(), n)],
            "asked_on": _days(today, dice.integers(0, DAYS, n)),
            "author": pl.Series([_rep(at) for at in range(REPS)])[dice.integers(0, REPS, n)],
            "need": pl.Series(["blocker", "important", "nice to have"])[dice.integers(0, 3, n)],
        }
    )


def half_way(today: date) -> date:
    """The day on which the company changed its strategy."""
    return today - timedelta(days=DAYS // 2)
