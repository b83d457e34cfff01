"""Change an eligible's status on the list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.organization.service import NoteRequired, UnknownReason
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from api.platform.routing import OptionalIfMatch, TenantRoute, WriteSession
from api.referrals.availability import service
from api.referrals.availability.schemas import StatusChange, StatusRead, WaiverCreate
from api.referrals.availability.service import ListNotInUse, Scope, StatusOutcome
from api.referrals.dispositions.legality.service import ReasonNeeded
from api.referrals.dispositions.schemas import ReferralMoves

router = APIRouter(
    prefix="/eligible-lists/{list_id}/eligibles/{eligible_id}", tags=["eligibles"], route_class=TenantRoute
)
Keeper = Annotated[Actor, requires(Permission.CERTIFY)]
CHANGES = problems(Forbidden, NotFound, ListNotInUse, Stale, Invalid, ReasonNeeded, UnknownReason, NoteRequired)


@router.post("/deactivate", responses=CHANGES)
async def deactivate_eligible(
    list_id: UUID,
    eligible_id: UUID,
    body: StatusChange,
    session: WriteSession,
    actor: Keeper,
    version: OptionalIfMatch,
) -> StatusRead:
    """Take somebody out of the pool for now."""
    return told(
        await service.change_status(
            session, actor, list_id, eligible_id, action="deactivate", version=version, **dict(body)
        )
    )


@router.post("/activate", responses=CHANGES)
async def activate_eligible(
    list_id: UUID,
    eligible_id: UUID,
    body: StatusChange,
    session: WriteSession,
    actor: Keeper,
    version: OptionalIfMatch,
) -> StatusRead:
    """Bring back somebody inactive or under a general waiver, or end the narrow waivers of somebody active."""
    return told(
        await service.change_status(
            session, actor, list_id, eligible_id, action="activate", version=version, **dict(body)
        )
    )


@router.post("/waive", responses=CHANGES)
async def waive_eligible(
    list_id: UUID,
    eligible_id: UUID,
    body: WaiverCreate,
    session: WriteSession,
    actor: Keeper,
    version: OptionalIfMatch,
) -> StatusRead:
    """Record a waiver: of the whole list, or of a position, a department or temporary employment."""
    scope = None
    if body.scope != "general":
        scope = Scope(body.scope, body.position_id, body.department_id)
    return told(
        await service.change_status(
            session,
            actor,
            list_id,
            eligible_id,
            action="waive",
            reason_code=body.reason_code,
            note=body.note,
            until=body.until,
            scope=scope,
            version=version,
        )
    )


@router.post("/remove", responses=CHANGES)
async def remove_eligible(
    list_id: UUID,
    eligible_id: UUID,
    body: StatusChange,
    session: WriteSession,
    actor: Keeper,
    version: OptionalIfMatch,
) -> StatusRead:
    """Take somebody off the list, with reason and authority."""
    return told(
        await service.change_status(
            session, actor, list_id, eligible_id, action="remove", version=version, **dict(body)
        )
    )


@router.post("/restore", responses=CHANGES)
async def restore_eligible(
    list_id: UUID,
    eligible_id: UUID,
    body: StatusChange,
    session: WriteSession,
    actor: Keeper,
    version: OptionalIfMatch,
) -> StatusRead:
    """Put somebody removed back on the list, by order."""
    return told(
        await service.change_status(
            session, actor, list_id, eligible_id, action="restore", version=version, **dict(body)
        )
    )


def told(outcome: StatusOutcome) -> StatusRead:
    """A changed status as JSON."""
    return StatusRead(
        eligible_id=outcome.eligible.id,
        status=outcome.eligible.status,
        status_reason=outcome.eligible.status_reason,
        version=outcome.eligible.version,
        moved=[
            ReferralMoves(referral_id=one.id, number=one.number, moved=count) for one, count in outcome.moved.items()
        ],
    )
