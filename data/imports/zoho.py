"""Zoho CRM: Deals, called Potentials in its older exports, with Accounts and Products."""

from data.imports.dialect import Dialect, signs, stages

ZOHO = Dialect(
    name="zoho",
    signs={
        "accounts": signs("recordid accountname", "accountname accountowner createdtime"),
        "products": signs("recordid productname", "productname productowner"),
        "people": signs("zuid", "userid zohorole"),
        "notes": signs("notetitle notecontent", "recordid notecontent"),
        "deals": signs(
            "potentialname",
            "potentialowner",
            "dealname closingdate",
            "recordid dealname createdtime",
            "recordid dealname accountname",
        ),
    },
    headers={
        "accounts": {
            "source_key": "recordid accountid id",
            "name": "accountname",
            "segment": "industry",
            "region": "billingcountry country shippingcountry territories",
            "account_type": "accounttype type",
            "employees": "employees noofemployees",
            "created_on": "createdtime",
        },
        "products": {
            "source_key": "recordid productid id productcode",
            "name": "productname",
            "family": "productcategory category",
            "list_price_cents": "unitprice",
            "currency": "currency",
        },
        "people": {"source_key": "zuid recordid userid id"},
        "notes": {
            "source_key": "recordid noteid id",
            "words": "notecontent notetitle",
            "noted_on": "createdtime",
            "author": "noteowner createdby",
            "deal_key": "parentidid",
            "deal_name": "parentid parentname",
        },
        "deals": {
            "source_key": "recordid dealid potentialid id",
            "name": "dealname potentialname",
            "account_key": "accountnameid accountid",
            "account_name": "accountname",
            "product": "productname product",
            "owner": "dealowner potentialowner owner",
            "stage": "stage",
            "amount_cents": "amount",
            "currency": "currency",
            "opened_on": "createdtime",
            "closed_on": "closingdate",
            "deal_type": "type",
            "lead_source": "leadsource",
        },
    },
    stages=stages(
        open=(
            "qualification needsanalysis valueproposition identifydecisionmakers "
            "iddecisionmakers perceptionanalysis proposalpricequote negotiationreview"
        ),
        won="closedwon",
        lost="closedlost closedlosttocompetition",
    ),
)
