"""What one transaction sees: a reading one a single state, a writing one whatever others have committed by now."""

from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.roster import queries
from api.eligible_lists.roster.queries import EligibleFilter
from api.platform import db
from api.platform.edge import of_database
from api.platform.errors import Problem
from tests.conftest import World
from tests.support.city import City
from tests.support.clerk import Clerk

COUNT = text("SELECT count(*) FROM departments")


async def execute(world: World, statement: str) -> None:
    """Somebody else changes something, and commits."""
    connection = await asyncpg.connect(world.admin_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize(("read_only", "seen"), [(True, 0), (False, 1)])
async def test_reading_sees_one_state_and_writing_the_newest(world: World, read_only: bool, seen: int) -> None:
    async with world.database.transaction(world.agency.id, read_only=read_only) as session:
        assert (await session.execute(COUNT)).scalar_one() == 0
        await execute(
            world,
            "INSERT INTO departments (agency_id, id, code, title) "
            "SELECT id, gen_random_uuid(), 'NEW', 'New' FROM agencies",
        )
        assert (await session.execute(COUNT)).scalar_one() == seen


async def test_connections_do_not_keep_the_isolation_of_a_read(world: World) -> None:
    for read_only, level in ((True, "repeatable read"), (False, "read committed")) * 3:
        async with world.database.transaction(world.agency.id, read_only=read_only) as session:
            assert (await session.execute(text("SHOW transaction_isolation"))).scalar_one() == level


async def test_a_page_and_its_total_are_of_one_state(
    world: World, administrator: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is read, somebody leaves the list, the total is read."""
    city = await City.build(administrator, world, [("A", 90), ("B", 80), ("C", 70)])
    counted = queries.count_eligibles

    async def count_late(session: AsyncSession, list_id: UUID, only: EligibleFilter) -> int:
        await execute(world, "UPDATE eligibles SET status = 'inactive' WHERE external_id = 'A'")
        return await counted(session, list_id, only)

    monkeypatch.setattr(queries, "count_eligibles", count_late)
    path = f"/eligible-lists/{city.list_id}/eligibles?status=active&count=true"
    first, second = await administrator.read(path), await administrator.read(path)
    assert [(len(page["items"]), page["total"]) for page in (first, second)] == [(3, 3), (2, 2)]


async def test_the_driver_is_not_asked_outside_the_transaction(world: World) -> None:
    """What is first in a transaction begins it; the driver alone would act and commit by itself."""
    async with world.database.session() as session:
        with pytest.raises(RuntimeError, match="before the transaction began"):
            await db.fetch_row(session, "SELECT set_config('app.agency_id', $1, true)", str(world.agency.id))
        await session.execute(text("SELECT 1"))
        assert (await db.fetch_row(session, "SELECT 1 AS one"))["one"] == 1


async def test_what_the_driver_is_refused_is_answered_like_the_rest(world: World) -> None:
    """A code that is taken twice, a text that cannot be stored."""
    add = "INSERT INTO departments (agency_id, id, code, title) VALUES (eligo_agency(), gen_random_uuid(), $1, 'Twice')"

    async def refused(*parameters: str) -> Problem:
        try:
            async with world.database.transaction(world.agency.id) as session:
                for parameter in parameters:
                    await db.fetch_row(session, add, parameter)
        except DBAPIError as error:
            return of_database(error)
        raise AssertionError("it was taken")

    taken, unreadable = await refused("T", "T"), await refused("A\0")
    assert (taken.status, taken.code) == (409, "duplicate_code")
    assert (unreadable.status, unreadable.code) == (400, "unreadable")
