"""SQL of some people of a list, as availability takes them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.availability import EligibleFacts
from api.domain.lifecycle import EligibleStatus
from api.eligible_lists.eligibles.queries import PASSED
from api.models import Eligible
from api.platform.schema import unscaled


async def facts_of(session: AsyncSession, list_id: UUID, eligible_ids: Collection[UUID]) -> dict[UUID, EligibleFacts]:
    """Some people of a list, apart from what is on record about them on a referral; who is not on it is left out."""
    query = select(Eligible).where(Eligible.list_id == list_id, Eligible.id.in_(eligible_ids), PASSED)
    return {one.id: _facts(one) for one in (await session.execute(query)).scalars()}


def _facts(row: Any) -> EligibleFacts:
    return EligibleFacts(
        score=unscaled(row.score),
        status=EligibleStatus(row.status),
        available_since_seq=row.available_since_seq,
        expires_on=row.expires_on,
        attributes=frozenset(row.conditions),
    )
