"""However a file is broken: rows or a refusal in words, and every row in exactly one place."""

import os

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from data.imports import KINDS, SCHEMAS, Choices, parse
from data.imports.contract import REJECTED
from data.imports.table import RAW
from data.refused import Refused

EXAMPLES = int(os.environ.get("THROUGHLINE_EXAMPLES", "10000"))
HEADERS = {
    "accounts": ["account,sector,employees", "Id,Name,AnnualRevenue,Industry,CreatedDate"],
    "products": ["product,series,sales_price", "Id,Name,ProductCode,UnitPrice,IsDeleted"],
    "people": ["sales_agent,manager,regional_office", "Id,FirstName,LastName,Email,UserRoleId"],
    "deals": [
        "opportunity_id,sales_agent,deal_stage,engage_date,close_date,close_value",
        "Id,Name,StageName,Amount,CloseDate,IsWon,IsClosed,CurrencyIsoCode",
        "Record ID,Deal Name,Deal Stage,Amount,Close Date,Associated Company IDs",
        "Deal - Title,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Won time",
        "Record Id,Potential Name,Stage,Amount,Closing Date",
        "deal name,stage,amount,close date",
    ],
    "requests": [
        "title,details,status,votes,author",
        "number,title,description,created_at,votes_count",
        "Idea Id,Idea Title,Idea Description,Created Timestamp,User Email Address",
        "Summary,Issue key,Created,Labels,Labels,Description",
        "id,customer,request,date,need,votes",
    ],
    "notes": [
        "id,deal,account,author,written_on,text",
        "Record ID,Note body,Activity date,Activity assigned to,Associated Deal IDs",
        "deal,note,date",
    ],
    "revenue": [
        "account,deal,start date,end date,months,mrr,currency",
        "account,month,amount",
        "customerID,tenure,MonthlyCharges,Churn",
    ],
    "quotas": ["rep,year,quarter,quota", "rep,quota date,quota", "rep,month,target,currency"],
    "commissions": ["rep,deal id,paid on,commission", "id,email,date,amount,currency"],
    "splits": ["deal id,rep,split"],
    "rates": ["currency,to,date,rate", "isocode,startdate,conversionrate", "pair,date,rate"],
    "material-use": ["asset,type,used by,deal id,account,date"],
    "contacts": ["customer_id,email,name,consent,updated_at", "email,accepts_marketing"],
    "baskets": [
        "basket_id,email,created_at,abandoned_at,completed_at,value,currency",
        "id,abandoned_checkout_url,created_at,updated_at,completed_at,total_price",
    ],
    "orders": [
        "order_id,email,ordered_at,value,refunded,cancelled_at",
        "id,checkout_token,processed_at,updated_at,total_price,test",
    ],
    "nudge-results": [
        "campaign,customer,arm,segment,assigned_at,sent_at,purchased_at,revenue",
        "campaign,sent_at,bounced_at,unsubscribed_at,orders",
    ],
}
DATES = st.sampled_from(
    ["2024-03-12", "12/03/2024", "13/03/2024", "03/13/24", "31/02/2024", "12/Mar/24 9:41 AM",
     "0001-01-01", "9999-12-31", "2019-12-04T12:48:22-0500", "March 5, 2024",
     "1552348800000", "45000"]
)  # fmt: skip
AMOUNTS = st.sampled_from(
    ["5", "-5", "1,234.50", "1.234,50", "(7)", "$342.09K", "€ 5", "1,234", "12%", "1e9", "XQZ 5",
     "99999999999999999999", "0.005", "JPY 1.5", "abc", "1'234", "--1", "."]
)  # fmt: skip
WORDS = st.sampled_from(
    ["open", "Won", "Closed Lost", "Maybe", "true", "false", "Acme", "USD", "kwd", "a;b", "a|b",
     "x\ny", "x\r\ny", 'say "hi"', '5" disk', "=1+1", "\t", " ", "", "", "é–ü", "🙂", "\0", "7"]
)  # fmt: skip
CELLS = st.one_of(WORDS, DATES, AMOUNTS, st.text(max_size=5))
ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "utf-32"]
RESHAPES = [str, str, str.upper, str.title, lambda h: h.replace("_", " "), lambda h: h[:-1]]


