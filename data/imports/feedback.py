"""The feedback tools that hold requests: UserVoice, Jira, Fider, Canny and its likes."""

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
            "title details", "title votes", "title author status", "postid title", "title board"
        )
    },
    headers={
        "requests": {
            "source_key": "postid id url posturl",
            "title": "title",
            "words": "details",
            "asked_on": "created createdat postdate date",
            "author": "author authorname authoremail",
            "account_name": "authorcompany companies company",
            "votes": "votes score votecount",
            "status": "status",
            "labels": "tags category",
        }
    },
)
TOOLS = (USERVOICE, JIRA, FIDER, CANNY)
