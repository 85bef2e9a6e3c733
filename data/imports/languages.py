"""Headers and states in the languages that tools export in → the English that dialects know.

It translates words that mean one thing in an export; what it does not know stays as it is.
"""

import re
import unicodedata
from collections.abc import Mapping

# English, plain → the same in German, French, Spanish, Portuguese, Italian and Dutch.
_HEADERS: Mapping[str, str] = {
    "recordid": "datensatzid idderfiche iddefichedinformations idderegistro iddoregistro idrecord",
    "dealname": "nomdelatransaction nombredelnegocio nomedonegocio nomeaffare dealnaam",
    "dealstage": (
        "dealphase phasedelatransaction etapedelatransaction etapadelnegocio etapadonegocio "
        "fasedonegocio faseaffare dealfase"
    ),
    "dealowner": (
        "dealinhaber dealbesitzer dealeigentumer zustandigerfurdeal proprietairedelatransaction "
        "propietariodelnegocio proprietariodonegocio proprietarioaffare dealeigenaar"
    ),
    "dealtype": "dealtyp typedetransaction tipodenegocio tipodetrato tipoaffare",
    "dealcreated": "dealerstellt affairecreee tratocreado negociocriado",
    "deal": "affaire transaction trato negocio affare trattativa",
    "opportunityname": (
        "opportunityname nameopportunity nomdelopportunite nombredelaoportunidad "
        "nomedaoportunidade nomeopportunita"
    ),
    "opportunityowner": (
        "opportunityinhaber proprietairedelopportunite propietariodelaoportunidad "
        "proprietariodaoportunidade titolareopportunita"
    ),
    "amount": "betrag montant importe monto importo quantia bedrag",
    "value": "wert valeur valor valore waarde dealwert",
    "revenue": "umsatz chiffredaffaires ingresos facturacion receita fatturato omzet",
    "total": "gesamt gesamtbetrag gesamtsumme summe importetotal montanttotal totale totaal",
    "price": "preis prix precio preco prezzo prijs",
    "currency": "wahrung devise moneda moeda valuta divisa",
    "currencyofvalue": "wahrungvonwert devisedevaleur devisedelavaleur monedadevalor moedadevalor",
    "closedate": (
        "abschlussdatum schliessdatum schlusstermin datedefermeture datedecloture fechadecierre "
        "datadefechamento datadichiusura sluitingsdatum"
    ),
    "createdate": (
        "erstellungsdatum erstelldatum erstelltam anlagedatum angelegtam datedecreation creele "
        "fechadecreacion datadecriacao datadicriacao datadicreazione aanmaakdatum gemaaktop"
    ),
    "expectedclosedate": (
        "erwartetesabschlussdatum voraussichtlichesabschlussdatum erwartetesabschlussdatum "
        "datedecloturepre datedeclotureprevue dateclotureprevue fechaprevistadecierre "
        "fechadecierreprevista fechadecierreesperada dataprevistadefechamento "
        "datadefechamentoprevista datadichiusuraprevista verwachtesluitingsdatum"
    ),
    "wontime": (
        "gewinndatum gewonnenam gewinnzeitpunkt datedesucces datedegain gagnele horadeganado "
        "fechadeganado fechaganado datadeganho ganhoem gewonnenop"
    ),
    "losttime": (
        "verlustdatum verlorenam verlustzeitpunkt datedeperte perdule horadeperdido "
        "fechadeperdida fechadeperdido fechaperdido datadeperda perdidoem verlorenop"
    ),
    "stage": "etape etapa fase stufe verkaufsphase vertriebsphase fasedellaffare",
    "status": "statut estado stato",
    "owner": (
        "besitzer inhaber eigentumer zustandig zustandiger verantwortlich verantwortlicher "
        "proprietaire propietario proprietario eigenaar"
    ),
    "salesrep": (
        "vertriebler vertriebsmitarbeiter verkaufer aussendienstmitarbeiter commercial vendeur "
        "vendedor comercial venditore commerciale verkoper vertegenwoordiger"
    ),
    "company": "unternehmen firma entreprise societe empresa azienda bedrijf",
    "companyname": (
        "unternehmensname firmenname nomdelentreprise nomentreprise nomdelasociete "
        "nombredelaempresa nomedaempresa nomeazienda ragionesociale bedrijfsnaam"
    ),
    "customer": "kunde client cliente klant",
    "customername": "kundenname nomduclient nomclient nombredelcliente nomedocliente klantnaam",
    "customerid": (
        "kundennummer kundennr kundenid numeroclient idclient codeclient idcliente "
        "numerodecliente codigocliente codicecliente klantnummer"
    ),
    "organization": "organizacion organizacao organizzazione organisatie",
    "industry": "branche secteur secteurdactivite sector setor settore industria industrie",
    "country": "land pays pais paese",
    "countryregion": "landregion paysregion paisregion paeseregione paesearea",
    "region": "gebiet verkaufsgebiet regione regio regiao",
    "employees": (
        "mitarbeiter mitarbeiterzahl mitarbeiteranzahl anzahlmitarbeiter anzahldermitarbeiter "
        "effectif effectifs nombredemployes empleados numerodeempleados numerodefuncionarios "
        "funcionarios dipendenti numerodidipendenti medewerkers aantalmedewerkers"
    ),
    "product": "produkt produit producto produto prodotto",
    "productname": "produktname nomduproduit nombredelproducto nomedoproduto nomeprodotto",
    "title": "titel titre titulo titolo",
    "name": "nom nombre nome naam bezeichnung",
    "firstname": "vorname prenom nombredepila primeironome voornaam",
    "lastname": (
        "nachname familienname nomdefamille apellido apellidos sobrenome cognome achternaam"
    ),
    "email": "emailadresse adresseemail adressemail courriel correo correoelectronico",
    "role": "rolle rol ruolo funcao",
    "team": "equipe equipo squadra",
    "office": "buro standort niederlassung bureau oficina escritorio sede kantoor vestiging",
    "type": "typ art tipo",
    "leadsource": "leadquelle sourcedupiste origendelprospecto origemdolead fontelead",
    "originalsource": "ursprunglichequelle sourceoriginale fuenteoriginal fonteoriginal",
    "date": "datum fecha data",
    "day": "tag jour dia giorno",
    "month": "monat mois mes mese maand",
    "quarter": "quartal trimestre kwartaal",
    "year": "jahr annee ano anno jaar",
    "startdate": (
        "startdatum beginn vertragsbeginn datededebut datedebut fechadeinicio fechainicio "
        "datadeinicio datainizio begindatum"
    ),
    "enddate": (
        "enddatum vertragsende datedefin datefin fechadefin fechafin fechadefinalizacion "
        "datafim datadefim datafine einddatum"
    ),
    "timestamp": "zeitstempel horodateur marcatemporal carimbodedatahora",
    "request": (
        "wunsch kundenwunsch anfrage anforderung demande besoin peticion solicitud solicitacao "
        "pedidodocliente richiesta verzoek wens"
    ),
    "campaign": "kampagne campagne campana campanha campagna",
    "group": "gruppe groupe grupo gruppo groep",
    "sentat": "gesendetam versendetam envoyele enviadoel enviadoem inviatoil verzondenop",
    "purchasedat": "gekauftam achetele compradoel compradoem acquistatoil gekochtop",
    "description": "beschreibung descripcion descricao descrizione omschrijving",
    "note": "notiz nota notitie",
    "notes": "notizen notas notities",
    "comment": "kommentar commentaire comentario commento opmerking",
    "urgency": "dringlichkeit urgence urgencia urgenza",
    "author": "autor auteur autore ersteller verfasser",
    "createdby": "erstelltvon creepar creadopor criadopor creatoda aangemaaktdoor",
    "quota": "vertriebsziel verkaufsziel objectif objetivo obiettivo verkoopdoel",
    "commission": "provision comision comissao provvigione commissie",
    "contractid": "vertragsnummer vertragsnr numerodecontrat numerodecontrato",
    "orderid": (
        "bestellnummer auftragsnummer numerodecommande numerocommande numerodepedido "
        "numeropedido numeroordine bestelnummer"
    ),
    "orderdate": (
        "bestelldatum auftragsdatum datedecommande datecommande fechadepedido fechadelpedido "
        "datadopedido dataordine besteldatum"
    ),
}
_STATES: Mapping[str, str] = {
    "open": "offen laufend ouvert ouverte encours abierto abierta aberto aberta aperto aperta",
    "won": (
        "gewonnen abgeschlossenundgewonnen geschlossenundgewonnen geschlossengewonnen "
        "abgeschlossengewonnen gagne gagnee fermegagne fermeegagnee concluegagnee clotureegagnee "
        "ganado ganada cierreganado cerradoganado cerradaganada ganho ganha fechadoganho "
        "fechadoeganho vinto vinta chiusovinto chiusavinta chiusaconquistata geslotengewonnen win "
        "closedwin"
    ),
    "lost": (
        "verloren abgeschlossenundverloren geschlossenundverloren geschlossenverloren "
        "abgeschlossenverloren perdu perdue fermeperdu fermeeperdue conclueperdue clotureeperdue "
        "perdido perdida cierreperdido cerradoperdido cerradaperdida fechadoperdido "
        "fechadoeperdido perso persa chiusoperso chiusapersa geslotenverloren loss closedloss"
    ),
}
_ENGLISH = {word: english for english, words in _HEADERS.items() for word in words.split()}
STATES = {word: state for state, words in _STATES.items() for word in words.split()}
"""A deal's state in other languages, folded → open, won or lost."""


def folded(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if c.isalnum())


def spoken(text: str) -> str:
    """The words of a text, folded, with single spaces between them."""
    words = re.split(r"[^\w'’\u0300-\u036f]+|_+", text)
    return " ".join(word for word in map(folded, words) if word)


def in_english(header: str) -> str:
    """A header in English where its words are known; both halves of "Affaire - Titre" apart."""
    if whole := _ENGLISH.get(folded(header)):
        return whole
    halves = re.split(r"\s+[-–]\s+", header, maxsplit=1)
    if len(halves) == 1:
        return header
    return " - ".join(_ENGLISH.get(folded(half), half) for half in halves)
