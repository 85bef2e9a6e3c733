"""Does the made-up company's steps, each through the action that a person would use."""

import hashlib
from datetime import datetime
from functools import singledispatchmethod

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.accept_import import Decisions, accept_import
from data.actions.add_feature import add_feature
from data.actions.change_person import change_person
from data.actions.change_setting import change_setting
from data.actions.decide_feature import decide_feature, see_decisions
from data.actions.estimate_feature import estimate_feature
from data.actions.link_requests import link_requests
from data.actions.make_promise import make_promise
from data.actions.map_subject import map_subject
from data.actions.permissions import ADMIN, EXECUTIVE, PRODUCT, SALES, SETUP, Actor
from data.actions.publish_plan import publish_plan
from data.actions.publish_strategy import ObjectiveDraft, PillarDraft, publish_strategy
from data.actions.save_plan import save_plan
from data.actions.state_design import state_design
from data.actions.step_promise import step_promise
from data.actions.trace_campaign import trace_campaign
from data.demo.answers import answer
from data.demo.company import AIMS, CURRENCY, MEANINGS, MISSIONS, NAME, TARGETS_BP
from data.demo.days import Days
from data.demo.estimates import reckoned
from data.demo.files import STAGES, export
from data.demo.pay import PLANS
from data.demo.people import MOVER, Staff, in_team, of_role, sellers
from data.demo.phrases import BECAUSE
from data.demo.promises import vows
from data.demo.reminders import CAMPAIGN, EXPECTED, HOLDOUT_BP, WINDOW_DAYS
from data.demo.steps import (
    Decide,
    DecideFeature,
    Founding,
    Import,
    KeepPlan,
    Make,
    MapProduct,
    Move,
    NewFeature,
    Publish,
    ReadDecisions,
    Step,
    Trace,
    Triage,
    What,
)
from data.demo.topics import BASKET, OUTSIDE
from data.demo.voice import Ask, asks
from data.imports import parse
from data.imports.contract import Choices
from data.reads.requests import unseen_decisions
from data.tables import Campaign, Deal, Feature, Person, Pillar, Product, Request, Team

CHOICES = Choices(stages=STAGES, currency=CURRENCY)


