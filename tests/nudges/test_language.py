"""A mail speaks one language: the words around it, how it writes days and money, its pages."""

import tomllib
from dataclasses import fields, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from data.actions.campaign_design import LANGUAGES, check_design
from data.reads.due import Left, Reachable
from data.refused import Invalid
from data.store import reading
from data.tables import Suppression
from nudges.keys import Keys
from nudges.links import Links
from nudges.spoken import FILE, Spoken, accepted, spoken
from nudges.web.desk import Desk
from nudges.web.limits import Limit
from nudges.web.routes import routes
from nudges.words import facts
from tests.nudges.browserless import answering
from tests.nudges.shop import DESIGN, KEYS, START, Clock, customer, left, mailer, ran, started

EVENT = datetime(2027, 3, 5, 19, 30, tzinfo=UTC)
BASKET = Left(1, "ann", START, START, None, 1_234_550, "EUR", None, None, EVENT, None)


def said(language: str, *, locale: str | None = None, zone: str | None = None):
    whom = Reachable("ann@example.org", "Ann", locale, zone, "consent", None)
    design = replace(DESIGN, language=language, zone="Europe/Paris")
    found = facts(BASKET, whom, design)
    return found.value.replace("\xa0", " ").replace("\u202f", " "), found.event_at.replace(
        "\u202f", " "
    )


def test_every_language_has_every_word_and_a_campaign_may_choose_each():
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    words = {part.name for part in fields(Spoken)} - {"language"}
    assert sorted(told) == sorted(LANGUAGES)
    for language, own in told.items():
        assert set(own) == words, language
        assert all(text.strip() for text in own.values())
        check_design(replace(DESIGN, language=language))
    for word in words - {"done"}:
        assert len({own[word] for own in told.values()}) == len(told), word


@pytest.mark.parametrize("language", ["", "en_GB", "english", "EN", "xx", "fr ", 'fr"><b>', "tlh"])
def test_a_language_without_words_is_refused(language):
    with pytest.raises(Invalid, match="as fr or pt-BR"):
        check_design(replace(DESIGN, language=language))


@pytest.mark.parametrize(
    ("language", "locale", "expected"),
    [
        # by hand, as CLDR has them: Paris is UTC+1 in March
        ("en", None, ("€12,345.50", "Friday, March 5, 2027, 8:30 PM")),
        ("en", "en-GB", ("€12,345.50", "Friday, 5 March 2027, 20:30")),
        ("en", "fr-FR", ("€12,345.50", "Friday, March 5, 2027, 8:30 PM")),
        ("fr", "en-US", ("12 345,50 €", "vendredi 5 mars 2027, 20:30")),
        ("de", "de-AT", ("€ 12.345,50", "Freitag, 5. März 2027, 20:30")),
        ("de", "no such", ("12.345,50 €", "Freitag, 5. März 2027, 20:30")),
        ("es", None, ("12.345,50 €", "viernes, 5 de marzo de 2027, 20:30")),
        ("it", None, ("12.345,50 €", "venerdì 5 marzo 2027, 20:30")),
        ("nl", None, ("€ 12.345,50", "vrijdag 5 maart 2027, 20:30")),
        ("pt-BR", None, ("€ 12.345,50", "sexta-feira, 5 de março de 2027, 20:30")),
        ("fr-XX", None, ("12 345,50 €", "vendredi 5 mars 2027, 20:30")),
    ],
)
def test_days_and_amounts_are_written_as_the_mail_s_language_has_them(language, locale, expected):
    assert said(language, locale=locale) == expected


def test_a_moment_in_another_zone_than_the_shop_s_says_which():
    assert said("en", zone="Europe/London")[1] == "Friday, March 5, 2027, 7:30 PM (GMT+00:00)"
    assert said("en", zone="Europe/Berlin")[1] == "Friday, March 5, 2027, 8:30 PM"
    assert said("en", zone="Nowhere/Land")[1] == "Friday, March 5, 2027, 8:30 PM"


def test_a_french_campaign_is_french_from_the_mail_to_the_last_page(engine, tmp_path):
    clock = Clock()
    started(engine, language="fr-CA")
    customer(engine)
    left(engine)
    clock.on(minutes=61)
    ran(mailer(engine, clock, tmp_path))
    (file,) = tmp_path.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Content-Language"] == "fr-CA"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        assert "Vous recevez ce message parce que" in body
        assert "Ne plus m’écrire" in body
        assert "Do not write" not in body
    assert '<html lang="fr-CA">' in mail.get_body(("html",)).get_content()
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8501")
    generous = Limit(1e6, 1e6, lambda: 0.0)
    links = Links("http://127.0.0.1:8501", KEYS)
    desk = Desk(lambda: engine, KEYS, links, None, clock, generous, generous)
    with answering(Starlette(routes=routes(lambda: desk))) as client:
        asked, done = client.get(path), client.post(path)
        cut = client.get(path.split("?")[0][:-5], headers={"accept-language": "xx, de-CH;q=0.8"})
    assert '<html lang="fr">' in asked.text
    assert "Ne plus m’écrire</button>" in asked.text
    assert "Nous ne vous écrirons plus." in done.text
    assert cut.status_code == 404
    assert "Dieser Link ist nicht vollständig" in cut.text
    with reading(engine) as connection:
        assert connection.scalars(select(Suppression.reason)).all() == ["unsubscribed"]


def test_what_the_link_asks_for_chooses_among_our_words_and_nothing_else():
    assert spoken("xx", "nl-BE", "de").language == "nl"
    assert spoken().language == spoken("<script>", "").language == "en"
    assert accepted("pt-PT,pt;q=0.9, en;q=0.1") == ["pt-PT", "pt", " en"]
    keys = Keys("k" * 40)
    link = Links("http://a", keys).unsubscribe(1, "h", language='fr"&x=1')
    assert link.endswith("?lang=fr%22%26x%3D1")
