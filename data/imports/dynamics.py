"""Microsoft Dynamics 365: opportunities and accounts as its grids export them, and API names.

A deal is worth its actual revenue once that is there, and its estimate before.
"""

from data.imports.dialect import Dialect, signs, stages

DYNAMICS = Dialect(
    name="dynamics",
    signs={
        "accounts": signs("donotmodifyaccount", "accountid name statecode"),
        "deals": signs(
            "donotmodifyopportunity",
            "topic estrevenue",
            "topic potentialcustomer",
            "estimatedvalue statecode",
        ),
    },
    headers={
        "accounts": {
            "source_key": "donotmodifyaccount accountid accountnumber",
            "name": "accountname name",
            "segment": "industry industrycodename",
            "region": "address1countryregion address1country",
            "account_type": "relationshiptype customertypecodename",
            "employees": "numberofemployees noofemployees",
            "created_on": "createdon",
        },
        "deals": {
            "source_key": "donotmodifyopportunity opportunityid",
            "name": "topic name",
            "account_key": "accountid customeridvalue",
            "account_name": "potentialcustomer account customeridname accountidname",
            "owner": "owner owneridname ownerid",
            "stage": "pipelinephase stepname salesstage statusreason",
            "status": "status statecodename statecode",
            "amount_cents": "actualrevenue actualvalue",
            "expected_cents": "estrevenue estimatedrevenue estimatedvalue",
            "currency": "currency transactioncurrencyidname",
            "opened_on": "createdon",
            "closed_on": "actualclosedate",
            "expected_close_on": "estclosedate estimatedclosedate",
            "lead_source": "source leadsource originatingleadidname",
        },
    },
    stages=stages(open="0", won="1", lost="2"),
)
