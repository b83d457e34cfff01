"""SQL of protests."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Counter, Eligible, ExamResult, Person, Protest


def _protests(list_id: UUID) -> Any:
    return (
        select(Protest, Person.last_name, Person.first_name, Person.middle_name, Eligible.id.label("eligible_id"))
        .join(Person, (Person.agency_id == Protest.agency_id) & (Person.id == Protest.person_id))
        .outerjoin(
            Eligible,
            (Eligible.agency_id == Protest.agency_id)
            & (Eligible.list_id == Protest.list_id)
            & (Eligible.person_id == Protest.person_id),
        )
        .where(Protest.list_id == list_id)
    )


async def page(
    session: AsyncSession, list_id: UUID, *, statuses: Sequence[str], after: UUID | None, limit: int
) -> list[Any]:
    """Protests of a list, the latest first."""
    query = _protests(list_id).order_by(Protest.id.desc()).limit(limit)
    if statuses:
        query = query.where(Protest.status.in_(statuses))
    if after is not None:
        query = query.where(Protest.id < after)
    return list(await session.execute(query))


async def counts(session: AsyncSession, list_id: UUID) -> dict[str, int]:
    """How many protests of a list are in each status, and how many came late."""
    query = (
        select(Protest.status, func.count(), func.count().filter(Protest.is_late))
        .where(Protest.list_id == list_id)
        .group_by(Protest.status)
    )
    found: dict[str, int] = {"late": 0}
    for status, number, late in await session.execute(query):
        found[status] = number
        found["late"] += late
    return found


async def one(session: AsyncSession, list_id: UUID, protest_id: UUID) -> Any | None:
    """One protest with the person's name."""
    query = _protests(list_id).where(Protest.id == protest_id).execution_options(populate_existing=True)
    return (await session.execute(query)).one_or_none()


async def lock(session: AsyncSession, list_id: UUID, protest_id: UUID) -> Protest | None:
    """Lock a protest of a locked list."""
    query = select(Protest).where(Protest.list_id == list_id, Protest.id == protest_id).with_for_update(key_share=True)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def add(session: AsyncSession, row: Protest) -> None:
    """Store a protest."""
    session.add(row)
    await session.flush()


async def was_examined(session: AsyncSession, list_id: UUID, person_id: UUID) -> bool:
    """Whether somebody has a result for a list, or stands on it."""
    result = select(ExamResult.id).where(ExamResult.list_id == list_id, ExamResult.person_id == person_id).exists()
    stands = select(Eligible.id).where(Eligible.list_id == list_id, Eligible.person_id == person_id).exists()
    return bool((await session.execute(select(or_(result, stands)))).scalar_one())


async def next_number(session: AsyncSession, agency_id: UUID, name: str) -> int:
    """The next number of a series."""
    made = upsert(Counter).values(agency_id=agency_id, name=name, value=1)
    query = made.on_conflict_do_update(
        index_elements=["agency_id", "name"], set_={"value": Counter.value + 1}
    ).returning(Counter.value)
    return int((await session.execute(query)).scalar_one())
