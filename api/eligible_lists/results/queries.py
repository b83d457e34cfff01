"""SQL of examination results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ExamResult, Person


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """Which results of a list are asked for; `name` is a range of names, `external_id` the candidate's id beside it."""

    attendance: Sequence[str] = ()
    outcome: Sequence[str] = ()
    name: tuple[str, str] | None = None
    external_id: str | None = None

    def conditions(self, list_id: UUID) -> list[ColumnElement[bool]]:
        """The filter as SQL."""
        found: list[ColumnElement[bool]] = [ExamResult.list_id == list_id]
        if self.attendance:
            found.append(ExamResult.attendance.in_(self.attendance))
        if self.outcome:
            found.append(ExamResult.outcome.in_(self.outcome))
        if self.name is not None:
            named = (Person.sort_name >= self.name[0]) & (Person.sort_name < self.name[1])
            found.append(or_(named, ExamResult.external_id == self.external_id))
        return found


def _results() -> Select[Any]:
    return cast(
        "Select[Any]",
        select(ExamResult, Person.last_name, Person.first_name, Person.middle_name, Person.sort_name).join(
            Person, (Person.agency_id == ExamResult.agency_id) & (Person.id == ExamResult.person_id)
        ),
    )


async def page_of_results(
    session: AsyncSession, list_id: UUID, only: ResultFilter, *, sort: str, after: Sequence[Any] | None, limit: int
) -> list[Any]:
    """Results by the candidate's id or by name (`-` turns the order), after a key of it and the result's id."""
    by: Any = Person.sort_name if sort.removeprefix("-") == "name" else ExamResult.external_id
    query = _results().where(*only.conditions(list_id))
    if after is not None:
        place, key = tuple_(by, ExamResult.id), tuple_(after[0], UUID(after[1]))
        query = query.where(place < key if sort.startswith("-") else place > key)
    order = (by.desc(), ExamResult.id.desc()) if sort.startswith("-") else (by, ExamResult.id)
    return list(await session.execute(query.order_by(*order).limit(limit)))


async def count_results(session: AsyncSession, list_id: UUID, only: ResultFilter) -> int:
    """How many results the filter leaves."""
    query = select(func.count()).select_from(_results().where(*only.conditions(list_id)).subquery())
    return (await session.execute(query)).scalar_one()


async def result(session: AsyncSession, result_id: UUID) -> Any | None:
    """One result with the person's name."""
    query = _results().where(ExamResult.id == result_id).execution_options(populate_existing=True)
    return (await session.execute(query)).one_or_none()


async def list_of(session: AsyncSession, result_id: UUID) -> UUID | None:
    """The list a result belongs to, which never changes."""
    return (await session.execute(select(ExamResult.list_id).where(ExamResult.id == result_id))).scalar_one_or_none()


async def lock(session: AsyncSession, result_id: UUID) -> ExamResult:
    """A result of a locked list, locked."""
    query = select(ExamResult).where(ExamResult.id == result_id).with_for_update(key_share=True)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
