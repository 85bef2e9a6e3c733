"""How plain files call what incentives are measured from; other kinds are in the file beside."""

from collections.abc import Mapping

_PERSON = (
    "person personname salesperson salespersonname salesrep salesrepname rep repname "
    "representative salesagent agent seller owner ownername user username employee employeename "
    "name fullname email emailaddress useremail businessentityid employeeid employeekey personid "
    "repid userid salespersonid salesrepid quotaownerid splitownerid ownerid teammembername"
)
_DEAL = (
    "dealid dealkey dealnumber opportunityid opportunitykey opportunitynumber deal opportunity "
    "orderid ordernumber"
)
_ACCOUNT_KEY = (
    "customerid customerkey customernumber accountid accountkey accountnumber companyid "
    "organizationid organisationid clientid"
)
_ACCOUNT = (
    "account accountname company companyname customer customername organization organisation "
    "organizationname organisationname client clientname customercompany customerdescription"
)
_FROM = (
    "fromon from startdate startson starton startedon start begindate beginson begin contractstart "
    "contractstartdate subscriptionstart subscriptionstartdate activatedon activationdate "
    "effectivedate effectivefrom validfrom servicestart billingstart periodstart startedat "
    "activatedat startdateutc currentperiodstart currenttermstart"
)
_UNTIL = (
    "untilon until endedon endedat cancelledon canceledon cancelledat canceledat cancellationdate "
    "cancelled churndate churnedon churnedat terminationdate terminatedon"
)
_LAST = (
    "laston lastday enddate endson endon end contractend contractenddate subscriptionend "
    "subscriptionenddate periodend expirationdate expirydate validto effectiveto"
)
_MONTHS = "months lengthmonths length termmonths term durationmonths duration contractmonths"
_CURRENCY = "currency currencycode currencyisocode amountcurrency"
_DELETED = "isdeleted deleted fivetrandeleted"

INCENTIVES: Mapping[str, Mapping[str, str]] = {
    "revenue": {
        "source_key": (
            "lineid subscriptionid subscriptionkey subscriptionnumber contractid contractkey "
            "contractnumber invoiceid invoicenumber id key recordid"
        ),
        "account_key": _ACCOUNT_KEY,
        "account_name": _ACCOUNT,
        "deal_key": _DEAL,
        "from_on": _FROM,
        "until_on": _UNTIL,
        "last_on": _LAST,
        "month": (
            "month invoicemonth billingmonth revenuemonth yearmonth period invoicedate billingdate "
            "billedon date"
        ),
        "months": f"tenure tenuremonths {_MONTHS} contractterm",
        "churned": "churn churned ischurned ischurn churnlabel churnvalue churnflag lost islost",
        "monthly_cents": (
            "monthlyamount monthlyrevenue monthlycharges monthlycharge monthlyrecurringrevenue mrr "
            "mrramount monthlyprice monthlyfee monthlyvalue recurringrevenue amount planamount "
            "revenue value price"
        ),
        "yearly_cents": (
            "annualrecurringrevenue arr arramount annualamount annualrevenue annualvalue "
            "annualcontractvalue acv yearlyamount yearlyrevenue"
        ),
        "interval": (
            "interval billinginterval planinterval billingfrequency billingcycle billingperiodunit "
            "billingperiod paymentfrequency frequency"
        ),
        "interval_count": "intervalcount planintervalcount billingintervalcount",
        "currency": f"{_CURRENCY} plancurrency contractcurrency",
        "is_deleted": _DELETED,
    },
    "quotas": {
        "source_key": "quotaid quotakey salesquotakey id key recordid",
        "person": f"quotaowner quotaownername {_PERSON}",
        "from_on": f"quotadate {_FROM} date",
        "until_on": "untilon until",
        "last_on": _LAST,
        "month": "month quotamonth yearmonth",
        "quarter": "quarter calendarquarter quotaquarter quotaperiod period",
        "year": "year calendaryear quotayear",
        "months": _MONTHS,
        "amount_cents": (
            "quota quotaamount salesquota salesquotaamount salesamountquota target targetamount "
            "goal amount value"
        ),
        "currency": _CURRENCY,
        "is_deleted": _DELETED,
    },
    "commissions": {
        "source_key": "commissionid payoutid paymentid statementid id key recordid",
        "person": f"payee payeename {_PERSON}",
        "deal_key": _DEAL,
        "paid_on": "paidon paidat paiddate paymentdate payoutdate paydate date day month period on",
        "amount_cents": (
            "commission commissionamount commissionpaid payout payoutamount amountpaid paid amount "
            "earnings value"
        ),
        "currency": _CURRENCY,
        "is_deleted": _DELETED,
    },
    "splits": {
        "deal_key": _DEAL,
        "person": f"splitowner splitownername {_PERSON}",
        "share_bp": (
            "sharebp share splitpercentage splitpercent split percentage percent creditpercentage "
            "creditpercent credit"
        ),
        "is_deleted": _DELETED,
    },
    "rates": {
        "currency": "fromcurrency basecurrency currency currencycode isocode from base",
        "into": "intocurrency tocurrency targetcurrency quotecurrency into to target",
        "pair": "currencypair pair",
        "on": "on rateday ratedate date day startdate effectivedate validfrom asof",
        "rate_billionths": "rate exchangerate fxrate value",
        "per_company": "conversionrate",
        "is_deleted": _DELETED,
    },
    "material-use": {
        "source_key": "useid usageid viewid shareid id key recordid",
        "material": (
            "material materialname asset assetname collateral contentname contenttitle content "
            "documentname document filename file title name itemname"
        ),
        "material_kind": (
            "materialkind materialtype assettype contenttype documenttype itemtype kind type"
        ),
        "person": f"usedby sharedby sentby viewedby {_PERSON.replace(' name fullname', '')}",
        "deal_key": _DEAL,
        "account_name": _ACCOUNT,
        "used_on": (
            "usedon usedat useddate sharedon sharedat senton sentat viewedon viewedat date day "
            "timestamp createdat created"
        ),
        "is_deleted": _DELETED,
    },
}
