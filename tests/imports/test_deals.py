"""Deals, dialect by dialect, on small files made up here with each tool's own headers."""

from datetime import date

import pytest

from data.imports import SCHEMAS, Choices, parse
from data.refused import Refused


def deals(text, **choices):
    return parse("deals", text.encode(), file_name="d.csv", choices=Choices(**choices))


def pick(read, *columns):
    return read.good.select(columns).rows()


def reasons(read):
    return read.rejected.select("line", "column", "reason").rows()


def test_a_plain_pipeline_file():
    read = deals(
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "1C1I,Moses,GTXPro,Cancity,Won,2016-10-20,2017-03-01,1054\n"
        "Z063,Moses,MG Special,,Engaging,2016-10-25,,\n"
        "EC4Q,Anna,MG Special,Isdom,Lost,2016-10-25,2017-03-07,0\n"
    )
    assert (read.dialect, read.rows, read.good.height) == ("plain", 3, 3)
    assert read.good.schema == SCHEMAS["deals"]
    assert pick(read, "source_key", "owner", "account_name", "state", "amount_cents") == [
        ("1C1I", "Moses", "Cancity", "won", 105400),
        ("Z063", "Moses", None, "open", None),
        ("EC4Q", "Anna", "Isdom", "lost", 0),
    ]
    assert pick(read, "line", "opened_on", "closed_on", "expected_close_on")[:2] == [
        (2, date(2016, 10, 20), date(2017, 3, 1), None),
        (3, date(2016, 10, 25), None, None),
    ]


SALESFORCE = (
    "Id,AccountId,Name,StageName,Amount,Probability,CloseDate,Type,LeadSource,IsClosed,IsWon,"
    "ForecastCategoryName,OwnerId,CreatedDate\n"
    "006A0000001abcdAAA,001A0000001abcdAAA,One,Closed Won,10.50,100,2024-03-01,New,Web,true,true,"
    "Closed,005A0000001abcd,2024-01-01T10:00:00.000Z\n"
    "006A0000001abcD,001A0000001abcd,Two,Negotiation/Review,20,50,2024-09-01,New,Web,false,false,"
    "Pipeline,005A0000001abcd,2024-01-01T10:00:00.000Z\n"
    "006A0000001abcE,,Three,Our own stage,,0,2024-02-01,New,Web,true,false,"
    "Omitted,005A0000001abcd,2024-01-01T10:00:00.000Z\n"
    "006A0000001abcd,,Again,Closed Won,1,100,2024-03-01,New,Web,true,true,"
    "Closed,005A0000001abcd,2024-01-01T10:00:00.000Z\n"
)


def test_salesforce_as_its_data_loader_writes_it():
    read = deals(SALESFORCE)
    assert read.dialect == "salesforce"
    assert pick(read, "source_key", "account_key", "name", "state") == [
        ("006A0000001abcd", "001A0000001abcd", "One", "won"),
        ("006A0000001abcD", "001A0000001abcd", "Two", "open"),
        ("006A0000001abcE", None, "Three", "lost"),
    ]
    assert pick(read, "closed_on", "expected_close_on") == [
        (date(2024, 3, 1), None),
        (None, date(2024, 9, 1)),
        (date(2024, 2, 1), None),
    ]
    assert reasons(read) == [(5, "Id", "same id as line 2")]


def test_salesforce_as_a_report_shows_it_with_and_without_ids():
    report = (
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Close Date,Created Date,"
        "Type\n"
        'Jo,Acme,Big one,Closed Won,"$1,200.00",3/28/2024,1/15/2024,New\n'
        'Jo,Acme,Big one,Prospecting,"$5.00",3/29/2024,1/15/2024,New\n'
        '"Copyright (c) 2024 salesforce.com, inc."\n'
    )
    read = deals(report)
    assert read.dialect == "salesforce"
    assert pick(read, "source_key", "account_name", "owner", "amount_cents", "closed_on") == [
        ("big one | acme | 2024-01-15", "Acme", "Jo", 120000, date(2024, 3, 28)),
        ("big one | acme | 2024-01-15 #2", "Acme", "Jo", 500, None),
    ]
    assert any("no id column" in note for note in read.notes)
    assert reasons(read) == [(4, None, "1 cells where the header has 8")]
    with_id = report.replace("Opportunity Owner", "Opportunity ID").replace("Jo,", "006,", 1)
    assert deals(with_id).good["source_key"].to_list() == ["006", "Jo"]


