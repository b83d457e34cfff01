"""The referrals that a person is on, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page
from api.referrals.persons import service
from api.referrals.persons.schemas import ReferralOfPersonRead

router = APIRouter(prefix="/persons/{person_id}/referrals", tags=["people"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def list_referrals_of_person(
    person_id: UUID,
    session: ReadSession,
    actor: Annotated[Actor, requires(Permission.READ_PEOPLE)],
    paging: Paging,
) -> Page[ReferralOfPersonRead]:
    """Referrals on which a person was ever in reach or decided on, the newest first; a department sees its own."""
    rows, next_cursor = await service.page(session, actor, person_id, paging)
    return Page(items=[ReferralOfPersonRead.of(row) for row in rows], next_cursor=next_cursor)
