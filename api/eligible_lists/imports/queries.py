"""SQL of imports."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from api.models import Job, ListImport

_BULKY = (defer(ListImport.rejected, raiseload=True), defer(ListImport.warnings, raiseload=True))
_FIRST_FINDINGS = """
SELECT jsonb_path_query_array(rejected, '$[0 to $last]', jsonb_build_object('last', CAST(:shown AS integer) - 1)),
       jsonb_path_query_array(warnings, '$[0 to $last]', jsonb_build_object('last', CAST(:shown AS integer) - 1)),
       jsonb_array_length(warnings)
FROM list_imports WHERE id = :import
"""


async def add(session: AsyncSession, row: ListImport) -> None:
    """Store an import."""
    session.add(row)
    await session.flush()


@dataclass(frozen=True, slots=True)
class FirstFindings:
    """The first findings of an import, as stored, and how many cautions there are."""

    rejected: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    warnings_total: int


async def find(session: AsyncSession, import_id: UUID) -> ListImport | None:
    """An import without its findings, not locked."""
    query = select(ListImport).where(ListImport.id == import_id).options(*_BULKY)
    return (await session.execute(query)).scalar_one_or_none()


async def first_findings(session: AsyncSession, import_id: UUID, shown: int) -> FirstFindings:
    """What was found first in the rows of an import."""
    row = (await session.execute(text(_FIRST_FINDINGS), {"import": import_id, "shown": shown})).one()
    return FirstFindings(*row)


async def rejected(session: AsyncSession, import_id: UUID) -> list[dict[str, Any]]:
    """Every refused row of an import, as stored."""
    query = select(ListImport.rejected).where(ListImport.id == import_id)
    found: list[dict[str, Any]] = (await session.execute(query)).scalar_one()
    return found


async def job_status(session: AsyncSession, job_id: UUID) -> str | None:
    """Where the job of an import is."""
    return (await session.execute(select(Job.status).where(Job.id == job_id))).scalar_one_or_none()


async def lock(session: AsyncSession, import_id: UUID) -> ListImport | None:
    """An import without its findings, locked; its list is locked before, where both are."""
    query = (
        select(ListImport)
        .where(ListImport.id == import_id)
        .options(*_BULKY)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def page(session: AsyncSession, list_id: UUID, *, after: UUID | None, limit: int) -> list[ListImport]:
    """Imports of a list, the newest first, after one."""
    query = (
        select(ListImport)
        .where(ListImport.list_id == list_id)
        .options(*_BULKY)
        .order_by(ListImport.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(ListImport.id < after)
    return list((await session.execute(query)).scalars())
