"""A person's history over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.audit.persons import service
from api.audit.persons.schemas import HappeningRead
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/persons/{person_id}/history", tags=["people"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def list_person_history(
    person_id: UUID,
    session: ReadSession,
    actor: Annotated[Actor, requires(Permission.READ_PERSON_FILES)],
    paging: Paging,
    event: Annotated[str | None, Query(max_length=100, description="Only events of this name.")] = None,
) -> Page[HappeningRead]:
    """Everything that ever happened to a person, the latest first: results, scores, statuses, referrals, decisions,
    hires, notes, contact data."""
    found = await service.page(session, actor, person_id, paging, event=event)
    return Page(items=[HappeningRead.of(one, found.names) for one in found.rows], next_cursor=found.next_cursor)


offer(
    router,
    list_person_history,
    "history",
    {
        "seq": Column("Event", "seq"),
        "occurred_at": Column("At", "occurred_at"),
        "event": Column("Name", "event"),
        "sentence": Column("What Happened", "sentence"),
        "actor": Column("By", "actor_name"),
        "list": Column("List", "eligible_list.name"),
        "referral": Column("Referral", "referral.name"),
        "facts": Column("Facts", "facts"),
        "private": Column("Remarks", "private"),
    },
)
