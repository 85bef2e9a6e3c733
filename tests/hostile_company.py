"""A company in which every text that a person can write is markup of some kind, or 100 kB long."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import String, Text, inspect, update
from sqlalchemy.orm import Session

from data.actions.change_setting import change_setting
from data.actions.decide_feature import decide_feature, describe_feature, word_feature
from data.actions.log_request import Asker, log_request
from data.actions.make_promise import make_promise
from data.actions.map_subject import map_subject
from data.actions.permissions import SETUP
from data.actions.publish_strategy import ObjectiveDraft, PillarDraft, publish_strategy
from data.actions.read_strategy import read_strategy
from data.actions.step_promise import step_promise
from data.tables import (
    Account,
    Deal,
    DealNote,
    Feature,
    ImportBatch,
    Person,
    Product,
    Promise,
    RejectedRow,
    Request,
    Team,
)
from tests import asking_company, reminded

MARK = "zqzq"  # nothing of ours holds it: what does was written by a person
TEXT = (
    f"{MARK} **b** $x^2$ :material/home: :red[r] :smile: <b>h</b>"
    "<img src=x onerror='window.hurt=1'><script>window.hurt=1</script> [l](http://evil.example)"
    " ![p](http://evil.example/p.png) `c` # h --> \u202eltr\u2067 \u05d0\u05d1"
)
LONG = f"{TEXT} {'so on ' * 16_700}{MARK}"  # 100 kB
RENAMED = {  # what people write, by table; the rest holds words of ours or keys
    Account: ("name", "segment", "region", "account_type"),
    Product: ("name", "family"),
    Deal: ("name", "stage", "deal_type", "lead_source"),
    Team: ("name", "office", "region"),
    Person: ("name",),
    Feature: ("title", "description"),
    Request: ("words", "segment", "deal_stage"),
    Promise: ("quote",),
    RejectedRow: ("column", "reason", "raw"),
    ImportBatch: ("file_name",),
}
NOTES = 25


def fill(session: Session, cast, *, now: datetime | None = None) -> None:
    """The companies of two other tests, renamed; and all that people say about them."""
    now = now or datetime.now(UTC)
    asking_company.fill(session, team_id=cast.team_id, today=now.date())
    _more(session, cast, now)
    for table, columns in RENAMED.items():
        for row in session.query(table.id).order_by(table.id).all():
            words = LONG if row.id % 7 == 3 else TEXT
            renamed = {name: f"{row.id} {words}" for name in columns if _there(table, name)}
            if table in (Team, Account) and row.id % 7 != 3:
                renamed |= {"region": f"{row.id % 3} {TEXT}"}
            session.execute(update(table).where(table.id == row.id).values(renamed))
    session.expire_all()
    _said(session, cast, now)
    _reminded(session)


def _reminded(session: Session) -> None:
    """Two campaigns that were sent; the arms of the first are not as designed."""
    for name, (bought, held) in ((f"1 {LONG}", (30, 100)), (f"2 {TEXT}", (30, 200))):
        key = reminded.campaign(session, name=name, feature_id=2)
        for at, bought_too in enumerate((60, 40)):
            reminded.people(
                session, key, mail=(bought_too, 200), holdout=(bought, held), segment=f"{at} {TEXT}"
            )
        reminded.told(session, key, reminded.FIRST, sent=400, **{f"skip: {TEXT}": 3})


def _there(table, name) -> bool:
    column = inspect(table).columns.get(name)
    return column is not None and isinstance(column.type, String | Text)


def _more(session: Session, cast, now: datetime) -> None:
    """Products, deals, promises and notes, a file with a rejected row."""
    day = now.date()
    batch = ImportBatch(
        kind="deals", dialect="plain", file_name="f", file_sha256="0", rows=1, good=0, rejected=1,
        new=0, updated=0, unchanged=0, choices={}, accepted_at=now, accepted_by_id=None,
    )  # fmt: skip
    products = [
        Product(source="plain", source_key=f"P{n}", name=f"P{n}", name_key=f"p{n}", family="f")
        for n in range(4)
    ]
    session.add_all([batch, *products])
    session.flush()
    session.add(RejectedRow(batch_id=batch.id, line=2, column="c", reason="r", raw="w"))
    for n in range(40):
        won = n % 2
        session.add(
            Deal(
                source="plain", source_key=f"D{n}", name=f"D{n}", stage="s", deal_type="t",
                lead_source="l", state="won" if won else "open", amount_cents=100_000 * (n + 1),
                currency="USD", product_id=products[n % 4].id, account_id=1 + n % 20,
                team_id=cast.team_id, owner_id=cast.member.person_id, batch_id=batch.id,
                opened_on=day - timedelta(days=90), first_seen_on=day - timedelta(days=90),
                closed_on=day - timedelta(days=n) if won else None,
            )
        )  # fmt: skip
    session.add_all(
        DealNote(
            source="plain", source_key=f"{person.person_id} {n}", person_id=person.person_id,
            team_id=cast.team_id, noted_on=day, words=f"{TEXT} gloriously, venue {n}",
        )
        for person in (cast.member, cast.manager)
        for n in range(NOTES)
    )  # fmt: skip
    session.flush()


def _said(session: Session, cast, now: datetime) -> None:
    """Through the actions: what is published, decided, approved, promised, answered, set."""
    lead, manager = cast.product_lead.actor, cast.manager.actor
    publish_strategy(
        session, cast.executive.actor, mission=TEXT, in_force_from=now.date(), based_on=1, now=now,
        pillars=[PillarDraft(f"A {TEXT}", 6000, LONG), PillarDraft(f"B {TEXT}", 4000, TEXT)],
        objectives=[ObjectiveDraft(f"A {TEXT}", TEXT, TEXT, TEXT)],
    )  # fmt: skip
    for product, shares in ((1, {3: 10_000}), (2, {4: 10_000}), (3, {})):
        map_subject(
            session, SETUP, product_id=product, shares_bp=shares, effective_from=now.date(),
            based_on=None, now=now,
        )  # fmt: skip
    feature = session.get_one(Feature, 2)
    session.add(Feature(title=f"9 {TEXT}", status="idea", effort_weeks=3))
    describe_feature(
        session, lead, feature_id=2, title=f"2 {TEXT}", description=TEXT,
        row_version=feature.row_version, now=now,
    )  # fmt: skip
    for status in ("building", "declined"):
        session.refresh(feature)
        decide_feature(
            session, lead, feature_id=2, status=status, reason=LONG, words=f"{status} {TEXT}",
            row_version=feature.row_version, now=now,
        )  # fmt: skip
    word_feature(session, lead, feature_id=3, status="idea", words=LONG, seen=None, now=now)
    for number, words in enumerate((TEXT, LONG)):
        log_request(
            session, manager, token=f"t{number}", asker=Asker(4), words=words, deal_id=4,
            need="blocker", feature_id=2, now=now,
        )  # fmt: skip
    # fmt: off
    promises = [
        make_promise(
            session,
            manager,
            quote=words,
            made_by_id=cast.member.person_id,
            made_on=now.date(),
            due_on=now.date(),
            deal_id=deal,
            feature_id=feature_id,
            now=now,
        )
        for deal, words, feature_id in ((1, TEXT, 2), (2, LONG[:2000], None), (3, TEXT, 3))
    ]
    # fmt: on
    step_promise(
        session,
        cast.executive.actor,
        promise_id=promises[1],
        state="refused",
        row_version=1,
        note=TEXT,
        now=now,
    )  # fmt: skip
    read_strategy(session, manager, number=2, sentence=TEXT, now=now)
    change_setting(session, SETUP, key="company", value={"name": f"Co {TEXT}"}, seen=None, now=now)
    demo = {"seed": 1, "made_on": now.date().isoformat()}
    change_setting(session, SETUP, key="demo", value=demo, seen=None, now=now)
