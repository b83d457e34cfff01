"""Rendering papers."""

from uuid import UUID

from api.documents import service
from api.platform.auth import Permission
from api.platform.child import ChildFailedError
from api.platform.jobs import Run, job


@job(service.RENDER_SCORE_REPORT, timeout=120, permission=Permission.MANAGE_LISTS)
async def render_score_report(run: Run, *, document_id: UUID) -> None:
    """Render outside any transaction, file it exactly once."""
    async with run.read() as session:
        facts, wanted = await service.score_report_facts(session, run.actor, document_id)
    try:
        content = await run.in_child_process(service.RENDERERS[wanted], facts)
    except ChildFailedError:
        async with run.write() as session:
            await service.mark_failed(session, document_id)
        raise
    async with run.finish() as session:
        await service.file_document(session, run.actor, document_id=document_id, content=content, facts=facts)
        run.result = {"document_id": str(document_id)}
