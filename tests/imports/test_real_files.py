"""Real files from the reference data beside the project, where it is there."""

from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest

from data.imports import Choices, parse
from tests.conftest import SHARED


def read(kind, path, **choices):
    file = SHARED / "data" / path
    if not file.exists():
        pytest.skip(f"../shared/data/{path} is not on this machine")
    return parse(kind, file, file_name=file.name, choices=Choices(**choices))


def test_the_maven_pipeline_has_its_known_totals():
    deals = read("deals", "maven_crm/sales_pipeline.csv")
    assert (deals.dialect, deals.rows, deals.rejected.height) == ("plain", 8_800, 0)
    totals = deals.good.group_by("state").agg(pl.len(), pl.col("amount_cents").sum()).sort("state")
    assert totals.rows() == [("lost", 2_473, 0), ("open", 2_089, 0), ("won", 4_238, 1_000_553_400)]
    assert deals.good["stage"].value_counts(sort=True).rows() == [
        ("Won", 4_238), ("Lost", 2_473), ("Engaging", 1_589), ("Prospecting", 500),
    ]  # fmt: skip
    assert deals.good["owner"].n_unique() == 30
    assert (deals.good["product"] == "GTXPro").sum() == 1_480


def test_the_maven_accounts_products_and_people():
    accounts = read("accounts", "maven_crm/accounts.csv")
    assert (accounts.good.height, accounts.rejected.height) == (85, 0)
    assert accounts.good["employees"].null_count() == 0
    products = read("products", "maven_crm/products.csv")
    assert products.good.select("name", "family", "list_price_cents").row(1) == (
        "GTX Pro",
        "GTX",
        482_100,
    )
    people = read("people", "maven_crm/sales_teams.csv")
    assert (people.good.height, people.good["team"].n_unique()) == (35, 6)


def test_salesforce_as_a_warehouse_holds_it():
    deals = read("deals", "native_export_headers/salesforce/sf_opportunity_data.csv")
    assert (deals.dialect, deals.rows) == ("salesforce", 10)
    assert set(deals.rejected["reason"]) == {"deleted in the source"}
    accounts = read("accounts", "native_export_headers/salesforce/sf_account_data.csv")
    assert accounts.good.select("source_key", "name").rows() == [("0015500000Xyy06", "Eric's Test")]
    products = read("products", "native_export_headers/salesforce/sf_product_2_data.csv")
    assert (products.dialect, products.good.height) == ("salesforce", 2)


def test_hubspot_as_a_warehouse_holds_it():
    deals = read("deals", "native_export_headers/hubspot/deal_data.csv")
    assert (deals.dialect, deals.rows) == ("hubspot", 44)
    assert set(deals.rejected["reason"]) == {"no stage"}  # the sample's stages are blanked out
    accounts = read("accounts", "native_export_headers/hubspot/company_data.csv")
    assert (accounts.dialect, accounts.good.height) == ("hubspot", 24)
    assert accounts.good["created_on"].null_count() == 0


def test_orders_of_a_bicycle_maker_sum_to_the_cent():
    path = "adventureworks_sales/SalesOrderHeader_first1000_with_header.csv"
    orders = read("orders", path)
    assert (orders.rows, orders.rejected.height) == (1_000, 0)
    raw = pl.read_csv(SHARED / "data" / path, infer_schema=False)["TotalDue"]
    cents = (Decimal(due).quantize(Decimal("0.01"), ROUND_HALF_EVEN) * 100 for due in raw)
    assert orders.good["value_cents"].sum() == sum(cents) == 965_765_837


def test_a_bug_tracker_read_as_requests():
    requests = read("requests", "gitbugs/SeaMonkey_bugs.csv")
    assert (requests.dialect, requests.rows, requests.rejected.height) == ("jira", 1_076, 0)
    assert requests.good["source_key"].n_unique() == 1_076
    assert requests.good["asked_on"].min().isoformat() == "2020-01-02"
