"""The people on a list."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.roster import service
from api.eligible_lists.roster.schemas import EligibleRead, ShownStatus, StatusCounts
from api.eligible_lists.roster.service import RosterRequest, Sort
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.exports import Column, Statement, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute, written
from api.platform.schema import DecimalText, Page

router = APIRouter(prefix="/eligible-lists/{list_id}/eligibles", tags=["eligible lists"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Rank = Annotated[int | None, Query(ge=1, le=10_000_000)]


@router.get("", response_model=Page[EligibleRead], responses=problems(NotFound))
async def list_eligibles(
    list_id: UUID,
    session: ReadSession,
    _: Reader,
    paging: Paging,
    status: Annotated[list[ShownStatus] | None, Query()] = None,
    q: Annotated[str | None, Query(max_length=200, description="Beginning of a name, or a candidate's id.")] = None,
    rank_from: Rank = None,
    rank_to: Rank = None,
    score_from: DecimalText | None = None,
    score_to: DecimalText | None = None,
    credit: Annotated[str | None, Query(max_length=60, description="A kind of credit that was claimed.")] = None,
    sort: Sort = "rank",
    count: bool = False,
) -> Response:
    """Eligibles of a list, by rank and name."""
    asked = RosterRequest(status or (), q, rank_from, rank_to, score_from, score_to, credit, sort, count)
    return written(await service.page(session, list_id, asked, paging))


@router.get("/counts", responses=problems(NotFound))
async def count_eligibles(
    list_id: UUID,
    session: ReadSession,
    _: Reader,
    q: Annotated[str | None, Query(max_length=200, description="Beginning of a name, or a candidate's id.")] = None,
    rank_from: Rank = None,
    rank_to: Rank = None,
    score_from: DecimalText | None = None,
    score_to: DecimalText | None = None,
    credit: Annotated[str | None, Query(max_length=60, description="A kind of credit that was claimed.")] = None,
) -> StatusCounts:
    """How many eligibles of a list these filters leave, by status."""
    asked = RosterRequest((), q, rank_from, rank_to, score_from, score_to, credit)
    return StatusCounts.model_validate({"by_status": await service.by_status(session, list_id, asked)})


@router.get("/{eligible_id}", response_model=EligibleRead, responses=problems(NotFound))
async def read_eligible(list_id: UUID, eligible_id: UUID, session: ReadSession, _: Reader) -> Response:
    """One eligible."""
    return written(await service.get_eligible(session, list_id, eligible_id))


async def _whole(session: AsyncSession, _: Actor, *, list_id: UUID, columns: Sequence[str], **asked: Any) -> Statement:
    """What `list_eligibles` shows, for a file."""
    return await service.whole(session, list_id, RosterRequest(**asked | {"status": asked["status"] or ()}), columns)


offer(
    router,
    list_eligibles,
    "eligibles",
    {
        "rank": Column("Rank", "rank", "plain"),
        "score": Column("Score", "score", "score"),
        "name": Column("Name", "person.display_name"),
        "external_id": Column("Applicant Number", "external_id"),
        "band": Column("Band", "band", "plain"),
        "components": Column("Components", "components", "pairs"),
        "credits": Column("Credits", "credits", "pairs"),
        "status": Column("Status", "status", "plain"),
        "status_reason": Column("Reason", "status_reason"),
        "until": Column("Until", lambda one: one.status_until or one.expires_on, "plain"),
    },
    whole=_whole,
)
