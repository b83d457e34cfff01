"""SQL of examination results."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ExamResult, Person


async def page_of_results(session: AsyncSession, list_id: UUID, *, after: str | None, limit: int) -> list[Any]:
    """Results by the candidate's id, after one."""
    query = (
        select(ExamResult, Person.last_name, Person.first_name, Person.middle_name)
        .join(Person, (Person.agency_id == ExamResult.agency_id) & (Person.id == ExamResult.person_id))
        .where(ExamResult.list_id == list_id)
        .order_by(ExamResult.external_id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(ExamResult.external_id > after)
    return list(await session.execute(query))
