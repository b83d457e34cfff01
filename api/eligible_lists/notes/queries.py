"""SQL of notes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Eligible, ListNote, Person, User


def _notes(list_id: UUID) -> Any:
    return (
        select(ListNote, Person.last_name, Person.first_name, Person.middle_name, User.name.label("author"))
        .outerjoin(Eligible, (Eligible.agency_id == ListNote.agency_id) & (Eligible.id == ListNote.eligible_id))
        .outerjoin(Person, (Person.agency_id == Eligible.agency_id) & (Person.id == Eligible.person_id))
        .outerjoin(User, (User.agency_id == ListNote.agency_id) & (ListNote.created_by == _label()))
        .where(ListNote.list_id == list_id)
    )


async def page(
    session: AsyncSession, list_id: UUID, *, eligible_id: UUID | None, after: UUID | None, limit: int
) -> list[Any]:
    """Notes of a list, or of somebody on it, the latest first, each with who it is about and who wrote it."""
    query = _notes(list_id).order_by(ListNote.id.desc()).limit(limit)
    if eligible_id is not None:
        query = query.where(ListNote.eligible_id == eligible_id)
    if after is not None:
        query = query.where(ListNote.id < after)
    return list(await session.execute(query))


async def one(session: AsyncSession, list_id: UUID, note_id: UUID) -> Any:
    """One note."""
    return (await session.execute(_notes(list_id).where(ListNote.id == note_id))).one()


def _label() -> Any:
    """A user as actors are labelled."""
    return func.concat("user:", cast(User.id, Text))


async def add(session: AsyncSession, row: ListNote) -> None:
    """Store a note."""
    session.add(row)
    await session.flush()
