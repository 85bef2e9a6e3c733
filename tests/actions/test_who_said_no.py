"""Who said no in one place is not written to because of what another place says of her."""

from sqlalchemy import select

from data.store import reading
from data.tables import Contact
from tests.actions.shop_files import accept


def bases(engine):
    with reading(engine) as connection:
        told = connection.execute(select(Contact.source_key, Contact.consent_basis))
        return {key: basis or None for key, basis in told}


def shop(key, email, consent="yes"):
    return {"customer_id": key, "email": email, "consent": consent}


GONE = {"Email Address": "Anna+news@x.org", "UNSUB_TIME": "2026-01-02 10:00:00"}


def test_a_list_of_those_who_unsubscribed_takes_the_basis_that_a_shop_gave(engine):
    accept(engine, "contacts", [shop("a", "anna@x.org"), shop("b", "bo@x.org")])
    accept(engine, "contacts", [GONE])
    assert bases(engine) == {"a": None, "b": "consent", "anna+news@x.org": None}


def test_the_shop_does_not_give_it_again_whichever_came_first(engine):
    accept(engine, "contacts", [GONE])
    rows = [shop("a", "anna@x.org"), shop("b", "bo@x.org")]
    accept(engine, "contacts", rows)
    accept(engine, "contacts", [shop("c", "ANNA@x.org")])
    assert accept(engine, "contacts", rows).unchanged == 2
    expected = {"a": None, "b": "consent", "c": None, "anna+news@x.org": None}
    assert bases(engine) == expected


def test_two_rows_of_one_file_about_one_customer_agree(engine):
    rows = [shop("a", "anna@x.org", "opted out"), shop("c", "anna@x.org")]
    accept(engine, "contacts", rows)
    assert bases(engine) == {"a": None, "c": None}
    assert accept(engine, "contacts", rows).unchanged == 2


def test_where_she_said_no_she_may_say_yes_again(engine):
    accept(engine, "contacts", [shop("a", "anna@x.org", "unsubscribed")])
    assert bases(engine) == {"a": None}
    accept(engine, "contacts", [shop("a", "anna@x.org")])
    assert bases(engine) == {"a": "consent"}


def test_that_she_did_not_say_no_neither_gives_nor_takes_a_basis(engine):
    accept(engine, "contacts", [shop("a", "anna@x.org"), shop("b", "bo@x.org", "")])
    quiet = [
        {"customer_id": key, "email": email, "unsubscribed": "no"}
        for key, email in (("a", "anna@x.org"), ("b", "bo@x.org"))
    ]
    assert accept(engine, "contacts", quiet).unchanged == 2
    accept(engine, "contacts", [quiet[0] | {"unsubscribed": "yes"}])
    assert bases(engine) == {"a": None, "b": None}


def test_her_no_stays_when_the_shop_says_it_in_a_weaker_word(engine):
    accept(engine, "contacts", [shop("a", "anna@x.org", "unsubscribed")])
    accept(engine, "contacts", [shop("a", "anna@x.org", "false")])
    accept(engine, "contacts", [{"profile_id": "n", "email": "anna@x.org", "consent": "yes"}])
    assert bases(engine) == {"a": None, "n": None}
