"""Accepting files: what becomes of each row, by hand, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from data.actions.accept_import import Decisions, accept_import
from data.actions.name_alias import name_alias
from data.actions.permissions import SETUP, Actor
from data.imports import parse
from data.imports.contract import Choices
from data.reads.accounts import accounts_like
from data.reads.scope import EVERYTHING
from data.reads.settings import reporting_currency
from data.reads.subjects import subjects
from data.reads.suggestions import names
from data.refused import Conflict, Invalid, NotAllowed
from data.store import reading, writing
from data.tables import (
    Account,
    Alias,
    Audit,
    ColumnChoice,
    Deal,
    DealStage,
    ImportBatch,
    Person,
    Product,
    RejectedRow,
    Request,
    StageMeaning,
    StoreVersion,
    Team,
    TeamMove,
)
from tests.actions.files import parsed

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WON = {"stage": "Won", "state": "won", "closed_on": date(2026, 2, 1), "amount_cents": 100}
MANAGER = Actor(None, "Sam", "sales_manager")


def accept(engine, file, *, actor=SETUP, now=NOW, same=None, choices=None):
    with writing(engine) as session:
        return accept_import(
            session,
            actor,
            parsed=file,
            file_name="file.csv",
            file_sha256="0" * 64,
            decisions=Decisions(same or {}, choices or Choices()),
            now=now,
        )


def rows(engine, *columns, where=True):
    with reading(engine) as connection:
        query = select(*columns).where(where) if where is not True else select(*columns)
        return [tuple(row) for row in connection.execute(query.order_by(*columns))]


def counts(accepted):
    return accepted.new, accepted.updated, accepted.unchanged


def test_a_first_file_of_deals_brings_its_products_people_and_accounts_along(engine):
    file = parsed(
        "deals",
        [
            {"source_key": "a", "product": "GTX Pro", "owner": "Ann Lee", "account_name": "Acme"},
            {"source_key": "b", "product": "gtx  pro", "owner": "Ann Lee", **WON},
        ],
        rejected=[(4, "amount", "no amount", "c,,")],
    )
    accepted = accept(engine, file)
    assert (accepted.rows, accepted.good, accepted.rejected) == (3, 2, 1)
    assert counts(accepted) == (2, 0, 0)
    assert rows(engine, Product.name) == [("GTX Pro",)]
    assert rows(engine, Person.name, Person.role, Person.team_id) == [("Ann Lee", "viewer", None)]
    assert rows(engine, Account.name, Account.segment) == [("Acme", None)]
    assert rows(engine, Deal.source_key, Deal.state, Deal.amount_cents, Deal.first_seen_on) == [
        ("a", "open", None, NOW.date()),
        ("b", "won", 100, NOW.date()),
    ]
    assert rows(engine, Deal.source_key, Deal.account_id.is_(None)) == [("a", False), ("b", True)]
    assert rows(
        engine, RejectedRow.line, RejectedRow.column, RejectedRow.reason, RejectedRow.raw
    ) == [(4, "amount", "no amount", "c,,")]
    assert rows(engine, ImportBatch.rows, ImportBatch.good, ImportBatch.rejected) == [(3, 2, 1)]


def test_the_same_file_again_changes_nothing(engine):
    file = parsed("deals", [{"source_key": "a", "product": "P", "owner": "O", "account_name": "A"}])
    accept(engine, file)
    before = rows(engine, *Deal.__table__.c)
    assert counts(accept(engine, file)) == (0, 0, 1)
    assert rows(engine, *Deal.__table__.c) == before
    assert rows(engine, func.count(DealStage.id)) == [(1,)]
    assert rows(engine, func.count(Product.id)) == [(1,)]


def test_a_newer_file_updates_by_key_and_deletes_nothing(engine):
    accept(engine, parsed("deals", [{"source_key": "a"}, {"source_key": "b"}]))
    later = datetime(2026, 3, 9, tzinfo=UTC)
    newer = parsed("deals", [{"source_key": "b", **WON}, {"source_key": "c"}])
    assert counts(accept(engine, newer, now=later)) == (1, 1, 0)
    assert rows(engine, Deal.source_key, Deal.state, Deal.row_version, Deal.first_seen_on) == [
        ("a", "open", 1, date(2026, 3, 1)),
        ("b", "won", 2, date(2026, 3, 1)),
        ("c", "open", 1, date(2026, 3, 9)),
    ]


def test_a_stage_is_noted_when_first_seen_and_whenever_it_changes(engine):
    for stage, day in (("Prospecting", 1), ("Engaging", 2), ("Engaging", 3), ("Prospecting", 4)):
        file = parsed("deals", [{"source_key": "a", "stage": stage, "amount_cents": day}])
        accept(engine, file, now=datetime(2026, 3, day, tzinfo=UTC))
    assert rows(engine, DealStage.seen_on, DealStage.stage) == [
        (date(2026, 3, 1), "Prospecting"),
        (date(2026, 3, 2), "Engaging"),
        (date(2026, 3, 4), "Prospecting"),
    ]


def test_a_column_that_the_file_does_not_carry_erases_nothing(engine):
    full = {"source_key": "a", "product": "P", "owner": "O", "amount_cents": 5, "currency": "EUR"}
    accept(engine, parsed("deals", [full | {"account_name": "A"}]))
    accept(engine, parsed("deals", [{"source_key": "a", "stage": "Engaging"}]))
    stored = rows(engine, Deal.stage, Deal.amount_cents, Deal.currency, Deal.product_id.is_(None))
    assert stored == [("Engaging", 5, "EUR", False)]
    assert rows(engine, Deal.owner_id.is_(None), Deal.account_id.is_(None)) == [(False, False)]


def test_an_empty_cell_of_a_column_that_the_file_carries_is_taken_at_its_word(engine):
    accept(engine, parsed("deals", [{"source_key": "a", "product": "P", "amount_cents": 5}]))
    accept(engine, parsed("deals", [{"source_key": "a", "product": None, "amount_cents": None}]))
    assert rows(engine, Deal.product_id, Deal.amount_cents) == [(None, None)]


def test_a_deal_that_opens_again_has_no_close_day_any_more(engine):
    accept(engine, parsed("deals", [{"source_key": "a", **WON}]))
    assert counts(accept(engine, parsed("deals", [{"source_key": "a", "stage": "Engaging"}])))[1]
    assert rows(engine, Deal.state, Deal.closed_on, Deal.amount_cents) == [("open", None, 100)]


def test_keys_of_two_sources_are_two_deals(engine):
    accept(engine, parsed("deals", [{"source_key": "1"}], dialect="hubspot"))
    accept(engine, parsed("deals", [{"source_key": "1"}], dialect="zoho"))
    assert rows(engine, Deal.source) == [("hubspot",), ("zoho",)]


def test_a_near_miss_is_a_product_of_its_own_until_somebody_says_otherwise(engine):
    accept(engine, parsed("products", [{"source_key": "gtx pro", "name": "GTX Pro"}]))
    file = parsed("deals", [{"source_key": "a", "product": "GTXPro"}])
    accept(engine, file)
    assert rows(engine, Product.name) == [("GTX Pro",), ("GTXPro",)]
    [(right,)] = rows(engine, Product.id, where=Product.name == "GTX Pro")
    assert counts(accept(engine, file, same={("product", "GTXPro"): right})) == (0, 1, 0)
    assert rows(engine, Deal.product_id) == [(right,)]
    assert counts(accept(engine, file)) == (0, 0, 1)  # remembered
    assert rows(engine, Alias.kind, Alias.text_key, Alias.product_id) == [
        ("product", "gtxpro", right)
    ]


def test_a_product_said_to_be_another_leaves_the_lists_once_it_is_empty_and_stays_on_record(engine):
    accept(engine, parsed("products", [{"source_key": "gtx pro", "name": "GTX Pro"}]))
    file = parsed("deals", [{"source_key": "a", "product": "GTXPro", "account_name": "Acme Ltd"}])
    accept(engine, file)
    accept(engine, parsed("accounts", [{"source_key": "1", "name": "Acme"}]))
    [(right,)] = rows(engine, Product.id, where=Product.name == "GTX Pro")
    [(acme,)] = rows(engine, Account.id, where=Account.name == "Acme")
    with writing(engine) as session:
        name_alias(session, SETUP, kind="product", text="GTXPro", subject_id=right, now=NOW)
        name_alias(session, SETUP, kind="account", text="Acme Ltd", subject_id=acme, now=NOW)
    for products, accounts in (
        (["GTX Pro", "GTXPro"], ["Acme", "Acme Ltd"]),
        (["GTX Pro"], ["Acme"]),
    ):
        with reading(engine) as connection:
            mapped = subjects(connection, EVERYTHING, on=NOW.date(), currency="USD")
            assert sorted(mapped["name"]) == products
            assert names(connection, "product")["name"].to_list() == products
            assert accounts_like(connection, "acme")["name"].to_list() == accounts
        accept(engine, file)  # its deal goes to the product and the account that are meant
    assert rows(engine, Product.name) == [("GTX Pro",), ("GTXPro",)]


def test_a_bare_account_is_adopted_by_the_accounts_file_of_its_name(engine):
    accept(engine, parsed("deals", [{"source_key": "a", "account_name": "Acme  Corp"}]))
    file = parsed(
        "accounts",
        [{"source_key": "001", "name": "ACME Corp", "segment": "Retail"}],
        dialect="salesforce",
    )
    assert counts(accept(engine, file)) == (0, 1, 0)
    assert rows(engine, Account.source, Account.source_key, Account.name, Account.segment) == [
        ("salesforce", "001", "ACME Corp", "Retail")
    ]
    assert counts(accept(engine, file)) == (0, 0, 1)


def test_a_bare_account_takes_on_the_key_that_a_deals_file_tells(engine):
    accept(engine, parsed("deals", [{"source_key": "a", "account_name": "Acme"}], dialect="zoho"))
    keyed = {"source_key": "b", "account_name": "Acme", "account_key": "001"}
    accept(engine, parsed("deals", [keyed], dialect="salesforce"))
    assert rows(engine, Account.source, Account.source_key, Account.name) == [
        ("salesforce", "001", "Acme")
    ]
    assert len({account for (account,) in rows(engine, Deal.account_id)}) == 1


def test_two_keys_of_one_name_are_two_accounts_and_a_bare_name_is_not_guessed(engine):
    file = parsed(
        "deals",
        [
            {"source_key": "a", "account_name": "Acme", "account_key": "1"},
            {"source_key": "b", "account_name": "Acme", "account_key": "2"},
            {"source_key": "c", "account_name": "Acme", "account_key": None},
        ],
    )
    accept(engine, file)
    assert rows(engine, Account.source_key, Account.name) == [("1", "Acme"), ("2", "Acme")]
    assert rows(engine, Deal.source_key, Deal.account_id.is_(None)) == [
        ("a", False),
        ("b", False),
        ("c", True),
    ]
    assert counts(accept(engine, file)) == (0, 0, 3)


def test_a_name_that_two_accounts_bear_by_now_leaves_a_deal_with_the_one_it_has(engine):
    deal = parsed("deals", [{"source_key": "a", "account_name": "Acme"}])
    accept(engine, parsed("accounts", [{"source_key": "1", "name": "Acme"}]))
    accept(engine, deal)
    accept(engine, parsed("accounts", [{"source_key": "2", "name": "Acme"}]))
    assert counts(accept(engine, deal)) == (0, 0, 1)
    assert rows(engine, Deal.account_id.is_(None)) == [(False,)]


def test_a_product_is_known_by_its_name_whatever_file_brings_it(engine):
    accept(engine, parsed("deals", [{"source_key": "a", "product": "GTX Pro"}]))
    file = parsed(
        "products", [{"source_key": "77", "name": "gtx pro", "family": "GTX"}], dialect="zoho"
    )
    assert counts(accept(engine, file)) == (0, 1, 0)
    plain = parsed("products", [{"source_key": "gtx pro", "name": "gtx pro"}])
    assert counts(accept(engine, plain)) == (0, 0, 1)
    assert rows(engine, Product.source, Product.source_key, Product.family) == [
        ("zoho", "77", "GTX")
    ]


def test_what_must_be_unique_is_rejected_the_second_time_with_the_reason(engine):
    file = parsed(
        "products",
        [
            {"source_key": "1", "name": "GTX"},
            {"source_key": "2", "name": "gtx"},
            {"source_key": "3", "name": "MG"},
        ],
    )
    accepted = accept(engine, file)
    assert (accepted.rows, accepted.good, accepted.rejected, accepted.new) == (3, 2, 1, 2)
    assert rows(engine, RejectedRow.line, RejectedRow.column, RejectedRow.reason) == [
        (3, "name", "Line 2 is a product of the same name.")
    ]
    renamed = parsed("products", [{"source_key": "3", "name": "GTX"}])
    assert accept(engine, renamed).rejected == 1
    assert rows(engine, Product.name) == [("GTX",), ("MG",)]


def test_people_bring_teams_and_give_them_to_the_deals_that_had_none(engine):
    accept(engine, parsed("deals", [{"source_key": "a", "owner": "Ann"}]))
    accept(
        engine,
        parsed(
            "requests",
            [{"source_key": "r", "words": "more", "asked_on": date(2026, 1, 1), "author": "Ann"}],
        ),
    )
    file = parsed(
        "people",
        [
            {"source_key": "ann", "name": "Ann", "team": "North", "office": "Oslo"},
            {"source_key": "bob", "name": "Bob", "team": "north", "office": "Oslo"},
            {"source_key": "cid", "name": "Cid", "team": "South", "office": "Rome"},
            {"source_key": "dee", "name": "Dee", "team": "South", "office": "Bari"},
        ],
    )
    assert counts(accept(engine, file)) == (3, 1, 0)
    assert rows(engine, Team.name, Team.office) == [("North", "Oslo"), ("South", None)]
    [(north,)] = rows(engine, Team.id, where=Team.name == "North")
    assert rows(engine, Deal.team_id) == rows(engine, Request.team_id) == [(north,)]
    assert counts(accept(engine, file)) == (0, 0, 4)


def test_a_deal_keeps_the_team_it_was_seen_with_until_it_goes_to_another_owner_while_open(engine):
    def people(team):
        ann = {"source_key": "ann", "name": "Ann", "team": team}
        return parsed("people", [ann, {"source_key": "bob", "name": "Bob", "team": "South"}])

    def deals(owner):
        deal = {"source_key": "open", "owner": owner}
        return parsed("deals", [deal, {"source_key": "won", "owner": owner, **WON}])

    def teams():
        with reading(engine) as connection:
            query = select(Deal.source_key, Team.name).join(Team, Team.id == Deal.team_id)
            return dict(connection.execute(query).all())

    accept(engine, people("North"))
    accept(engine, deals("Ann"))
    assert teams() == {"open": "North", "won": "North"}
    accept(engine, people("West"))  # Ann moves; her deals stay where they were made
    accept(engine, deals("Ann"))
    assert teams() == {"open": "North", "won": "North"}
    accept(engine, deals("Bob"))  # the open one is Bob's business now, the won one was Ann's
    assert teams() == {"open": "South", "won": "North"}


def test_only_an_administrators_file_gives_access(engine):
    boss = {"source_key": "boss", "name": "Eve", "email": "Eve@x.com", "role": "Administrator"}
    rep = {"source_key": "rep", "name": "Rob", "email": "rob@x.com", "role": "sales manager"}
    accept(engine, parsed("people", [boss | {"team": "A"}, rep | {"team": "A"}]))
    assert rows(engine, Person.email, Person.role) == [
        ("eve@x.com", "administrator"),
        ("rob@x.com", "sales_manager"),
    ]
    grab = [
        boss | {"email": "sam@x.com", "role": "viewer", "team": "B"},
        rep | {"role": "administrator", "team": "B"},
        {"source_key": "new", "name": "Sam", "email": "s@x.com", "role": "executive", "team": "B"},
    ]
    accept(engine, parsed("people", grab), actor=MANAGER)
    with reading(engine) as connection:
        query = select(Person.name, Person.email, Person.role, Team.name).join(Team)
        assert sorted(tuple(row) for row in connection.execute(query)) == [
            ("Eve", "eve@x.com", "administrator", "A"),
            ("Rob", "rob@x.com", "sales_manager", "A"),
            ("Sam", None, "viewer", "B"),
        ]


def test_an_administrators_file_says_who_left_and_no_file_shuts_an_administrator_out(engine):
    here = [
        {"source_key": "a", "name": "Ann", "team": "North"},
        {"source_key": "b", "name": "Bob", "team": "North"},
        {"source_key": "z", "name": "Zoe", "role": "administrator"},
    ]
    accept(engine, parsed("people", here))
    gone = parsed("people", [row | {"active": row["name"] == "Ann"} for row in here])
    accept(engine, gone, actor=MANAGER)
    names = (Person.name, Person.active)
    assert rows(engine, *names) == [("Ann", True), ("Bob", True), ("Zoe", True)]
    assert counts(accept(engine, gone))[:2] == (0, 1)
    assert rows(engine, *names) == [("Ann", True), ("Bob", False), ("Zoe", True)]
    left = rows(engine, TeamMove.from_on, TeamMove.team_id)
    assert left[-1] == (NOW.date(), None)
    back = parsed("people", [row | {"active": True} for row in here])
    for file in (parsed("people", here), back):  # no file brings anybody back
        assert counts(accept(engine, file)) == (0, 0, 3)
        assert rows(engine, *names) == [("Ann", True), ("Bob", False), ("Zoe", True)]
    less = parsed("people", [{"source_key": "z", "name": "Zoe", "role": "viewer"}])
    assert counts(accept(engine, less)) == (0, 0, 1)
    assert rows(engine, Person.role, where=Person.name == "Zoe") == [("administrator",)]
    new = {"source_key": "c", "name": "Cy", "active": False}
    accept(engine, parsed("people", [new]))
    assert rows(engine, Person.active, where=Person.name == "Cy") == [(False,)]


def test_a_role_that_is_none_of_ours_is_left_out(engine):
    accept(engine, parsed("people", [{"source_key": "a", "name": "Ann", "role": "Closer"}]))
    assert rows(engine, Person.role) == [("viewer",)]


def test_an_owner_told_by_address_becomes_the_person_whose_address_it_is(engine):
    accept(engine, parsed("deals", [{"source_key": "a", "owner": "ann@x.com"}]))
    file = parsed("people", [{"source_key": "1", "name": "Ann", "email": "Ann@x.com"}])
    assert counts(accept(engine, file)) == (0, 1, 0)
    accept(engine, parsed("deals", [{"source_key": "b", "owner": "ANN@x.com"}]))
    accept(engine, parsed("deals", [{"source_key": "c", "owner": "Ann"}]))
    assert len(rows(engine, Person.id)) == 1
    assert len({owner for (owner,) in rows(engine, Deal.owner_id)}) == 1


@pytest.mark.parametrize("first", ["people", "deals"])
def test_an_owner_told_by_her_id_in_the_same_tool_is_that_person_whichever_file_comes_first(
    engine, first
):
    key = "005A0000001abcd"
    people = parsed(
        "people", [{"source_key": key, "name": "Ann", "email": "a@x.com"}], dialect="salesforce"
    )
    deals = parsed("deals", [{"source_key": "1", "owner": key}], dialect="salesforce")
    for file in (people, deals) if first == "people" else (deals, people):
        accept(engine, file)
    accept(engine, parsed("deals", [{"source_key": "1", "owner": key}], dialect="salesforce"))
    assert rows(engine, Person.name, Person.source_key) == [("Ann", key)]
    assert rows(engine, Deal.owner_id) == rows(engine, Person.id)


@pytest.mark.parametrize("order", [("people", "deals"), ("deals", "people")])
def test_owners_whose_ids_differ_in_a_capital_alone_keep_their_own_deals(engine, order):
    ann, bob = "0055g00000AbCdEAAV", "0055g00000abcdEAAQ"
    texts = {
        "people": f"Id,Username,Name\n{ann},ann,Ann\n{bob},bob,Bob\n",
        "deals": f"Id,Name,StageName,OwnerId\n1,A,Prospecting,{ann}\n2,B,Prospecting,{bob[:15]}\n",
    }
    for kind in order:
        accept(engine, parse(kind, texts[kind].encode(), file_name="f.csv"))
    owned = Deal.owner_id == Person.id
    assert rows(engine, Deal.name, Person.name, where=owned) == [("A", "Ann"), ("B", "Bob")]
    assert len(rows(engine, Person.id)) == 2


def test_a_number_that_another_tool_knows_somebody_by_is_not_her(engine):
    accept(engine, parsed("people", [{"source_key": "12", "name": "Ann"}]))
    accept(engine, parsed("deals", [{"source_key": "1", "owner": "12"}], dialect="hubspot"))
    assert rows(engine, Person.name) == [("12",), ("Ann",)]


def test_a_feedback_tools_authors_are_customers_not_people_of_ours(engine):
    ask = {"words": "dark mode", "asked_on": date(2026, 1, 1), "author": "Zoe", "deal_key": "a"}
    accept(engine, parsed("accounts", [{"source_key": "1", "name": "Acme", "segment": "Retail"}]))
    accept(engine, parsed("deals", [{"source_key": "a"}]))
    file = [{"source_key": "1", **ask, "account_name": "acme"}, {"source_key": "2", **ask}]
    assert counts(accept(engine, parsed("requests", file, dialect="canny"))) == (2, 0, 0)
    assert rows(engine, Person.id) == []
    assert rows(engine, Request.source_key, Request.segment, Request.logged_by_id) == [
        ("1", "Retail", None),
        ("2", None, None),
    ]
    assert rows(engine, Request.deal_id) == rows(engine, Deal.id) * 2
    accept(engine, parsed("accounts", [{"source_key": "1", "name": "Acme", "segment": "Hotel"}]))
    assert counts(accept(engine, parsed("requests", file, dialect="canny"))) == (0, 0, 2)


def test_who_may_not_import_is_told_who_may(engine):
    file = parsed("deals", [{"source_key": "a"}])
    with pytest.raises(NotAllowed, match="Vic is a viewer here and may not do this"):
        accept(engine, file, actor=Actor(None, "Vic", "viewer"))
    assert rows(engine, Deal.id) == []


def test_a_stage_that_nobody_has_mapped_blocks_the_file(engine):
    file = parsed("deals", [{"source_key": "a"}], unknown_stages={"Demo": 3})
    with pytest.raises(Invalid, match="open, won or lost: “Demo”"):
        accept(engine, file)


def test_a_decision_about_what_is_gone_or_decided_otherwise_is_a_conflict(engine):
    file = parsed("deals", [{"source_key": "a", "product": "GTXPro"}])
    with pytest.raises(Conflict, match="“GTXPro” was said to be is not here any more"):
        accept(engine, file, same={("product", "GTXPro"): 999})
    assert rows(engine, ImportBatch.id) == rows(engine, Deal.id) == []
    accept(engine, parsed("products", [{"source_key": n, "name": n} for n in ("GTX Pro", "MG")]))
    [(gtx,), (mg,)] = rows(engine, Product.id)
    accept(engine, file, same={("product", "GTXPro"): gtx})
    with pytest.raises(Conflict, match="“gtxpro” is said to be GTX Pro by now, not MG"):
        accept(engine, file, same={("product", "gtxpro"): mg})
    with writing(engine) as session:
        name_alias(session, SETUP, kind="product", text="GTXPro", subject_id=mg, now=NOW)
    assert counts(accept(engine, file)) == (0, 1, 0)
    assert rows(engine, Deal.product_id) == [(mg,)]


def test_what_was_decided_about_a_shape_of_file_is_remembered(engine):
    choices = Choices(columns={"Worth": "amount_cents"}, stages={"Demo": "open"}, currency="EUR")
    file = parsed("deals", [{"source_key": "a", "stage": "Demo"}])
    accept(engine, file, choices=choices)
    [(kept,)] = rows(engine, ColumnChoice.choices)
    assert kept["columns"] == {"Worth": "amount_cents"}
    assert rows(engine, StageMeaning.stage_key, StageMeaning.state) == [("demo", "open")]
    accept(engine, file, choices=replace(choices, stages={"Demo": "lost"}))
    assert rows(engine, StageMeaning.state) == [("lost",)]


def test_the_first_deals_set_the_reporting_currency_and_later_ones_leave_it(engine):
    with reading(engine) as connection:
        assert reporting_currency(connection) == "USD"
    euros = [{"source_key": str(n), "currency": "EUR", "amount_cents": 1} for n in range(3)]
    accept(engine, parsed("deals", [*euros, {"source_key": "x", "currency": "CHF"}]))
    accept(engine, parsed("deals", [{"source_key": str(n), "currency": "CHF"} for n in range(9)]))
    with reading(engine) as connection:
        assert reporting_currency(connection) == "EUR"


def test_a_file_leaves_one_line_in_the_audit_trail_and_moves_the_version_once(engine):
    with reading(engine) as connection:
        before = connection.scalar(select(StoreVersion.version))
    file = parsed("deals", [{"source_key": "a", "product": "P", "owner": "O"}])
    accepted = accept(engine, file)
    assert rows(engine, Audit.action, Audit.subject, Audit.subject_id, Audit.actor_name) == [
        ("accept_import", "import_batches", accepted.batch, "Setup")
    ]
    assert rows(engine, StoreVersion.version) == [(before + 1,)]


def test_text_survives_the_way_into_the_database_as_it_is(engine):
    words = 'He said "more, please"\n\\.\n\\N\t;|é漢🙂'
    file = parsed(
        "requests",
        [
            {"source_key": "1", "words": words, "title": "", "asked_on": date(2026, 1, 1)},
            {"source_key": "2", "words": "\\N", "title": None, "asked_on": date(2026, 1, 1)},
        ],
    )
    accept(engine, file)
    assert rows(engine, Request.source_key, Request.words, Request.title) == [
        ("1", words, ""),
        ("2", "\\N", None),
    ]
    assert counts(accept(engine, file)) == (0, 0, 2)
    changed = parsed(
        "requests", [{"source_key": "2", "words": words, "asked_on": date(2026, 1, 1)}]
    )
    assert counts(accept(engine, changed)) == (0, 1, 0)
    assert rows(engine, Request.words, where=Request.source_key == "2") == [(words,)]
