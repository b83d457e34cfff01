"""The demo clock: moves forward, for an administrator of a demo on loopback, and stands in the ledger."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from api.main import create_app
from tests.conftest import Clerks, World
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague

DAY = 86_400
TEN_YEARS = 10 * 366 * DAY


@pytest.fixture
async def elsewhere(world: World) -> AsyncIterator[Any]:
    """Signs in to a server of the same database with other settings."""
    async with AsyncExitStack() as stack:

        async def sign_in(**settings: Any) -> Clerk:
            app = create_app(world.settings.model_copy(update=settings))
            await stack.enter_async_context(app.router.lifespan_context(app))
            return await Clerks(app, stack).sign_in()

        yield sign_in


async def _events(world: World) -> list[tuple[str, datetime]]:
    connection = await asyncpg.connect(world.admin_url)
    rows = await connection.fetch(
        "SELECT canonical, occurred_at FROM ledger_events WHERE name = 'clock.advanced' ORDER BY seq"
    )
    await connection.close()
    return [(row["canonical"], row["occurred_at"]) for row in rows]


async def test_the_clock_moves_forward_and_the_ledger_with_it(administrator: Clerk, world: World) -> None:
    before = await administrator.read("/demo/clock")
    assert (before["offset_seconds"], before["is_enabled"]) == (0, True)
    moved = await administrator.make("/demo/clock", {"advance_seconds": 14 * DAY})
    assert moved["offset_seconds"] == 14 * DAY
    assert datetime.fromisoformat(moved["now"]) - datetime.fromisoformat(before["now"]) >= timedelta(days=14)
    again = await administrator.make("/demo/clock", {"advance_seconds": DAY})
    assert (await administrator.read("/demo/clock"))["offset_seconds"] == again["offset_seconds"] == 15 * DAY

    events = await _events(world)
    assert len(events) == 2
    assert '"advance_seconds":1209600,"offset_seconds":1209600' in events[0][0]
    assert '"advance_seconds":86400,"offset_seconds":1296000' in events[1][0]
    assert events[0][1] > datetime.now(UTC) + timedelta(days=13)
    assert administrator.session["user"]["id"] in events[0][0]


@pytest.mark.parametrize("seconds", [-1, TEN_YEARS + 1, 1.5, "soon", None, 10**30])
async def test_it_never_goes_back_nor_too_far(administrator: Clerk, seconds: Any) -> None:
    refused = problem(await administrator.post("/demo/clock", {"advance_seconds": seconds}), 422)
    assert [one["field"] for one in refused["errors"]] == ["advance_seconds"]
    assert (await administrator.read("/demo/clock"))["offset_seconds"] == 0


async def test_a_hundred_years_are_the_end(administrator: Clerk) -> None:
    for _ in range(10):
        await administrator.make("/demo/clock", {"advance_seconds": TEN_YEARS})
    problem(await administrator.post("/demo/clock", {"advance_seconds": DAY}), 409, "clock_too_far")
    assert (await administrator.read("/demo/clock"))["offset_seconds"] == 10 * TEN_YEARS


async def test_the_same_request_moves_it_once(administrator: Clerk) -> None:
    headers = {"Idempotency-Key": "tick"}
    for _ in range(3):
        await administrator.make("/demo/clock", {"advance_seconds": DAY}, headers=headers)
    assert (await administrator.read("/demo/clock"))["offset_seconds"] == DAY


@pytest.mark.parametrize("role", ["exam_analyst", "certification_analyst", "auditor", "hiring_manager"])
async def test_only_an_administrator_moves_it(administrator: Clerk, clerks: Clerks, role: str) -> None:
    clerk = await colleague(clerks, administrator, role)
    assert (await clerk.get("/demo/clock")).status_code == 200
    problem(await clerk.post("/demo/clock", {"advance_seconds": DAY}), 403, "forbidden")
    problem(await (await clerks.nobody()).get("/demo/clock"), 401, "unauthenticated")


@pytest.mark.parametrize("settings", [{"environment": "development"}, {"host": "0.0.0.0"}])
async def test_it_stands_still_where_this_is_no_demo_on_loopback(
    elsewhere: Any, settings: dict[str, str], world: World
) -> None:
    clerk = await elsewhere(**settings)
    problem(await clerk.post("/demo/clock", {"advance_seconds": DAY}), 409, "no_demo")
    assert await _events(world) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE agencies SET is_demo = false", "UPDATE demo_clock SET is_enabled = false"]
)
async def test_it_stands_still_for_a_real_agency_or_installation(world: World, clerks: Clerks, statement: str) -> None:
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute(statement)
    await connection.close()
    clerk = await clerks.sign_in()
    problem(await clerk.post("/demo/clock", {"advance_seconds": DAY}), 409, "no_demo")
