"""Idempotency keys: how long they hold, and that nothing is kept of them for longer."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.platform import clocks, housekeeping, idempotency
from api.platform.auth import AgencyRef
from api.worker import CLOCKS
from tests.conftest import World
from tests.platform.working import ask
from tests.support import stored
from tests.support.clerk import Clerk, problem
from tests.support.worker import in_process_worker

KEY = {"Idempotency-Key": "once"}


def body(code: str) -> dict[str, str]:
    """A department."""
    return {"code": code, "title": f"Department {code}"}


async def age(world: World, hours: int, agency: AgencyRef | None = None) -> None:
    """Every key of an agency becomes older."""
    async with world.database.transaction((agency or world.agency).id) as session:
        older = text("UPDATE idempotency_keys SET created_at = created_at - make_interval(hours => :hours)")
        await session.execute(older, {"hours": hours})


async def keys(world: World, agency: AgencyRef) -> int:
    """How many keys an agency has."""
    return await stored.count(world, "SELECT count(*) FROM idempotency_keys WHERE agency_id = $1", agency.id)


async def test_a_key_holds_for_three_days_and_is_a_new_one_then(world: World, administrator: Clerk) -> None:
    first: Any = await administrator.make("/departments", body("ONE"), headers=KEY)
    await age(world, 71)
    again = await administrator.post("/departments", body("ONE"), headers=KEY)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first, "true")
    problem(await administrator.post("/departments", body("TWO"), headers=KEY), 422, "idempotency_key_reused")

    await age(world, 2)
    second = await administrator.post("/departments", body("TWO"), headers=KEY)
    assert (second.status_code, second.json()["code"]) == (201, "TWO")
    assert "Idempotency-Replayed" not in second.headers
    again = await administrator.post("/departments", body("TWO"), headers=KEY)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (second.json(), "true")
    problem(await administrator.post("/departments", body("ONE"), headers=KEY), 422, "idempotency_key_reused")


async def test_a_refused_request_leaves_a_lapsed_answer_where_it_was(world: World, administrator: Clerk) -> None:
    await administrator.make("/departments", body("ONE"), headers=KEY)
    await age(world, 73)
    problem(await administrator.post("/departments", body("ONE"), headers=KEY), 409, "duplicate_code")
    assert (await administrator.post("/departments", body("TWO"), headers=KEY)).status_code == 201


async def test_lapsed_keys_of_the_agency_are_purged(
    world: World, other_agency: AgencyRef, administrator: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "PURGED_AT_ONCE", 2)
    for agency in (world.agency, other_agency):
        async with world.database.transaction(agency.id) as session:
            for number in range(5):
                claim = idempotency.Claim("test", f"{number}", b"digest")
                assert await claim.take(session) is None
        await age(world, 73, agency)
    await administrator.make("/departments", body("ONE"), headers=KEY)
    job_id = await ask(world, housekeeping.PURGE_KEYS)
    async with in_process_worker(world) as worker:
        await worker.run(world.agency.id, job_id)
    assert (await administrator.read(f"/jobs/{job_id}"))["status"] == "succeeded"
    assert await keys(world, world.agency) == 1
    assert await keys(world, other_agency) == 5


async def test_each_agency_purges_once_a_day(world: World, other_agency: AgencyRef) -> None:
    for _ in range(2):
        await clocks.tick(world.database, CLOCKS)
    rows = await stored.rows(world, "SELECT agency_id FROM jobs WHERE kind = $1", housekeeping.PURGE_KEYS)
    asked = sorted(UUID(str(row["agency_id"])) for row in rows)
    assert asked == sorted([world.agency.id, other_agency.id])
