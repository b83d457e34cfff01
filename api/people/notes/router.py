"""Notes about persons over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.people.notes import service
from api.people.notes.schemas import PersonNoteCorrection, PersonNoteCreate, PersonNoteRead
from api.people.notes.service import NoteEnded
from api.people.records.service import PersonMerged
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.paging import Paging
from api.platform.resources import Reason
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/persons/{person_id}/notes", tags=["people"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_PERSON_FILES)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_PEOPLE)]
ENDS = problems(Forbidden, NotFound, PersonMerged, NoteEnded, Invalid, Stale, VersionRequired)


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def list_person_notes(
    person_id: UUID, session: ReadSession, actor: Reader, paging: Paging
) -> Page[PersonNoteRead]:
    """Every note about a person, the latest first; corrected and withdrawn ones stay, marked so."""
    found = await service.browse(session, actor, person_id, paging)
    return Page(items=[PersonNoteRead.of(one, found.names) for one in found.rows], next_cursor=found.next_cursor)


@router.post("", status_code=201, responses=problems(Forbidden, NotFound, PersonMerged, Invalid))
async def add_person_note(
    person_id: UUID, body: PersonNoteCreate, session: WriteSession, actor: Keeper
) -> PersonNoteRead:
    """Note something about a person."""
    note = await service.write_note(session, actor, person_id, body=body.body)
    return PersonNoteRead.of(note, await service.names_of(session, [note]))


@router.post("/{note_id}/correct", responses=ENDS)
async def correct_person_note(
    person_id: UUID, note_id: UUID, body: PersonNoteCorrection, session: WriteSession, actor: Keeper, version: IfMatch
) -> PersonNoteRead:
    """Write a note anew; the old one stays readable. Answers the new note."""
    note = await service.correct(session, actor, person_id, note_id, seen=version, body=body.body, reason=body.reason)
    return PersonNoteRead.of(note, await service.names_of(session, [note]))


@router.post("/{note_id}/withdraw", responses=ENDS)
async def withdraw_person_note(
    person_id: UUID, note_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> PersonNoteRead:
    """Withdraw a note; it stays readable, with the reason."""
    note = await service.withdraw(session, actor, person_id, note_id, seen=version, reason=body.reason)
    return PersonNoteRead.of(note, await service.names_of(session, [note]))
