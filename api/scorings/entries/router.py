"""Putting one person on a list over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.results.service import BadResult, ListEnded
from api.people.records.service import PersonMerged
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, problems
from api.platform.routing import TenantRoute, WriteSession
from api.scorings.entries import service
from api.scorings.entries.schemas import EligibleAdded, EligibleCreate
from api.scorings.entries.service import (
    AddressKnown,
    AlreadyOnList,
    BadScore,
    DecisionNeeded,
    DoesNotPass,
    NumberTaken,
    UnknownPerson,
)
from api.scorings.service import ReasonNeeded

router = APIRouter(prefix="/eligible-lists/{list_id}/eligibles", tags=["eligible lists"], route_class=TenantRoute)
_REFUSALS = problems(
    NotFound,
    ListEnded,
    NoScoringModel,
    AlreadyOnList,
    NumberTaken,
    AddressKnown,
    PersonMerged,
    UnknownPerson,
    BadScore,
    BadResult,
    ReasonNeeded,
    DecisionNeeded,
    DoesNotPass,
)


@router.post("", status_code=201, responses=_REFUSALS | {200: {"model": EligibleAdded, "description": "The preview"}})
async def add_eligible(
    list_id: UUID,
    body: EligibleCreate,
    response: Response,
    session: WriteSession,
    actor: Annotated[Actor, requires(Permission.MANAGE_LISTS)],
) -> EligibleAdded:
    """Put one person on a list by hand, or preview it: the rank, and what follows on open referrals."""
    entered = await service.put_on_list(session, actor, list_id, body.entry(), dry_run=body.dry_run)
    if body.dry_run:
        response.status_code = 200
    return EligibleAdded.of(entered, dry_run=body.dry_run)
