"""Documents: asking for them, and their content."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.documents import queries, service
from api.documents.schemas import DocumentRead, ListDocumentCreate
from api.documents.service import DocumentNotReady
from api.eligible_lists.service import ListNotScored, get_list
from api.platform import storage
from api.platform.auth import Actor, Permission, requires
from api.platform.db import Database
from api.platform.errors import NotFound, problems
from api.platform.jobs import JobRead
from api.platform.paging import Paging
from api.platform.routing import ReadSession, StreamRoute, TenantRoute, WriteSession
from api.platform.schema import Page

list_router = APIRouter(prefix="/eligible-lists/{list_id}/documents", tags=["documents"], route_class=TenantRoute)
router = APIRouter(prefix="/documents", tags=["documents"], route_class=TenantRoute)
content_router = APIRouter(prefix="/documents", tags=["documents"], route_class=StreamRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]


@list_router.post("", status_code=202, responses=problems(NotFound, ListNotScored))
async def create_list_document(
    list_id: UUID, body: ListDocumentCreate, session: WriteSession, actor: Manager
) -> JobRead:
    """Have a paper of a list made; the job's result names the document."""
    job = await service.request_score_report(session, actor, list_id=list_id, format=body.format)
    return JobRead.of(job)


@list_router.get("", responses=problems(NotFound))
async def list_list_documents(list_id: UUID, session: ReadSession, _: Reader, paging: Paging) -> Page[DocumentRead]:
    """Papers of a list, the newest first."""
    await get_list(session, list_id)
    scope = f"documents:{list_id}"
    after = paging.after(scope)
    last = None if after is None else UUID(after[0])
    rows = await queries.page(session, "list", list_id, after=last, limit=paging.limit + 1)
    keys = [str(rows[paging.limit - 1].Document.id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    return Page(items=[DocumentRead.of(row) for row in rows], next_cursor=next_cursor)


@router.get("/{document_id}", responses=problems(NotFound))
async def read_document(document_id: UUID, session: ReadSession, _: Reader) -> DocumentRead:
    """One document."""
    return DocumentRead.of(await service.get_document(session, document_id))


@content_router.get(
    "/{document_id}/content", responses=problems(NotFound, DocumentNotReady), response_class=StreamingResponse
)
async def download_document(document_id: UUID, request: Request, actor: Reader) -> StreamingResponse:
    """The file itself, as a download: nothing in it runs on our pages."""
    database: Database = request.app.state.database
    async with database.transaction(actor.agency.id, read_only=True) as session:
        found = await service.ready_document(session, document_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Content-Length": str(found.size),
        "X-Content-Type-Options": "nosniff",
    }
    chunks = storage.open_chunks(database, actor.agency.id, found.Document.file_id)
    return StreamingResponse(chunks, media_type=found.media_type, headers=headers)
