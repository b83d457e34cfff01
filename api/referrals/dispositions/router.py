"""Record dispositions on a referral, hire, rescind."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.organization.service import NoteRequired, UnknownReason
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from api.platform.routing import OptionalIfMatch, TenantRoute, WriteSession
from api.referrals.dispositions import service
from api.referrals.dispositions.legality.service import (
    AlreadyAppointed,
    Answered,
    NotReachable,
    Order,
    ReasonNeeded,
    ResponseOpen,
)
from api.referrals.dispositions.schemas import (
    DispositionCreate,
    DispositionRead,
    Rescission,
    moves_read,
    others_read,
)
from api.referrals.dispositions.service import Outcome
from api.referrals.service import NoPositionLeft, ReferralClosed
from api.referrals.standings.schemas import shown

router = APIRouter(
    prefix="/referrals/{referral_id}/eligibles/{eligible_id}", tags=["dispositions"], route_class=TenantRoute
)
Decider = Annotated[Actor, requires(Permission.DISPOSE)]
Hirer = Annotated[Actor, requires(Permission.HIRE)]


@router.post(
    "/dispositions",
    responses=problems(
        Forbidden,
        NotFound,
        ReferralClosed,
        NotReachable,
        NoPositionLeft,
        AlreadyAppointed,
        ResponseOpen,
        Answered,
        Stale,
        Invalid,
        ReasonNeeded,
        UnknownReason,
        NoteRequired,
    ),
)
async def record_disposition(
    referral_id: UUID,
    eligible_id: UUID,
    body: DispositionCreate,
    session: WriteSession,
    actor: Decider,
    version: OptionalIfMatch,
) -> DispositionRead:
    """Record what was decided about an eligible; the answer says who moved."""
    override = None if body.override is None else (body.override.reason, body.override.citation)
    order = Order(body.disposition, body.reason_code, body.note, override, body.position_id)
    return told(await service.dispose(session, actor, referral_id, eligible_id, order, version=version), actor)


@router.post(
    "/rescind",
    responses=problems(Forbidden, NotFound, ReferralClosed, Invalid, ReasonNeeded, UnknownReason, NoteRequired),
)
async def rescind_hire(
    referral_id: UUID, eligible_id: UUID, body: Rescission, session: WriteSession, actor: Hirer
) -> DispositionRead:
    """Undo a hire: the person is selected again and the position is vacant."""
    outcome = await service.rescind(
        session, actor, referral_id, eligible_id, reason_code=body.reason_code, note=body.note
    )
    return told(outcome, actor)


def told(outcome: Outcome, actor: Actor) -> DispositionRead:
    """What a change moved, as JSON."""
    decimals = outcome.line.facts.score_decimals
    return DispositionRead(
        eligible=shown(outcome.standing, actor, decimals),
        moved=moves_read(outcome.moved, decimals),
        moved_elsewhere=others_read(outcome.elsewhere, actor),
    )
