"""Timelines over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.audit.schemas import SubjectRead
from api.audit.timeline import service
from api.audit.timeline.queries import LedgerFilter
from api.audit.timeline.schemas import ActorRead, ChangeRead, RemarkRead, SubjectNamed, TimelineEntry
from api.audit.timeline.service import LATEST, Happening
from api.platform.auth import Actor, Permission, SignedIn, requires
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/timeline", tags=["ledger"], route_class=TenantRoute)
ledger_router = APIRouter(prefix="/ledger/entries", tags=["ledger"], route_class=TenantRoute)
LEDGER_SCOPE = "ledger-entries"


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def read_timeline(
    session: ReadSession,
    actor: SignedIn,
    paging: Paging,
    subject: Annotated[str, Query(max_length=100, description="`list:<id>`, `referral:<id>`, `eligible:<id>`, ...")],
    eligible_id: Annotated[
        UUID | None, Query(description="Only what this eligible's standing on the referral rests on.")
    ] = None,
    until_seq: Annotated[int | None, Query(ge=1, lt=LATEST, description="Begin with this event.")] = None,
) -> Page[TimelineEntry]:
    """What happened to one thing, the latest first, as sentences; for whoever may see the thing itself."""
    scope = f"timeline:{subject}:{eligible_id or ''}"
    keys = paging.after(scope)
    before = min(until_seq + 1 if until_seq else LATEST, LATEST if keys is None else int(keys[0]))
    rows = await service.browse(
        session, actor, subject=subject, eligible_id=eligible_id, before=before, limit=paging.limit + 1
    )
    last = [rows[paging.limit - 1].event.seq] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, last, scope)
    return Page(items=[_entry(one) for one in rows], next_cursor=next_cursor)


@ledger_router.get("", responses=problems(Forbidden, Unreadable))
async def list_ledger_entries(
    session: ReadSession,
    actor: Annotated[Actor, requires(Permission.READ_LEDGER)],
    paging: Paging,
    kind: Annotated[
        str | None, Query(max_length=60, description="What the event is about: list, referral, ...")
    ] = None,
    event: Annotated[str | None, Query(max_length=100, description="The event's name.")] = None,
    actor_label: Annotated[
        str | None, Query(alias="actor", max_length=60, description="`user:<id>`, `key:<id>` or `system`.")
    ] = None,
    from_on: Annotated[date | None, Query(description="Its first day, in the agency's zone.")] = None,
    to_on: Annotated[date | None, Query(lt=date.max, description="Its last day, in the agency's zone.")] = None,
) -> Page[TimelineEntry]:
    """What happened in the whole agency, the latest first, as sentences."""
    keys = paging.after(LEDGER_SCOPE)
    only = LedgerFilter(kind, event, actor_label, from_on, to_on)
    before = LATEST if keys is None else int(keys[0])
    rows = await service.browse_ledger(session, actor, only, before=before, limit=paging.limit + 1)
    last = [rows[paging.limit - 1].event.seq] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, last, LEDGER_SCOPE)
    return Page(items=[_entry(one) for one in rows], next_cursor=next_cursor)


def _entry(told: Happening) -> TimelineEntry:
    """An event as JSON."""
    event = told.event
    kind, _, identity = event.actor.partition(":")
    remarks = None
    if told.private is not None:
        remarks = [RemarkRead(name=name, text=text) for name, text in told.private.items() if isinstance(text, str)]
    return TimelineEntry(
        seq=event.seq,
        occurred_at=event.occurred_at,
        name=event.name,
        sentence=told.sentence,
        actor=ActorRead.model_validate({"kind": kind, "id": identity or None, "name": told.actor_name}),
        subject=SubjectNamed(
            **SubjectRead(kind=event.subject_type, id=event.subject_id).model_dump(), title=told.subject_title
        ),
        reason=told.reason,
        changes=[ChangeRead(field=name, before=before, after=after) for name, before, after in told.changes],
        moved=told.moved,
        has_private="private_sha256" in told.payload,
        private=remarks,
    )


def _changes(entry: TimelineEntry) -> dict[str, str]:
    return {one.field: f"{one.before or 'none'} → {one.after or 'none'}" for one in entry.changes}


def _remarks(entry: TimelineEntry) -> dict[str, str]:
    return {one.name: one.text for one in entry.private or ()}


_COLUMNS = {
    "seq": Column("Event", "seq"),
    "occurred_at": Column("At", "occurred_at"),
    "name": Column("Name", "name"),
    "sentence": Column("What Happened", "sentence"),
    "kind": Column("About", "subject.kind"),
    "subject": Column("About Which", "subject.title"),
    "actor": Column("By", "actor.name"),
    "reason": Column("Reason", "reason"),
    "moved": Column("People Moved", "moved"),
    "changes": Column("Changes", _changes),
    "private": Column("Remarks", _remarks),
}
offer(router, read_timeline, "timeline", _COLUMNS)
offer(ledger_router, list_ledger_entries, "ledger_entries", _COLUMNS)
