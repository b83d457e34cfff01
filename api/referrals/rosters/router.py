"""The people of a list on its open referrals, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.paging import MOST
from api.platform.routing import ReadSession, TenantRoute
from api.referrals.rosters import service
from api.referrals.rosters.schemas import RosterStandings

router = APIRouter(prefix="/eligible-lists/{list_id}/standings", tags=["standings"], route_class=TenantRoute)


@router.get("", responses=problems(NotFound))
async def read_roster_standings(
    list_id: UUID,
    session: ReadSession,
    actor: Annotated[Actor, requires(Permission.READ_LISTS)],
    eligible_id: Annotated[list[UUID], Query(min_length=1, max_length=MOST)],
) -> RosterStandings:
    """Where a page of a list's eligibles stand on its open referrals, as of now."""
    return RosterStandings.of(eligible_id, await service.standings_of(session, actor, list_id, eligible_id))
