"""Notes on deals, from each tool that has them, on small files made up here."""

from datetime import date

import pytest

from data.imports import SCHEMAS, parse
from data.imports.notes import LONGEST
from data.imports.remembering import guess_kind
from data.refused import Refused


def notes(text):
    return parse("notes", text.encode(), file_name="n.csv")


def pick(read, *columns):
    return read.good.select(columns).rows()


def test_a_plain_file():
    read = notes(
        "id,deal,account,author,written_on,text\n"
        'N-1,Big one,Acme,Jo,2024-03-01,"They <b>want</b> a map\n& a lift"\n'
    )
    assert read.dialect == "plain"
    assert read.good.schema == SCHEMAS["notes"]
    assert read.good.rows() == [
        (2, "N-1", "They <b>want</b> a map\n& a lift", date(2024, 3, 1), "Jo", None, "Big one",
         "Acme")
    ]  # fmt: skip


def test_hubspots_exported_view_holds_web_pages():
    read = notes(
        "Record ID,Note body,Activity date,Activity assigned to,Associated Deal IDs,"
        "Associated Deal\n"
        '71,"<div><p>Wants a&nbsp;map &amp; a lift</p><p>Call on <b>Monday</b><br>at 1 &lt; 2</p>'
        '</div>",2024-03-01 09:30,Jo Lee (jo@x.org),900;901,Big one;Small one\n'
        "72,<p> </p>,2024-03-01 09:30,,,\n"
    )
    assert read.dialect == "hubspot"
    assert pick(read, "source_key", "words", "author", "deal_key", "noted_on") == [
        ("71", "Wants a map & a lift\nCall on Monday\nat 1 < 2", "Jo Lee (jo@x.org)", "900",
         date(2024, 3, 1))
    ]  # fmt: skip
    assert read.rejected["reason"].to_list() == ["no words"]
    assert "1 notes belong to several deals; each counts for its first one." in read.notes


def test_hubspots_engagements_as_a_warehouse_has_them(shared_data):
    file = shared_data / "native_export_headers/hubspot/engagement_note_data.csv"
    read = parse("notes", file, file_name=file.name)
    assert read.dialect == "hubspot"
    assert pick(read, "source_key", "words", "noted_on") == [
        ("19732728857", "note body", date(2014, 8, 27))
    ]


def test_salesforces_notes_name_a_deal_by_its_id_of_either_length():
    read = notes(
        "Id,ParentId,Title,Body,Owner.Name,CreatedDate,IsDeleted\n"
        "002000000000001AAA,006000000000007AAA,Call,They want a map,Jo,2024-03-01,false\n"
        "002000000000002AAA,006000000000007AAA,Call,Gone,Jo,2024-03-01,true\n"
    )
    assert read.dialect == "salesforce"
    assert pick(read, "source_key", "words", "author", "deal_key") == [
        ("002000000000001", "They want a map", "Jo", "006000000000007")
    ]
    assert read.rejected["reason"].to_list() == ["deleted in the source"]


@pytest.mark.parametrize(
    ("text", "dialect", "row"),
    [
        (
            "Subject,Comments,Date,Assigned,Company / Account,Opportunity,Full Comments\n"
            "Call,Sho…,3/14/2026,Ann,Acme,Ovens,Short no more\n",
            "salesforce",
            ("Short no more", "Ann", "Ovens", "Acme"),
        ),
        (
            "Activity - Subject,Activity - Due date,Activity - Note,Activity - Assigned to user,"
            "Deal - Title,Organization - Name\nCall,2026-03-14,<p>Two ovens</p>,Ann,Ovens,Acme\n",
            "pipedrive",
            ("Two ovens", "Ann", "Ovens", "Acme"),
        ),
        (
            "Record Id,Note Title,Note Content,Parent ID,Note Owner,Created Time\n"
            "z1,T,Two ovens,Ovens,Ann,2026-03-14 10:00:00\n",
            "zoho",
            ("Two ovens", "Ann", "Ovens", None),
        ),
    ],
)
def test_notes_of_other_tools(text, dialect, row):
    read = notes(text)
    assert read.dialect == dialect
    assert pick(read, "words", "author", "deal_name", "account_name") == [row]


def test_what_is_no_note_is_rejected_with_its_line():
    read = notes(f"id,note,date\n1,,2024-03-01\n2,x,\n3,{'x' * (LONGEST + 1)},2024-03-01\n2,y,\n")
    assert read.good.is_empty()
    assert read.rejected.select("line", "column", "reason").rows() == [
        (2, "note", "no words"),
        (3, "date", "no day"),
        (4, "note", "longer than 100,000 characters"),
        (5, "date", "no day"),
    ]


def test_without_ids_two_equal_notes_are_two_notes():
    read = notes("deal,author,date,note\nA,Jo,2024-03-01,Called\nA,Jo,2024-03-01,Called\n")
    keys = [key for (key,) in pick(read, "source_key")]
    assert len(set(keys)) == 2 and keys[1] == f"{keys[0]} #2"


def test_a_file_without_words_or_days_is_refused():
    with pytest.raises(Refused, match="No column for the note's words was found"):
        notes("id,date\n1,2024-03-01\n")
    with pytest.raises(Refused, match="No column for the day of the note was found"):
        notes("id,note\n1,x\n")


def test_its_headers_tell_that_it_holds_notes():
    assert guess_kind([("id", "deal", "account", "author", "written_on", "text")]) == "notes"
    hubspot = ("Record ID", "Note body", "Activity date", "Activity assigned to")
    assert guess_kind([hubspot]) == "notes"
    assert guess_kind([("id", "customer", "request", "date", "need", "votes")]) == "requests"
    task = "id owner_id account_id subject description activity_date is_closed is_deleted what_id"
    assert guess_kind([(*task.split(), "status", "type", "created_date")]) == "notes"
    product = ("id", "name", "family", "is_active", "description", "created_date", "is_deleted")
    assert guess_kind([product]) == "products"
