"""What was imported for a list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.eligible_lists.results import service
from api.eligible_lists.results.schemas import ResultRead
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/eligible-lists/{list_id}/results", tags=["eligible lists"], route_class=TenantRoute)


@router.get("", responses=problems(NotFound))
async def list_results(
    list_id: UUID, session: ReadSession, _: Annotated[Actor, requires(Permission.READ_LISTS)], paging: Paging
) -> Page[ResultRead]:
    """Examination results of a list, by the candidate's id."""
    return await service.page(session, list_id, paging)