class Replay:
    """The company on its way: who is known by which id, what was mapped, what awaits triage."""

    def __init__(self, session: Session, seed: int, days: Days) -> None:
        self.session, self.seed, self.days = session, seed, days
        self.people: dict[str, int] = {}  # by key
        self.features: dict[str, int] = {}  # by title
        self.mapped: dict[str, int] = {}  # product to its newest mapping
        self.promises: dict[int, int] = {}  # place in `vows` to id
        self.waiting: list[Ask] = [a for a in asks(seed, days) if a.topic and not a.overlooked]

    def do(self, step: Step) -> None:
        """Carry out one step, as of its moment."""
        self._do(step.what, step.at)

    @singledispatchmethod
    def _do(self, what: What, now: datetime) -> None:
        raise TypeError(f"nobody knows how to do {what}")

    @_do.register
    def _(self, what: Founding, now: datetime) -> None:
        made_up = {"seed": self.seed, "made_on": self.days.today.isoformat()}
        for key, value in (("company", {"name": NAME}), ("demo", made_up)):
            change_setting(self.session, SETUP, key=key, value=value, seen=None, now=now)

    @_do.register
    def _(self, what: Import, now: datetime) -> None:
        content = export(what.kind, self.seed, self.days, after=what.after, on=what.on)
        if content is None:
            return
        file_name = f"{what.kind}-{what.on}.csv"
        accept_import(
            self.session,
            self._actor(ADMIN) if self.people else SETUP,
            parsed=parse(what.kind, content, file_name=file_name, choices=CHOICES),
            file_name=file_name,
            file_sha256=hashlib.sha256(content).hexdigest(),
            decisions=Decisions(choices=CHOICES),
            now=now,
        )
        if what.kind == "people":
            rows = self.session.execute(select(Person.source_key, Person.id))
            self.people = {key: person for key, person in rows if key}

    @_do.register
    def _(self, what: Publish, now: datetime) -> None:
        targets, aims = TARGETS_BP[what.version], AIMS[what.version]
        publish_strategy(
            self.session,
            self._actor(EXECUTIVE),
            mission=MISSIONS[what.version],
            pillars=[PillarDraft(n, share, MEANINGS[n]) for n, share in targets.items()],
            objectives=[ObjectiveDraft(pillar, text) for pillar, text in aims.items()],
            in_force_from=now.date(),
            based_on=what.version or None,
            now=now,
        )

    @_do.register
    def _(self, what: MapProduct, now: datetime) -> None:
        product = self.session.scalars(select(Product.id).where(Product.name == what.product)).one()
        self.mapped[what.product] = map_subject(
            self.session,
            self._actor(PRODUCT),
            product_id=product,
            shares_bp=self._by_id(what.shares),
            effective_from=now.date(),
            based_on=self.mapped.get(what.product),
            now=now,
        )

    @_do.register
    def _(self, what: NewFeature, now: datetime) -> None:
        topic, lead = what.topic, self._actor(PRODUCT, len(self.features))
        feature = add_feature(
            self.session, lead, title=topic.title, effort_weeks=topic.weeks, now=now
        )
        self.features[topic.title] = feature
        if topic.serves is not None:  # what was asked before somebody wrote it down counts too
            map_subject(
                self.session,
                lead,
                feature_id=feature,
                shares_bp={} if topic.serves == OUTSIDE else self._by_id({topic.serves: 10_000}),
                effective_from=self.days.start,
                based_on=None,
                now=now,
            )
        guesses = reckoned(self.seed, topic)
        if guesses:
            estimate_feature(
                self.session,
                lead,
                feature_id=feature,
                estimates=guesses,
                row_version=1,
                estimates_version=None,
                now=now,
            )

    @_do.register
    def _(self, what: DecideFeature, now: datetime) -> None:
        feature = self.session.get_one(Feature, self.features[what.topic.title])
        reason, words = answer(what.topic, what.status)
        decide_feature(
            self.session,
            self._actor(PRODUCT, feature.id),
            feature_id=feature.id,
            status=what.status,
            reason=reason,
            words=words,
            row_version=feature.row_version,
            now=now,
        )

    @_do.register
    def _(self, what: ReadDecisions, now: datetime) -> None:
        for person in sellers(self.seed):
            if (key := self.people.get(person.key)) is None:
                continue
            told = unseen_decisions(self.session.connection(), key)
            ids = [one.decision_id for one in told]
            see_decisions(self.session, self._as(person), decision_ids=ids, now=now)

    @_do.register
    def _(self, what: Triage, now: datetime) -> None:
        ready: dict[str, list[str]] = {}
        for ask in self.waiting:
            if ask.asked <= what.up_to and ask.topic and ask.topic.title in self.features:
                ready.setdefault(ask.topic.title, []).append(ask.key)
        for number, (title, keys) in enumerate(ready.items()):
            seen = select(Request.id, Request.row_version).where(Request.source_key.in_(keys))
            link_requests(
                self.session,
                self._actor(PRODUCT, number),
                requests=dict(self.session.execute(seen).all()),
                feature_id=self.features[title],
                now=now,
            )
        done = {key for keys in ready.values() for key in keys}
        self.waiting = [ask for ask in self.waiting if ask.key not in done]

    @_do.register
    def _(self, what: Make, now: datetime) -> None:
        vow = vows(self.seed, self.days)[what.number]
        deal = self.session.scalars(select(Deal.id).where(Deal.source_key == vow.sale.key)).one()
        self.promises[what.number] = make_promise(
            self.session,
            self._manager_of(vow.sale.seller),
            quote=vow.quote,
            made_by_id=self.people[vow.sale.seller.key],
            made_on=vow.made,
            due_on=vow.due,
            deal_id=deal,
            feature_id=self.features[vow.topic.title] if vow.topic else None,
            now=now,
        )

    @_do.register
    def _(self, what: Decide, now: datetime) -> None:
        executive = what.state in ("approved", "refused")
        step_promise(
            self.session,
            self._actor(EXECUTIVE if executive else PRODUCT, what.number),
            promise_id=self.promises[what.number],
            state=what.state,
            row_version=1 if executive else 2,
            note=BECAUSE.get(what.state),
            now=now,
        )

    @_do.register
    def _(self, what: Move, now: datetime) -> None:
        person = self.session.get_one(Person, self.people[in_team(self.seed, what.person).key])
        team = self.session.scalars(select(Team.id).where(Team.name == what.to)).one_or_none()
        change_person(
            self.session,
            self._actor(ADMIN),
            person_id=person.id,
            row_version=person.row_version,
            name=person.name,
            email=person.email,
            role=person.role,
            team_id=team or person.team_id,
            active=what.to is not None,
            sees=(),
            now=now,
        )

    @_do.register
    def _(self, what: KeepPlan, now: datetime) -> None:
        executive = self._actor(EXECUTIVE)
        version = save_plan(
            self.session, executive, name=what.name, content=PLANS[what.name], now=now
        )
        if what.published:
            publish_plan(
                self.session, executive, version_id=version, in_force_from=now.date(), now=now
            )

    @_do.register
    def _(self, what: Trace, now: datetime) -> None:
        campaign = self.session.scalars(select(Campaign).where(Campaign.name == CAMPAIGN)).one()
        lead = self._actor(PRODUCT)
        trace_campaign(
            self.session,
            lead,
            campaign_id=campaign.id,
            feature_id=self.features[BASKET],
            now=now,
        )
        state_design(
            self.session,
            lead,
            campaign_id=campaign.id,
            holdout_bp=HOLDOUT_BP,
            expected_n=EXPECTED,
            window_days=WINDOW_DAYS,
            now=now,
        )

    def _actor(self, role: str, turn: int = 0) -> Actor:
        """Whoever of that role has the turn."""
        of = of_role(self.seed, role)
        return self._as(of[turn % len(of)])

    def _manager_of(self, person: Staff) -> Actor:
        if person is in_team(self.seed, MOVER):  # two managers would each see a half of it
            return self._actor(ADMIN)
        return self._as(
            next(m for m in sellers(self.seed) if m.team is person.team and m.role == SALES)
        )

    def _as(self, person: Staff) -> Actor:
        return Actor(self.people[person.key], person.name, person.role)

    def _by_id(self, shares: dict[str, int]) -> dict[int, int]:
        ids = dict(self.session.execute(select(Pillar.name, Pillar.id)).all())
        return {ids[pillar]: share for pillar, share in shares.items()}
