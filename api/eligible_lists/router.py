"""Eligible lists and their life cycle."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists import queries, service
from api.eligible_lists.schemas import (
    EligibleListCreate,
    EligibleListRead,
    EligibleListUpdate,
    ListAdopt,
    ListCancel,
    ListExtend,
    ListPost,
    ListStatus,
    ListStatusCounts,
)
from api.eligible_lists.service import (
    BadExpiry,
    BadInspection,
    DuplicateList,
    InspectionOpen,
    ListHasOpenReferrals,
    ListNotOpen,
    ListNotPosted,
    ListNotScored,
    ProtestsUndecided,
    RuleNotActive,
    ScoresOutdated,
    UnknownReference,
)
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, Refused, Stale, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/eligible-lists", tags=["eligible lists"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]
Adopter = Annotated[Actor, requires(Permission.ADOPT_LISTS)]
Search = Annotated[str | None, Query(max_length=200, description="Part of a code, class, title or specialty.")]
_VERSIONED = (NotFound, Stale, VersionRequired)


async def _shown(session: AsyncSession, list_id: UUID) -> EligibleListRead:
    return EligibleListRead.of(*await service.named(session, list_id))


@router.post("", status_code=201, responses=problems(DuplicateList, UnknownReference, RuleNotActive))
async def create_eligible_list(body: EligibleListCreate, session: WriteSession, actor: Manager) -> EligibleListRead:
    """Make a list, in draft."""
    row = await service.create_list(session, actor, values=body.model_dump())
    return await _shown(session, row.id)


@router.get("")
async def list_eligible_lists(
    session: ReadSession,
    _: Reader,
    paging: Paging,
    status: Annotated[list[ListStatus] | None, Query()] = None,
    q: Search = None,
    job_class_id: UUID | None = None,
    sort: Literal["-created_at", "code"] = "-created_at",
    count: bool = False,
) -> Page[EligibleListRead]:
    """Lists, the newest first."""
    scope = f"eligible_lists:{sort}"
    rows = await queries.page_of_lists(
        session,
        status=status or (),
        q=q,
        job_class_id=job_class_id,
        sort=sort,
        after=paging.after(scope),
        limit=paging.limit + 1,
    )
    last = rows[paging.limit - 1].EligibleList if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, last and [last.code if sort == "code" else str(last.id)], scope)
    total = None
    if count:
        total = await queries.count_lists(session, status=status or (), q=q, job_class_id=job_class_id)
    items = [EligibleListRead.of(row.EligibleList, row._mapping) for row in rows]
    return Page(items=items, next_cursor=next_cursor, total=total)


@router.get("/counts")
async def count_eligible_lists(
    session: ReadSession, _: Reader, q: Search = None, job_class_id: UUID | None = None
) -> ListStatusCounts:
    """How many lists these filters leave, by status."""
    found = await queries.count_by_status(session, q=q, job_class_id=job_class_id)
    return ListStatusCounts.model_validate({"by_status": found})


@router.get("/{list_id}", responses=problems(NotFound))
async def read_eligible_list(list_id: UUID, session: ReadSession, _: Reader) -> EligibleListRead:
    """One list."""
    return await _shown(session, list_id)


@router.patch("/{list_id}", responses=problems(*_VERSIONED, ListNotOpen, UnknownReference, RuleNotActive))
async def update_eligible_list(
    list_id: UUID, body: EligibleListUpdate, session: WriteSession, actor: Manager, version: IfMatch
) -> EligibleListRead:
    """Change the terms of a list that is not posted."""
    values = body.model_dump(exclude_unset=True)
    await service.update_list(session, actor, list_id=list_id, seen=version, values=values)
    return await _shown(session, list_id)


@router.post("/{list_id}/post", responses=problems(*_VERSIONED, ListNotScored, ScoresOutdated, Refused, BadInspection))
async def post_eligible_list(
    list_id: UUID, session: WriteSession, actor: Adopter, version: IfMatch, body: ListPost | None = None
) -> EligibleListRead:
    """Post a scored list for inspection."""
    dates = (body or ListPost()).model_dump()
    await service.post_list(session, actor, list_id=list_id, seen=version, **dates)
    return await _shown(session, list_id)


@router.post(
    "/{list_id}/adopt",
    responses=problems(*_VERSIONED, ListNotPosted, InspectionOpen, ScoresOutdated, ProtestsUndecided, Refused),
)
async def adopt_eligible_list(
    list_id: UUID, session: WriteSession, actor: Adopter, version: IfMatch, body: ListAdopt | None = None
) -> EligibleListRead:
    """Adopt a posted list after its inspection period."""
    del body  # declared so that an empty JSON object is accepted and anything else is named
    await service.adopt_list(session, actor, list_id=list_id, seen=version)
    return await _shown(session, list_id)


@router.post("/{list_id}/extend", responses=problems(*_VERSIONED, Refused, BadExpiry))
async def extend_eligible_list(
    list_id: UUID, body: ListExtend, session: WriteSession, actor: Adopter, version: IfMatch
) -> EligibleListRead:
    """Give an adopted or expired list a later last day."""
    await service.extend_list(session, actor, list_id=list_id, seen=version, **body.model_dump())
    return await _shown(session, list_id)


@router.post("/{list_id}/cancel", responses=problems(*_VERSIONED, ListHasOpenReferrals, Refused))
async def cancel_eligible_list(
    list_id: UUID, body: ListCancel, session: WriteSession, actor: Adopter, version: IfMatch
) -> EligibleListRead:
    """End a list for good."""
    await service.cancel_list(session, actor, list_id=list_id, seen=version, reason=body.reason)
    return await _shown(session, list_id)


offer(
    router,
    list_eligible_lists,
    "eligible_lists",
    {
        "code": Column("List", "code"),
        "class": Column("Class", "job_class.code"),
        "title": Column("Class Title", "job_class.title"),
        "specialty": Column("Specialty", "specialty"),
        "status": Column("Status", "status"),
        "eligibles": Column("Eligibles", "counts.eligibles"),
        "active": Column("Active", "counts.active"),
        "ranks": Column("Ranks", "counts.ranks"),
        "posted": Column("Posted", "posted_at"),
        "inspection_ends": Column("Inspection Ends", "inspection_ends_on"),
        "adopted": Column("Adopted", "adopted_at"),
        "expires": Column("Expires", "expires_on"),
    },
)
