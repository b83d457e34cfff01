"""The people on a list."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.roster import service
from api.eligible_lists.roster.schemas import EligibleRead, StatusCounts
from api.eligible_lists.roster.service import COLUMNS, Beginning, Credit, Rank, RosterRequest
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.exports import Statement, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute, from_query, written
from api.platform.schema import DecimalText, Page

router = APIRouter(prefix="/eligible-lists/{list_id}/eligibles", tags=["eligible lists"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Asked = Annotated[RosterRequest, from_query(RosterRequest)]


@router.get("", response_model=Page[EligibleRead], responses=problems(NotFound))
async def list_eligibles(
    list_id: UUID,
    session: ReadSession,
    _: Reader,
    paging: Paging,
    asked: Asked,
    count: bool = False,
) -> Response:
    """Eligibles of a list, by rank and name."""
    return written(await service.page(session, list_id, asked, paging, count=count))


@router.get("/counts", responses=problems(NotFound))
async def count_eligibles(
    list_id: UUID,
    session: ReadSession,
    _: Reader,
    q: Beginning = None,
    rank_from: Rank = None,
    rank_to: Rank = None,
    score_from: DecimalText | None = None,
    score_to: DecimalText | None = None,
    credit: Credit = None,
) -> StatusCounts:
    """How many eligibles of a list these filters leave, by status."""
    asked = RosterRequest(
        q=q, rank_from=rank_from, rank_to=rank_to, score_from=score_from, score_to=score_to, credit=credit
    )
    return StatusCounts.model_validate({"by_status": await service.by_status(session, list_id, asked)})


@router.get("/{eligible_id}", response_model=EligibleRead, responses=problems(NotFound))
async def read_eligible(list_id: UUID, eligible_id: UUID, session: ReadSession, _: Reader) -> Response:
    """One eligible."""
    return written(await service.get_eligible(session, list_id, eligible_id))


async def _whole(
    session: AsyncSession, _: Actor, *, list_id: UUID, columns: Sequence[str], asked: RosterRequest
) -> Statement:
    """What `list_eligibles` shows, for a file."""
    return await service.whole(session, list_id, asked, columns)


offer(
    router,
    list_eligibles,
    "eligibles",
    COLUMNS,
    whole=_whole,
)
