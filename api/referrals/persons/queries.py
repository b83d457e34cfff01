"""SQL of the referrals of a person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# A row is stored for whoever was ever reached or decided on there.
_PAGE = """
SELECT r.id AS referral_id, r.number, r.status AS referral_status, r.certified_at, l.id AS list_id, l.code AS list_code,
       x.eligible_id, x.disposition, x.reason_code, x.disposed_at, e.score, e.status, l.status AS list_status,
       l.score_decimals, x.reached_seq IS NOT NULL AS was_reached
FROM eligibles e
JOIN referral_eligibles x ON x.agency_id = e.agency_id AND x.eligible_id = e.id
JOIN referrals r ON r.agency_id = x.agency_id AND r.id = x.referral_id
JOIN eligible_lists l ON l.agency_id = r.agency_id AND l.id = r.list_id
WHERE e.agency_id = eligo_agency() AND e.person_id = ANY(:ids) {within} {after}
ORDER BY r.id DESC, x.eligible_id DESC LIMIT :limit
"""
_AFTER = "AND (r.id, x.eligible_id) < (CAST(:referral AS uuid), CAST(:eligible AS uuid))"
_WITHIN = """
AND EXISTS (SELECT 1 FROM referral_positions rp JOIN positions p ON p.agency_id = rp.agency_id AND p.id = rp.position_id
            WHERE rp.agency_id = r.agency_id AND rp.referral_id = r.id AND rp.is_attached
              AND p.department_id = ANY(:departments))
"""


async def page(
    session: AsyncSession,
    ids: Sequence[UUID],
    departments: frozenset[UUID] | None,
    *,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Any]:
    """A person on referrals, the newest referral first, after a key (referral, eligible)."""
    values: dict[str, Any] = {"ids": list(ids), "limit": limit}
    if departments is not None:
        values["departments"] = list(departments)
    if after is not None:
        values |= {"referral": after[0], "eligible": after[1]}
    within, later = "" if departments is None else _WITHIN, "" if after is None else _AFTER
    return list(await session.execute(text(_PAGE.format(within=within, after=later)), values))
