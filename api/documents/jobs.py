"""Rendering papers."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from api.documents import service
from api.documents.certification_reports import service as certification_reports
from api.documents.list_papers import service as list_papers
from api.documents.list_papers.service import Listed
from api.platform import storage
from api.platform.auth import Permission
from api.platform.child import ChildFailedError
from api.platform.jobs import Run, job


@job(list_papers.RENDER_SCORE_REPORT, timeout=120, permission=Permission.MANAGE_LISTS)
async def render_score_report(run: Run, *, document_id: UUID) -> None:
    """Render outside any transaction, file it exactly once."""
    async with run.read() as session:
        document = await service.wanted(session, document_id)
        facts = await list_papers.score_report_facts(session, run.actor, document.subject_id)
    async with _marking_failure(run, document_id):
        content = await run.in_child_process(list_papers.SCORE_REPORTS[document.format], facts)
    await _file(run, document_id, list_papers.file_name(facts, document.kind, document.format), content)


@job(list_papers.RENDER_ELIGIBLE_LIST, timeout=300, permission=Permission.MANAGE_LISTS)
async def render_eligible_list(run: Run, *, document_id: UUID) -> None:
    """Render while the rows of one instant are read, so that no list is ever held whole."""
    with await asyncio.to_thread(tempfile.TemporaryFile) as target:
        async with _marking_failure(run, document_id), run.snapshot() as session:
            document = await service.wanted(session, document_id)
            listed = await list_papers.eligible_list(session, run.actor, document.subject_id)
            render = list_papers.ELIGIBLE_LISTS[document.format]
            await run.stream_to_child_process(render, listed.facts, chunks=_told(run, listed), target=target)
        name = list_papers.file_name(listed.facts, document.kind, document.format)
        await _file(run, document_id, name, storage.pieces_of(target))


@job(certification_reports.RENDER_CERTIFICATION_REPORT, timeout=120, permission=Permission.READ_REFERRALS)
async def render_certification_report(run: Run, *, document_id: UUID) -> None:
    """Render outside any transaction, file it exactly once."""
    async with run.snapshot() as session:
        document = await service.wanted(session, document_id)
        facts = await certification_reports.facts_of(session, run.actor, document.subject_id)
    async with _marking_failure(run, document_id):
        content = await run.in_child_process(certification_reports.CERTIFICATION_REPORTS[document.format], facts)
    await _file(run, document_id, certification_reports.file_name(facts, document.format), content)


async def _told(run: Run, listed: Listed) -> AsyncIterator[Any]:
    done = 0
    async for chunk in listed.chunks:
        yield chunk
        done += len(chunk)
        await run.progress(done, listed.facts.listed)


@asynccontextmanager
async def _marking_failure(run: Run, document_id: UUID) -> AsyncIterator[None]:
    """Mark the paper as failed where it cannot be rendered; the job fails with the reason."""
    try:
        yield
    except ChildFailedError:
        async with run.write() as session:
            await service.mark_failed(session, document_id)
        raise


async def _file(run: Run, document_id: UUID, name: str, content: bytes | AsyncIterator[bytes]) -> None:
    async with run.finish() as session:
        await service.file_document(session, run.actor, document_id=document_id, name=name, content=content)
        run.result = {"document_id": str(document_id)}
