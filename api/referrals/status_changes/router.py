"""Status changes of many eligibles over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.eligibles import queries as eligible_queries
from api.eligible_lists.roster.service import RosterRequest
from api.organization.service import NoteRequired, UnknownReason
from api.people.service import PersonRef, display_name
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Invalid, NotFound, problems
from api.platform.routing import TenantRoute, WriteSession
from api.referrals.availability.service import DateOver, ListNotInUse, Scope
from api.referrals.dispositions.legality.service import ReasonNeeded
from api.referrals.dispositions.schemas import ReferralMoves
from api.referrals.status_changes import service
from api.referrals.status_changes.schemas import RefusedRead, StatusChanges, StatusChangesRead
from api.referrals.status_changes.service import (
    BulkOrder,
    BulkOutcome,
    NobodyMayMove,
    PreviewOutdated,
    SomeMayNotMove,
)

router = APIRouter(prefix="/eligible-lists/{list_id}/status-changes", tags=["eligibles"], route_class=TenantRoute)
NAMED_REFUSALS = 100
_BESIDE = "This person stands on the list already, under a record that was merged."
_REFUSALS = problems(
    NotFound,
    ListNotInUse,
    SomeMayNotMove,
    NobodyMayMove,
    PreviewOutdated,
    Invalid,
    DateOver,
    ReasonNeeded,
    UnknownReason,
    NoteRequired,
)


@router.post("", responses=_REFUSALS)
async def change_statuses(
    list_id: UUID, body: StatusChanges, session: WriteSession, actor: Annotated[Actor, requires(Permission.CERTIFY)]
) -> StatusChangesRead:
    """Make one status change for many people of a list, or preview it."""
    given = body.model_dump(exclude={"matching", "scope", "position_id", "department_id"})
    matching = None if body.matching is None else RosterRequest(**body.matching.model_dump())
    scope = None if body.scope == "general" else Scope(body.scope, body.position_id, body.department_id)
    order = BulkOrder(**given, matching=matching, scope=scope)
    outcome = await service.change_many(session, actor, list_id, order)
    return await _told(session, order, outcome)


async def _told(session: AsyncSession, order: BulkOrder, outcome: BulkOutcome) -> StatusChangesRead:
    """An outcome as JSON."""
    first = dict(outcome.plan.refused[:NAMED_REFUSALS])
    names = await eligible_queries.names_of(session, list(first))
    refused = [
        RefusedRead(
            eligible_id=row.id,
            person=PersonRef(
                id=row.person_id, display_name=display_name(row.last_name, row.first_name, row.middle_name)
            ),
            status=first[row.id],
            message=_BESIDE
            if row.id in outcome.plan.beside
            else f"From {first[row.id]} there is no way to {order.action}.".replace("_", " "),
        )
        for row in names
    ]
    moved = [ReferralMoves.model_validate(one) for one in outcome.moved]
    return StatusChangesRead(
        dry_run=order.dry_run,
        changed=len(outcome.plan.ids),
        refused=len(outcome.plan.refused),
        refused_people=refused,
        digest=outcome.plan.digest,
        moved=moved,
    )
