"""Referrals: certify, read, attach and remove positions, close and reopen."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query

from api.models import Referral
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Refused, Stale, Unreadable, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Named, Page
from api.referrals import service
from api.referrals.closing import service as closing
from api.referrals.line.service import Line
from api.referrals.positions import service as positions
from api.referrals.queries import Narrowing
from api.referrals.schemas import (
    Closing,
    LineRead,
    PooledRead,
    PositionAdd,
    Reasoned,
    ReferralCreate,
    ReferralListRead,
    ReferralPatch,
    ReferralPositionRead,
    ReferralRead,
    ReferralStatus,
    ReferralStatusCounts,
    ReferralSummary,
    RuleRead,
)
from api.referrals.service import (
    ListExpired,
    ListNotAdopted,
    PositionFilled,
    PositionHasHire,
    PositionOnOpenReferral,
    ReferralClosed,
    RuleNotActive,
    RuleNotSupported,
)
from api.referrals.views import service as views
from api.referrals.views.service import Entry, View

router = APIRouter(prefix="/referrals", tags=["referrals"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_REFERRALS)]
Certifier = Annotated[Actor, requires(Permission.CERTIFY)]
Sort = Literal["certified_at", "-certified_at", "number", "-number", "report_back_on", "-report_back_on"]
OfDepartment = Annotated[UUID | None, Query(description="With a position of this department.")]
DueBy = Annotated[date | None, Query(description="Report back due on this day or before.")]
Overdue = Annotated[bool | None, Query(description="Open, and the report back was due before today.")]
Number = Annotated[str | None, Query(max_length=60, description="Start of a referral's number.")]
CHANGES = problems(Forbidden, NotFound, ReferralClosed, Stale, VersionRequired, Invalid)


@router.post(
    "",
    status_code=201,
    responses=problems(
        Forbidden,
        NotFound,
        ListNotAdopted,
        ListExpired,
        PositionFilled,
        PositionOnOpenReferral,
        RuleNotActive,
        RuleNotSupported,
        Invalid,
    ),
)
async def certify_referral(body: ReferralCreate, session: WriteSession, actor: Certifier) -> ReferralRead:
    """Certify an adopted list to positions, as of now."""
    made = await service.certify(session, actor, **dict(body))
    return shown(await views.view_of(session, actor, made.line), actor)


@router.get("", responses=problems(Forbidden, Unreadable))
async def list_referrals(
    session: ReadSession,
    actor: Reader,
    paging: Paging,
    status: Annotated[ReferralStatus | None, Query()] = None,
    eligible_list_id: UUID | None = None,
    department_id: OfDepartment = None,
    report_back_by: DueBy = None,
    overdue: Overdue = None,
    q: Number = None,
    sort: Annotated[Sort, Query(description="A field; `-` before it turns the order.")] = "-certified_at",
    count: Annotated[bool, Query(description="Also answer the `total`.")] = False,
) -> Page[ReferralSummary]:
    """Referrals, the latest first; a hiring manager sees those with a position of the own departments."""
    asked = Narrowing(status, eligible_list_id, department_id, q, report_back_by, overdue)
    found = await views.browse(session, actor, paging, asked, sort=sort, count=count)
    return Page(items=[summary(entry) for entry in found.rows], next_cursor=found.next_cursor, total=found.total)


@router.get("/counts", responses=problems(Forbidden))
async def count_referrals(
    session: ReadSession,
    actor: Reader,
    eligible_list_id: UUID | None = None,
    department_id: OfDepartment = None,
    report_back_by: DueBy = None,
    overdue: Overdue = None,
    q: Number = None,
) -> ReferralStatusCounts:
    """How many referrals these filters leave, by status; a hiring manager's are those of the own departments."""
    asked = Narrowing(None, eligible_list_id, department_id, q, report_back_by, overdue)
    return ReferralStatusCounts.model_validate({"by_status": await views.by_status(session, actor, asked)})


@router.get("/{referral_id}", responses=problems(Forbidden, NotFound))
async def read_referral(referral_id: UUID, session: ReadSession, actor: Reader) -> ReferralRead:
    """One referral, with its line and ranks in reach as of now."""
    return shown(await views.view(session, actor, referral_id), actor)


@router.patch("/{referral_id}", responses=CHANGES)
async def update_referral(
    referral_id: UUID, body: ReferralPatch, session: WriteSession, actor: Certifier, version: IfMatch
) -> ReferralRead:
    """Change the report-back date or the note."""
    await service.patch(session, actor, referral_id, body.model_dump(exclude_unset=True), version=version)
    return shown(await views.view(session, actor, referral_id), actor)


@router.post("/{referral_id}/positions", status_code=201, responses=CHANGES)
async def attach_position(
    referral_id: UUID, body: PositionAdd, session: WriteSession, actor: Certifier, version: IfMatch
) -> ReferralRead:
    """Attach another position; the reach widens on every pooled referral."""
    await positions.attach_position(session, actor, referral_id, body.position_id, version=version)
    return shown(await views.view(session, actor, referral_id), actor)


@router.delete("/{referral_id}/positions/{position_id}", responses=CHANGES | problems(PositionHasHire))
async def remove_position(
    referral_id: UUID,
    position_id: UUID,
    session: WriteSession,
    actor: Certifier,
    version: IfMatch,
    reason: Annotated[str, Query(min_length=1, max_length=1000)],
) -> ReferralRead:
    """Take a position off the referral; the reach narrows."""
    await positions.remove_position(session, actor, referral_id, position_id, version=version, reason=reason)
    return shown(await views.view(session, actor, referral_id), actor)


