"""A company whose customers ask for something outside its strategy, straight into a store."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from data.tables import Account, Feature, Person, Request
from tests import small_company

THEME, LONE, QUIET = "Remind of a full basket", "Stamp card", "Gift cards"
RECENT, REPS = 24, 8
OTHERS = (
    "Invoices in Danish kroner, and in two languages",
    "Our ushers want a telephone that scans without a network",
    "Refund half a subscription",
    "The report of Monday comes on Tuesday",
    "Sell a drink for the interval with the ticket",
    "A colleague cannot sign in with her new name",
)
UNLINKED = "When will the seat map show which places are wheelchair places"


def fill(session: Session, *, team_id: int, today: date | None = None) -> dict[str, int]:
    """Ids of three unmapped features by title; within 90 days 24 accounts ask for the theme
    through 8 people, 12 for the stamp card through one, 1 for gift cards; one asked for gift cards
    long ago; 6 requests that no feature has say nearly the same, and 6 speak of other things."""
    day = today or datetime.now(UTC).date()
    small_company.publish(session, ("Fill seats", 6000), ("Serve venues", 4000))
    people = [
        Person(name=f"Rep {n}", name_key=f"rep {n}", role="viewer", team_id=team_id)
        for n in range(REPS)
    ]
    features = {title: Feature(title=title, status="idea") for title in (THEME, LONE, QUIET)}
    accounts = [
        Account(
            source="plain",
            source_key=f"B{n}",
            name=f"House {n}",
            name_key=f"house {n}",
            segment="Theatre" if n % 2 else "Club",
        )
        for n in range(RECENT + 1)
    ]
    session.add_all([*people, *features.values(), *accounts])
    session.flush()

    def ask(words, feature, account, person, ago):
        key = f"{feature}-{account}-{ago}-{words[:9]}"
        session.add(
            Request(
                source="plain",
                source_key=key,
                words=words,
                feature_id=features[feature].id if feature else None,
                account_id=accounts[account].id,
                logged_by_id=people[person].id,
                team_id=team_id,
                asked_on=day - timedelta(days=ago),
                first_seen_on=day,
            )
        )

    for n in range(RECENT):
        ask(f"**Remind** whoever left, <b>please</b> $x^{n}$", THEME, n, n % REPS, 5 + n)
    for n in range(12):
        ask("A stamp card", LONE, n, 0, 5 + n)
    ask("Gift cards", QUIET, 1, 1, 10)
    ask("Gift cards", QUIET, RECENT, 1, 500)
    for n in range(6):
        ask(f"{UNLINKED}, asks visitor {n}", None, n, n % REPS, n)
    for n, words in enumerate(OTHERS):
        ask(words, None, n, n % REPS, 50 + n)
    return {title: feature.id for title, feature in features.items()}
