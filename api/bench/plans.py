"""The plan by which PostgreSQL walks a line: proof that it reads the ranks in reach and nothing else."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import Database

# The walk as `api.referrals.line` makes it: the first scores of the list at which somebody is available.
WALK = (
    "SELECT score, available FROM list_scores s WHERE s.agency_id = :agency AND s.list_id = :list "
    "AND s.available > 0 ORDER BY score DESC LIMIT 64"
)


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
    found = (await session.execute(text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"), names)).scalar_one()
    plans = found if isinstance(found, list) else orjson.loads(found)
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan's nodes, the outermost first."""
    return [plan, *(node for inner in plan.get("Plans", ()) for node in nodes(inner))]