@router.post("/{referral_id}/close", responses=problems(Forbidden, NotFound, Refused, Invalid))
async def close_referral(referral_id: UUID, body: Closing, session: WriteSession, actor: Certifier) -> ReferralRead:
    """Close: filled when every position has its hire, else unfilled."""
    await closing.close(session, actor, referral_id, action="close", reason=body.reason, version=None)
    return shown(await views.view(session, actor, referral_id), actor)


@router.post("/{referral_id}/cancel", responses=problems(Forbidden, NotFound, PositionHasHire, Invalid))
async def cancel_referral(referral_id: UUID, body: Reasoned, session: WriteSession, actor: Certifier) -> ReferralRead:
    """Cancel a referral on which nobody is hired."""
    await closing.close(session, actor, referral_id, action="cancel", reason=body.reason, version=None)
    return shown(await views.view(session, actor, referral_id), actor)


@router.post("/{referral_id}/reopen", responses=problems(Forbidden, NotFound, PositionOnOpenReferral, Invalid))
async def reopen_referral(referral_id: UUID, body: Reasoned, session: WriteSession, actor: Certifier) -> ReferralRead:
    """Open a closed referral again."""
    await closing.reopen(session, actor, referral_id, reason=body.reason, version=None)
    return shown(await views.view(session, actor, referral_id), actor)


def shown(view: View, actor: Actor) -> ReferralRead:
    """A referral as JSON."""
    row, line, reached = view.details, view.line, view.line.reach
    positions = [ReferralPositionRead(**one) for one in orjson.loads(row["positions"] or "[]")]
    job_class = Named(id=row["class_id"], code=row["class_code"], title=row["class_title"])
    return ReferralRead(
        id=row["id"],
        number=row["number"],
        status=row["status"],
        eligible_list=ReferralListRead(
            id=row["list_id"], code=row["list_code"], status=row["list_status"], job_class=job_class
        ),
        certified_at=row["certified_at"],
        positions=positions,
        vacancies=len(positions),
        positions_counted=line.positions,
        rule=RuleRead(
            id=row["rule_id"],
            code=row["rule_code"],
            version=row["rule_version"],
            title=row["rule_title"],
            citation=row["citation"],
            sentence=line.rule.sentence(line.positions, line.facts.list_size),
        ),
        ranks_in_reach=reached.ranks_in_reach,
        names_in_reach=reached.names_in_reach,
        line=_line(line, view.line_rank),
        flags={
            "short_certification": reached.short_certification,
            "list_exhausted": reached.list_exhausted,
            "supplement_due": reached.supplement_due,
        },
        pooled_with=[
            PooledRead(referral_id=one.referral, positions=one.positions)
            for one in line.facts.pool
            if one.referral != row["id"] and one.is_open and actor.departments is None
        ],
        dispositions=orjson.loads(row["dispositions"] or "{}"),
        selective_criteria=row["selective_criteria"],
        report_back_on=row["report_back_on"],
        note=row["note"],
        digest=row["digest"] or "",
        as_of=row["as_of"],
        version=row["version"],
    )


def summary(entry: Entry) -> ReferralSummary:
    """A referral in a collection as JSON."""
    referral, reached = entry.referral, entry.line.reach
    return ReferralSummary(
        id=referral.id,
        number=referral.number,
        status=referral.status,
        eligible_list=_list(entry.eligible_list, entry.job_class),
        rule_code=entry.rule.code,
        certified_at=referral.certified_at,
        report_back_on=referral.report_back_on,
        is_overdue=overdue(referral, entry.today),
        vacancies=len(entry.positions),
        hires=sum(row.hired_eligible_id is not None for row in entry.positions),
        ranks_in_reach=reached.ranks_in_reach,
        names_in_reach=reached.names_in_reach,
        line=_line(entry.line, entry.line_rank),
        positions=[_position(row) for row in entry.positions],
        version=referral.version,
    )


def overdue(referral: Referral, today: date) -> bool:
    """Whether a referral is open and its report back was due before today."""
    return referral.status == "certified" and referral.report_back_on is not None and referral.report_back_on < today


def _line(line: Line, rank: int | None) -> LineRead | None:
    if line.reach.line is None or rank is None:
        return None
    return LineRead(rank=rank, score=f"{line.reach.line:.{line.facts.score_decimals}f}")


def _list(eligible_list: Any, job_class: Any) -> ReferralListRead:
    return ReferralListRead(
        id=eligible_list.id,
        code=eligible_list.code,
        status=eligible_list.status,
        job_class=Named(id=job_class.id, code=job_class.code, title=job_class.title),
    )


def _position(row: Any) -> ReferralPositionRead:
    return ReferralPositionRead(
        id=row.id,
        number=row.number,
        title=row.title,
        employment=row.employment,
        requisition_number=row.requisition_number,
        department=Named(id=row.department_id, code=row.department_code, title=row.department_title),
        hired_eligible_id=row.hired_eligible_id,
    )


offer(
    router,
    list_referrals,
    "referrals",
    {
        "number": Column("Referral", "number"),
        "list": Column("List", "eligible_list.code"),
        "class": Column("Class", "eligible_list.job_class.code"),
        "title": Column("Class Title", "eligible_list.job_class.title"),
        "status": Column("Status", "status"),
        "rule": Column("Rule", "rule_code"),
        "certified": Column("Certified", "certified_at"),
        "report_back": Column("Report Back", "report_back_on"),
        "overdue": Column("Overdue", "is_overdue"),
        "positions": Column("Position Numbers", "positions.number"),
        "vacancies": Column("Positions", "vacancies"),
        "hires": Column("Hires", "hires"),
        "ranks_in_reach": Column("Ranks in Reach", "ranks_in_reach"),
        "names_in_reach": Column("People in Reach", "names_in_reach"),
        "line_rank": Column("Line, Rank", "line.rank"),
        "line_score": Column("Line, Score", "line.score", "score"),
    },
)
