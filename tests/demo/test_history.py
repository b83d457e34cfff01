"""The large city: its plan is the same for the same seed, and what it makes holds every rule."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from api.demo import city, history, service
from api.demo.history import SEASON_DAYS, SIZES, long_plan
from api.demo.service import build
from api.founding import queries as founding_queries
from api.platform.auth import AgencyRef
from api.platform.db import Database
from tests.conftest import World
from tests.support.invariants import require_whole

TINY = long_plan("tiny", people=sum(one.people for one in city.LISTS) + 260, seasons=2, seed="7")


def test_the_same_seed_gives_the_same_plan_and_another_one_another() -> None:
    again = long_plan("tiny", people=sum(one.people for one in city.LISTS) + 260, seasons=2, seed="7")
    assert again == TINY
    assert long_plan("tiny", people=1140, seasons=2, seed="8") != TINY


def test_the_city_has_the_shape_that_it_promises() -> None:
    plan = SIZES["city"]
    listings = [one for season in plan.seasons for one in season.listings]
    people = sum(one.people for one in (*listings, *city.LISTS))
    assert people >= 20_000
    assert abs(plan.days - 3 * 365) < 30
    sizes = sorted((one.people for one in listings), reverse=True)
    assert sum(sizes[:4]) > people / 2 > sum(sizes[4:12]), "a few long lists hold most people, as in life"
    assert sizes[-1] >= history.LEAST_PEOPLE
    titles = {title for title, _, _ in json.loads((history._FILE).read_text())}
    assert {plan.job_classes[one.job_class] for one in listings} <= titles
    assert {errand.end for season in plan.seasons for errand in season.errands} == {"close", "cancel", ""}
    assert any(season.cancelled for season in plan.seasons)
    assert any(errand.is_undone for season in plan.seasons for errand in season.errands)
    asked = [errand.is_asked for season in plan.seasons for errand in season.errands]
    assert 0 < sum(asked) < len(asked)
    decided = {one.decision for season in plan.seasons for one in season.objections}
    assert decided == {"grant", "deny", "withdraw"}
    assert 1 < sum(season.exhausted is not None for season in plan.seasons) < len(plan.seasons)


def test_every_position_of_a_referral_is_in_the_plan_and_only_once() -> None:
    plan = SIZES["city"]
    there = {
        f"{code}-{department}-{place:02d}"
        for code, places in plan.positions.items()
        for department, count in places.items()
        for place in range(1, count + 1)
    }
    named = [number for season in plan.seasons for errand in season.errands for number in errand.positions]
    named += [number for sending in city.SENDINGS for number in sending.positions]
    assert set(named) <= there
    assert len(named) == len(set(named))


async def test_years_of_history_hold_every_rule_and_end_today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same story at a size that a test can afford: nothing that a rule refuses is in it, times only go on."""
    monkeypatch.setattr(service, "SIZES", {**SIZES, "tiny": TINY})
    founded = await _begin(world, TINY.days)
    made = await build(world.database, world.agency, size="tiny")
    assert made.is_new
    assert made.lists == len(city.LISTS) + sum(len(season.listings) for season in TINY.seasons)
    assert made.referrals == len(city.SENDINGS) + sum(len(season.errands) for season in TINY.seasons)
    assert made.people >= 1100

    await require_whole(world.admin_url, world.database, world.agency)
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        backwards = """
            SELECT count(*) FROM ledger_events a JOIN ledger_events b ON b.agency_id = a.agency_id AND b.seq = a.seq + 1
            WHERE b.occurred_at < a.occurred_at AND a.seq > :founded
        """
        assert (await session.execute(text(backwards), {"founded": founded})).scalar_one() == 0
        span = "SELECT extract(day FROM max(occurred_at) - min(occurred_at)) FROM ledger_events WHERE seq > :founded"
        assert (await session.execute(text(span), {"founded": founded})).scalar_one() == 2 * sum(SEASON_DAYS) + sum(
            city.DAYS
        )
        assert (await session.execute(text("SELECT offset_by = interval '0' FROM demo_clock"))).scalar_one()
        for table, instant in (("appointments", "hired_at"), ("referrals", "closed_at")):
            old = f"SELECT count(*) FROM {table} WHERE {instant} < eligo_now() - interval '60 days'"
            assert (await session.execute(text(old))).scalar_one() > 0, table


async def test_the_same_seed_makes_the_same_city(
    world: World, other_agency: AgencyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided of whom is the plan's and the rules', not the moment's."""
    monkeypatch.setattr(service, "SIZES", {"tiny": replace(TINY, seasons=TINY.seasons[:1])})
    monkeypatch.setattr(service, "_tell_story", _nothing_more)
    decided = []
    for agency in (world.agency, other_agency):
        await build(world.database, agency, size="tiny")
        async with world.database.transaction(agency.id, read_only=True) as session:
            decided.append([tuple(row) for row in await session.execute(text(DECIDED))])
    assert decided[0] == decided[1]
    assert {disposition for *_, disposition in decided[0]} >= {"hired", "waived", "no_response", "not_considered"}


DECIDED = """
    SELECT l.code, e.external_id, e.score, d.disposition FROM referral_eligibles d
    JOIN eligibles e ON e.agency_id = d.agency_id AND e.id = d.eligible_id
    JOIN eligible_lists l ON l.agency_id = e.agency_id AND l.id = e.list_id
    WHERE d.disposition <> 'pending' ORDER BY 1, 2, 4
"""


async def _nothing_more(*_: object) -> None:
    """The story of the small city is left out."""


async def _begin(world: World, days_back: int) -> int:
    """Set the clock back, as founding such a demo does; the last event before it."""
    owner = Database(world.urls.owner, pool_size=1)
    async with owner.session() as session:
        await session.execute(text("UPDATE demo_clock SET is_enabled = false"))
        await founding_queries.enable_demo_clock(session, days_back=days_back)
        await founding_queries.enable_demo_clock(session, days_back=days_back)  # a second start changes nothing
    await owner.close()
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return int((await session.execute(text("SELECT seq FROM ledger_heads"))).scalar_one())
