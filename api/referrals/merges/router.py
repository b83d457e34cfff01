"""Merging persons over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.eligible_lists.eligibles.service import PlacedTwice
from api.people.records.service import PersonMerged
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.paging import Paging
from api.platform.resources import Reason
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page
from api.referrals.merges import service
from api.referrals.merges.plans import service as plans
from api.referrals.merges.plans.service import (
    ListInPreparation,
    PersonAppointed,
    PersonOnReferral,
    SamePerson,
    UnknownPerson,
)
from api.referrals.merges.schemas import MergeCreate, MergePreviewRead, MergeRead
from api.referrals.merges.service import ChangedMeanwhile, LaterMerge, MergeUndone

router = APIRouter(prefix="/persons/{person_id}", tags=["people"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_PERSON_FILES)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_PEOPLE)]
MERGES = (PersonMerged, PersonAppointed, PersonOnReferral, ListInPreparation, ChangedMeanwhile, SamePerson)


@router.get("/merge-preview", responses=problems(Forbidden, NotFound, PersonMerged, SamePerson, UnknownPerson))
async def preview_merge(person_id: UUID, other_id: UUID, session: ReadSession, actor: Keeper) -> MergePreviewRead:
    """What merging another person into this one would change, list by list, and what stands in its way."""
    return MergePreviewRead.of(await plans.preview(session, actor, person_id, other_id))


@router.get("/merges", responses=problems(Forbidden, NotFound, Unreadable))
async def list_merges(person_id: UUID, session: ReadSession, actor: Reader, paging: Paging) -> Page[MergeRead]:
    """Who was merged into this person, the latest first; merges that were undone stay, marked so."""
    found = await service.browse(session, actor, person_id, paging)
    return Page(
        items=[MergeRead.of(merge, other, found.names) for merge, other in found.rows], next_cursor=found.next_cursor
    )


@router.post(
    "/merge",
    status_code=201,
    responses=problems(Forbidden, NotFound, *MERGES, UnknownPerson, Invalid, Stale, VersionRequired),
)
async def merge_person(
    person_id: UUID, body: MergeCreate, session: WriteSession, actor: Keeper, version: IfMatch
) -> MergeRead:
    """Merge another person into this one. It can be undone; what both were known under stays readable."""
    made, other = await service.merge(
        session,
        actor,
        person_id,
        other_id=body.other_id,
        reason=body.reason,
        take=body.take,
        seen=version,
        other_seen=body.other_version,
    )
    return MergeRead.of(made, other, await service.names_of(session, [made]))


@router.post(
    "/merges/{merge_id}/undo",
    responses=problems(Forbidden, NotFound, MergeUndone, LaterMerge, PlacedTwice, Invalid, Stale, VersionRequired),
)
async def undo_merge(
    person_id: UUID, merge_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> MergeRead:
    """Undo a merge: two persons again, with what each had; the version is the remaining person's."""
    undone, other = await service.undo(session, actor, person_id, merge_id, reason=body.reason, seen=version)
    return MergeRead.of(undone, other, await service.names_of(session, [undone]))