def test_a_warehouse_copy_says_what_is_deleted():
    read = deals(
        "_fivetran_synced,id,account_id,amount,close_date,created_date,is_closed,is_deleted,is_won,"
        "name,stage_name\n"
        "x,1,a,5,2018-12-19 00:00:00,2018-12-19 19:51:13,true,true,true,N,S\n"
        "x,2,a,5,2018-12-19 00:00:00,2018-12-19 19:51:13,true,false,true,N,S\n"
    )
    assert read.dialect == "salesforce"
    assert reasons(read) == [(2, "is_deleted", "deleted in the source")]
    assert pick(read, "source_key", "stage", "state") == [("2", "S", "won")]


@pytest.mark.parametrize("shape", [str.title, str.upper, str.lower])
def test_hubspot_in_any_casing(shape):
    header = (
        "record id,deal name,deal stage,amount,deal owner,close date,create date,pipeline,"
        "associated company,associated company ids,associated company ids (primary)"
    )
    read = deals(
        shape(header) + "\n"
        '77,Big,Closed Won (Sales Pipeline),"1,234.50",Jo,2024-03-01 10:00,2024-01-01,P,Acme,'
        '"9;8",8\n'
        "78,Small,appointmentscheduled,,Jo,2024-09-01,2024-01-01,P,,9; 8,\n"
    )
    assert read.dialect == "hubspot"
    assert pick(read, "source_key", "state", "amount_cents", "account_key", "account_name") == [
        ("77", "won", 123450, "8", "Acme"),
        ("78", "open", None, None, None),
    ]


def test_hubspot_with_several_companies_takes_the_first():
    read = deals(
        "Record ID,Deal Name,Deal Stage,Close Date,Associated Company IDs\n"
        "1,A,Contract Sent,1709251200000,9; 8\n"
    )
    assert pick(read, "account_key", "expected_close_on") == [("9", date(2024, 3, 1))]


def test_hubspot_as_a_warehouse_holds_it():
    read = deals(
        "deal_id,is_deleted,deal_pipeline_stage_id,property_dealname,property_amount,"
        "property_closedate,property_createdate\n"
        "12,false,closedlost,Deal,,2019-12-05 12:48:22,2019-12-04 12:48:22\n"
        "13,false,,Deal,,,2019-12-04 12:48:22\n"
    )
    assert read.dialect == "hubspot"
    assert pick(read, "source_key", "state", "closed_on") == [("12", "lost", date(2019, 12, 5))]
    assert reasons(read) == [(3, "deal_pipeline_stage_id", "no stage")]


def test_pipedrive_whose_status_says_won_or_lost():
    read = deals(
        "Deal - Title;Deal - Value;Deal - Currency of value;Organization;Deal - Owner;Deal - Stage;"
        "Deal - Status;Deal - Deal created;Deal - Won time;Deal - Lost time;"
        "Deal - Expected close date;Deal - ID\n"
        "A;1.200,50;EUR;Acme;Jo;Anything;Won;2024-01-01;2024-03-01 10:00:00;;2024-02-01;1\n"
        "B;700;EUR;Acme;Jo;Anything;Lost;2024-01-01;;2024-04-01 10:00:00;;2\n"
        "C;;EUR;Acme;Jo;Anything;Open;2024-01-01;;;2024-12-01;3\n"
        "D;;EUR;Acme;Jo;Anything;Deleted;2024-01-01;;;;4\n"
    )
    assert read.dialect == "pipedrive"
    assert pick(read, "source_key", "stage", "state", "amount_cents", "currency") == [
        ("1", "Anything", "won", 120050, "EUR"),
        ("2", "Anything", "lost", 70000, "EUR"),
        ("3", "Anything", "open", None, "EUR"),
    ]
    assert pick(read, "account_name", "closed_on", "expected_close_on") == [
        ("Acme", date(2024, 3, 1), date(2024, 2, 1)),
        ("Acme", date(2024, 4, 1), None),
        ("Acme", None, date(2024, 12, 1)),
    ]
    assert reasons(read) == [(5, "Deal - Status", "deleted in the source")]


