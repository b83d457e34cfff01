"""Protests over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.protests import queries, service
from api.eligible_lists.protests.schemas import (
    ProtestCounts,
    ProtestCreate,
    ProtestDecision,
    ProtestPage,
    ProtestRead,
    ProtestStatus,
)
from api.eligible_lists.protests.service import ListEnded
from api.eligible_lists.service import ListNotPosted, get_list
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Invalid, NotFound, Refused, Stale, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import OptionalIfMatch, ReadSession, TenantRoute, WriteSession

router = APIRouter(prefix="/eligible-lists/{list_id}/protests", tags=["protests"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]


async def _shown(session: AsyncSession, list_id: UUID, protest_id: UUID) -> ProtestRead:
    row = await queries.one(session, list_id, protest_id)
    if row is None:
        raise NotFound("There is no such protest of this list.")
    return ProtestRead.of(row)


@router.post("", status_code=201, responses=problems(NotFound, ListNotPosted, ListEnded, Invalid))
async def file_protest(list_id: UUID, body: ProtestCreate, session: WriteSession, actor: Manager) -> ProtestRead:
    """Record a protest of a posted list."""
    row = await service.file_protest(session, actor, list_id=list_id, **body.model_dump())
    return await _shown(session, list_id, row.id)


@router.get("", responses=problems(NotFound))
async def list_protests(
    list_id: UUID,
    session: ReadSession,
    _: Reader,
    paging: Paging,
    status: Annotated[list[ProtestStatus] | None, Query()] = None,
) -> ProtestPage:
    """Protests of a list, the latest first, with their counts."""
    await get_list(session, list_id)
    scope = f"protests:{list_id}"
    after = paging.after(scope)
    rows = await queries.page(
        session, list_id, statuses=status or (), after=None if after is None else UUID(after[0]), limit=paging.limit + 1
    )
    keys = [str(rows[paging.limit - 1].Protest.id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    counts = ProtestCounts(**await queries.counts(session, list_id))
    return ProtestPage(items=[ProtestRead.of(row) for row in rows], next_cursor=next_cursor, counts=counts)


@router.get("/{protest_id}", responses=problems(NotFound))
async def read_protest(list_id: UUID, protest_id: UUID, session: ReadSession, _: Reader) -> ProtestRead:
    """One protest."""
    return await _shown(session, list_id, protest_id)


@router.post("/{protest_id}/decision", responses=problems(NotFound, Refused, Stale))
async def decide_protest(
    list_id: UUID,
    protest_id: UUID,
    body: ProtestDecision,
    session: WriteSession,
    actor: Manager,
    version: OptionalIfMatch,
) -> ProtestRead:
    """Grant or deny a protest, or note that it was withdrawn."""
    await service.decide(session, actor, list_id=list_id, protest_id=protest_id, seen=version, **body.model_dump())
    return await _shown(session, list_id, protest_id)


offer(
    router,
    list_protests,
    "protests",
    {
        "number": Column("Protest", "number"),
        "person": Column("Person", "person.display_name"),
        "kind": Column("About", "kind"),
        "filed": Column("Filed", "filed_on"),
        "late": Column("Late", "is_late"),
        "grounds": Column("Grounds", "grounds"),
        "status": Column("Status", "status"),
        "decided": Column("Decided", "decided_at"),
        "decision": Column("Reason", "decision_reason"),
    },
)
