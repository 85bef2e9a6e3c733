"""Salesforce: Data Loader and warehouse names (StageName, stage_name) and report labels (Stage)."""

from data.imports.dialect import Dialect, signs, stages

SALESFORCE = Dialect(
    name="salesforce",
    signs={
        "accounts": signs(
            "annualrevenue industry",
            "accountowneralias",
            "accountsite",
            "billingstateprovince",
            "accountid accountname",
            "billingcountry",
            "id numberofemployees",
        ),
        "products": signs("name productcode", "name isactive family", "productname productcode"),
        "people": signs(
            "userroleid", "profileid", "username profile", "username isactive", "userrole"
        ),
        "deals": signs(
            "stagename",
            "opportunityname stage",
            "opportunityid stage",
            "opportunityowner",
            "opportunityowneralias",
            "name stage forecastcategory",
            "iswon isclosed",
        ),
        "notes": signs(
            "parentid body",
            "whatid description",
            "whatid subject",
            "subject fullcomments",
            "subject comments assigned",
            "subject comments companyaccount",
        ),
    },
    headers={
        "accounts": {
            "source_key": "accountid casesafeid id accountnumber",
            "name": "accountname name",
            "segment": "industry",
            "region": ("billingcountry billingcountrycode billingstateprovince country region"),
            "account_type": "accounttype type",
            "employees": "numberofemployees employees",
            "created_on": "createddate",
            "is_deleted": "isdeleted fivetrandeleted",
        },
        "products": {
            "source_key": "id productid productcode",
            "name": "name productname",
            "family": "family productfamily",
            "list_price_cents": "unitprice listprice standardprice",
            "currency": "currencyisocode",
        },
        "people": {
            "source_key": "id userid",
            "name": "name fullname",
            "email": "email",
            "role": "userrolename userrole role profilename profile title",
            "team": "team division department managername manager",
            "region": "region country",
        },
        "deals": {
            "source_key": "id opportunityid casesafeid",
            "name": "name opportunityname",
            "account_key": "accountid",
            "account_name": "accountname account",
            "product": "productname product2name product",
            "owner": (
                "ownername opportunityowner ownerfullname opportunityowneralias owneralias owner "
                "ownerid"
            ),
            "stage": "stagename stage",
            "is_won": "iswon won",
            "is_closed": "isclosed closed",
            "amount_cents": "amount",
            "currency": "currencyisocode amountcurrency opportunitycurrency currency",
            "opened_on": "createddate createdtime",
            "closed_on": "closedate",
            "deal_type": "type opportunitytype",
            "lead_source": "leadsource",
            "is_deleted": "isdeleted deleted fivetrandeleted",
        },
        "notes": {
            "source_key": "id activityid noteid",
            "words": "body description fullcomments comments subject",
            "noted_on": "activitydate createddate date",
            "author": "ownername owner createdbyname createdby assigned ownerid",
            "deal_key": "whatid parentid opportunityid",
            "deal_name": "opportunity opportunityname relatedto",
            "account_name": "companyaccount accountname account",
            "is_deleted": "isdeleted fivetrandeleted",
        },
    },
    stages=stages(
        open=(
            "prospecting qualification needsanalysis valueproposition iddecisionmakers "
            "perceptionanalysis proposalpricequote negotiationreview"
        ),
        won="closedwon",
        lost="closedlost",
    ),
)