@pytest.mark.parametrize("noun", ["Deal", "Potential"])
def test_zoho_and_its_older_potentials(noun):
    read = deals(
        f"Record Id,{noun} Name,Account Name,{noun} Owner,Stage,Amount,Closing Date,Created Time,"
        "Probability,Type,Lead Source\n"
        "zcrm_1,A,Acme,Jo,Closed-Lost to Competition,5,2024-03-01,2024-01-01 10:00:00,0,New,Web\n"
        "zcrm_2,B,Acme,Jo,Identify Decision Makers,5,2024-03-01,2024-01-01 10:00:00,0,New,Web\n"
    )
    assert read.dialect == "zoho"
    assert pick(read, "source_key", "owner", "state", "opened_on", "lead_source") == [
        ("zcrm_1", "Jo", "lost", date(2024, 1, 1), "Web"),
        ("zcrm_2", "Jo", "open", date(2024, 1, 1), "Web"),
    ]


def test_dynamics_is_worth_its_actual_revenue_and_its_estimate_before():
    read = deals(
        "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,Topic,Potential Customer,"
        "Est. Close Date,Est. Revenue,Status,Pipeline Phase,Owner,Created On,Actual Close Date,"
        "Actual Revenue,Currency\n"
        'g-1,x==,Ovens,Acme,2026-12-24,"$12,000.00",Open,2-Develop,Ann,2026-10-14,,,US Dollar\n'
        'g-2,x==,Decks,Beta,2026-11-03,"$2,000.00",Won,4-Close,Ann,2026-10-04,2026-11-02,'
        '"$1,900.00",US Dollar\n'
    )
    assert read.dialect == "dynamics"
    assert pick(read, "source_key", "account_name", "stage", "state", "amount_cents") == [
        ("g-1", "Acme", "2-Develop", "open", 1_200_000),
        ("g-2", "Beta", "4-Close", "won", 190_000),
    ]


@pytest.mark.parametrize("actual", ["", ",Amount"])
def test_a_won_deal_is_not_worth_its_estimate(actual):
    more = "," if actual else ""
    read = deals(
        f"id,status,close date,Estimated value{actual}\n"
        f"1,won,2026-01-02,5{more}\n2,open,2026-01-02,6{more}\n3,lost,2026-01-02,7{more}\n"
    )
    assert [reason for _, _, reason in reasons(read)] == ["won without an amount"]
    assert pick(read, "source_key", "amount_cents") == [("2", 600), ("3", 700)]


def test_a_header_may_name_the_thing_before_the_column():
    read = deals("opportunity_id,deal_source,Opportunity Stage,deal_amount_eur\n1,Web,Open,5\n")
    assert pick(read, "source_key", "lead_source", "amount_cents", "currency") == [
        ("1", "Web", 500, "EUR")
    ]


def test_headers_match_whatever_their_case_spaces_and_signs():
    read = deals("OPPORTUNITY-ID; Deal Stage ;Close_Value\n1;open;5\n")
    assert read.columns == {
        "OPPORTUNITY-ID": "source_key",
        "Deal Stage": "stage",
        "Close_Value": "amount_cents",
    }


STAGES = (
    "id,stage,close date,amount\n1,Verbal yes,2024-03-01,5\n2,VERBAL  YES ,2024-03-01,5\n3,open,,\n"
)


