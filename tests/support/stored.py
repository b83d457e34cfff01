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


# What a call may write without deciding anything: its own answer, and when somebody was last seen.
NOTED = ("idempotency_keys", "user_sessions", "api_keys")


async def everything(world: World) -> Mapping[str, int]:
    """How many rows each table holds, how often rows were changed there, and where the ledger's head stands."""
    tables = await rows(world, "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'")
    names = sorted({one["relname"] for one in tables} - {*NOTED})
    found = {name: await count(world, f"SELECT count(*) FROM {name}") for name in names}
    for name in ("referrals", "referral_eligibles", "referral_positions", "positions", "eligibles", "eligible_lists"):
        found[f"{name}.xmin"] = await count(world, f"SELECT coalesce(sum(xmin::text::bigint), 0) FROM {name}")
    found["head"] = await count(world, "SELECT coalesce(max(seq), 0) FROM ledger_events")
    return found
