"""SQL of papers about a list."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import db

CHUNK_ROWS = 1_000
_AVAILABLE = """
   FROM eligibles e
  WHERE e.agency_id = $1 AND e.list_id = $2 AND e.status IN ('active', 'appointed_temporary')
    AND (e.expires_on IS NULL OR e.expires_on >= (eligo_now() AT TIME ZONE $3)::date)
"""
_LISTED = f"""
WITH ranks AS MATERIALIZED (
    SELECT score, row_number() OVER (ORDER BY score DESC) AS rank FROM list_scores
     WHERE agency_id = $1 AND list_id = $2 AND eligibles > 0
), listed AS (SELECT e.score, e.sort_name, e.id, e.person_id {_AVAILABLE})
SELECT r.rank, e.score, p.last_name, concat_ws(' ', nullif(p.first_name, ''), nullif(p.middle_name, '')) AS first_name
  FROM listed e
  JOIN ranks r ON r.score = e.score
  JOIN persons p ON p.agency_id = $1 AND p.id = e.person_id
 ORDER BY e.score DESC, e.sort_name, e.id
"""  # noqa: S608  (constants)


async def count_available(session: AsyncSession, agency_id: UUID, list_id: UUID, zone: str) -> int:
    """How many on a list may be certified."""
    row = await db.fetch_row(session, f"SELECT count(*) AS people {_AVAILABLE}", agency_id, list_id, zone)
    return int(row["people"])


async def available(session: AsyncSession, agency_id: UUID, list_id: UUID, zone: str) -> AsyncIterator[Sequence[Any]]:
    """Who on a list may be certified, in rank order, chunk by chunk: rank, score (10^-8), last name, first names."""
    connection = await db.raw(session)
    cursor = await connection.cursor(_LISTED, agency_id, list_id, zone)
    while rows := await cursor.fetch(CHUNK_ROWS):
        yield rows
