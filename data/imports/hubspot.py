"""HubSpot: exported views (Deal Name, in any casing) and warehouse names (property_dealname)."""

from data.imports.dialect import Dialect, signs, stages

HUBSPOT = Dialect(
    name="hubspot",
    signs={
        "accounts": signs(
            "companydomainname",
            "companyowner",
            "recordid companyname",
            "recordid name",
            "propertyname",
            "companyid companyname",
        ),
        "products": signs("recordid name unitprice", "propertyname propertyprice"),
        "people": signs("hubspotteam", "recordid email firstname"),
        "deals": signs(
            "dealname dealstage",
            "dealname dealowner",
            "dealname closedate",
            "dealname pipeline",
            "recordid dealname",
            "propertydealname",
            "dealname hsobjectid",
        ),
        "requests": signs("propertysubject propertycontent", "ticketname", "ticketid ticketname"),
        "notes": signs(
            "notebody",
            "hsnotebody",
            "propertyhsnotebody",
            "engagementid metadatabody",
            "engagementtype metadatabody",
            "recordid associateddealids activitydate",
        ),
    },
    headers={
        "accounts": {
            "source_key": "recordid hsobjectid companyid id",
            "name": "companyname name propertyname",
            "segment": "industry propertyindustry",
            "region": "countryregion country propertycountry",
            "account_type": "type propertytype",
            "employees": "numberofemployees propertynumberofemployees",
            "created_on": "createdate propertycreatedate createdat",
            "is_deleted": "isdeleted fivetrandeleted",
        },
        "products": {
            "source_key": "recordid hsobjectid id",
            "name": "name productname propertyname",
            "family": "producttype folder propertyhsproducttype",
            "list_price_cents": "unitprice price propertyprice",
        },
        "people": {
            "source_key": "recordid userid ownerid id",
            "team": "hubspotteam mainteam team",
        },
        "deals": {
            "source_key": "recordid dealid hsobjectid id",
            "name": "dealname propertydealname",
            "account_key": (
                "associatedcompanyidsprimary primaryassociatedcompanyid associatedcompanyids "
                "associatedcompanyid"
            ),
            "account_name": (
                "associatedcompanyprimary primaryassociatedcompany associatedcompany "
                "associatedcompanynamesprimary associatedcompanynames companyname"
            ),
            "product": "product productname propertyproduct",
            "owner": "dealowner propertyhubspotownerid hubspotownerid owner ownerid",
            "stage": "dealstage propertydealstage dealpipelinestageid stage",
            "is_won": "isclosedwon propertyhsisclosedwon hsisclosedwon",
            "is_lost": "isclosedlost hsisclosedlost",
            "is_closed": "isdealclosed isclosed propertyhsisclosed hsisclosed",
            "amount_cents": "amount propertyamount",
            "currency": "currency dealcurrencycode propertydealcurrencycode",
            "opened_on": "createdate propertycreatedate createdat",
            "closed_on": "closedate propertyclosedate",
            "deal_type": "dealtype propertydealtype",
            "lead_source": (
                "originalsource originalsourcetype originaltrafficsource "
                "propertyhsanalyticssource leadsource"
            ),
            "is_deleted": "isdeleted fivetrandeleted",
        },
        "requests": {
            "source_key": "recordid ticketid hsobjectid id",
            "title": "ticketname propertysubject subject",
            "words": "ticketdescription propertycontent content",
            "asked_on": "createdate propertycreatedate createdat",
            "author": "ticketowner propertyhubspotownerid",
            "account_name": "associatedcompanyprimary associatedcompany companyname",
            "status": "ticketstatus propertyhspipelinestage",
            "labels": "category propertyhsticketcategory",
            "is_deleted": "isdeleted fivetrandeleted",
        },
        "notes": {
            "source_key": "recordid engagementid hsobjectid noteid id",
            "words": "notebody hsnotebody propertyhsnotebody metadatabody bodypreview body",
            "noted_on": (
                "activitydate hstimestamp propertyhstimestamp engagementtimestamp createdate "
                "hscreatedate propertyhscreatedate engagementcreatedat createdat"
            ),
            "author": (
                "activityassignedto noteowner owner createdby hubspotowner hubspotownerid "
                "propertyhubspotownerid engagementownerid ownerid"
            ),
            "deal_key": (
                "associateddealidsprimary associateddealids associateddealid associationsdealids "
                "dealids dealid"
            ),
            "deal_name": "associateddealprimary associateddeal associateddealnames dealname",
            "account_name": (
                "associatedcompanyprimary associatedcompany associatedcompanynames companyname"
            ),
            "is_deleted": "isdeleted fivetrandeleted",
        },
    },
    stages=stages(
        open=(
            "appointmentscheduled qualifiedtobuy presentationscheduled decisionmakerboughtin "
            "contractsent"
        ),
        won="closedwon",
        lost="closedlost",
    ),
)
