"""Turns in a list's life over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.eligible_lists.schemas import EligibleListRead
from api.eligible_lists.service import named
from api.eligible_lists.turns import service
from api.eligible_lists.turns.schemas import ListOutlook, ListTurn
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, Refused, Stale, VersionRequired, problems
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession

router = APIRouter(prefix="/eligible-lists/{list_id}", tags=["eligible lists"], route_class=TenantRoute)
Adopter = Annotated[Actor, requires(Permission.ADOPT_LISTS)]
_REFUSALS = problems(NotFound, Stale, VersionRequired, Refused)


@router.post("/withdraw", responses=_REFUSALS)
async def withdraw_posting(
    list_id: UUID, body: ListTurn, session: WriteSession, actor: Adopter, version: IfMatch
) -> EligibleListRead:
    """Take back the posting of a tentative list: its results may change, and it is posted anew."""
    await service.turn(session, actor, list_id=list_id, seen=version, action="withdraw", reason=body.reason)
    return EligibleListRead.of(*await named(session, list_id))


@router.post("/exhaust", responses=_REFUSALS)
async def exhaust_eligible_list(
    list_id: UUID, body: ListTurn, session: WriteSession, actor: Adopter, version: IfMatch
) -> EligibleListRead:
    """Declare an adopted list exhausted: no new certification; open referrals go on."""
    await service.turn(session, actor, list_id=list_id, seen=version, action="exhaust", reason=body.reason)
    return EligibleListRead.of(*await named(session, list_id))


@router.post("/reopen", responses=_REFUSALS)
async def reopen_eligible_list(
    list_id: UUID, body: ListTurn, session: WriteSession, actor: Adopter, version: IfMatch
) -> EligibleListRead:
    """Take an exhausted list back into use."""
    await service.turn(session, actor, list_id=list_id, seen=version, action="reopen", reason=body.reason)
    return EligibleListRead.of(*await named(session, list_id))


@router.get("/outlook", responses=problems(NotFound))
async def read_list_outlook(
    list_id: UUID, session: ReadSession, actor: Annotated[Actor, requires(Permission.READ_LISTS)]
) -> ListOutlook:
    """What the next steps in a list's life would do now, in numbers."""
    return ListOutlook.model_validate(await service.outlook(session, actor, list_id))
