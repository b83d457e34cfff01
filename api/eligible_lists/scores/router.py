"""Scores of a list without names; once it is posted, for everybody."""

from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request

from api.domain.calendars import civil_date
from api.eligible_lists.scores import service
from api.eligible_lists.scores.queries import ScoreCount
from api.eligible_lists.scores.schemas import (
    PublicScoreReportRead,
    RankLine,
    ScoreBin,
    ScoreDistributionRead,
    ScoreReportRead,
    ScoreReportRowRead,
)
from api.platform.auth import Actor, AgencyRef, Permission, anyone, requires
from api.platform.db import enter_agency
from api.platform.errors import NotFound, problems
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import score_text

router = APIRouter(prefix="/eligible-lists/{list_id}", tags=["eligible lists"], route_class=TenantRoute)
public_router = APIRouter(prefix="/public/{agency_slug}/score-reports", tags=["public"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]


def _rows(scores: list[ScoreCount], decimals: int) -> list[ScoreReportRowRead]:
    return [
        ScoreReportRowRead(rank=rank, score=score_text(one.score, decimals), eligibles=one.eligibles)
        for rank, one in enumerate(scores, start=1)
    ]


@router.get("/score-report", responses=problems(NotFound))
async def read_score_report(list_id: UUID, session: ReadSession, _: Reader) -> ScoreReportRead:
    """How many eligibles stand at each rank."""
    row, scores = await service.report(session, list_id)
    return ScoreReportRead(rows=_rows(scores, row.score_decimals))


@router.get("/score-distribution", responses=problems(NotFound))
async def read_score_distribution(
    list_id: UUID, session: ReadSession, _: Reader, bins: Annotated[int, Query(ge=5, le=200)] = service.BINS
) -> ScoreDistributionRead:
    """The scores as a histogram, and where the highest ranks lie."""
    row, scores = await service.report(session, list_id)
    decimals = row.score_decimals
    return ScoreDistributionRead(
        bins=[
            ScoreBin(
                lower=score_text(one.lower, decimals),
                upper=score_text(one.upper, decimals),
                eligibles=one.eligibles,
                available=one.available,
            )
            for one in service.distribution(scores, bins=bins, decimals=decimals)
        ],
        ranks=[
            RankLine(rank=rank, score=score_text(one.score, decimals))
            for rank, one in enumerate(scores[: service.LINES], start=1)
        ],
    )


async def _public_agency(agency_slug: str, request: Request, session: ReadSession) -> AgencyRef:
    """The agency of a public address; the transaction is bound to it, whoever else is signed in here."""
    agency = await request.app.state.agencies.by_slug(session, agency_slug)
    if agency is None:
        raise NotFound
    await enter_agency(session, agency.id, read_only=True)
    return agency  # type: ignore[no-any-return]


@public_router.get(
    "/{list_code:path}",
    responses=problems(NotFound),
    dependencies=[Depends(anyone("score reports of posted lists are public and hold no names"))],
)
async def read_public_score_report(
    list_code: str, session: ReadSession, agency: Annotated[AgencyRef, Depends(_public_agency)]
) -> PublicScoreReportRead:
    """The score report of a posted list."""
    posted = await service.public_report(session, list_code)
    row, names, zone = posted.row, posted.names, ZoneInfo(agency.zone)
    return PublicScoreReportRead(
        rows=_rows(list(posted.scores), row.score_decimals),
        code=row.code,
        job_class=names.class_code,
        class_title=names.class_title,
        specialty=row.specialty,
        exam_type=row.exam_type,
        list_type=row.list_type,
        certification_rule=names.rule_title,
        status=row.status,
        posted_on=row.posted_at and civil_date(row.posted_at, zone),
        inspection_starts_on=row.inspection_starts_on,
        inspection_ends_on=row.inspection_ends_on,
        adopted_on=row.adopted_at and civil_date(row.adopted_at, zone),
        expires_on=row.expires_on,
        eligibles=row.eligibles_count,
    )
