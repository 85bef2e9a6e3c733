"""Looks at the baskets whose time has come: who is due, who is skipped, who is in which arm.

It puts reminders in line, in both arms alike, and sends none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from data.actions.assign_customers import NewAssignment, assign_customers
from data.actions.permissions import ADMIN, Actor
from data.actions.queue_sends import NewSend, queue_sends
from data.reads import due
from data.reads.due import Left
from data.store import Reading, Store, writing
from nudges.assignment import arm
from nudges.campaigns import Sending, sending
from nudges.keys import Keys
from nudges.verdict import Case, due_at, verdict

MAILER = Actor(None, "The mailer", ADMIN)
AT_A_TIME = 500
LOOK_AGAIN = timedelta(hours=1)


def look(store: Store, keys: Keys, *, now: datetime, limit: int = AT_A_TIME) -> int:
    """How many baskets were looked at; 0 = none waits. One transaction, safe in several processes.

    A customer is assigned when a reminder to her is found due for the first time: after whatever
    speaks against writing to her, so that both arms face the same rules.
    """
    with writing(store) as session:
        connection = session.connection()
        baskets = due.baskets_to_look_at(connection, now=now, limit=limit)
        if not baskets:
            return 0
        found = _Found(connection, baskets, keys, now)
        for basket in baskets:
            found.judge(basket)
        assign_customers(session, MAILER, given=found.assigned, now=now)
        queue_sends(session, MAILER, sends=found.sends, look_at=found.look_at, now=now)
        return len(baskets)


def cases(
    connection: Reading,
    baskets: Sequence[Left],
    keys: Keys,
    *,
    days: int,
    lock: bool = False,
    now: datetime,
) -> dict[int, Case]:
    """All that is known of each basket by its id; baskets of nobody we know are left out.

    Args:
        days: how far back reminders count towards the cap. lock: let nobody else decide about
            these customers meanwhile.
    """
    units = sorted({basket.unit for basket in baskets if basket.unit is not None})
    customers = due.reachable(connection, units, lock=lock)
    bought = due.bought(connection, [basket.id for basket in baskets])
    hashes = {unit: keys.hashes(unit) for unit in units}
    refused = due.suppressed(connection, [one for all_ in hashes.values() for one in all_])
    recent = due.reminders_since(connection, units, since=now - timedelta(days=days))
    return {
        basket.id: Case(
            basket,
            customers.get(basket.unit),
            basket.id in bought,
            next((refused[one] for one in hashes[basket.unit] if one in refused), None),
            recent.get(basket.unit, 0),
        )
        for basket in baskets
        if basket.unit is not None
    }


class _Found:
    """What one look finds, gathered basket by basket."""

    def __init__(
        self, connection: Reading, baskets: Sequence[Left], keys: Keys, now: datetime
    ) -> None:
        self.now = now
        self.campaigns = list(sending(connection).values())
        self.connection, self.baskets, self.keys = connection, baskets, keys
        units = sorted({basket.unit for basket in baskets if basket.unit is not None})
        numbers = [campaign.id for campaign in self.campaigns]
        self.known = due.known_steps(connection, numbers, units)
        self.gone_out = due.steps_gone_out(connection, [basket.id for basket in baskets])
        self.arms = due.arms_of(connection, units)
        self.by_days: dict[int, dict[int, Case]] = {}
        self.assigned: list[NewAssignment] = []
        self.sends: list[NewSend] = []
        self.look_at: dict[int, datetime | None] = {}

    def judge(self, basket: Left) -> None:
        """Every step of every campaign that is due for this basket and not on record, nor gone out
        to somebody whose it was thought to be: a new address may be the same customer's."""
        later: list[datetime] = []
        for campaign in self.campaigns:
            case = self.case(basket, campaign.design.cap_days)
            if not campaign.runs(basket.abandoned_at):
                continue
            if (case is None or case.customer is None) and self.may_still_come(basket, campaign):
                later.append(self.now + LOOK_AGAIN)
                continue
            if case is None or not campaign.takes(case.customer):
                continue
            for step in range(1, len(campaign.design.steps) + 1):
                if (campaign.id, basket.unit, basket.id, step) in self.known:
                    continue
                if (campaign.id, basket.id, step) in self.gone_out:  # to whose it was before
                    continue
                moment = due_at(basket, campaign.design, step)
                if moment > self.now:
                    later.append(moment)
                else:
                    self.sends.append(self.judged(case, campaign, step))
        self.look_at[basket.id] = min(later, default=None)

    def may_still_come(self, basket: Left, campaign: Sending) -> bool:
        """Whether word of a customer whom nobody knows yet would come in time."""
        last = due_at(basket, campaign.design, len(campaign.design.steps))
        return self.now < last + timedelta(hours=campaign.design.late_hours)

    def judged(self, case: Case, campaign: Sending, step: int) -> NewSend:
        """The reminder as it goes on record."""
        unit = case.basket.unit or ""
        given = self.arms.get((campaign.id, unit))
        found = verdict(
            case, campaign.design, step=step, running=campaign.runs(self.now), now=self.now
        )
        if found.skip:
            return NewSend(campaign.id, unit, case.basket.id, step, given, None, reason=found.skip)
        if given is None:
            given = arm(
                str(campaign.id),
                campaign.design.salt,
                unit,
                holdout_share=campaign.design.holdout_bp / 10_000,
            )
            self.arms[campaign.id, unit] = given
            segment = case.customer.segment if case.customer else None
            self.assigned.append(NewAssignment(campaign.id, unit, segment, given, case.basket.id))
        held = found.until is not None
        return NewSend(
            campaign.id, unit, case.basket.id, step, given, found.until or self.now, held=held
        )

    def case(self, basket: Left, days: int) -> Case | None:
        if days not in self.by_days:
            self.by_days[days] = cases(
                self.connection, self.baskets, self.keys, days=days, now=self.now
            )
        return self.by_days[days].get(basket.id)
