"""SQL of the lists of a person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.ranks.queries import rank_of

# A result without an eligible is somebody who failed, was not scored, or waits for the first scoring.
_PAGE = """
WITH places AS (
  SELECT list_id, person_id FROM eligibles WHERE agency_id = eligo_agency() AND person_id = ANY(:ids)
  UNION SELECT list_id, person_id FROM exam_results WHERE agency_id = eligo_agency() AND person_id = ANY(:ids)
)
SELECT l.id AS list_id, l.code, l.status AS list_status, l.score_decimals, c.id AS class_id,
       c.title AS class_title, c.code AS class_code,
       places.person_id, coalesce(r.external_id, e.external_id) AS external_id, r.attendance, r.outcome, r.failed_code,
       e.id AS eligible_id, e.score, e.status, e.status_reason, e.status_until, e.expires_on,
       {rank} AS rank
FROM places
JOIN eligible_lists l ON l.agency_id = eligo_agency() AND l.id = places.list_id
JOIN job_classes c ON c.agency_id = l.agency_id AND c.id = l.job_class_id
LEFT JOIN exam_results r ON r.agency_id = l.agency_id AND r.list_id = l.id AND r.person_id = places.person_id
LEFT JOIN eligibles e ON e.agency_id = l.agency_id AND e.list_id = l.id AND e.person_id = places.person_id
     AND NOT (e.status = 'removed' AND e.status_reason IS NOT DISTINCT FROM 'rescored')
{after}
ORDER BY l.id DESC, places.person_id DESC LIMIT :limit
"""
_AFTER = "WHERE (l.id, places.person_id) < (CAST(:list AS uuid), CAST(:person AS uuid))"


async def page(session: AsyncSession, ids: Sequence[UUID], *, after: Sequence[Any] | None, limit: int) -> list[Any]:
    """Places of a person on lists, the newest list first, after a key (list, person)."""
    values: dict[str, Any] = {"ids": list(ids), "limit": limit}
    if after is not None:
        values |= {"list": after[0], "person": after[1]}
    query = _PAGE.format(rank=rank_of("l.agency_id", "l.id", "e.score"), after="" if after is None else _AFTER)
    return list(await session.execute(text(query), values))
