"""Carries out a plan of changes inside an import's transaction; called by accept_import alone."""

from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Date, case, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from data.actions import bulk
from data.actions.team_moves import note_moves
from data.actions.write_shop import write_shop
from data.imports.contract import SHOP_KINDS, Parsed
from data.names import name_key, name_keys
from data.reads.changes import Plan
from data.reads.frame import frame
from data.reads.settings import CURRENCY
from data.reads.stored import COLUMNS, OF
from data.tables import (
    Account,
    Deal,
    DealNote,
    DealStage,
    Material,
    Person,
    Product,
    Request,
    Setting,
    Team,
)

REFERS = {
    "product": "product_id",
    "account": "account_id",
    "team": "team_id",
    "material": "material_id",
}
PERSON = {"deals": "owner_id", "requests": "logged_by_id"}  # of other kinds person_id
NOUNS = ("accounts", "products", "people")  # all others say which file brought them last
NEWCOMER: dict[str, type[Product] | type[Person] | type[Account]] = {
    "product": Product,
    "person": Person,
    "account": Account,
}


def write_rows(
    connection: Connection, kind: str, planned: Plan, *, batch_id: int, today: date
) -> None:
    """Newcomers first, then the file's rows that are new or changed."""
    if kind in SHOP_KINDS:
        rows, touched = planned.rows, planned.touched
        write_shop(connection, kind, rows, touched, batch_id=batch_id, today=today)
        return
    rows = planned.rows.filter(pl.col("change") != "unchanged")
    bulk.update(connection, Account, planned.wanted.adopted)
    for of, newcomers in planned.wanted.newcomers.items():
        ids = _enter(connection, of, newcomers)
        column = PERSON.get(kind, "person_id") if of == "person" else REFERS[of]
        rows = rows.with_columns(pl.col(column).replace(ids["id"], ids["now"]))
    if planned.gone:
        connection.execute(delete(OF[kind]).where(OF[kind].id.in_(planned.gone)))
    mark = [] if kind in NOUNS else [pl.lit(batch_id).alias("batch_id")]
    if kind == "people":
        _note_moves(connection, rows, today)
    new = rows.filter(pl.col("change") == "new")
    first = [made for made in _at_first(kind, today) if made.meta.output_name() not in new.columns]
    new = new.select("source", "source_key", *COLUMNS[kind], *mark, *first)
    bulk.insert(connection, OF[kind], new)
    changed = rows.filter(pl.col("change") == "updated").select("id", *planned.touched, *mark)
    bulk.update(connection, OF[kind], changed)


def after_import(session: Session, parsed: Parsed, *, batch_id: int, today: date) -> None:
    """What follows from the rows: stages seen, teams that are known now, the first currency."""
    if parsed.kind == "deals":
        _note_stages(session, batch_id, today)
        _choose_currency(session, parsed.good)
    if parsed.kind == "people":
        _describe_teams(session, parsed.good)
        _fill_teams(session)


def _at_first(kind: str, today: date | None = None) -> list[pl.Expr]:
    """What only a new row is given."""
    first: list[pl.Expr] = []
    if kind in ("deals", "requests"):
        first.append(pl.lit(today).alias("first_seen_on"))
    if kind in ("deals", "requests", "people"):
        first.append(pl.lit(1).alias("row_version"))
    if kind == "people":
        first.append(pl.lit(True).alias("active"))
    return first


def _enter(connection: Connection, of: str, newcomers: pl.DataFrame) -> pl.DataFrame:
    """`id, now`: the provisional ids of newcomers and those that they were given."""
    if newcomers.is_empty():
        return pl.DataFrame(schema={"id": pl.Int64, "now": pl.Int64})
    if of == "team":
        bulk.insert(connection, Team, newcomers.select("name"))
        query = select(Team.id, Team.name)
        given = frame(connection, query, {"now": pl.Int64, "name": pl.String})
        return newcomers.join(given, on="name").select("id", "now")
    if of == "material":
        keyed = newcomers.rename({"source_key": "name_key"}).select("name", "name_key", "kind")
        bulk.insert(connection, Material, keyed)
        found = select(Material.id, Material.name_key)
        given = frame(connection, found, {"now": pl.Int64, "source_key": pl.String})
        return newcomers.join(given, on="source_key").select("id", "now")
    into = NEWCOMER[of]
    rows = newcomers.drop("id").with_columns(name_keys(newcomers["name"]).alias("name_key"))
    if of == "person":
        rows = rows.with_columns(*_at_first("people"), pl.lit("viewer").alias("role"))
    bulk.insert(connection, into, rows)
    sources = newcomers["source"].unique().to_list()
    keys = select(into.id, into.source, into.source_key).where(into.source.in_(sources))
    schema = {"now": pl.Int64, "source": pl.String, "source_key": pl.String}
    given = frame(connection, keys, schema)
    return newcomers.join(given, on=["source", "source_key"]).select("id", "now")


