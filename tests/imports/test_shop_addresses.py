"""Addresses that no mail reaches, and names too long to be found by, are said at the import."""

from data.imports import parse

FILE = b"""customer_id,email,consent
1,ann lee@example.org,yes
2,bea@example.org,yes
3,carl@example..org,yes
4,,yes
"""


def test_an_import_says_whom_no_mail_will_reach_and_keeps_them_as_customers():
    parsed = parse("contacts", FILE, file_name="contacts.csv")
    assert parsed.good.height == 4
    assert parsed.rejected.is_empty()
    assert parsed.notes == (
        "2 customers get no reminder: no mail can be addressed to “ann lee@example.org”, nor to"
        " the like.",
    )


def test_nothing_is_said_where_all_can_be_written_to():
    assert (
        parse("contacts", FILE.replace(b" lee", b"").replace(b"..", b"."), file_name="").notes == ()
    )


def test_what_rows_are_found_by_is_of_bounded_length():
    long = b"x" * 256
    orders = (
        b"order_id,ordered_at,customer_id,email\n1,2026-11-02,%b,a@b.c\n2,2026-11-02,c,%b@b.c\n"
    )
    parsed = parse("orders", orders % (long, long), file_name="orders.csv")
    assert parsed.good.is_empty()
    assert parsed.rejected["reason"].to_list() == [
        "is longer than 255 characters",
        "is longer than 254 characters",
    ]
