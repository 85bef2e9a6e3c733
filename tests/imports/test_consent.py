"""Whether somebody may be written to, as shops and mailers say it: in doubt she may not."""

import pytest

from data.imports import parse

SAID_NO = (
    *("opted out", "OPT_OUT", "unsubscribed", "Un-subscribed", "Withdrawn", "declined", "revoked"),
    *("refusé", "désabonnée", "abgemeldet", "Widerspruch", "HARD_BOUNCE", "cleaned", "SPAM"),
)
NOTHING_SAID = (
    *("NEVER_SUBSCRIBED", "never subscribed", "no consent", "Nein", "non", "Not given", "pending"),
    *("not opted out", "false", "0", "keine Einwilligung", ""),
)
A_BASIS = ("soft opt-in", "Existing customer", "Legitimate interest", "double opt-in", "contract")


def bases(text):
    return parse("contacts", text.encode(), file_name="c.csv").good["consent_basis"].to_list()


@pytest.mark.parametrize("header", ["consent", "Email Marketing Consent"])
@pytest.mark.parametrize(
    ("words", "basis"),
    [*((word, "") for word in SAID_NO), *((word, None) for word in NOTHING_SAID)],
)
def test_what_is_no_yes_is_no_basis(header, words, basis):
    assert bases(f"email,{header}\na@x.org,{words}\nb@x.org,yes\n") == [basis, "consent"]


@pytest.mark.parametrize("words", A_BASIS)
def test_a_basis_stays_in_the_files_words(words):
    assert bases(f"email,legal basis\na@x.org,{words}\n") == [words]


@pytest.mark.parametrize("words", ["SUBSCRIBED", "opted_in", "true", "1", "Yes", "confirmed"])
def test_a_plain_yes_is_consent(words):
    assert bases(f"email,email_subscribe\na@x.org,{words}\n") == ["consent"]


@pytest.mark.parametrize(
    ("header", "no", "nothing"),
    [
        ("UNSUB_TIME", "2026-01-02 10:00:00", ""),
        ("CLEAN_TIME", "2/1/26", ""),
        ("HasOptedOutOfEmail", "1", "0"),
        ("Unsubscribed from all email", "true", "false"),
        ("Email Suppressions", "['HARD_BOUNCE']", "[]"),
        ("BLACKLIST", "yes", "no"),
        ("bounced", "hard bounce", "never bounced"),
        ("Hard bounced", "2", "0"),
        ("unsubscribed_at", "1767268800", "0000-00-00 00:00:00"),
    ],
)
def test_a_column_of_refusals_takes_any_basis_away(header, no, nothing):
    text = f'email,consent,{header}\na@x.org,yes,"{no}"\nb@x.org,yes,"{nothing}"\n'
    assert bases(text) == ["", "consent"]


def test_a_word_that_says_neither_is_no_basis_and_is_said():
    text = b"email,email status\na@x.org,maybe\nb@x.org,subscribed\n"
    parsed = parse("contacts", text, file_name="c.csv")
    assert parsed.good["consent_basis"].to_list() == [None, "consent"]
    assert parsed.notes == (
        "'email status' says neither yes nor no of 1 customers, such as “maybe”: that gives no"
        " basis.",
    )