def _note_moves(connection: Connection, rows: pl.DataFrame, today: date) -> None:
    """Who goes to another team with this file, or leaves, before she has gone."""
    team_now = pl.when("active").then("team_id").alias("now")
    there = rows.filter(pl.col("change") == "updated").select("id", team_now)
    query = select(Person.id, case((Person.active, Person.team_id)))
    was = frame(connection, query, {"id": pl.Int64, "was": pl.Int64})
    moved = there.join(was, on="id").filter(pl.col("was").ne_missing(pl.col("now")))
    note_moves(connection, moved.select("id", "was", "now").rows(), on=today)


def _note_stages(session: Session, batch_id: int, today: date) -> None:
    """A line of history for each deal of the batch whose stage is not the last one noted.

    The last line of each is found for all at once: asked deal by deal, PostgreSQL would read the
    whole history for every one of them.
    """
    of_batch = select(Deal.id).where(Deal.batch_id == batch_id)
    last = (
        select(DealStage.deal_id, func.max(DealStage.id).label("id"))
        .where(DealStage.deal_id.in_(of_batch))
        .group_by(DealStage.deal_id)
        .subquery()
    )
    differs = or_(
        DealStage.id.is_(None), DealStage.stage != Deal.stage, DealStage.state != Deal.state
    )
    seen = (
        select(Deal.id, Deal.stage, Deal.state, literal(today, Date), Deal.batch_id)
        .join(last, last.c.deal_id == Deal.id, isouter=True)
        .join(DealStage, DealStage.id == last.c.id, isouter=True)
        .where(Deal.batch_id == batch_id, differs)
        .order_by(Deal.id)
    )
    columns = ["deal_id", "stage", "state", "seen_on", "batch_id"]
    session.execute(insert(DealStage).from_select(columns, seen))


def _choose_currency(session: Session, good: pl.DataFrame) -> None:
    """The first deals decide what money is reported in; an administrator may change it."""
    chosen: Setting | None = session.get(Setting, CURRENCY)
    if good.is_empty() or chosen:
        return
    counted = good["currency"].value_counts().sort("count", "currency", descending=[True, False])
    session.add(Setting(key=CURRENCY, value={"code": counted["currency"][0]}))
    session.flush()


def _describe_teams(session: Session, good: pl.DataFrame) -> None:
    """A team gets the office and the region that all its rows in the file agree on."""
    for column in ("office", "region"):
        told = good.select(name_keys(good["team"]).alias("team"), column).drop_nulls().unique()
        told = told.filter(pl.col("team").is_unique())
        by_team = dict(told.iter_rows())
        for team in session.scalars(select(Team)):
            if said := by_team.get(name_key(team.name)):
                setattr(team, column, said)
    session.flush()


def _fill_teams(session: Session) -> None:
    """What belongs to a person who had no team until now gets the team that she has now."""
    owned: tuple[tuple[type[Deal | Request | DealNote], Any], ...] = (
        (Deal, Deal.owner_id),
        (Request, Request.logged_by_id),
        (DealNote, DealNote.person_id),
    )
    for noun, person in owned:
        hers = select(Person.team_id).where(Person.id == person).scalar_subquery()
        teamed = select(Person.id).where(Person.team_id.is_not(None))
        moved = {} if noun is DealNote else {"row_version": noun.row_version + 1}  # type: ignore[union-attr]
        session.execute(
            update(noun)
            .where(noun.team_id.is_(None), person.in_(teamed))
            .values(team_id=hers, **moved),
            execution_options={"synchronize_session": False},
        )
