"""Notes about persons: nothing said is silently lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import PersonNote
from api.people.notes import queries
from api.people.records import queries as records
from api.people.records.service import PersonMerged, known_ids, require_person
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import NotFound, Refused
from api.platform.ledger import Subject
from api.platform.paging import PageRequest
from api.platform.routing import require_version


class NoteEnded(Refused):
    code, title = "note_ended", "This note was corrected or withdrawn already"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of notes, and the names of who wrote and ended them."""

    rows: list[PersonNote]
    next_cursor: str | None
    names: Mapping[str, str]


async def browse(session: AsyncSession, actor: Actor, person_id: UUID, paging: PageRequest) -> Found:
    """Every note about a person, also corrected and withdrawn ones, the latest first.

    Raises:
        NotFound: for anybody out of view.
    """
    ids = await known_ids(session, actor, person_id)
    scope = f"notes:{person_id}"
    after = paging.after(scope)
    last = None if after is None else UUID(after[0])
    rows = await queries.page(session, ids, after=last, limit=paging.limit + 1)
    keys = [rows[paging.limit - 1].id] if len(rows) > paging.limit else None
    cursor = paging.next_cursor(rows, keys, scope)
    return Found(rows, cursor, await names_of(session, rows))


async def names_of(session: AsyncSession, notes: list[PersonNote]) -> Mapping[str, str]:
    """Who wrote and ended notes, by label."""
    labels = {label for note in notes for label in (note.written_by, note.ended_by) if label}
    return await records.names_of(session, labels)


async def write_note(session: AsyncSession, actor: Actor, person_id: UUID, *, body: str) -> PersonNote:
    """Note something about a person.

    Raises:
        NotFound: for anybody out of view. PersonMerged: for who was merged into another.
    """
    await _lock_person(session, actor, person_id)
    note = await _write(session, actor, person_id, body)
    facts = {"note": str(note.id)}
    await ledger.append(
        session, actor, "person.note_added", Subject("person", person_id), facts, private={"body": body}
    )
    return note


async def correct(
    session: AsyncSession, actor: Actor, person_id: UUID, note_id: UUID, *, seen: int, body: str, reason: str
) -> PersonNote:
    """Write a note anew; the old one stays readable, with the reason. Returns the new note.

    Raises:
        NoteEnded: when it was corrected or withdrawn before. Stale: by version.
    """
    old = await _current(session, actor, person_id, note_id, seen)
    note = await _write(session, actor, old.person_id, body, corrects_id=old.id)
    await queries.end(session, old, status="corrected", by=actor.label, at=note.written_at, reason=reason)
    facts = {"note": str(note.id), "corrects": str(old.id)}
    await ledger.append(
        session,
        actor,
        "person.note_corrected",
        Subject("person", person_id),
        facts,
        private={"body": body, "before": old.body, "reason": reason},
    )
    return note


async def withdraw(
    session: AsyncSession, actor: Actor, person_id: UUID, note_id: UUID, *, seen: int, reason: str
) -> PersonNote:
    """Withdraw a note; it stays readable, with the reason.

    Raises:
        NoteEnded: when it was corrected or withdrawn before. Stale: by version.
    """
    note = await _current(session, actor, person_id, note_id, seen)
    at = await db.now(session)
    await queries.end(session, note, status="withdrawn", by=actor.label, at=at, reason=reason)
    facts = {"note": str(note.id)}
    await ledger.append(
        session, actor, "person.note_withdrawn", Subject("person", person_id), facts, private={"reason": reason}
    )
    return note


async def _lock_person(session: AsyncSession, actor: Actor, person_id: UUID) -> None:
    await require_person(session, actor, person_id)
    if (await records.lock(session, [person_id]))[person_id].merged_into_id is not None:
        raise PersonMerged


async def _current(session: AsyncSession, actor: Actor, person_id: UUID, note_id: UUID, seen: int) -> PersonNote:
    await _lock_person(session, actor, person_id)
    note = await queries.lock(session, await records.group(session, person_id), note_id)
    if note is None:
        raise NotFound("There is no such note about this person.")
    if note.status != "current":
        raise NoteEnded(f"The note was {note.status}.")
    require_version(note.version, seen)
    return note


async def _write(
    session: AsyncSession, actor: Actor, person_id: UUID, body: str, *, corrects_id: UUID | None = None
) -> PersonNote:
    note = PersonNote(
        agency_id=actor.agency.id,
        id=new_id(),
        person_id=person_id,
        body=body,
        status="current",
        written_by=actor.label,
        written_at=await db.now(session),
        corrects_id=corrects_id,
        version=1,
    )
    await queries.add(session, note)
    return note
