"""The plan by which PostgreSQL walks a line: proof that it reads the ranks in reach and nothing else."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import db
from api.platform.db import Database

# The walk as `api.referrals.line` makes it: the first scores of the list at which somebody is available.
WALK = (
    "SELECT score, available FROM list_scores s WHERE s.agency_id = :agency AND s.list_id = :list "
    "AND s.available > 0 ORDER BY score DESC LIMIT 64"
)

_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"


async def walk_plan(url: str, agency_id: UUID, list_id: UUID) -> str:
    """The plan of the walk as it ran, for people to read."""
    database = Database(url, pool_size=1)
    try:
        async with database.transaction(agency_id, read_only=True) as session:
            explain = "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) "
            rows = await session.execute(text(explain + WALK), {"agency": agency_id, "list": list_id})
            return "\n".join(rows.scalars())
    finally:
        await database.close()


async def plan_of(session: AsyncSession, query: str, **names: Any) -> dict[str, Any]:
    """The plan of a query as it ran, as data."""
    return _plan((await session.execute(text(f"{_EXPLAIN} {query}"), names)).scalar_one())


async def prepared_plan_of(session: AsyncSession, statement: str, *parameters: Any) -> dict[str, Any]:
    """The plan of a prepared statement as it runs after many calls, when it no longer looks at the values."""
    await session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    return _plan((await db.fetch_row(session, f"{_EXPLAIN} {statement}", *parameters))[0])


def _plan(found: Any) -> dict[str, Any]:
    plans = found if isinstance(found, list) else orjson.loads(found)
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan's nodes, the outermost first."""
    return [plan, *(node for inner in plan.get("Plans", ()) for node in nodes(inner))]