@st.composite
def broken_files(draw):
    """Kind and bytes: a table as some tool might write it, and then damaged."""
    kind = draw(st.sampled_from(KINDS))
    headers = draw(st.sampled_from(RESHAPES))(draw(st.sampled_from(HEADERS[kind]))).split(",")
    separator = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=6))
    quoting = draw(st.sampled_from(["all", "needed", "never"]))
    for row in rows:
        spoil = draw(st.integers(0, 9))
        if spoil == 0:
            row.append("more")
        elif spoil == 1:
            row.pop()
    lines = [separator.join(_written(c, separator, quoting) for c in row) for row in rows]
    lines.insert(0, separator.join(headers))
    if draw(st.integers(0, 9)) == 0:
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(["", "  ", lines[0]])))
    content = end.join(lines).encode(draw(st.sampled_from(ENCODINGS)), errors="replace")
    return kind, _damaged(draw, content)


def _written(cell, separator, quoting):
    needed = any(sign in cell for sign in (separator, '"', "\n", "\r"))
    if quoting == "all" or (quoting == "needed" and needed):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _damaged(draw, content):
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(content)))
        damage = draw(st.sampled_from(["cut", "quote", "byte", "drop", "twice"]))
        if damage == "cut":
            content = content[:at]
        elif damage == "quote":
            content = content[:at] + b'"' + content[at:]
        elif damage == "byte":
            content = content[:at] + draw(st.binary(min_size=1, max_size=2)) + content[at:]
        elif damage == "drop":
            content = content[:at] + content[at + 1 :]
        else:
            content = content + content[at:]
    return content


CHOICES = st.builds(
    Choices,
    date_order=st.sampled_from([None, "day-first", "month-first"]),
    stages=st.sampled_from([{}, {"maybe": "open"}]),
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
)


@pytest.mark.timeout(3600)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(broken_files(), CHOICES)
def test_a_broken_file_gives_every_row_once_or_a_refusal_in_words(file, choices):
    kind, content = file
    try:
        read = parse(kind, content, file_name="f", choices=choices)
    except Refused as refusal:
        event("refused")
        assert str(refusal).endswith(".") and len(str(refusal)) < 1_200
        return
    event("read")
    assert read.good.height + read.rejected.height == read.rows > 0
    assert read.good.schema == SCHEMAS[kind]
    assert read.rejected.schema == REJECTED
    lines = read.good["line"].to_list() + read.rejected["line"].to_list()
    assert len(set(lines)) == len(lines) and min(lines) > 1
    assert read.good["source_key"].is_unique().all()
    assert not read.good["source_key"].null_count()
    assert not read.rejected["reason"].null_count()
    assert (read.rejected["raw"].str.len_chars() <= RAW).all()
    _obeys_its_kind(read)


NEVER_NULL = {
    "revenue": ("from_on", "monthly_cents", "currency"),
    "quotas": ("person", "from_on", "until_on", "amount_cents", "currency"),
    "commissions": ("person", "paid_on", "amount_cents", "currency"),
    "splits": ("deal_key", "person", "share_bp"),
    "rates": ("currency", "into", "on", "rate_billionths"),
    "material-use": ("material", "used_on"),
    "contacts": (),
    "baskets": ("created_at", "abandoned_at", "currency"),
    "orders": ("ordered_at", "currency", "refunded_cents"),
    "nudge-results": ("campaign", "customer", "arm", "assigned_at", "currency"),
}


def _obeys_its_kind(read):
    if read.kind in NEVER_NULL:
        assert all(not read.good[name].null_count() for name in NEVER_NULL[read.kind])
        return
    if read.kind in ("requests", "notes"):
        assert not read.good["words"].null_count()
        return
    if read.kind != "deals":
        assert not read.good["name"].null_count()
        return
    assert read.good["state"].is_in(["open", "won", "lost"]).all()
    assert not read.good["stage"].null_count() and not read.good["currency"].null_count()
    assert (read.good["amount_cents"].fill_null(0) >= 0).all()
    won = read.good.filter(read.good["state"] == "won")
    assert not won["closed_on"].null_count() and not won["amount_cents"].null_count()
    still_open = read.good.filter(read.good["state"] == "open")
    assert still_open["closed_on"].null_count() == still_open.height
