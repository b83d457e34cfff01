"""Notes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.eligible_lists.notes import queries, service
from api.eligible_lists.notes.schemas import NoteCreate, NoteRead
from api.eligible_lists.service import get_list
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Invalid, NotFound, problems
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/eligible-lists/{list_id}/notes", tags=["eligible lists"], route_class=TenantRoute)


@router.get("", responses=problems(NotFound))
async def list_notes(
    list_id: UUID,
    session: ReadSession,
    _: Annotated[Actor, requires(Permission.READ_LISTS)],
    paging: Paging,
    eligible_id: UUID | None = None,
) -> Page[NoteRead]:
    """Notes on a list and the people on it, the latest first."""
    await get_list(session, list_id)
    scope = f"list_notes:{list_id}"
    after = paging.after(scope)
    rows = await queries.page(
        session,
        list_id,
        eligible_id=eligible_id,
        after=None if after is None else UUID(after[0]),
        limit=paging.limit + 1,
    )
    keys = [str(rows[paging.limit - 1].ListNote.id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    return Page(items=[NoteRead.of(row) for row in rows], next_cursor=next_cursor)


@router.post("", status_code=201, responses=problems(NotFound, Invalid))
async def write_note(
    list_id: UUID, body: NoteCreate, session: WriteSession, actor: Annotated[Actor, requires(Permission.MANAGE_LISTS)]
) -> NoteRead:
    """Write a note on a list, or on somebody on it."""
    note = await service.write(session, actor, list_id=list_id, **body.model_dump())
    return NoteRead.of(await queries.one(session, list_id, note.id))
