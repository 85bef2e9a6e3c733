"""What the database itself refuses, whoever asks, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from data.store import writing
from data.tables import (
    Account,
    Alias,
    Audit,
    Deal,
    Feature,
    ImportBatch,
    Mapping,
    MappingShare,
    Objective,
    Person,
    Pillar,
    Product,
    Promise,
    Request,
    StageMeaning,
    StoreVersion,
    StrategyVersion,
    Team,
    VersionPillar,
)

NOW = datetime(2026, 5, 4, tzinfo=UTC)
DAY = date(2026, 5, 4)


@pytest.fixture
def stocked(engine):
    """One published version of two pillars, one sealed mapping, one batch, one audit row."""
    with writing(engine) as session:
        session.add_all([Pillar(id=1, name="Fill seats"), Pillar(id=2, name="Win back")])
        session.add(Product(id=1, source="plain", source_key="1", name="Basic", name_key="basic"))
        session.add(Feature(id=1, title="Reminder", status="idea"))
        session.add(
            ImportBatch(
                id=1,
                kind="deals",
                dialect="plain",
                file_name="deals.csv",
                file_sha256="0",
                rows=0,
                good=0,
                rejected=0,
                new=0,
                updated=0,
                unchanged=0,
                choices={},
                accepted_at=NOW,
            )
        )
        session.add(Audit(id=1, at=NOW, actor_name="Ann", action="x", subject="teams"))
        session.flush()
        version = StrategyVersion(
            id=1, number=1, mission="Fill every seat", in_force_from=DAY, published_at=NOW
        )
        mapping = Mapping(id=1, product_id=1, effective_from=DAY, made_at=NOW)
        outside = Mapping(id=2, feature_id=1, effective_from=DAY, made_at=NOW, outside=True)
        session.add_all([version, mapping, outside])
        session.flush()
        session.add_all(
            [
                *(
                    VersionPillar(
                        version_id=1, pillar_id=n, name=f"p{n}", target_bp=5000, position=n
                    )
                    for n in (1, 2)
                ),
                Objective(version_id=1, pillar_id=1, text="Sell out"),
                MappingShare(mapping_id=1, pillar_id=1, share_bp=10_000),
            ]
        )
        session.flush()
        version.status = "published"
        mapping.sealed = outside.sealed = True
    return engine


def refused(engine, *statements, words=None):
    """The database itself says no, and everything stays as it was."""
    with pytest.raises(DBAPIError, match=words), writing(engine) as session:
        for statement in statements:
            session.execute(text(statement) if isinstance(statement, str) else statement)


EDITS = [
    ("UPDATE strategy_versions SET mission = 'other'", "never edited"),
    ("UPDATE strategy_versions SET status = 'draft'", "never edited"),
    ("UPDATE strategy_versions SET in_force_from = '2020-01-01'", "never edited"),
    ("DELETE FROM strategy_versions", "never deleted"),
    ("UPDATE version_pillars SET target_bp = 4000 WHERE pillar_id = 1", "never edited"),
    ("DELETE FROM version_pillars WHERE pillar_id = 1", "never edited"),
    ("UPDATE objectives SET text = 'other'", "never edited"),
    ("DELETE FROM objectives", "never edited"),
    ("INSERT INTO objectives (version_id, pillar_id, text) VALUES (1, 1, 'late')", "never edited"),
    ("UPDATE mappings SET effective_from = '2020-01-01'", "never edited"),
    ("UPDATE mappings SET sealed = false", "never edited"),
    ("DELETE FROM mappings WHERE id = 2", "never deleted"),
    ("UPDATE mapping_shares SET share_bp = 1", "never edited"),
    ("DELETE FROM mapping_shares", "never edited"),
    ("UPDATE audit SET actor_name = 'Bob'", "never changed"),
    ("DELETE FROM audit", "never changed"),
]


@pytest.mark.parametrize(("statement", "words"), EDITS, ids=[edit[0] for edit in EDITS])
def test_what_is_published_sealed_or_recorded_stays(stocked, statement, words):
    refused(stocked, statement, words=words)


def test_a_pillar_is_not_added_to_a_published_version(stocked):
    late = insert(VersionPillar).values(
        version_id=1, pillar_id=2, name="late", target_bp=0, position=3
    )
    refused(stocked, "INSERT INTO pillars (id, name) VALUES (3, 'Late')", late, words="never")


def test_a_share_does_not_move_onto_a_sealed_mapping(stocked):
    refused(
        stocked,
        insert(Mapping).values(
            id=3, product_id=1, effective_from=DAY, made_at=NOW, outside=False, sealed=False
        ),
        insert(MappingShare).values(mapping_id=3, pillar_id=2, share_bp=10_000),
        "UPDATE mapping_shares SET mapping_id = 1 WHERE mapping_id = 3",
        words="never edited",
    )


def test_a_target_does_not_move_onto_a_published_version(stocked):
    refused(
        stocked,
        insert(StrategyVersion).values(
            id=2, number=2, mission="m", in_force_from=DAY, published_at=NOW, status="draft"
        ),
        "INSERT INTO pillars (id, name) VALUES (3, 'Late')",
        insert(VersionPillar).values(
            version_id=2, pillar_id=3, name="late", target_bp=0, position=3
        ),
        "UPDATE version_pillars SET version_id = 1 WHERE version_id = 2",
        words="never edited",
    )


def test_sqlite_does_not_replace_a_row_of_the_trail(sqlite_engine):
    row = "INTO audit (id, at, actor_name, action, subject) VALUES (1, '2026-01-01', 'A', 'x', 't')"
    with writing(sqlite_engine) as session:
        session.execute(text(f"INSERT {row}"))
    refused(sqlite_engine, f"INSERT OR REPLACE {row}", words="never changed")


@pytest.mark.parametrize("shares", [[], [9999], [6000, 4001]])
def test_a_version_whose_shares_do_not_sum_to_one_is_not_published(stocked, shares):
    refused(
        stocked,
        insert(StrategyVersion).values(
            id=2, number=2, mission="m", in_force_from=DAY, published_at=NOW, status="draft"
        ),
        *(
            insert(VersionPillar).values(
                version_id=2, pillar_id=n, name="p", target_bp=share, position=n
            )
            for n, share in enumerate(shares, 1)
        ),
        "UPDATE strategy_versions SET status = 'published' WHERE id = 2",
        words="must sum to 1",
    )


@pytest.mark.parametrize(
    ("outside", "shares"), [(False, []), (False, [9999]), (False, [5000, 5001]), (True, [10_000])]
)
def test_a_mapping_whose_shares_do_not_sum_to_one_is_not_sealed(stocked, outside, shares):
    refused(
        stocked,
        insert(Mapping).values(
            id=3, product_id=1, effective_from=DAY, made_at=NOW, outside=outside, sealed=False
        ),
        *(
            insert(MappingShare).values(mapping_id=3, pillar_id=n, share_bp=share)
            for n, share in enumerate(shares, 1)
        ),
        "UPDATE mappings SET sealed = true WHERE id = 3",
        words="must sum to 1",
    )


def test_nothing_begins_published_or_sealed(stocked):
    version = {"id": 2, "number": 2, "mission": "m", "in_force_from": DAY, "published_at": NOW}
    refused(stocked, insert(StrategyVersion).values(**version, status="published"), words="draft")
    refused(
        stocked,
        insert(Mapping).values(
            product_id=1, effective_from=DAY, made_at=NOW, outside=True, sealed=True
        ),
        words="before it is sealed",
    )


DEAL = {
    "source": "plain",
    "source_key": "d1",
    "stage": "Won",
    "state": "won",
    "amount_cents": 100,
    "currency": "USD",
    "closed_on": DAY,
    "first_seen_on": DAY,
    "batch_id": 1,
    "row_version": 1,
}
REQUEST = {
    "source": "plain",
    "source_key": "r1",
    "words": "Please remind me",
    "asked_on": DAY,
    "first_seen_on": DAY,
    "row_version": 1,
}
BATCH = {
    "kind": "deals",
    "dialect": "plain",
    "file_name": "f",
    "file_sha256": "1",
    "rows": 3,
    "good": 2,
    "rejected": 1,
    "new": 1,
    "updated": 1,
    "unchanged": 0,
    "choices": {},
    "accepted_at": NOW,
}
PERSON = {"name": "Ann", "name_key": "ann", "role": "viewer", "active": True, "row_version": 1}
ROWS = [
    (Deal, DEAL | {"closed_on": None}, "a won deal without a close date"),
    (Deal, DEAL | {"amount_cents": None}, "a won deal without an amount"),
    (Deal, DEAL | {"amount_cents": -1}, "a negative amount"),
    (Deal, DEAL | {"state": "open"}, "an open deal with a close date"),
    (Deal, DEAL | {"state": "maybe"}, "an unknown state"),
    (Deal, DEAL | {"product_id": 99}, "a product that is not here"),
    (Deal, DEAL | {"batch_id": 99}, "an import that is not here"),
    (Request, REQUEST | {"need": "urgent"}, "an unknown need"),
    (Request, REQUEST | {"intent": "curious"}, "an unknown intent"),
    (ImportBatch, BATCH | {"rows": 4}, "a row that is neither good nor rejected"),
    (ImportBatch, BATCH | {"unchanged": 1}, "a good row counted twice"),
    (Person, PERSON | {"role": "king"}, "an unknown role"),
    (Person, PERSON | {"team_id": 99}, "a team that is not here"),
    (Feature, {"title": "F", "status": "soon", "row_version": 1}, "an unknown status"),
    (Feature, {"title": "F", "status": "shipped", "row_version": 1}, "shipped on no day"),
    (Feature, {"title": "F", "status": "idea", "effort_weeks": 0, "row_version": 1}, "no effort"),
    (Promise, {"made_on": DAY, "quote": "q", "state": "kept", "row_version": 1}, "a promise"),
    (StageMeaning, {"stage_key": "x", "state": "sold"}, "an unknown meaning"),
    (Alias, {"kind": "product", "text_key": "x"}, "an alias of nothing"),
    (Alias, {"kind": "person", "text_key": "x", "product_id": 1}, "an alias of another kind"),
    (StoreVersion, {"id": 2, "version": 0}, "a second counter"),
    (Mapping, {"effective_from": DAY, "made_at": NOW, "outside": False, "sealed": False}, "none"),
    (
        Mapping,
        {
            "product_id": 1,
            "feature_id": 1,
            "effective_from": DAY,
            "made_at": NOW,
            "outside": False,
            "sealed": False,
        },
        "a mapping of two subjects",
    ),
    (
        StrategyVersion,
        {
            "number": 1,
            "mission": "m",
            "in_force_from": DAY,
            "published_at": NOW,
            "status": "draft",
        },
        "a number twice",
    ),
    (
        StrategyVersion,
        {
            "number": 2,
            "mission": "  ",
            "in_force_from": DAY,
            "published_at": NOW,
            "status": "draft",
        },
        "no mission",
    ),
]


@pytest.mark.parametrize(("table", "row", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_a_row_that_breaks_a_rule_is_refused(stocked, table, row, why):
    refused(stocked, insert(table).values(**row))


@pytest.mark.parametrize(
    "row", [(Deal, DEAL), (Request, REQUEST), (ImportBatch, BATCH), (Person, PERSON)]
)
def test_the_rows_above_are_good_but_for_what_was_changed(stocked, row):
    table, values = row
    with writing(stocked) as session:
        kept = session.execute(
            insert(table).values(id=9, **values).returning(table.id)
        ).scalar_one()
        assert session.get(table, kept) is not None


def test_keys_of_a_source_are_taken_once(stocked):
    account = {"source": "plain", "source_key": "a1", "name": "Hall", "name_key": "hall"}
    refused(
        stocked,
        insert(Account).values(**account),
        insert(Account).values(**account | {"name": "Other", "name_key": "other"}),
    )
    refused(stocked, insert(Team).values(name="N"), insert(Team).values(name="N"))
