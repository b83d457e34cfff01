"""Timelines over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.audit.schemas import SubjectRead
from api.audit.timeline import service
from api.audit.timeline.schemas import ActorRead, ChangeRead, RemarkRead, SubjectNamed, TimelineEntry
from api.audit.timeline.service import Happening
from api.platform.auth import SignedIn
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/timeline", tags=["ledger"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def read_timeline(
    session: ReadSession,
    actor: SignedIn,
    paging: Paging,
    subject: Annotated[str, Query(max_length=100, description="`list:<id>`, `referral:<id>`, `eligible:<id>`, ...")],
) -> Page[TimelineEntry]:
    """What happened to one thing, the latest first, as sentences; for whoever may see the thing itself."""
    scope = f"timeline:{subject}"
    keys = paging.after(scope)
    rows = await service.browse(
        session, actor, subject=subject, before=None if keys is None else int(keys[0]), limit=paging.limit + 1
    )
    last = [rows[paging.limit - 1].event.seq] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, last, scope)
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
