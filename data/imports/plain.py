"""The plain dialect: files of no known tool; its headers are also everybody's last resort."""

from data.imports.dialect import Dialect, stages
from data.imports.plain_incentives import INCENTIVES
from data.imports.shop_contract import PLAIN_SHOP

_DELETED = "isdeleted deleted fivetrandeleted"

PLAIN = Dialect(
    name="plain",
    headers={
        **INCENTIVES,
        **PLAIN_SHOP,
        "accounts": {
            "source_key": (
                "accountid accountkey accountnumber companyid customerid customerkey "
                "customernumber organizationid organisationid clientid id key recordid"
            ),
            "name": (
                "account accountname companyname company customer customername organization "
                "organisation organizationname organisationname client clientname name"
            ),
            "segment": "segment sector industry vertical marketsegment customersegment",
            "region": (
                "region country countryregion officelocation location territory billingcountry "
                "countryname market"
            ),
            "account_type": "accounttype type companytype customertype category",
            "employees": (
                "employees numberofemployees employeecount noofemployees headcount companysize"
            ),
            "created_on": (
                "createdon createddate createdate createdtime createdat created customersince "
                "dateadded addedon signupdate since"
            ),
            "is_deleted": _DELETED,
        },
        "products": {
            "source_key": "productid productkey productcode sku id key recordid code",
            "name": "product productname name item itemname",
            "family": (
                "series family productfamily productseries category productcategory line "
                "productline producttype type group"
            ),
            "list_price_cents": (
                "salesprice listprice price unitprice productprice standardprice amount cost"
            ),
            "currency": "currency currencycode currencyisocode pricecurrency",
            "is_deleted": _DELETED,
        },
        "people": {
            "source_key": (
                "personid userid employeeid agentid repid salesrepid ownerid id key recordid"
            ),
            "name": (
                "salesagent salesrep salesperson agent rep representative name fullname person "
                "personname username user employee employeename owner ownername displayname "
                "accountexecutive seller"
            ),
            "first_name": "firstname givenname forename",
            "last_name": "lastname surname familyname",
            "email": "email emailaddress mail useremail workemail",
            "role": "role userrole title jobtitle position profile profilename",
            "team": (
                "team teamname salesteam mainteam group department manager managername "
                "salesmanager teamlead reportsto"
            ),
            "office": "regionaloffice office officename officelocation location city",
            "region": "region territory country",
            "active": (
                "active isactive enabled isenabled userstatus employmentstatus accountstatus status"
            ),
            "is_deleted": _DELETED,
        },
        "deals": {
            "source_key": (
                "opportunityid dealid dealkey opportunitykey opportunitynumber dealnumber "
                "recordid id key"
            ),
            "name": ("dealname opportunityname dealtitle opportunity deal name title subject"),
            "account_key": (
                "accountid accountkey companyid customerid customerkey organizationid "
                "organisationid clientid"
            ),
            "account_name": (
                "account accountname company companyname customer customername organization "
                "organisation organizationname organisationname client clientname"
            ),
            "product": "product productname item solution productline",
            "owner": (
                "salesagent salesrep salesperson owner ownername dealowner opportunityowner agent "
                "rep representative accountexecutive seller assignedto responsible ownerid"
            ),
            "stage": (
                "dealstage stage stagename opportunitystage salesstage pipelinestage phase step"
            ),
            "status": "status dealstatus opportunitystatus state outcome result opportunityresult",
            "is_won": "iswon isclosedwon",
            "is_closed": "isclosed isdealclosed",
            "is_lost": "islost isclosedlost",
            "amount_cents": (
                "closevalue amount value dealvalue dealamount opportunityamount revenue total "
                "totalvalue totalamount contractvalue acv tcv price dealsize"
            ),
            "expected_cents": "estimatedamount estimatedvalue estimatedrevenue",
            "list_cents": (
                "listprice listamount listvalue listtotal totallistprice totallistamount "
                "grossamount undiscountedamount amountbeforediscount pricebeforediscount "
                "standardprice"
            ),
            "discount": "discount discountpercent discountpercentage discountpct discountrate",
            "currency": (
                "currency currencycode currencyisocode amountcurrency dealcurrency "
                "dealcurrencycode valuecurrency"
            ),
            "opened_on": (
                "engagedate opendate openedon opened createddate createdate createdtime createdat "
                "createdon created datecreated startdate addtime dealcreated creationdate"
            ),
            "won_on": "won wontime wondate wonon wonat datewon",
            "lost_on": "lost losttime lostdate loston lostat datelost",
            "closed_on": (
                "closedate closedon closed closingdate closeddate closetime closedat dateclosed "
                "dealclosedon actualclosedate"
            ),
            "expected_close_on": (
                "expectedclosedate expectedcloseon expectedclose expectedclosingdate "
                "estimatedclosedate forecastclosedate targetclosedate"
            ),
            "deal_type": "dealtype type opportunitytype businesstype",
            "lead_source": "leadsource source originalsource channel dealsource",
            "is_deleted": _DELETED,
        },
        "requests": {
            "source_key": (
                "requestid issuekey ticketid ideaid caseid postid feedbackid id key number "
                "recordid casenumber ticketnumber"
            ),
            "title": (
                "title subject summary requesttitle headline name feature featurerequest idea"
            ),
            "words": (
                "words request requesttext quote description details body text feedback comment "
                "comments message content customerwords verbatim note notes ask review"
            ),
            "account_name": (
                "account accountname company companyname customer customername organization "
                "organisation organizationname client clientname"
            ),
            "deal_key": "dealid dealkey opportunityid opportunitykey deal opportunity",
            "asked_on": (
                "askedon askedat date requestdate requestedon requestedat created createdat "
                "createddate createdate createdon createdtime createdtimestamp submittedon "
                "submittedat submitted opened openedat loggedon loggedat timestamp"
            ),
            "author": (
                "author requestedby submittedby createdby reporter loggedby rep salesrep "
                "salesagent requester user username owner useremailaddress email"
            ),
            "need": "need importance customerneed urgency howimportant",
            "intent": "intent intention purpose",
            "status": "status state requeststatus publicstatusname",
            "votes": "votes votescount votecount upvotes voterscount voters score",
            "labels": "labels label tags tag",
            "topic_key": "topicid topickey topic",
            "is_deleted": _DELETED,
        },
        "notes": {
            "source_key": (
                "noteid notekey engagementid activityid taskid eventid callid recordid id key "
                "number"
            ),
            "words": (
                "words text note notes notetext notebody body content description comment comments "
                "details summary message"
            ),
            "noted_on": (
                "writtenon writtenat notedon notedat notedate date day activitydate createdon "
                "createdat createddate createdate created createdtime loggedon loggedat timestamp "
                "time"
            ),
            "author": (
                "author writtenby createdby createdbyname loggedby owner ownername salesrep rep "
                "salesagent seller salesperson user username assignedto email useremail ownerid"
            ),
            "deal_key": (
                "dealid dealkey opportunityid opportunitykey dealnumber opportunitynumber"
            ),
            "deal_name": "deal dealname opportunity opportunityname dealtitle",
            "account_name": (
                "account accountname company companyname customer customername organization "
                "organisation organizationname organisationname client clientname"
            ),
            "is_deleted": _DELETED,
        },
    },
    stages=stages(
        open=(
            "open prospecting engaging qualification needsanalysis valueproposition "
            "iddecisionmakers identifydecisionmakers perceptionanalysis proposalpricequote "
            "negotiationreview appointmentscheduled qualifiedtobuy presentationscheduled "
            "decisionmakerboughtin contractsent qualified contactmade demoscheduled proposalmade "
            "negotiationsstarted"
        ),
        won="won closedwon",
        lost="lost closedlost closedlosttocompetition",
    ),
)
