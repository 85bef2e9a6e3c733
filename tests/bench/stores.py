"""Stores with a company in them, brought there by the imports and actions that people use."""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from sqlalchemy import select

from data import migrate
from data.actions import bulk
from data.actions.accept_import import Accepted, Decisions, accept_import
from data.actions.add_feature import add_feature
from data.actions.decide_feature import decide_feature
from data.actions.map_subject import map_subject
from data.actions.permissions import SETUP
from data.actions.publish_strategy import PillarDraft, publish_strategy
from data.imports import parse
from data.imports.contract import Parsed
from data.store import Store, open_store, sqlite_url, writing
from data.tables import Deal, Feature, Pillar, Product, Promise, Request
from tests.bench import company

PILLARS = {"Fill seats": 4_000, "Keep venues": 3_500, "Open up": 2_500}
LATER = {"Fill seats": 3_000, "Keep venues": 3_000, "Open up": 2_000, "Less work": 2_000}
FEATURES = 40
PROMISES = 500


@dataclass(frozen=True)
class Company:
    """A company's exports, and a SQLite store for it in which no deal has come in yet."""

    files: company.Exports
    bare: Path
    today: date

    def filled(self, path: Path) -> Store:
        """A copy of the store at `path`, with the deals and all that refers to them."""
        store = self.copy(path)
        fill(store, self.files, self.today)
        return store

    def copy(self, path: Path) -> Store:
        """A copy of the bare store at `path`."""
        shutil.copy(self.bare, path)
        return open_store(sqlite_url(path))


def found(folder: Path, *, deals: int, today: date) -> Company:
    """Make up a company with that many deals, once per folder."""
    home = folder / f"{deals}"
    bare = home / "bare.db"
    if bare.exists():
        return Company(company.Exports(**{k: home / f"{k}.csv" for k in KINDS}), bare, today)
    files = company.write(home, deals=deals, today=today)
    store = open_store(sqlite_url(home / "making.db"))
    prepare(store, files, today)
    store.dispose()
    (home / "making.db").rename(bare)
    return Company(files, bare, today)


KINDS = ("accounts", "products", "people", "deals", "requests")


def prepare(store: Store, files: company.Exports, today: date) -> None:
    """Everything that a deal refers to: accounts, products, people; and the strategy."""
    migrate.upgrade(store)
    for kind in ("accounts", "products", "people"):
        accept(store, parse_file(kind, getattr(files, kind)), today)
    _publish(store, today)


def fill(store: Store, files: company.Exports, today: date) -> None:
    """The deals, and what customers asked, was promised and built."""
    for kind in ("deals", "requests"):
        accept(store, parse_file(kind, getattr(files, kind)), today)
    _voice(store, today)


def parse_file(kind: str, path: Path) -> Parsed:
    return parse(kind, path, file_name=path.name)


def accept(store: Store, parsed: Parsed, today: date) -> Accepted:
    """Accept a parsed file as the setup, which may do everything."""
    with writing(store) as session:
        return accept_import(
            session,
            SETUP,
            parsed=parsed,
            file_name=f"{parsed.kind}.csv",
            file_sha256=hashlib.sha256(parsed.header_key.encode()).hexdigest(),
            decisions=Decisions(),
            now=_noon(today),
        )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _publish(store: Store, today: date) -> None:
    """Two versions of the strategy, the second from half-way on; products serve one pillar or
    two, custom work none."""
    first, second = today - timedelta(days=company.DAYS), company.half_way(today)
    with writing(store) as session:
        for number, (day, targets) in enumerate(((first, PILLARS), (second, LATER))):
            ids = dict(session.execute(select(Pillar.name, Pillar.id)).tuples().all())
            publish_strategy(
                session,
                SETUP,
                mission="Every seat finds somebody who wants it.",
                pillars=[PillarDraft(n, bp, pillar_id=ids.get(n)) for n, bp in targets.items()],
                in_force_from=day,
                based_on=number or None,
                now=_noon(day),
            )
        pillars = list(session.scalars(select(Pillar.id).order_by(Pillar.id)))
        for at, (product, name) in enumerate(session.execute(select(Product.id, Product.name))):
            one, other = pillars[at % len(pillars)], pillars[(at + 1) % len(pillars)]
            shares = {one: 7_000, other: 3_000} if at % 3 == 0 else {one: 10_000}
            map_subject(
                session,
                SETUP,
                product_id=product,
                shares_bp={} if name == "Custom work" else shares,
                effective_from=first,
                based_on=None,
                now=_noon(first),
            )


def _voice(store: Store, today: date) -> None:
    """Features at every stage, requests that ask for them, promises that speak of them."""
    first, dice = today - timedelta(days=company.DAYS), np.random.default_rng(2)
    with writing(store) as session:
        pillars = list(session.scalars(select(Pillar.id).order_by(Pillar.id)))
        for at in range(FEATURES):
            feature = add_feature(
                session, SETUP, title=f"Idea {at}", effort_weeks=1 + at % 7, now=_noon(first)
            )
            if at % 5:  # some nobody has mapped
                map_subject(
                    session,
                    SETUP,
                    feature_id=feature,
                    shares_bp={pillars[at % len(pillars)]: 10_000} if at % 4 else {},
                    effective_from=first,
                    based_on=None,
                    now=_noon(first),
                )
            for step, status in enumerate(("building", "shipped")[: at % 3]):
                day = first + timedelta(days=at * 25 + step * 60)
                if day <= today:
                    row_version = session.get_one(Feature, feature).row_version
                    decide_feature(
                        session,
                        SETUP,
                        feature_id=feature,
                        status=status,
                        row_version=row_version,
                        now=_noon(day),
                    )
        features = list(session.scalars(select(Feature.id)))
        connection = session.connection()
        asked = pl.Series(connection.scalars(select(Request.id)).all(), dtype=pl.Int64)
        link = pl.Series(features)[dice.integers(0, len(features), asked.len())]
        bulk.update(connection, Request, pl.DataFrame({"id": asked, "feature_id": link}))
        bulk.insert(connection, Promise, _promises(session, features, dice, today))


def _promises(session, features: list[int], dice: np.random.Generator, today: date) -> pl.DataFrame:
    deals = session.execute(
        select(Deal.id, Deal.account_id, Deal.owner_id, Deal.team_id).limit(PROMISES)
    ).all()
    back = dice.integers(0, company.DAYS, len(deals))
    return pl.DataFrame(
        {
            "deal_id": [deal.id for deal in deals],
            "account_id": [deal.account_id for deal in deals],
            "made_by_id": [deal.owner_id for deal in deals],
            "team_id": [deal.team_id for deal in deals],
            "feature_id": pl.Series(features)[dice.integers(0, len(features), len(deals))],
            "made_on": [today - timedelta(days=int(days)) for days in back],
            "quote": ["You will have it by summer."] * len(deals),
            "state": ["approved"] * len(deals),
            "row_version": [1] * len(deals),
        }
    )
