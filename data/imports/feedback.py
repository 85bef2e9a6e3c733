"""The tools that hold what customers ask: UserVoice, Jira, Fider, Aha, Zendesk, Canny and such."""

from data.imports.dialect import Dialect, signs

USERVOICE = Dialect(
    name="uservoice",
    signs={"requests": signs("ideaid", "ideatitle")},
    headers={
        "requests": {
            "source_key": "ideaid",
            "title": "ideatitle",
            "words": "ideadescription ideatext",
            "status": "publicstatusname ideastatus status",
            "labels": "labels categoryname",
            "votes": "voterscount supporterscount votescount",
            "asked_on": "supportcreatedtimestamp votecreatedtimestamp createdtimestamp",
            "author": "useremailaddress useremail voteremail",
            "creator": "ideacreatoremailaddress ideacreatoremail ideacreatorname",
            "account_name": "useraccountname accountname useraccount",
        }
    },
)
JIRA = Dialect(
    name="jira",
    signs={
        "requests": signs(
            "issuekey", "summary issuetype", "summary issueid", "summary reporter", "bugid summary"
        )
    },
    headers={
        "requests": {
            "source_key": "issuekey key issueid bugid",
            "title": "summary",
            "words": "description",
            "asked_on": "created opened creationtime",
            "author": "reporter creator",
            "status": "status",
            "labels": "labels keywords",
            "votes": "votes",
            "account_name": "customfieldcustomer customfieldaccount customfieldcompany",
        }
    },
)
FIDER = Dialect(
    name="fider",
    signs={
        "requests": signs(
            "number title votescount",
            "number title commentscount",
            "number title createdby",
            "number title description",
        )
    },
    headers={
        "requests": {
            "source_key": "number id",
            "title": "title",
            "words": "description",
            "asked_on": "createdat",
            "author": "createdby user",
            "votes": "votescount",
            "status": "status",
            "labels": "tags",
        }
    },
)
CANNY = Dialect(
    name="canny",
    signs={
        "requests": signs(
            "title details",
            "title votes",
            "title author status",
            "postid title",
            "title board",
            "posttitle details",
            "posttitle votername",
            "posttitle posturl",
        )
    },
    headers={
        "requests": {
            "source_key": "postid id url posturl",
            "title": "title posttitle",
            "words": "details postdetails",
            "asked_on": "votecreated created createdat postcreated postdate date",
            "author": "voteremail votername author authorname authoremail",
            "account_name": "votercompany authorcompany companies company",
            "votes": "votes score votecount",
            "status": "status",
            "labels": "tags category",
        }
    },
)
AHA = Dialect(
    name="aha",
    signs={"requests": signs("ideareference", "ideaname ideastatus", "ideaname ideavotes")},
    headers={
        "requests": {
            "source_key": "ideareference ideareferencenumber ideaid",
            "title": "ideaname",
            "words": "ideadescription",
            "asked_on": "ideacreateddate createddate createdat submittedat",
            "author": "createdbyportaluser createdbyuser createdby submittedby",
            "account_name": "organization ideaorganization company",
            "votes": "ideavotes votes",
            "status": "ideastatus ideaworkflowstatus status",
            "labels": "ideacategories ideatags categories",
        }
    },
)
PRODUCTBOARD = Dialect(
    name="productboard",
    signs={"requests": signs("title content displayurl", "title content companydomain")},
    headers={
        "requests": {
            "source_key": "id noteid",
            "title": "title",
            "words": "content",
            "asked_on": "createdat created",
            "author": "owner owneremail createdby",
            "account_name": "companyname company",
            "status": "state",
            "labels": "tags",
        }
    },
)
ZENDESK = Dialect(
    name="zendesk",
    signs={"requests": signs("ticketid requester", "subject requester", "id subject assignee")},
    headers={
        "requests": {
            "source_key": "ticketid id",
            "title": "subject",
            "words": "description",
            "asked_on": "createdat requestdate",
            "author": "requester requestername requesteremail",
            "account_name": "organization organizationname ticketorganizationname",
            "status": "status",
            "labels": "tags",
        }
    },
)
TOOLS = (USERVOICE, JIRA, FIDER, AHA, PRODUCTBOARD, ZENDESK, CANNY)
