"""Pipedrive: exports that name the thing before the column ("Deal - Title"), and its API's names.

Its organisation is a name and not an id; its status, not its stage, says won or lost.
"""

import re

from data.imports.dialect import Dialect, signs, stages

PIPEDRIVE = Dialect(
    name="pipedrive",
    prefix=re.compile(
        r"\s*(deal|organi[sz]ation|product|person|user|activity|note)\s+[-–]\s+\S", re.IGNORECASE
    ),
    signs={
        "accounts": signs("organizationid organizationname", "orgid name"),
        "notes": signs("content addtime", "note addtime"),
        "deals": signs("dealtitle dealvalue", "title orgname", "title addtime", "title wontime"),
    },
    headers={
        "accounts": {
            "source_key": "organizationid organisationid orgid id",
            "name": "organizationname organisationname name",
            "segment": "organizationindustry organizationlabel organizationlabels",
            "region": (
                "organizationcountryofaddress organizationcountry organizationregionofaddress "
                "organizationaddress"
            ),
            "created_on": "organizationorganizationcreated organizationcreated addtime",
            "employees": "organizationnumberofemployees organizationemployeecount",
        },
        "products": {
            "source_key": "productid productproductcode productcode id",
            "name": "productname name",
            "family": "productcategory category",
            "list_price_cents": "productunitprice productprice unitprice price",
            "currency": "productcurrency currency",
        },
        "people": {
            "source_key": "userid personid id",
            "name": "username personname name",
            "email": "useremail personemail email",
        },
        "notes": {
            "source_key": "noteid activityid id",
            "words": "notecontent activitynote content note",
            "noted_on": "noteaddtime addtime activityduedate activityaddtime duedate",
            "author": "noteuser activityassignedtouser user assignedtouser",
            "deal_key": "dealid",
            "deal_name": "dealtitle deal",
            "account_name": "organizationname organisationname organization organisation",
        },
        "deals": {
            "source_key": "dealid id",
            "name": "dealtitle title",
            "account_name": (
                "organization organisation dealorganization dealorganisation organizationname "
                "organisationname orgname"
            ),
            "product": "dealproductname productname dealproduct product",
            "owner": "dealowner owner ownername username",
            "stage": "dealstage stage stagename",
            "status": "dealstatus status",
            "amount_cents": "dealvalue value",
            "currency": "dealcurrencyofvalue dealcurrency currency",
            "opened_on": "dealdealcreated dealcreated addtime",
            "won_on": "dealwontime wontime",
            "lost_on": "deallosttime losttime",
            "closed_on": "dealdealclosedon dealclosedon closetime",
            "expected_close_on": "dealexpectedclosedate expectedclosedate",
            "deal_type": "deallabel deallabels label dealtype",
            "lead_source": "dealsourcechannel dealsource dealsourceorigin sourcechannel",
        },
    },
    stages=stages(
        open="leadin qualified contactmade demoscheduled proposalmade negotiationsstarted",
        won="won",
        lost="lost",
    ),
)
