"""SQL of the people whose scores a re-score changed, as the open referrals of their list see them."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.schema import unscaled
from api.referrals.standings.queries import scaled

_LOWEST_LEFT_ALONE = text(
    """
    SELECT b.referral_id, (
           SELECT e.score FROM eligibles e
            WHERE e.agency_id = :agency AND e.list_id = :list AND e.score >= b.score
              AND e.status IN ('active', 'appointed_temporary') AND e.id <> ALL(CAST(:rescored AS uuid[]))
            ORDER BY e.score LIMIT 1)
      FROM unnest(CAST(:referrals AS uuid[]), CAST(:lowest AS bigint[])) AS b(referral_id, score)
    """
)
_PEOPLE = text(
    """
    SELECT e.id, e.score, e.status, e.available_since_seq, e.expires_on, e.conditions,
           coalesce(d.disposition, 'pending') AS disposition,
           e.status = 'removed' AND e.status_reason IS NOT DISTINCT FROM 'rescored' AS is_failed
      FROM eligibles e
      LEFT JOIN referral_eligibles d
             ON d.agency_id = e.agency_id AND d.referral_id = :referral AND d.eligible_id = e.id
     WHERE e.agency_id = :agency AND e.id = ANY(CAST(:people AS uuid[]))
     ORDER BY e.score DESC, e.sort_name, e.id
    """
)


async def lowest_left_alone(
    session: AsyncSession,
    agency_id: UUID,
    list_id: UUID,
    lowest: Mapping[UUID, Decimal],
    rescored: Collection[UUID],
) -> dict[UUID, Decimal | None]:
    """Per referral, the lowest score from one up at which somebody available stands whom the re-score left alone."""
    if not lowest:
        return {}
    names = {
        "agency": agency_id,
        "list": list_id,
        "referrals": list(lowest),
        "lowest": [scaled(score) for score in lowest.values()],
        "rescored": list(rescored),
    }
    rows = await session.execute(_LOWEST_LEFT_ALONE, names)
    return {referral: None if score is None else unscaled(score) for referral, score in rows}


async def people(
    session: AsyncSession, agency_id: UUID, referral_id: UUID, eligible_ids: Collection[UUID]
) -> list[Any]:
    """People as a referral knows them, in rank order; also those whom the re-score failed."""
    names = {"agency": agency_id, "referral": referral_id, "people": list(eligible_ids)}
    return list(await session.execute(_PEOPLE, names))
