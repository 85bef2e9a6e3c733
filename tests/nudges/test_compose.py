"""One mail: its headers hold what they should and no more, its two parts say the same."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.actions.campaign_design import Sender, Step
from data.actions.campaign_templates import check_template
from data.refused import Invalid
from nudges.compose import Facts, compose, mailbox, message_id
from tests.nudges.shop import KEYS, SENDER, START, STEP

ANN = Facts("ann@example.org", "Ann", ("Stalls, row 4",), "€42.00", "", "https://shop.example/b")
NO = "https://reminders.example.org/nudges/unsubscribe/" + "x" * 200
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]


def made(*said, **more):
    """The mail as a reader gets it."""
    return message_from_bytes(composed(*said, **more).as_bytes(), policy=policy.default)


def composed(step: Step = STEP, facts: Facts = ANN, sender: Sender = SENDER, language: str = "en"):
    name = message_id(campaign=1, unit="ann", basket=2, step=1, domain="shop.example")
    return compose(
        step,
        facts,
        sender,
        language=language,
        message_id=name,
        click=lambda target: f"https://reminders.example.org/nudges/go/{len(target)}",
        unsubscribe=NO,
        now=START,
    )


def test_it_has_every_header_once_and_the_long_link_on_one_line():
    mail = made()
    assert mail.keys() == HEADERS
    assert mail["List-Unsubscribe"] == f"<{NO}>"
    assert mail["Subject"] == "Your seats are waiting, Ann"
    assert mail["Date"] == "Mon, 02 Nov 2026 09:00:00 +0000"


def test_both_parts_name_the_sender_the_place_and_the_way_out():
    mail = made()
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        for said in ("Box Office", "Rua Augusta 1, Lisboa", NO, "Stalls, row 4"):
            assert said in body.replace("&#39;", "'")


def test_styles_stand_where_mail_readers_look_and_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    html = (
        f'<link rel="stylesheet" href="file://{secret}"><link rel="stylesheet"'
        ' href="http://127.0.0.1:1/x.css"><style>p{margin:1px}</style><p>Hi</p>'
    )
    body = made(replace(STEP, html=html)).get_body(("html",)).get_content()
    assert "margin: 1px" in body
    assert "red" not in body


def test_what_lies_in_the_basket_is_a_line_each_and_in_the_subject_one_line():
    basket = replace(ANN, items=("Stalls, row 4", "Drinks <for 2>"))
    mail = made(Step(60, "Yours: {{ items }}", "<p>{{ items }}</p>", "{{ items }}"), basket)
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.splitlines()[:2] == list(basket.items)
    assert "<p>Stalls, row 4<br>Drinks &lt;for 2&gt;</p>" in html
    assert mail["Subject"] == "Yours: Stalls, row 4, Drinks <for 2>"
    each = made(replace(STEP, subject="{% for item in items %}{{ item }}; {% endfor %}"), basket)
    assert each["Subject"] == "Stalls, row 4; Drinks <for 2>;"


@given(name=st.text(max_size=40), item=st.text(max_size=40))
def test_whatever_a_customer_is_called_no_header_is_added(name, item):
    mail = made(facts=replace(ANN, name=name, items=(item,)), step=replace(STEP, subject="Hello"))
    assert mail.keys() == HEADERS
    assert [box.addr_spec for box in mail["To"].addresses] == ["ann@example.org"]
    assert mail["Subject"] == "Hello"


SIGNS = [
    "a",
    "b ",
    ",",
    '"',
    "\\",
    "(",
    ")",
    "<",
    ">",
    "@",
    ";",
    ":",
    "é",
    "日",
    " ",
    "evil@example.com",
]
WORDS = ["Ihre", "Plätze", "für", "die", "Vorstellung", "–", "„Zauberflöte“", "(Wien)", "seats,"]
WORDS += ["vezes", "não:", "=?utf-8?q?x?="]


@given(parts=st.lists(st.sampled_from([*SIGNS, "=?utf-8?q?x?=", "longer words, "]), max_size=60))
@example(parts=['evil@example.com (Word evil@example.com longer words, longer words, <;".'])
def test_however_long_a_name_is_nobody_but_her_is_named_as_a_recipient(parts):
    sent = composed(facts=replace(ANN, name="".join(parts))).as_bytes()
    to = message_from_bytes(sent, policy=policy.default)["To"]
    assert [box.addr_spec for box in to.addresses] == ["ann@example.org"]
    plain = message_from_bytes(sent, policy=policy.compat32)["To"]  # Python's other reader
    said, address = parseaddr(plain.replace("\r\n", ""))
    assert address == "ann@example.org"
    name = " ".join("".join(parts).split())[:100].rstrip()
    assert str(make_header(decode_header(said))) == name


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_however_long_a_subject_is_it_is_read_as_it_was_written(words):
    mail = made(facts=replace(ANN, name=" ".join(words)), step=replace(STEP, subject="{{ name }}"))
    assert mail["Subject"] == " ".join(words)


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x0b", "\u2028", "\x85"])
def test_a_name_with_a_line_break_cannot_make_the_subject_longer(sign):
    with pytest.raises(Invalid, match="one line"):
        made(facts=replace(ANN, name=f"Ann{sign}Bcc: all@example.org"))


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org\r\nBcc: b@example.org",
        "ann@example.org, b@example.org",
        "ann",
        "<ann@example.org>",
        "ann@example.org ",
        "ann@",
        "@example.org",
        "ann@exa mple.org",
        "ann@-",
        "ann..lee@example.org",
        "ann.@example.org",
    ],
)
def test_what_is_no_single_address_is_not_written_to(address):
    with pytest.raises(Invalid):
        mailbox("Ann", address)
    with pytest.raises(Invalid):
        made(facts=replace(ANN, address=address))


def test_markup_in_a_name_is_text():
    mail = made(facts=replace(ANN, name="<script>x</script>", items=('"><img src=x>',)))
    body = mail.get_body(("html",)).get_content()
    assert "<script>" not in body
    assert "<img" not in body


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ name.__init__.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{{ unknown }}",
        "{{ 'a' * 100000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'.ljust(999999999) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}xxxxxxxxxx{% endfor %}{% endfor %}",
        "{{ 1 / 0 }}",
        "{% if %}",
        "{{ link_to('javascript:x') and link_to.__globals__ }}",
    ],
)
def test_a_template_that_reaches_for_more_is_refused(template):
    with pytest.raises(Invalid):
        made(replace(STEP, text=template))


def test_a_mail_has_the_same_name_whoever_sends_it():
    one = message_id(campaign=1, unit="a", basket=2, step=1, domain="x.example")
    assert one == message_id(campaign=1, unit="a", basket=2, step=1, domain="x.example")
    others = {
        message_id(campaign=c, unit=u, basket=b, step=s, domain="x.example")
        for c, u, b, s in ((2, "a", 2, 1), (1, "b", 2, 1), (1, "a", 3, 1), (1, "a", 2, 2))
    }
    assert len(others | {one}) == 5
    assert KEYS.hashes("a")[0] not in one


@pytest.mark.parametrize(
    "source",
    [
        "{% set x = 'aaaa' %}{{ x }}",
        "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}",
        "{{ name | replace('a', 'aaaaaaaa') }}",
    ],
)
def test_a_template_that_could_double_itself_is_refused(source):
    with pytest.raises(Invalid):
        check_template(source, called="text", html=False)
