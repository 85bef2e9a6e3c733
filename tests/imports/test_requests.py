"""Requests, from each feedback tool, on small files made up here with its own headers."""

from datetime import date

import pytest

from data.imports import SCHEMAS, Choices, parse
from data.refused import Refused


def requests(text, **choices):
    return parse("requests", text.encode(), file_name="r.csv", choices=Choices(**choices))


def pick(read, *columns):
    return read.good.select(columns).rows()


def test_uservoice_has_a_row_for_every_voter():
    read = requests(
        "Idea Id,Idea Title,Idea Description,Category Name,Public Status Name,Labels,Voters Count,"
        "Created Timestamp,Idea Creator Email Address,User Email Address\n"
        "5,Dark mode,Please,UI,planned,eyes,2,2024-03-01 10:00:00,a@x.org,b@x.org\n"
        "5,Dark mode,Please,UI,planned,eyes,2,2024-03-01 10:00:00,a@x.org,c@x.org\n"
        "5,Dark mode,Please,UI,planned,eyes,2,2024-03-01 10:00:00,a@x.org,b@x.org\n"
    )
    assert read.dialect == "uservoice"
    assert pick(read, "source_key", "topic_key", "author", "words", "votes", "status") == [
        ("5 / b@x.org", "5", "b@x.org", "Please", 2, "planned"),
        ("5 / c@x.org", "5", "c@x.org", "Please", 2, "planned"),
    ]
    assert read.rejected["reason"].to_list() == ["same id as line 2"]


def test_jira_with_repeated_headers():
    read = requests(
        "Summary,Issue key,Issue Type,Status,Priority,Reporter,Created,Labels,Labels,Description\n"
        'Dark mode,AB-1,Story,Open,High,jo,12/Mar/24 9:41 AM,ui,night,"It\nhurts"\n'
        "Light mode,AB-2,Story,Open,High,jo,13/Mar/24 9:41 PM,ui,,\n"
    )
    assert read.dialect == "jira"
    assert pick(read, "source_key", "title", "words", "asked_on", "author", "labels") == [
        ("AB-1", "Dark mode", "It\nhurts", date(2024, 3, 12), "jo", "ui, night"),
        ("AB-2", "Light mode", "Light mode", date(2024, 3, 13), "jo", "ui"),
    ]
    assert read.columns["Labels"] == read.columns["Labels (2)"] == "labels"


def test_votes_of_canny_are_a_row_for_every_voter():
    read = requests(
        "postTitle,postURL,voterName,voterEmail,voterCompany,voteCreated\n"
        "Dark,https://c/1,Jo,jo@x.org,Acme,2026-01-02\n"
        "Dark,https://c/1,Al,al@x.org,Beta,2026-01-03\n"
    )
    assert read.dialect == "canny"
    assert pick(read, "source_key", "topic_key", "account_name", "author") == [
        ("https://c/1 / jo@x.org", "https://c/1", "Acme", "jo@x.org"),
        ("https://c/1 / al@x.org", "https://c/1", "Beta", "al@x.org"),
    ]


@pytest.mark.parametrize(
    ("text", "dialect", "row"),
    [
        (
            "Idea reference #,Idea name,Idea description,Idea status,Idea votes,Created date\n"
            "APP-I-1,Dark,<p>We want<br>it</p>,New,12,2026-01-02\n",
            "aha",
            ("APP-I-1", "Dark", "We want\nit", None),
        ),
        (
            "id,title,content,company_name,user_name,owner,tags,state,created_at,display_url\n"
            "n1,Dark,We want it,Acme,Jo,Ann,ui,processed,2026-01-02T10:00:00Z,https://p/n1\n",
            "productboard",
            ("n1", "Dark", "We want it", "Acme"),
        ),
        (
            "Ticket ID,Subject,Description,Requester,Organization,Assignee,Created at,Status\n"
            "1,Dark,We want it,Jo,Acme,Ann,2026-01-02 10:00:00,open\n",
            "zendesk",
            ("1", "Dark", "We want it", "Acme"),
        ),
        (
            "id,property_subject,property_content,property_createdate,is_deleted\n"
            "1,Dark,We want it,2026-01-02 10:00:00,false\n",
            "hubspot",
            ("1", "Dark", "We want it", None),
        ),
    ],
)
def test_other_tools_that_hold_what_customers_ask(text, dialect, row):
    read = requests(text)
    assert read.dialect == dialect
    assert pick(read, "source_key", "title", "words", "account_name") == [row]
    assert read.good["asked_on"].to_list() == [date(2026, 1, 2)]


def test_fider():
    read = requests(
        "number,title,description,created_at,created_by,votes_count,comments_count,status,tags\n"
        "17,Dark mode,Please,2024-03-01T10:00:00Z,Jo,12,3,open,ui\n"
    )
    assert read.dialect == "fider"
    assert read.good.schema == SCHEMAS["requests"]
    assert pick(read, "source_key", "topic_key", "votes", "labels", "asked_on") == [
        ("17", "17", 12, "ui", date(2024, 3, 1))
    ]


def test_canny_without_ids_and_days():
    text = "title,details,status,votes,author\nDark mode,,open,3,Jo\nDark mode,,open,4,Jo\n"
    read = requests(text)
    assert read.dialect == "canny"
    assert pick(read, "source_key", "words", "votes", "asked_on") == [
        ("dark mode | dark mode | jo | ", "Dark mode", 3, None),
        ("dark mode | dark mode | jo |  #2", "Dark mode", 4, None),
    ]
    assert "The file says no day for its requests; they have no day yet." in read.notes
    dated = requests(text, asked_on=date(2024, 5, 1))
    assert dated.good["asked_on"].to_list() == [date(2024, 5, 1)] * 2


def test_a_row_without_a_day_is_rejected_where_others_have_one():
    read = requests("title,details,created\nA,b,2024-03-01\nC,d,\n,,2024-03-01\n")
    assert read.rejected.select("line", "column", "reason").rows() == [
        (3, "created", "no day"),
        (4, "details", "nothing was asked"),
    ]


def test_a_plain_list_with_need_and_intent():
    read = requests(
        "id,customer,request,date,rep,need,intent,deal id\n"
        "1,Acme,Dark mode,2024-03-01,Jo,Must-have,Upsell,77\n"
        "2,Acme,Light mode,2024-03-01,Jo,dunno,,\n"
    )
    assert read.dialect == "plain"
    assert pick(read, "account_name", "author", "need", "intent", "deal_key") == [
        ("Acme", "Jo", "blocker", "expansion", "77"),
        ("Acme", "Jo", None, None, None),
    ]


def test_votes_that_are_no_number_are_unknown_and_said():
    read = requests('title,details,votes,created\nA,b,many,2024-03-01\nC,d,"1,200",2024-03-01\n')
    assert read.good["votes"].to_list() == [None, 1200]
    assert "'votes' is no whole number, left unknown: 1." in read.notes


def test_a_file_without_words_is_refused():
    with pytest.raises(Refused, match="No column for what was asked was found"):
        requests("id,created\n1,2024-03-01\n")
