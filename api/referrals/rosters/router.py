"""The people of a list on its open referrals, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.eligible_lists.roster import service as roster
from api.eligible_lists.roster.service import COLUMNS, RosterRequest
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.exports import Column, offer
from api.platform.paging import MOST, Paging
from api.platform.routing import ReadSession, TenantRoute, from_query
from api.platform.schema import Page
from api.referrals.rosters import service
from api.referrals.rosters.schemas import RosterStandings, on_list

router = APIRouter(prefix="/eligible-lists/{list_id}/standings", tags=["standings"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]


@router.get("", responses=problems(NotFound))
async def read_roster_standings(
    list_id: UUID,
    session: ReadSession,
    actor: Reader,
    eligible_id: Annotated[list[UUID], Query(min_length=1, max_length=MOST)],
) -> RosterStandings:
    """Where a page of a list's eligibles stand on its open referrals, as of now."""
    return RosterStandings.of(eligible_id, await service.standings_of(session, actor, list_id, eligible_id))


async def _with_standings(
    list_id: UUID,
    session: ReadSession,
    actor: Reader,
    paging: Paging,
    asked: Annotated[RosterRequest, from_query(RosterRequest)],
) -> Page[Any]:
    """A page of the list's eligibles, each with where they stand on its open referrals."""
    people = await roster.page(session, list_id, asked, paging)
    stand = await service.standings_of(session, actor, list_id, [one["id"] for one in people["items"]])
    return Page(items=[on_list(one, stand) for one in people["items"]], next_cursor=people["next_cursor"])


offer(
    router,
    _with_standings,
    "roster",
    {**COLUMNS, "standing": Column("Standing on Open Referrals", "standing")},
)
