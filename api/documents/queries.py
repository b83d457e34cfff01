"""SQL of documents."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Document, Job, StoredFile, User

# Each with its file, whose name it was made in, and how far its job is.
_WHOLE = (
    select(
        Document,
        StoredFile.name,
        StoredFile.media_type,
        StoredFile.size,
        User.name.label("made_by"),
        Job.status.label("job_status"),
        Job.done,
        Job.total,
        Job.error,
    )
    .outerjoin(StoredFile, (StoredFile.agency_id == Document.agency_id) & (StoredFile.id == Document.file_id))
    .outerjoin(Job, (Job.agency_id == Document.agency_id) & (Job.id == Document.job_id))
    .outerjoin(
        User,
        (User.agency_id == Document.agency_id)
        & (func.concat(literal("user:"), cast(User.id, Text)) == Document.created_by),
    )
)


async def add(session: AsyncSession, row: Document) -> None:
    """Store a document."""
    session.add(row)
    await session.flush()


async def find(session: AsyncSession, document_id: UUID) -> Any | None:
    """A document with its file, its maker and its job."""
    return (await session.execute(_WHOLE.where(Document.id == document_id))).one_or_none()


async def lock(session: AsyncSession, document_id: UUID) -> Document | None:
    """A document, locked."""
    query = select(Document).where(Document.id == document_id).with_for_update(key_share=True)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def page(
    session: AsyncSession, subject_type: str, subject_id: UUID, *, after: UUID | None, limit: int
) -> list[Any]:
    """Documents about something, the newest first, after one."""
    query = (
        _WHOLE.where(Document.subject_type == subject_type, Document.subject_id == subject_id)
        .order_by(Document.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(Document.id < after)
    return list(await session.execute(query))
