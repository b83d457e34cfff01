"""The agency's settings over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.organization.agency import service
from api.organization.agency.schemas import AgencyPatch, AgencyRead
from api.organization.agency.service import UnknownZone
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Stale, VersionRequired, problems
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession

router = APIRouter(prefix="/agency", tags=["organization"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden))
async def read_agency(
    session: ReadSession, actor: Annotated[Actor, requires(Permission.READ_ORGANIZATION)]
) -> AgencyRead:
    """The agency's name, zone, hour of deadlines and periods."""
    return AgencyRead.of(await service.read(session, actor))


@router.patch("", responses=problems(Forbidden, UnknownZone, Stale, VersionRequired))
async def update_agency(
    body: AgencyPatch,
    request: Request,
    session: WriteSession,
    actor: Annotated[Actor, requires(Permission.MANAGE_AGENCY)],
    version: IfMatch,
) -> AgencyRead:
    """Change the agency's settings; deadlines already computed stay as they are."""
    changed = await service.change(session, actor, seen=version, values=body.changes())
    request.app.state.agencies.forget()
    return AgencyRead.of(changed)
