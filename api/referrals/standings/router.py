"""Standings on a referral."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.domain.availability import Standing
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute, written
from api.platform.schema import Page
from api.referrals.line import service as lines
from api.referrals.standings import service
from api.referrals.standings.schemas import StandingInFull, StandingRead, as_written, in_full, shown

router = APIRouter(prefix="/referrals/{referral_id}/eligibles", tags=["standings"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_REFERRALS)]


Asked = Annotated[Standing | None, Query()]


@router.get("", response_model=Page[StandingRead], responses=problems(Forbidden, NotFound, Unreadable))
async def list_standings(
    referral_id: UUID, session: ReadSession, actor: Reader, paging: Paging, standing: Asked = None
) -> Response:
    """Everybody on the referral's list in rank order, with standing and reason as of now."""
    found = await service.read_page(session, actor, referral_id, paging, standing)
    items = [as_written(one, actor, found.decimals) for one in found.people]
    return written({"items": items, "next_cursor": found.next_cursor, "total": None})


async def _for_a_file(
    referral_id: UUID, session: ReadSession, actor: Reader, paging: Paging, standing: Asked = None
) -> Page[StandingRead]:
    """The same by fields instead of in writing."""
    found = await service.read_page(session, actor, referral_id, paging, standing)
    return Page(items=[shown(one, actor, found.decimals) for one in found.people], next_cursor=found.next_cursor)


@router.get("/{eligible_id}", responses=problems(Forbidden, NotFound))
async def read_standing(referral_id: UUID, eligible_id: UUID, session: ReadSession, actor: Reader) -> StandingInFull:
    """One person on the referral, and why they stand where they stand, step by step."""
    line = await lines.line_of(session, actor, referral_id)
    person = await service.standing_of(session, actor, line, eligible_id)
    return in_full(person, actor, line.facts.score_decimals, service.steps_to(line, person))


offer(
    router,
    _for_a_file,
    "standings",
    {
        "rank": Column("Rank", "rank"),
        "score": Column("Score", "score", "score"),
        "name": Column("Name", "person.display_name"),
        "external_id": Column("Candidate ID", "external_id"),
        "standing": Column("Standing", "standing"),
        "shown_as": Column("Shown As", "shown_as"),
        "answer": Column("Answer", "notice.answer"),
        "respond_by": Column("Answer By", "notice.respond_by_on"),
        "disposition": Column("Disposition", "disposition"),
        "reason_code": Column("Reason", "reason_code"),
        "why": Column("Why", "explanation.sentence"),
    },
)
