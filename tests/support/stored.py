"""What the database holds, read past row-level security."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from tests.conftest import World


async def rows(world: World, query: str, *values: object) -> list[asyncpg.Record]:
    """The rows of a query."""
    connection = await asyncpg.connect(world.admin_url)
    try:
        return list(await connection.fetch(query, *values))
    finally:
        await connection.close()


async def count(world: World, query: str, *values: object) -> int:
    """The one number that a query gives."""
    return int((await rows(world, query, *values))[0][0])


async def dispositions(world: World) -> Mapping[tuple[str, UUID], str]:
    """What is stored: (referral, eligible) -> disposition."""
    found = await rows(world, "SELECT referral_id, eligible_id, disposition FROM referral_eligibles")
    return {(str(one["referral_id"]), UUID(str(one["eligible_id"]))): one["disposition"] for one in found}


async def require_dispositions(world: World, expected: Mapping[tuple[str, UUID], str]) -> None:
    """Insist on what is stored of people on referrals."""
    found = await dispositions(world)
    assert {place: found.get(place, "pending") for place in expected} == dict(expected)


async def statuses(world: World) -> Mapping[UUID, str]:
    """Where each eligible is on its list."""
    return {UUID(str(one["id"])): one["status"] for one in await rows(world, "SELECT id, status FROM eligibles")}


async def hires(world: World) -> int:
    """How many are hired now."""
    return await count(world, "SELECT count(*) FROM appointments WHERE status = 'active'")
