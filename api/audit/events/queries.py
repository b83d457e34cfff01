"""SQL of the stream: what was missed, and whose referral it is."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import EligibleList, LedgerEvent, LedgerHead, Position, Referral, ReferralPosition


async def head(session: AsyncSession) -> int:
    """The last sequence of the agency's ledger."""
    return (await session.scalars(select(LedgerHead.seq))).one()


async def missed(
    session: AsyncSession, topics: Iterable[str], *, after: int, until: int, limit: int
) -> list[Row[int, list[str]]]:
    """Sequence and topics of the events with one of `topics`, in order."""
    query = (
        select(LedgerEvent.seq, LedgerEvent.topics)
        .where(LedgerEvent.seq > after, LedgerEvent.seq <= until, LedgerEvent.topics.overlap(list(topics)))
        .order_by(LedgerEvent.seq)
        .limit(limit)
    )
    return list((await session.execute(query)).all())


async def lists_there(session: AsyncSession, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these lists the agency has."""
    return set((await session.scalars(select(EligibleList.id).where(EligibleList.id.in_(list(ids))))).all())


async def referral_departments(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """The departments of the positions attached to each of these referrals that the agency has."""
    query = (
        select(Referral.id, Position.department_id)
        .outerjoin(
            ReferralPosition,
            (ReferralPosition.agency_id == Referral.agency_id)
            & (ReferralPosition.referral_id == Referral.id)
            & ReferralPosition.is_attached,
        )
        .outerjoin(
            Position,
            (Position.agency_id == ReferralPosition.agency_id) & (Position.id == ReferralPosition.position_id),
        )
        .where(Referral.id.in_(list(ids)))
    )
    found: dict[UUID, set[UUID]] = {}
    for referral_id, department_id in (await session.execute(query)).all():
        departments = found.setdefault(referral_id, set())
        if department_id is not None:
            departments.add(department_id)
    return {referral_id: frozenset(departments) for referral_id, departments in found.items()}
