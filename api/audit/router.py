"""The ledger over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.audit import service
from api.audit.schemas import LedgerEventRead, VerdictRead
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page

router = APIRouter(prefix="/ledger", tags=["ledger"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LEDGER)]
LARGEST = 2**63 - 1


@router.get("", responses=problems(Forbidden, Unreadable))
async def list_ledger_events(
    session: ReadSession,
    reader: Reader,  # noqa: ARG001 - the guard
    paging: Paging,
    subject: Annotated[str | None, Query(max_length=100, description="`referral:<id>`, `list:<id>`, ...")] = None,
    actor: Annotated[str | None, Query(max_length=60, description="`user:<id>`, `key:<id>` or `system`.")] = None,
    event: Annotated[str | None, Query(max_length=100, description="The event's name.")] = None,
    after_seq: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> Page[LedgerEventRead]:
    """What happened, in order, with the names and notes that were not erased."""
    keys = paging.after(service.SCOPE)
    after = after_seq if keys is None else max(after_seq, int(keys[0]))
    rows = await service.browse(
        session, subject=subject, actor=actor, event=event, after_seq=after, limit=paging.limit + 1
    )
    last = [rows[paging.limit - 1][0].seq] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, last, service.SCOPE)
    return Page(items=[LedgerEventRead.of(row, private) for row, private in rows], next_cursor=next_cursor)


@router.get("/verify", responses=problems(Forbidden))
async def verify_ledger(session: ReadSession, reader: Reader) -> VerdictRead:
    """Whether the chain is whole: every hash computed anew from the first event on."""
    return VerdictRead.of(await service.verify(session, reader.agency.id))


offer(
    router,
    list_ledger_events,
    "ledger",
    {
        "seq": Column("Sequence", "seq"),
        "occurred_at": Column("At", "occurred_at"),
        "actor": Column("Actor", "actor"),
        "event": Column("Event", "name"),
        "subject": Column("Subject", "subject.kind"),
        "subject_id": Column("Subject Id", "subject.id"),
        "cause": Column("Cause", "cause"),
        "payload": Column("Payload", "payload"),
        "private": Column("Private", "private"),
        "previous_hash": Column("Previous Hash", "previous_hash"),
        "hash": Column("Hash", "hash"),
    },
)
