"""One disposition for many people on a referral."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter

from api.organization.service import NoteRequired, UnknownReason
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, problems
from api.platform.routing import TenantRoute, WriteSession
from api.referrals.dispositions.bulk import service
from api.referrals.dispositions.bulk.schemas import MOST, BulkCreate, BulkRead, MovingRead, RefusedRead
from api.referrals.dispositions.bulk.service import BulkOrder, BulkOutcome, PreviewOutdated, SomeMayNotMove
from api.referrals.dispositions.legality.service import ReasonNeeded
from api.referrals.dispositions.schemas import moves_read, others_read
from api.referrals.service import ReferralClosed
from api.referrals.simulations.schemas import reach_read
from api.referrals.standings.schemas import person_ref

router = APIRouter(prefix="/referrals/{referral_id}/dispositions", tags=["dispositions"], route_class=TenantRoute)
Decider = Annotated[Actor, requires(Permission.DISPOSE)]


@router.post(
    "",
    responses=problems(
        Forbidden,
        NotFound,
        ReferralClosed,
        SomeMayNotMove,
        PreviewOutdated,
        Invalid,
        ReasonNeeded,
        UnknownReason,
        NoteRequired,
    ),
)
async def record_dispositions(referral_id: UUID, body: BulkCreate, session: WriteSession, actor: Decider) -> BulkRead:
    """Record one disposition for several people, or with `dry_run` say what it would do."""
    people = {one.eligible_id: one.position_id for one in body.people}
    order = BulkOrder(body.disposition, people, body.reason_code, body.note)
    if body.dry_run:
        return told(await service.preview(session, actor, referral_id, order), order, actor, "previewed")
    done = await service.record(session, actor, referral_id, order, digest=body.digest, skip_refused=body.skip_refused)
    return told(done, order, actor, "recorded")


def told(outcome: BulkOutcome, order: BulkOrder, actor: Actor, status: Literal["previewed", "recorded"]) -> BulkRead:
    """What a bulk change does or did, as JSON."""
    plan, decimals = outcome.plan, outcome.before.line.facts.score_decimals
    return BulkRead(
        status=status,
        disposition=order.disposition,
        digest=plan.digest,
        moving=[
            MovingRead(
                eligible_id=one.row.id,
                person=person_ref(one.row),
                rank=one.rank,
                from_=one.row.disposition,
                to=order.disposition,
                position_id=order.people[one.row.id],
            )
            for one in plan.moving
        ],
        refused=[
            RefusedRead(
                eligible_id=one.eligible_id,
                person=None if one.person is None else person_ref(one.person.row),
                code=one.code,
                detail=one.detail,
            )
            for one in plan.refused
        ],
        before=reach_read(outcome.before),
        after=reach_read(outcome.after),
        moved=moves_read(outcome.moved[:MOST], decimals),
        moved_elsewhere=others_read(outcome.elsewhere, actor),
    )
