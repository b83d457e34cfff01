"""What each row of a previewed file would change."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.eligible_lists.imports.diffs import service
from api.eligible_lists.imports.diffs.schemas import ImportRowRead
from api.eligible_lists.imports.diffs.service import DiffRequest, Kind
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/imports/{import_id}/diff", tags=["imports"], route_class=TenantRoute)


@router.get("", responses=problems(NotFound))
async def read_import_diff(
    import_id: UUID,
    session: ReadSession,
    _: Annotated[Actor, requires(Permission.READ_LISTS)],
    paging: Paging,
    kind: Annotated[Kind | None, Query(description="Only rows of this kind.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Beginning of a name, or a candidate's id.")] = None,
    sort: Literal["row", "-row"] = "row",
) -> Page[ImportRowRead]:
    """Every valid row of the file: new, changed with the values that differ, or unchanged."""
    return await service.page(session, import_id, DiffRequest(kind, q, sort), paging)
