"""SQL of what has reached its last day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Eligible, EligibleList, Waiver

IN_LIFE = ("adopted", "exhausted", "expired")
ABSENT = ("inactive", "under_waiver")
EXPIRING = ("active", "appointed_temporary", *ABSENT)
_DUE = text(
    """
    SELECT l.id FROM eligible_lists l
     WHERE l.agency_id = eligo_agency() AND l.status IN ('adopted', 'exhausted', 'expired')
       AND ((l.expires_on < :today AND l.status <> 'expired')
         OR EXISTS (SELECT 1 FROM eligibles e WHERE e.agency_id = l.agency_id AND e.list_id = l.id
              AND e.expires_on < :today AND e.expires_on IS NOT NULL
              AND e.status IN ('active', 'appointed_temporary'))
         OR EXISTS (SELECT 1 FROM eligibles e WHERE e.agency_id = l.agency_id AND e.list_id = l.id
              AND e.status IN ('inactive', 'under_waiver') AND (e.status_until < :today OR e.expires_on < :today))
         OR EXISTS (SELECT 1 FROM waivers w WHERE w.agency_id = l.agency_id AND w.list_id = l.id
              AND w.ended_seq IS NULL AND w.until_on < :today))
     ORDER BY l.id
    """
)


async def due_lists(session: AsyncSession, today: date) -> list[UUID]:
    """Lists on which something's last day is over."""
    return list((await session.execute(_DUE, {"today": today})).scalars())


async def expired_people(session: AsyncSession, list_id: UUID, today: date) -> list[Any]:
    """Those whose personal eligibility is over, with their status."""
    query = select(Eligible.id, Eligible.status).where(
        Eligible.list_id == list_id, Eligible.status.in_(EXPIRING), Eligible.expires_on < today
    )
    return list(await session.execute(query))


async def returning_people(session: AsyncSession, list_id: UUID, today: date) -> list[Any]:
    """Those whose absence or general waiver is over, with their status; not those whose eligibility is."""
    query = select(Eligible.id, Eligible.status).where(
        Eligible.list_id == list_id,
        Eligible.status.in_(ABSENT),
        Eligible.status_until < today,
        or_(Eligible.expires_on.is_(None), Eligible.expires_on >= today),
    )
    return list(await session.execute(query))


async def lapsed_waivers(session: AsyncSession, list_id: UUID, today: date) -> list[UUID]:
    """Narrow waivers in force past their last day."""
    query = select(Waiver.id).where(Waiver.list_id == list_id, Waiver.ended_seq.is_(None), Waiver.until_on < today)
    return list((await session.execute(query)).scalars())


async def end_waivers(session: AsyncSession, waiver_ids: Sequence[UUID], seq: int) -> None:
    """End these waivers at an event."""
    await session.execute(update(Waiver).where(Waiver.id.in_(waiver_ids)).values(ended_seq=seq))


async def expire_list(session: AsyncSession, list_id: UUID) -> None:
    """Write that a list expired."""
    await session.execute(
        update(EligibleList)
        .where(EligibleList.id == list_id)
        .values(status="expired", version=EligibleList.version + 1)
        .returning(EligibleList)
        .execution_options(populate_existing=True)
    )
