"""SQL of merging persons."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Person, PersonMerge

# Whoever stands on a list on which the other person stands too, with the open referrals that decided about them.
_SHARED = """
WITH both_on AS (
  SELECT list_id FROM eligibles WHERE person_id = ANY(:own)
  INTERSECT SELECT list_id FROM eligibles WHERE person_id = ANY(:others)
)
SELECT e.id, e.list_id, e.person_id, e.score, e.status, e.status_reason, e.status_until, l.code, l.score_decimals,
       l.status AS list_status,
       ARRAY(SELECT r.number FROM referral_eligibles x
             JOIN referrals r ON r.agency_id = x.agency_id AND r.id = x.referral_id AND r.status = 'certified'
             WHERE x.agency_id = e.agency_id AND x.eligible_id = e.id AND x.disposition <> 'pending'
             ORDER BY r.number) AS decided_on
FROM eligibles e JOIN eligible_lists l ON l.agency_id = e.agency_id AND l.id = e.list_id
WHERE e.person_id = ANY(:everybody) AND e.list_id IN (SELECT list_id FROM both_on)
ORDER BY e.list_id, e.id
"""
# Lists whose results may still bring in both, because they are not adopted and not both stand there.
_UNSETTLED = """
SELECT l.id, l.code FROM eligible_lists l
WHERE l.status IN ('draft', 'scored', 'tentative')
  AND EXISTS (SELECT 1 FROM exam_results r WHERE r.agency_id = l.agency_id AND r.list_id = l.id
              AND r.person_id = ANY(:own))
  AND EXISTS (SELECT 1 FROM exam_results r WHERE r.agency_id = l.agency_id AND r.list_id = l.id
              AND r.person_id = ANY(:others))
  AND NOT (EXISTS (SELECT 1 FROM eligibles e WHERE e.agency_id = l.agency_id AND e.list_id = l.id
                   AND e.person_id = ANY(:own))
           AND EXISTS (SELECT 1 FROM eligibles e WHERE e.agency_id = l.agency_id AND e.list_id = l.id
                       AND e.person_id = ANY(:others)))
  AND l.id IN (SELECT list_id FROM exam_results WHERE person_id = ANY(:own))
ORDER BY l.code
"""


async def shared_entries(session: AsyncSession, own: Sequence[UUID], others: Sequence[UUID]) -> list[Any]:
    """The entries of both persons on every list on which both stand."""
    values = {"own": list(own), "others": list(others), "everybody": [*own, *others]}
    return list(await session.execute(text(_SHARED), values))


async def unsettled_lists(session: AsyncSession, own: Sequence[UUID], others: Sequence[UUID]) -> list[Any]:
    """Lists in preparation on which both have a result and not both stand."""
    return list(await session.execute(text(_UNSETTLED), {"own": list(own), "others": list(others)}))


async def set_remaining(
    session: AsyncSession, person_ids: Collection[UUID], remaining: UUID | None, *, now: UUID | None = None
) -> None:
    """Say into whom locked persons are merged; with `now`, only those merged into that one at present."""
    change = update(Person).where(Person.id.in_(list(person_ids)))
    if now is not None:
        change = change.where(Person.merged_into_id == now)
    await session.execute(
        change.values(merged_into_id=remaining, version=Person.version + 1)
        .returning(Person)
        .execution_options(populate_existing=True)
    )


async def lock_places(session: AsyncSession, agency_id: UUID) -> None:
    """Wait until nobody comes to stand on a list, and let nobody until the end of the transaction."""
    key = func.hashtextextended(f"places:{agency_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def add(session: AsyncSession, merge: PersonMerge) -> None:
    """Store a merge."""
    session.add(merge)
    await session.flush()


async def find(session: AsyncSession, person_id: UUID, merge_id: UUID, *, lock: bool = False) -> PersonMerge | None:
    """A merge into a person."""
    query = select(PersonMerge).where(PersonMerge.id == merge_id, PersonMerge.person_id == person_id)
    if lock:
        query = query.with_for_update(key_share=True)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def latest(session: AsyncSession, person_id: UUID) -> PersonMerge | None:
    """The last merge into a person that was not undone."""
    query = (
        select(PersonMerge)
        .where(PersonMerge.person_id == person_id, PersonMerge.undone_seq.is_(None))
        .order_by(PersonMerge.merged_seq.desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def page(session: AsyncSession, person_id: UUID, *, after: int | None, limit: int) -> list[Any]:
    """Merges into a person with who was merged, the latest first, after a sequence."""
    query = (
        select(PersonMerge, Person)
        .join(Person, Person.id == PersonMerge.other_id)
        .where(PersonMerge.person_id == person_id)
        .order_by(PersonMerge.merged_seq.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(PersonMerge.merged_seq < after)
    return list(await session.execute(query))


async def store(session: AsyncSession) -> None:
    """Write what was changed on rows."""
    await session.flush()
