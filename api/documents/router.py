"""Documents: asking for them, and their content."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.documents import queries, service
from api.documents.certification_reports import service as certification_reports
from api.documents.list_papers import service as list_papers
from api.documents.list_papers.service import NobodyAvailable
from api.documents.schemas import DocumentRead, ListDocumentCreate, ReferralDocumentCreate
from api.documents.service import DocumentNotReady
from api.eligible_lists.service import ListNotScored, get_list
from api.platform import storage
from api.platform.auth import Actor, Permission, requires
from api.platform.db import Database
from api.platform.errors import NotFound, problems
from api.platform.jobs import JobRead
from api.platform.paging import PageRequest, Paging
from api.platform.routing import ReadSession, StreamRoute, TenantRoute, WriteSession
from api.platform.schema import Page
from api.referrals.line import service as lines

list_router = APIRouter(prefix="/eligible-lists/{list_id}/documents", tags=["documents"], route_class=TenantRoute)
referral_router = APIRouter(prefix="/referrals/{referral_id}/documents", tags=["documents"], route_class=TenantRoute)
router = APIRouter(prefix="/documents", tags=["documents"], route_class=TenantRoute)
content_router = APIRouter(tags=["documents"], route_class=StreamRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]
ReferralReader = Annotated[Actor, requires(Permission.READ_REFERRALS)]


@list_router.post("", status_code=202, responses=problems(NotFound, ListNotScored, NobodyAvailable))
async def create_list_document(
    list_id: UUID, body: ListDocumentCreate, session: WriteSession, actor: Manager
) -> JobRead:
    """Have a paper of a list made; the job's result names the document."""
    return JobRead.of(await list_papers.request(session, actor, list_id=list_id, kind=body.kind, format=body.format))


@list_router.get("", responses=problems(NotFound))
async def list_list_documents(list_id: UUID, session: ReadSession, _: Reader, paging: Paging) -> Page[DocumentRead]:
    """Papers of a list, the newest first."""
    await get_list(session, list_id)
    return await _page(session, "list", list_id, paging)


@referral_router.post("", status_code=202, responses=problems(NotFound))
async def create_referral_document(
    referral_id: UUID, body: ReferralDocumentCreate, session: WriteSession, actor: ReferralReader
) -> JobRead:
    """Have the certification report made; the job's result names the document."""
    job = await certification_reports.request(session, actor, referral_id=referral_id, format=body.format)
    return JobRead.of(job)


@referral_router.get("", responses=problems(NotFound))
async def list_referral_documents(
    referral_id: UUID, session: ReadSession, actor: ReferralReader, paging: Paging
) -> Page[DocumentRead]:
    """Papers of a referral, the newest first."""
    await lines.line_of(session, actor, referral_id)
    return await _page(session, "referral", referral_id, paging)


@router.get("/{document_id}", responses=problems(NotFound))
async def read_document(document_id: UUID, session: ReadSession, actor: Reader) -> DocumentRead:
    """One document."""
    return DocumentRead.of(await service.get_document(session, actor, document_id))


@content_router.get(
    "/documents/{document_id}/content", responses=problems(NotFound, DocumentNotReady), response_class=StreamingResponse
)
async def download_document(document_id: UUID, request: Request, actor: Reader) -> StreamingResponse:
    """The file itself, as a download: nothing in it runs on our pages."""
    return await _download(request, actor, document_id)


@content_router.get(
    "/referrals/{referral_id}/documents/{document_id}/content",
    responses=problems(NotFound, DocumentNotReady),
    response_class=StreamingResponse,
)
async def download_referral_document(
    referral_id: UUID, document_id: UUID, request: Request, actor: ReferralReader
) -> StreamingResponse:
    """The file of a referral's paper, also for a department that the referral serves."""
    return await _download(request, actor, document_id, referral_id)


async def _page(session: AsyncSession, about: str, subject_id: UUID, paging: PageRequest) -> Page[DocumentRead]:
    scope = f"documents:{subject_id}"
    after = paging.after(scope)
    last = None if after is None else UUID(after[0])
    rows = await queries.page(session, about, subject_id, after=last, limit=paging.limit + 1)
    keys: list[Any] | None = [str(rows[paging.limit - 1].Document.id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    return Page(items=[DocumentRead.of(row) for row in rows], next_cursor=next_cursor)


async def _download(
    request: Request, actor: Actor, document_id: UUID, referral_id: UUID | None = None
) -> StreamingResponse:
    database: Database = request.app.state.database
    async with database.transaction(actor.agency.id, read_only=True) as session:
        found = service.ready(await service.get_document(session, actor, document_id, referral_id=referral_id))
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Content-Length": str(found.size),
        "X-Content-Type-Options": "nosniff",
    }
    chunks = storage.open_chunks(database, actor.agency.id, found.Document.file_id)
    return StreamingResponse(chunks, media_type=found.media_type, headers=headers)
