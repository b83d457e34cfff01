"""SQL of notes about persons."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import PersonNote


async def page(
    session: AsyncSession, person_ids: Sequence[UUID], *, after: UUID | None, limit: int
) -> list[PersonNote]:
    """Notes about a person, also those of who was merged into them, the latest first, after one."""
    query = select(PersonNote).where(PersonNote.person_id.in_(person_ids)).order_by(PersonNote.id.desc()).limit(limit)
    if after is not None:
        query = query.where(PersonNote.id < after)
    return list((await session.execute(query)).scalars())


async def add(session: AsyncSession, note: PersonNote) -> None:
    """Store a note."""
    session.add(note)
    await session.flush()


async def lock(session: AsyncSession, person_ids: Sequence[UUID], note_id: UUID) -> PersonNote | None:
    """Lock a note about a person."""
    query = (
        select(PersonNote)
        .where(PersonNote.id == note_id, PersonNote.person_id.in_(person_ids))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def end(session: AsyncSession, note: PersonNote, *, status: str, by: str, at: datetime, reason: str) -> None:
    """Mark a locked note corrected or withdrawn."""
    note.status, note.ended_by, note.ended_at, note.ended_reason = status, by, at, reason
    note.version += 1
    await session.flush()
