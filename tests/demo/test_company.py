"""What the generator draws: as declared, the same for a seed, and possible."""

from collections import Counter
from datetime import date

import pytest

from data.demo.company import PRODUCTS, SEGMENTS, TARGETS_BP, TEAMS
from data.demo.days import Days
from data.demo.deals import sales
from data.demo.files import export, known_since
from data.demo.people import of_role, sellers, staff
from data.demo.promises import vows
from data.demo.steps import KINDS, NewFeature, Publish, steps
from data.demo.topics import TOPICS
from data.demo.venues import venues
from data.demo.voice import asks

TODAYS = [date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29)]


def test_shares_are_whole():
    assert all(sum(targets.values()) == 10_000 for targets in TARGETS_BP)
    assert all(sum(p.pillars.values()) == 10_000 for p in PRODUCTS if p.pillars)
    assert sum(SEGMENTS.values()) == 100
    declared = {pillar for targets in TARGETS_BP for pillar in targets}
    assert {topic.serves for topic in TOPICS} == {*declared, "outside", None}


def test_thirty_five_sell_in_six_teams_each_with_one_manager():
    assert Counter(p.team.name for p in sellers(7)) == {t.name: t.size for t in TEAMS}
    assert len(sellers(7)) == 35
    assert [p.team for p in of_role(7, "sales_manager")] == list(TEAMS)
    roles = Counter(p.role for p in staff(7) if not p.team)
    assert roles == {"executive": 2, "product_lead": 3, "administrator": 1}


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_names_and_addresses_tell_everybody_apart(seed):
    for of in (staff(seed), venues(seed)):
        assert len({one.name.casefold() for one in of}) == len(of)
    addresses = {person.email for person in staff(seed)}
    assert len(addresses) == len(staff(seed))
    assert all(address.isascii() and " " not in address for address in addresses)


def test_another_seed_is_another_company():
    assert {p.name for p in staff(1)}.isdisjoint(p.name for p in staff(2))


@pytest.mark.parametrize("today", TODAYS)
def test_nothing_happens_before_its_cause(today):
    days = Days(today)
    by_key = {sale.key: sale for sale in sales(7, days)}
    since = known_since(7, days)
    for sale in by_key.values():
        assert since[sale.venue.key] <= sale.opened <= min(sale.ends, today)
        assert sale.ends >= days.start
    for ask in asks(7, days):
        assert since[ask.venue.key] <= ask.asked
        assert days.start <= ask.asked <= today
        if ask.deal_key:
            deal = by_key[ask.deal_key]
            assert deal.venue is ask.venue
            assert deal.opened <= ask.asked < deal.ends
    for vow in vows(7, days):
        assert vow.sale.opened <= vow.made <= min(vow.due, today)
        assert [vow.made, *(day for day, _ in vow.fate)] == sorted(
            [vow.made, *(day for day, _ in vow.fate)]
        )


@pytest.mark.parametrize("today", TODAYS)
def test_the_files_together_carry_every_deal_account_and_request_in_its_last_state(today):
    days = Days(today)
    seen = {kind: {} for kind in KINDS}
    after = None
    for day in days.exports:
        for kind in KINDS:
            content = export(kind, 7, days, after=after, on=day)
            if content:
                rows = content.decode().splitlines()[1:]
                seen[kind] |= {row.split(",")[0]: row for row in rows}
        after = day
    assert set(seen["deals"]) == {sale.key for sale in sales(7, days)}
    assert set(seen["requests"]) == {ask.key for ask in asks(7, days)}
    assert set(seen["accounts"]) == {venue.key for venue in venues(7)}
    assert len(seen["products"]) == len(PRODUCTS)
    for sale in sales(7, days):
        assert f",{sale.stage_on(today)}," in seen["deals"][sale.key]


@pytest.mark.parametrize("today", [*TODAYS, date(2027, 4, 1), date(2027, 7, 2)])
def test_a_feature_is_written_down_once_the_pillar_that_it_serves_is_there(today):
    there = {"outside", None}
    for step in steps(7, Days(today)):
        if isinstance(step.what, Publish):
            there |= TARGETS_BP[step.what.version].keys()
        if isinstance(step.what, NewFeature):
            assert step.what.topic.serves in there


def test_steps_come_in_order_and_each_feature_is_added_once():
    every = steps(7, Days(TODAYS[0]))
    assert [step.at for step in every] == sorted(step.at for step in every)
    added = [step.what.topic.title for step in every if type(step.what).__name__ == "NewFeature"]
    assert sorted(added) == sorted(topic.title for topic in TOPICS)
