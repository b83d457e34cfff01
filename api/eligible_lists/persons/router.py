"""The lists that a person is on, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.eligible_lists.persons import service
from api.eligible_lists.persons.schemas import ListOfPersonRead
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/persons/{person_id}/lists", tags=["people"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def list_lists_of_person(
    person_id: UUID,
    session: ReadSession,
    actor: Annotated[Actor, requires(Permission.READ_PERSON_FILES)],
    paging: Paging,
) -> Page[ListOfPersonRead]:
    """Every list on which a person has a result or stands, the newest first."""
    rows, next_cursor = await service.page(session, actor, person_id, paging)
    return Page(items=[ListOfPersonRead.of(row) for row in rows], next_cursor=next_cursor)
