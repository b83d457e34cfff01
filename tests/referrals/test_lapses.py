"""What ends by the clock: a list, personal eligibility, absences and waivers, each exactly once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api.platform import clocks
from api.platform.auth import system_actor
from api.referrals.lapses import service
from api.worker import CLOCKS
from tests.conftest import World
from tests.referrals.test_reach import TEN, names
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.worker import InProcessWorker, in_process_worker

BECAUSE = {"reason_code": "own_request"}
DAY = 86_400


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, TEN)


@pytest.fixture
async def worker(world: World) -> AsyncIterator[InProcessWorker]:
    """A worker in this process."""
    async with in_process_worker(world) as made:
        yield made


async def today(city: City) -> date:
    """The agency's civil date by its clock."""
    return date.fromisoformat((await city.clerk.read(f"/eligible-lists/{city.list_id}/outlook"))["today"])


async def days_pass(city: City, worker: InProcessWorker, days: int) -> None:
    """Let days pass, and the clock's jobs of the new day run."""
    await city.clerk.make("/demo/clock", {"advance_seconds": days * DAY})
    for job in await clocks.tick_agency(city.database, city.world.agency, CLOCKS):
        await worker.run(city.world.agency.id, job)


async def store(city: City, statement: str, **values: Any) -> None:
    """A fact that an import would have brought."""
    async with city.database.transaction(city.world.agency.id) as session:
        await session.execute(text(statement), values)


async def told(city: City) -> list[str]:
    """The names of the events that the clock wrote."""
    found = await city.clerk.read("/ledger", params={"actor": "system", "limit": 500})
    wanted = ("list.expired", "eligibles.expired", "eligibles.returned", "waivers.ended")
    return [one["name"] for one in found["items"] if one["name"] in wanted]


async def status(city: City, letter: str) -> str:
    found: str = (await city.clerk.read(f"/eligible-lists/{city.list_id}/eligibles/{city.people[letter]}"))["status"]
    return found


async def test_a_list_expires_the_day_after_its_last_and_open_referrals_finish(
    city: City, worker: InProcessWorker
) -> None:
    referral = (await city.certify(0))["id"]
    last = await today(city) + timedelta(days=2)
    await store(city, "UPDATE eligible_lists SET expires_on = :on", on=last)
    path = f"/eligible-lists/{city.list_id}"
    await days_pass(city, worker, 2)
    assert (await city.clerk.read(path))["status"] == "adopted"  # its last day is still in
    await days_pass(city, worker, 1)
    assert (await city.clerk.read(path))["status"] == "expired"
    positions = {"eligible_list_id": str(city.list_id), "position_ids": [str(city.positions[1])]}
    refused = problem(await city.clerk.post("/referrals", positions), 409, "list_expired")
    assert refused["detail"] == f"The list expired on {last:%b} {last.day}, {last.year}."
    assert (await city.dispose(referral, "A", "interested")).status_code == 200
    assert names(await city.shown(referral), "reachable") == "ABCD"
    await days_pass(city, worker, 1)
    assert await told(city) == ["list.expired"]


async def test_personal_eligibility_ends_and_the_next_rank_is_in_reach(city: City, worker: InProcessWorker) -> None:
    referral = (await city.certify(0))["id"]
    last = await today(city)
    await store(city, "UPDATE eligibles SET expires_on = :on WHERE id = :id", on=last, id=city.people["A"])
    await days_pass(city, worker, 1)
    assert await status(city, "A") == "expired"
    assert names(await city.shown(referral), "reachable") == "BCDE"
    await days_pass(city, worker, 1)
    assert await told(city) == ["eligibles.expired"]
    assert await city.counts_agree()


async def test_waivers_and_absences_end_with_their_last_day_exactly_once(city: City, worker: InProcessWorker) -> None:
    until = str(await today(city) + timedelta(days=1))
    people = f"/eligible-lists/{city.list_id}/eligibles"
    general = {**BECAUSE, "until": until}
    narrow = {**general, "scope": "department", "department_id": str(city.departments[0])}
    await city.clerk.make(f"{people}/{city.people['A']}/waive", general)
    await city.clerk.make(f"{people}/{city.people['B']}/deactivate", general)
    await city.clerk.make(f"{people}/{city.people['C']}/waive", narrow)
    await days_pass(city, worker, 1)
    assert (await status(city, "A"), await status(city, "B")) == ("under_waiver", "inactive")
    await days_pass(city, worker, 1)
    assert (await status(city, "A"), await status(city, "B")) == ("active", "active")
    assert names(await city.shown((await city.certify(0))["id"]), "unavailable") == ""
    await days_pass(city, worker, 1)
    assert sorted(await told(city)) == ["eligibles.returned", "waivers.ended"]
    assert await city.counts_agree()


async def test_two_runs_at_once_end_everything_once(city: City) -> None:
    last = await today(city)
    await store(city, "UPDATE eligible_lists SET expires_on = :on", on=last)
    await store(city, "UPDATE eligibles SET expires_on = :on WHERE id = :id", on=last, id=city.people["A"])
    await city.clerk.make("/demo/clock", {"advance_seconds": DAY})
    actor = system_actor(city.world.agency)

    async def run() -> int:
        assert city.list_id is not None
        async with city.database.transaction(city.world.agency.id) as session:
            return await service.end_periods(session, actor, city.list_id)

    assert sorted(await asyncio.gather(run(), run(), run())) == [0, 0, 2]
    assert await told(city) == ["list.expired", "eligibles.expired"]


async def test_a_last_day_that_is_over_is_refused(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/eligibles/{city.people['A']}/waive"
    yesterday = str(await today(city) - timedelta(days=1))
    problem(await city.clerk.post(path, {**BECAUSE, "until": yesterday}), 422, "date_over")
    assert await status(city, "A") == "active"
