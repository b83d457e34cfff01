"""Reason codes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.organization import service as organization
from api.organization.reasons import service
from api.organization.reasons.schemas import ReasonCodeCreate, ReasonCodePatch, ReasonCodeRead, ReasonUse
from api.organization.reasons.service import OtherStays
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Stale, VersionRequired, problems
from api.platform.resources import DuplicateCode
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/reason-codes", tags=["organization"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_ORGANIZATION)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_ORGANIZATION)]


@router.get("", responses=problems(Forbidden))
async def list_reason_codes(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    use: ReasonUse | None = None,
    is_retired: bool = False,
) -> Page[ReasonCodeRead]:
    """The reasons the agency's people choose from, of one use or of all, or the retired ones: always one page."""
    found = await organization.reason_codes(session, use=use, is_retired=is_retired)
    return Page(items=[ReasonCodeRead.model_validate(one) for one in found], next_cursor=None)


@router.post("", status_code=201, responses=problems(Forbidden, DuplicateCode))
async def create_reason_code(body: ReasonCodeCreate, session: WriteSession, actor: Keeper) -> ReasonCodeRead:
    """Add a reason."""
    return ReasonCodeRead.model_validate(await service.create(session, actor, values=body.model_dump()))


@router.patch("/{use}/{code}", responses=problems(Forbidden, NotFound, OtherStays, Stale, VersionRequired))
async def update_reason_code(
    use: ReasonUse,
    code: Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")],
    body: ReasonCodePatch,
    session: WriteSession,
    actor: Keeper,
    version: IfMatch,
) -> ReasonCodeRead:
    """Reword a reason, retire it, or bring it back."""
    changed = await service.change(session, actor, use=use, code=code, seen=version, values=body.changes())
    return ReasonCodeRead.model_validate(changed)
