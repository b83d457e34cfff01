"""Possible duplicates over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.people.duplicates import service
from api.people.duplicates.schemas import DuplicateRead, PairStatus
from api.people.duplicates.service import PairDecided, PairOpen
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.jobs import JobRead
from api.platform.paging import Paging
from api.platform.resources import Reason
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/duplicates", tags=["people"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_PERSON_FILES)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_PEOPLE)]
DECIDES = problems(Forbidden, NotFound, PairDecided, PairOpen, Invalid, Stale, VersionRequired)


@router.get("", responses=problems(Forbidden, Unreadable))
async def list_duplicates(
    session: ReadSession,
    actor: Reader,
    paging: Paging,
    status: PairStatus = "open",
    person_id: UUID | None = None,
) -> Page[DuplicateRead]:
    """People who may be one, two by two: those to decide on, or those somebody decided on."""
    found = await service.browse(session, actor, paging, status=status, person_id=person_id)
    return Page(items=[DuplicateRead.of(one) for one in found.rows], next_cursor=found.next_cursor)


@router.post("/search", status_code=202, responses=problems(Forbidden))
async def search_duplicates(session: WriteSession, actor: Keeper) -> JobRead:
    """Search through everybody now; it happens by itself every day."""
    return JobRead.of(await service.request_search(session, actor))


@router.post("/{pair_id}/dismiss", responses=DECIDES)
async def dismiss_duplicate(
    pair_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> DuplicateRead:
    """Decide that the two are not the same person; they are not offered again."""
    return DuplicateRead.of(await service.dismiss(session, actor, pair_id, seen=version, reason=body.reason))


@router.post("/{pair_id}/reopen", responses=DECIDES)
async def reopen_duplicate(
    pair_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> DuplicateRead:
    """Take back the decision that the two are not the same person."""
    return DuplicateRead.of(await service.reopen(session, actor, pair_id, seen=version, reason=body.reason))
