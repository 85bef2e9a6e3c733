"""`cli.py import` of a shop's files: previewed, accepted, and known when they come again."""

import json

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

import cli
from data.store import reading
from data.tables import Basket, ImportBatch, Order
from tests.actions.shop_files import accept, at, file_of


@pytest.fixture
def ask(sqlite_engine, monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def import_file(kind, rows, *options):
        path = tmp_path / f"{kind}.csv"
        path.write_bytes(file_of(rows))
        return CliRunner().invoke(cli.cli, ["import", kind, str(path), "--json", *options])

    return import_file


def count(engine, noun):
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(noun))


ROWS = [{"order_id": "a", "email": "anna@x.org", "ordered_at": at(1), "value": "10.00"}]


def test_orders_come_in_once(sqlite_engine, ask):
    shown = json.loads(ask("orders", ROWS).output)
    assert (shown["new"], shown["batch"], count(sqlite_engine, Order)) == (1, None, 0)
    assert json.loads(ask("orders", ROWS, "--accept").output)["new"] == 1
    again = ask("orders", ROWS, "--accept")
    figures = json.loads(again.output)
    assert (again.exit_code, figures["new"], figures["unchanged"]) == (0, 0, 1)
    assert figures["same_file_accepted_at"]
    assert (count(sqlite_engine, Order), count(sqlite_engine, ImportBatch)) == (1, 1)


def test_a_known_file_does_not_take_back_what_a_later_one_said(sqlite_engine, ask):
    ask("orders", ROWS, "--accept")
    accept(sqlite_engine, "orders", [ROWS[0] | {"value": "12.00"}])
    ask("orders", ROWS, "--accept")
    with reading(sqlite_engine) as connection:
        assert connection.scalar(select(Order.value_cents)) == 1200


def test_a_known_file_is_read_again_when_it_is_to_be_read_otherwise(sqlite_engine, ask):
    ask("orders", ROWS, "--accept")
    figures = json.loads(ask("orders", ROWS, "--accept", "--map", "value=").output)
    assert figures["batch"] == 2


def test_a_status_alone_tells_of_a_refund_and_takes_none_back(sqlite_engine, ask):
    refunds = []
    for more in ({"status": "paid"}, {"status": "refunded"}, {"status": "paid"}, {"refunded": "4"}):
        ask("orders", [ROWS[0] | more], "--accept")
        with reading(sqlite_engine) as connection:
            refunds.append(connection.scalar(select(Order.refunded_cents)))
    assert refunds == [0, 1000, 1000, 400]


def test_shopifys_checkouts_are_recognised_and_deleted_ones_rejected(
    sqlite_engine, shared_data, monkeypatch
):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    folder = shared_data / "native_export_headers" / "shopify"
    for name, good, rejected in (
        ("shopify_abandoned_checkout_data.csv", 3, 0),
        ("shopify_gql_abandoned_checkout_data.csv", 5, 5),
    ):
        asked = ["import", "baskets", str(folder / name), "--json", "--accept"]
        told = json.loads(CliRunner().invoke(cli.cli, asked).output)
        assert (told["dialect"], told["good"], told["rejected"]) == ("shopify", good, rejected)
    assert count(sqlite_engine, Basket) == 8
    asked = ["import", "orders", str(folder / "shopify_order_data.csv"), "--json", "--accept"]
    told = json.loads(CliRunner().invoke(cli.cli, asked).output)
    assert (told["dialect"], told["new"], told["rejected"]) == ("shopify", 8, 0)
