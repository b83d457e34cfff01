"""The demo clock over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.organization.clock import service
from api.organization.clock.schemas import ClockAdvance, ClockRead
from api.organization.clock.service import ClockTooFar, NoDemo
from api.platform.auth import Actor, Permission, SignedIn, requires
from api.platform.errors import Forbidden, Invalid, problems
from api.platform.routing import ReadSession, TenantRoute, WriteSession, current_settings
from api.settings import Settings

router = APIRouter(prefix="/demo/clock", tags=["demo"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden))
async def read_clock(session: ReadSession, actor: SignedIn) -> ClockRead:  # noqa: ARG001 - the guard
    """The time that deadlines go by."""
    return ClockRead.model_validate(await service.read(session))


@router.post("", responses=problems(Forbidden, NoDemo, ClockTooFar, Invalid))
async def advance_clock(
    body: ClockAdvance,
    session: WriteSession,
    actor: Annotated[Actor, requires(Permission.MOVE_CLOCK)],
    settings: Annotated[Settings, Depends(current_settings)],
) -> ClockRead:
    """Move the clock forward: only in a demo, on loopback, by an administrator. It moves for the whole installation."""
    return ClockRead.model_validate(await service.advance(session, actor, settings, seconds=body.advance_seconds))
