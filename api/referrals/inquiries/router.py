"""Inquiries on a referral, replies to them, and the days by which they are to be answered."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.people.service import PersonRef, display_name
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute, WriteSession
from api.platform.schema import Named, Page
from api.referrals.dispositions.legality.service import NotReachable
from api.referrals.inquiries import service
from api.referrals.inquiries.schemas import (
    DeadlineListRead,
    DeadlineRead,
    Extension,
    InquiriesRecorded,
    InquiryRead,
    InquirySent,
    ReplyCreate,
    ReplyRead,
)
from api.referrals.inquiries.service import NobodyToAsk, NobodyWaits, Reply, Sent, State
from api.referrals.service import ReferralClosed
from api.referrals.standings.schemas import shown

router = APIRouter(prefix="/referrals/{referral_id}", tags=["inquiries"], route_class=TenantRoute)
deadline_router = APIRouter(prefix="/response-deadlines", tags=["inquiries"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_REFERRALS)]
Certifier = Annotated[Actor, requires(Permission.CERTIFY)]


@router.get("/inquiries", responses=problems(Forbidden, NotFound, Unreadable))
async def list_inquiries(
    referral_id: UUID,
    session: ReadSession,
    actor: Reader,
    paging: Paging,
    state: Annotated[State | None, Query()] = None,
    count: Annotated[bool, Query(description="Also answer the `total`.")] = False,
) -> Page[InquiryRead]:
    """Who was asked on a referral, until when, and what came back; the earliest deadline first."""
    found = await service.browse(session, actor, paging, referral_id, state=state, count=count)
    items = [told(row, found.now) for row in found.rows]
    return Page(items=items, next_cursor=found.next_cursor, total=found.total)


@router.post(
    "/inquiries",
    status_code=201,
    responses=problems(Forbidden, NotFound, ReferralClosed, NotReachable, NobodyToAsk, Invalid),
)
async def record_inquiries(
    referral_id: UUID, body: InquirySent, session: WriteSession, actor: Certifier
) -> InquiriesRecorded:
    """Record that people in reach were asked, by which means, and by when they are to answer."""
    asked = body.model_dump(exclude={"all_reachable"})
    return recorded(await service.record_sent(session, actor, referral_id, **asked))


@router.post("/inquiries/extend", responses=problems(Forbidden, NotFound, ReferralClosed, NobodyWaits, Invalid))
async def extend_inquiries(
    referral_id: UUID, body: Extension, session: WriteSession, actor: Certifier
) -> InquiriesRecorded:
    """Give people who have not answered another day to answer by."""
    return recorded(await service.extend(session, actor, referral_id, **body.model_dump()))


@router.post("/eligibles/{eligible_id}/replies", status_code=201, responses=problems(Forbidden, NotFound, Invalid))
async def record_reply(
    referral_id: UUID, eligible_id: UUID, body: ReplyCreate, session: WriteSession, actor: Certifier
) -> ReplyRead:
    """Record an answer; in time, the disposition follows it where that is a legal move, late it is only recorded."""
    return answered(await service.record_reply(session, actor, referral_id, eligible_id, **dict(body)), actor)


@deadline_router.get("", responses=problems(Forbidden, Unreadable))
async def list_response_deadlines(
    session: ReadSession,
    actor: Reader,
    paging: Paging,
    referral_id: UUID | None = None,
    eligible_list_id: UUID | None = None,
    department_id: Annotated[UUID | None, Query(description="Of referrals with a position of this department.")] = None,
    due_by: Annotated[date | None, Query(description="On this day or before.")] = None,
    is_past: Annotated[bool | None, Query(description="Only days that are over, or only others.")] = None,
    count: Annotated[bool, Query(description="Also answer the `total`.")] = False,
) -> Page[DeadlineRead]:
    """Days by which inquiries on open referrals are to be answered, with how many are not; the earliest first."""
    filters = {
        "referral_id": referral_id,
        "eligible_list_id": eligible_list_id,
        "department_id": department_id,
        "due_by": due_by,
    }
    found = await service.browse_deadlines(session, actor, paging, is_past=is_past, count=count, **filters)
    items = [deadline(row, found.now) for row in found.rows]
    return Page(items=items, next_cursor=found.next_cursor, total=found.total)


def recorded(sent: Sent) -> InquiriesRecorded:
    """What was recorded, as JSON."""
    return InquiriesRecorded(recorded=sent.people, respond_by_on=sent.respond_by_on, respond_by_at=sent.respond_by_at)


def told(row: Any, now: datetime) -> InquiryRead:
    """An inquiry with its person, as JSON."""
    inquiry = row[0]
    name = display_name(row.last_name, row.first_name, row.middle_name)
    return InquiryRead(
        eligible_id=inquiry.eligible_id,
        person=PersonRef(id=row.person_id, display_name=name),
        means=inquiry.means,
        sent_on=inquiry.sent_on,
        respond_by_on=inquiry.respond_by_on,
        respond_by_at=inquiry.respond_by_at,
        state=service.state_of(inquiry, row.is_waiting, now),
        received_on=inquiry.received_on,
        answer=inquiry.answer,
        disposition=row.disposition,
        version=inquiry.version,
    )


def answered(reply: Reply, actor: Actor) -> ReplyRead:
    """A recorded reply as JSON."""
    inquiry, outcome = reply.inquiry, reply.outcome
    person = shown(outcome.standing, actor, outcome.line.facts.score_decimals)
    return ReplyRead(
        inquiry=InquiryRead(
            eligible_id=inquiry.eligible_id,
            person=person.person,
            means=inquiry.means,
            sent_on=inquiry.sent_on,
            respond_by_on=inquiry.respond_by_on,
            respond_by_at=inquiry.respond_by_at,
            state=service.state_of(inquiry, False, reply.at),
            received_on=inquiry.received_on,
            answer=inquiry.answer,
            disposition=person.disposition,
            version=inquiry.version,
        ),
        eligible=person,
        is_late=bool(inquiry.is_late),
        is_applied=reply.is_applied,
        moved=len(outcome.moved),
    )


def deadline(row: Any, now: datetime) -> DeadlineRead:
    """A deadline as JSON."""
    job_class = Named(id=row.class_id, code=row.class_code, title=row.class_title)
    return DeadlineRead(
        referral_id=row.referral_id,
        number=row.number,
        eligible_list=DeadlineListRead(id=row.list_id, code=row.list_code, status=row.list_status, job_class=job_class),
        respond_by_on=row.respond_by_on,
        respond_by_at=row.respond_by_at,
        is_past=row.respond_by_at <= now,
        waiting=row.waiting,
    )


offer(
    router,
    list_inquiries,
    "inquiries",
    {
        "name": Column("Name", "person.display_name"),
        "state": Column("State", "state"),
        "means": Column("Asked By", "means"),
        "sent": Column("Sent", "sent_on"),
        "due": Column("Answer By", "respond_by_on"),
        "answer": Column("Answer", "answer"),
        "received": Column("Received", "received_on"),
        "disposition": Column("Disposition", "disposition"),
    },
    at="/inquiries",
)
offer(
    deadline_router,
    list_response_deadlines,
    "response_deadlines",
    {
        "due": Column("Answer By", "respond_by_on"),
        "due_at": Column("Answer By, Instant", "respond_by_at"),
        "over": Column("Over", "is_past"),
        "waiting": Column("Without an Answer", "waiting"),
        "referral": Column("Referral", "number"),
        "list": Column("List", "eligible_list.code"),
        "class": Column("Class", "eligible_list.job_class.code"),
        "title": Column("Class Title", "eligible_list.job_class.title"),
    },
)