def test_an_unknown_stage_waits_for_the_person():
    read = deals(STAGES)
    assert read.unknown_stages == {"Verbal yes": 2}
    assert reasons(read)[0] == (
        2,
        "stage",
        "stage 'Verbal yes' is not known: say whether it means open, won or lost",
    )
    told = deals(STAGES, stages={"verbal yes": "won"})
    assert told.good["state"].to_list() == ["won", "won", "open"]
    assert told.unknown_stages == {}


def test_a_stage_may_be_numbered_or_say_its_odds():
    read = deals(
        "id,stage,amount,close date\n1,6 - Closed Won,5,2026-01-01\n2,Closed Lost (0%),5,\n"
        "3,1. Qualification,5,\n4,100% - Won,5,2026-01-01\n5,2 Lunches,5,\n"
    )
    assert [state for (state,) in pick(read, "state")] == ["won", "lost", "open", "won"]
    assert list(read.unknown_stages) == ["2 Lunches"]


def test_the_person_may_overrule_a_standard_stage_but_not_the_files_own_flags():
    assert deals("id,stage\n1,open\n", stages={"Open": "lost"}).good["state"].to_list() == ["lost"]
    read = deals(SALESFORCE, stages={"closed won": "lost"})
    assert read.good["state"].to_list()[0] == "won"
    with pytest.raises(Refused, match="cannot mean 'maybe'"):
        deals(STAGES, stages={"x": "maybe"})


def test_a_won_deal_needs_a_close_date_and_an_amount():
    read = deals("id,stage,close date,amount\n1,won,,5\n2,won,2024-03-01,\n3,lost,,\n")
    assert reasons(read) == [
        (2, "close date", "won without a close date"),
        (3, "amount", "won without an amount"),
    ]
    assert read.good["source_key"].to_list() == ["3"]


def test_a_closed_deal_in_an_open_stage_is_a_contradiction():
    read = deals("id,stage,is closed\n1,open,true\n2,open,false\n")
    assert reasons(read) == [(2, "stage", "'open' is an open stage, and the deal is closed")]


def test_the_first_of_two_rows_with_one_id_stays_and_no_id_is_no_row():
    read = deals("id,stage,amount\n7,open,-1\n7,open,1\n7,open,2\n,open,3\n")
    assert pick(read, "line", "amount_cents") == [(3, 100)]
    assert reasons(read) == [
        (2, "amount", "'-1' is negative"),
        (4, "id", "same id as line 3"),
        (5, "id", "no id"),
    ]


def test_a_header_in_the_middle_and_an_empty_row_are_rejected():
    read = deals("id,stage\n1,open\nid,stage\n,\n2,open\n")
    assert reasons(read) == [(3, None, "a header again"), (4, None, "an empty row")]
    assert read.rejected["raw"].to_list() == ["id,stage", ","]


def test_columns_chosen_by_the_person_come_before_recognition():
    text = "id,phase of it,amount,worth\n1,open,5,7\n"
    with pytest.raises(Refused) as refusal:
        deals(text)
    assert "No column for the deal's stage was found: looked for headers such as dealstage" in str(
        refusal.value
    )
    assert "the file has 'id', 'phase of it', 'amount', 'worth'." in str(refusal.value)
    read = deals(text, columns={"Phase of it": "stage", "worth": "amount_cents", "amount": ""})
    assert pick(read, "state", "amount_cents") == [("open", 700)]
    with pytest.raises(Refused, match="The file has no column 'wroth'"):
        deals(text, columns={"Phase of it": "stage", "wroth": "amount_cents"})
    with pytest.raises(Refused, match="cannot feed 'colour'"):
        deals(text, columns={"worth": "colour"})


def test_the_key_of_a_shape_does_not_depend_on_the_order_of_its_columns():
    one, other = deals("id,stage\n1,open\n"), deals("STAGE;Id\nopen;1\n")
    assert one.header_key == other.header_key != deals("id,stage,x\n1,open,\n").header_key


def test_lines_above_the_header_are_left_out_and_said():
    read = deals("Pipeline of May\n\nid,stage\n1,open\n")
    assert pick(read, "line", "source_key") == [(4, "1")]
    assert "1 line above the header left out." in read.notes
