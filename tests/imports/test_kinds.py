"""Accounts, products and people, by dialect, on small files made up here."""

from datetime import date

import pytest

from data.imports import FIELDS, SCHEMAS, parse
from data.refused import Refused


def read(kind, text):
    return parse(kind, text.encode(), file_name="f.csv")


def test_every_column_of_a_schema_can_be_fed():
    for kind, schema in SCHEMAS.items():
        assert set(schema) - {"line", "state"} <= set(FIELDS[kind])


def test_plain_accounts_are_known_by_name_and_their_revenue_is_not_read():
    got = read(
        "accounts",
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
        "Acme Corporation,technolgy,1996,1100.04,2822,United States,\n"
        "ACME  Corporation,retail,1996,1100.04,,Kenya,\n",
    )
    assert got.good.rows() == [
        (2, "acme corporation", "Acme Corporation", "technolgy", "United States", None, 2822, None)
    ]
    assert got.columns["revenue"] == ""
    assert got.rejected["reason"].to_list() == ["same id as line 2"]


@pytest.mark.parametrize(
    ("header", "row", "dialect", "key"),
    [
        (
            "Id,Name,Type,Industry,NumberOfEmployees,AnnualRevenue,CreatedDate",
            "001A0000001abcdAAA,Acme,Customer,Retail,12,99,2024-01-01T10:00:00.000Z",
            "salesforce",
            "001A0000001abcd",
        ),
        (
            "Account ID,Account Name,Account Type,Industry,Employees,Annual Revenue,Created Date",
            "001A0000001abcd,Acme,Customer,Retail,12,99,2024-01-01",
            "salesforce",
            "001A0000001abcd",
        ),
        (
            "Record ID,Company name,Type,Industry,Number of Employees,Company owner,Create Date",
            "55,Acme,Customer,Retail,12,Jo,2024-01-01 10:00",
            "hubspot",
            "55",
        ),
        (
            "id,is_deleted,property_name,property_type,property_industry,"
            "property_numberofemployees,property_createdate",
            "55,false,Acme,Customer,Retail,12,2024-01-01 10:00:00",
            "hubspot",
            "55",
        ),
        (
            "Record Id,Account Name,Account Owner,Account Type,Industry,Employees,Created Time",
            "zcrm_5,Acme,Jo,Customer,Retail,12,2024-01-01 10:00:00",
            "zoho",
            "zcrm_5",
        ),
    ],
)
def test_accounts_of_every_crm(header, row, dialect, key):
    got = read("accounts", f"{header}\n{row}\n")
    assert got.dialect == dialect
    assert got.good.select(
        "source_key", "name", "segment", "account_type", "employees", "created_on"
    ).rows() == [(key, "Acme", "Retail", "Customer", 12, date(2024, 1, 1))]


def test_pipedrive_organizations_and_products():
    got = read("accounts", "Organization - ID,Organization - Name\n3,Acme\n")
    assert (got.dialect, got.good["name"].to_list()) == ("pipedrive", ["Acme"])
    got = read("products", "Product - ID,Product - Name,Product - Unit price\n3,Box,5\n")
    assert (got.dialect, got.good["list_price_cents"].to_list()) == ("pipedrive", [500])


def test_plain_products():
    got = read("products", "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,\n")
    assert got.good.rows() == [
        (2, "gtx pro", "GTX Pro", "GTX", 482100, "USD"),
        (3, "mg special", "MG Special", "MG", None, "USD"),
    ]


def test_people_with_their_team_or_else_their_manager():
    got = read("people", "sales_agent,manager,regional_office\nAnna Snelling,Dustin,Central\n")
    assert got.good.select("name", "team", "office").rows() == [
        ("Anna Snelling", "Dustin", "Central")
    ]
    got = read("people", "name,manager,team,email\nAnna,Dustin,North,Anna@X.org\n")
    assert got.good.select("source_key", "team", "email").rows() == [
        ("anna@x.org", "North", "anna@x.org")
    ]


def test_people_whose_name_comes_in_two_columns():
    got = read("people", "Id,FirstName,LastName,Email,UserRoleId\n005A,Ann,Lee,a@x.org,7\n")
    assert got.good.select("source_key", "name").rows() == [("005A", "Ann Lee")]
    assert got.dialect == "salesforce"
    got = read(
        "people", "Username,Email,First Name,Last Name\nal@x.org,a@x.org,Ann,Lee\n,b@x.org,,\n"
    )
    assert got.good["name"].to_list() == ["Ann Lee", "b@x.org"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nom;Prénom\nDupont;Anne\nDupont;Jean\nRoy;\n", ["Anne Dupont", "Jean Dupont", "Roy"]),
        ("Nombre;Apellidos\nMaría;Ruiz\nMaría;López\n", ["María Ruiz", "María López"]),
        ("Name;Vorname\nMüller;Eva\n;Udo\n", ["Eva Müller", "Udo"]),
        ("Name;First name\nAnn Lee;Ann\nLee;Bo\n", ["Ann Lee", "Bo Lee"]),
        ("Username;First name\nalee;Ann\n", ["alee"]),
    ],
)
def test_a_name_beside_one_half_of_it_is_the_other_half(text, names):
    got = read("people", text)
    assert (got.good["name"].to_list(), got.rejected.height) == (names, 0)


def test_another_kinds_file_and_an_unknown_kind_are_refused():
    with pytest.raises(Refused, match="No column for the product's name was found"):
        read("products", "id,stage\n1,open\n")
    with pytest.raises(Refused, match="cannot be imported: choose one of accounts"):
        read("invoices", "a\n1\n")


def test_an_apostrophe_before_every_id_is_a_spreadsheets_mark():
    text = "Customer ID,Name\n'123,Acme\n'0045,O'Neil\n"
    read = parse("accounts", text.encode(), file_name="a.csv")
    assert read.good.select("source_key", "name").rows() == [("123", "Acme"), ("0045", "O'Neil")]


@pytest.mark.parametrize("words", ["'tis slow", "'90s design"])
def test_an_apostrophe_before_words_is_the_customers_own(words):
    read = parse("requests", f"id,description\n'7,{words}\n".encode(), file_name="r.csv")
    assert read.good.select("source_key", "words").rows() == [("7", words)]


@pytest.mark.parametrize(
    ("header", "here", "gone"),
    [
        ("IsActive", "true", "false"),
        ("Status", "Active", "Deactivated"),
        ("Employment status", "Employed", "Terminated"),
        ("Status", "Aktiv", "Désactivé"),
    ],
)
def test_a_file_of_people_says_who_left_or_says_nothing(header, here, gone):
    text = f"id,name,{header}\n1,Ann,{here}\n2,Bob,{gone}\n3,Cy,On leave\n"
    read = parse("people", text.encode(), file_name="p.csv")
    assert read.good["active"].to_list() == [True, False, None]


def test_a_salesforce_users_id_is_the_same_in_its_long_form():
    users = "Id,Name,Email\n0055g00000AbCdE,Ann,a@x.org\n0055g00000abcdEAAQ,Bob,b@x.org\n"
    keys = ["0055g00000AbCdEAAV", "0055g00000abcdEAAQ"]
    assert parse("people", users.encode(), file_name="p.csv").good["source_key"].to_list() == keys
    owned = (
        "Id,Name,StageName,OwnerId\n1,One,Prospecting,0055g00000AbCdEAAV\n"
        "2,Two,Prospecting,0055g00000abcdE\n"
    )
    assert parse("deals", owned.encode(), file_name="d.csv").good["owner"].to_list() == keys
