"""Exports in other languages: what their headers and states say, and what is left to the person."""

from datetime import date

import pytest

from data.imports import Choices, parse
from data.imports.languages import in_english
from data.refused import Refused


def deals(text, **choices):
    return parse("deals", text.encode(), file_name="d.csv", choices=Choices(**choices))


@pytest.mark.parametrize(
    ("headers", "won", "lost"),
    [
        (
            "Datensatz-ID,Deal-Name,Deal-Phase,Abschlussdatum,Deal-Inhaber,Betrag,Erstellungsdatum",
            "Abgeschlossen und gewonnen",
            "Abgeschlossen und verloren",
        ),
        (
            "ID de fiche d'informations,Nom de la transaction,Phase de la transaction,"
            "Date de fermeture,Propriétaire de la transaction,Montant,Date de création",
            "Fermé gagné",
            "Fermé perdu",
        ),
        (
            "ID de registro,Nombre del negocio,Etapa del negocio,Fecha de cierre,"
            "Propietario del negocio,Valor,Fecha de creación",
            "Cierre ganado",
            "Cierre perdido",
        ),
    ],
)
def test_hubspot_in_the_language_of_whoever_exports(headers, won, lost):
    read = deals(
        f"{headers}\n1,Halle 3,{won},2026-03-14 10:22,Jana,12500.5,2026-01-05 08:00\n"
        f"2,Halle 4,{lost},2026-03-20 10:22,Jana,800,2026-01-06 08:00\n"
    )
    assert (read.dialect, read.rejected.height) == ("hubspot", 0)
    assert read.good.select("source_key", "owner", "state", "amount_cents", "closed_on").rows() == [
        ("1", "Jana", "won", 1_250_050, date(2026, 3, 14)),
        ("2", "Jana", "lost", 80_000, date(2026, 3, 20)),
    ]


@pytest.mark.parametrize(
    ("headers", "states"),
    [
        (
            "Deal - ID,Deal - Titel,Deal - Organisation,Deal - Wert,Deal - Währung von Wert,"
            "Deal - Status,Deal - Besitzer,Deal - Gewinndatum,Deal - Verlustdatum",
            ("Gewonnen", "Verloren", "Offen"),
        ),
        (
            "Affaire - ID,Affaire - Titre,Affaire - Organisation,Affaire - Valeur,"
            "Affaire - Devise de Valeur,Affaire - Statut,Affaire - Propriétaire,"
            "Affaire - Date de succès,Affaire - Date de perte",
            ("Gagné", "Perdu", "Ouvert"),
        ),
    ],
)
def test_pipedrive_with_both_halves_of_its_headers_translated(headers, states):
    won, lost, still_open = states
    read = deals(
        f"{headers}\n1,Ofen,Neu,15000,EUR,{won},Inès,2026-02-02,\n"
        f"2,Blech,Alt,1000,EUR,{lost},Inès,,2026-02-03\n3,Topf,Alt,0,EUR,{still_open},Inès,,\n"
    )
    assert read.dialect == "pipedrive"
    assert read.good.select("name", "account_name", "state", "currency", "closed_on").rows() == [
        ("Ofen", "Neu", "won", "EUR", date(2026, 2, 2)),
        ("Blech", "Alt", "lost", "EUR", date(2026, 2, 3)),
        ("Topf", "Alt", "open", "EUR", None),
    ]


def test_words_that_are_not_known_stay_as_they_are():
    assert in_english("Gewürzregal") == "Gewürzregal"
    assert in_english("Affaire - Gewürz") == "deal - Gewürz"


def test_a_header_that_is_english_already_is_not_translated():
    asked = parse("requests", b"Request,Tag\nDark mode,Look\n", file_name="r.csv")
    assert asked.columns == {"Request": "words", "Tag": "labels"}
    rates = parse("rates", "Währung,Tag,Rate\nCHF,2026-01-02,1.1\n".encode(), file_name="r.csv")
    assert rates.good["on"].to_list() == [date(2026, 1, 2)]


def test_the_persons_own_columns_are_called_as_the_file_calls_them():
    text = "Kunde,Betrag,Phase,Etappe\nNeu,5,Entwurf,Vielleicht\n"
    assert deals(text).columns["Phase"] == "stage"
    read = deals(text, columns={"Etappe": "stage", "Phase": ""})
    assert read.columns == {
        "Kunde": "account_name",
        "Betrag": "amount_cents",
        "Phase": "",
        "Etappe": "stage",
    }
    assert read.rejected["column"].to_list() == ["Etappe"]
    with pytest.raises(Refused, match="The file has no column 'Stage'"):
        deals(text, columns={"Stage": "stage"})


def test_a_header_of_very_many_dashes_is_read_as_it_stands():
    assert in_english("Affaire - Titre") == "deal - title"
    assert in_english(" - ".join("x" * 3_000)).count("-") == 2_999
    assert in_english("Deal\nName") == "Deal\nName"
