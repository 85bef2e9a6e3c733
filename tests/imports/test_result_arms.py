"""What the name of an arm means: written to, held out, or left to the person to say."""

import pytest

from data.imports import parse

_HELD_OUT = (
    *("no_email", "NoMail", "not treated", "not emailed", "unmailed", "un-treated", "not sent"),
    *("ohne E-Mail", "keine Mail", "sans mail", "Pas d'e-mail", "sin correo", "sem e-mail"),
    *("Senza e-mail", "geen mail", "zonder mail", "não e-mail", "No E-Mail", "none", "C", "0"),
    *("Kontrollgruppe", "Groupe témoin", "te\u0301moin", "control (no mail)", "Held out"),
)
_MAILED = (
    *("Mens E-Mail", "Womens E-Mail", "Testgruppe", "E-Mail B", "variant_1", "sent", "T", "1"),
    *("Novembermail", "Note mail", "Nonprofit mail", "Unternehmensmail"),
)
_UNCLEAR = (
    *("no discount", "mail without coupon", "e-mail ohne Rabatt", "Test group: no mail", "no"),
    *("e-mail suppressed", "mail: nein", "didn't get mail", "un mail", "0 mails", "treatment_0"),
    *("non control", "not held out", "uncontrolled", "not a no-mail", "absent", "A"),
)


@pytest.mark.parametrize(
    ("name", "arm"),
    [
        *((name, ["holdout"]) for name in _HELD_OUT),
        *((name, ["mail"]) for name in _MAILED),
        *((name, []) for name in _UNCLEAR),
    ],
)
def test_an_arm_with_a_negation_is_held_out_or_asked_about(name, arm):
    text = f"customer,arm,sent_at,purchased\n1,{name},2026-01-02 10:00,no\n"
    read = parse("nudge-results", text.encode(), file_name="r.csv")
    assert read.good["arm"].to_list() == arm
    told = [f"'{name.lower()}' is neither plainly mail nor plainly holdout"]
    assert read.rejected["reason"].to_list() == ([] if arm else told)
