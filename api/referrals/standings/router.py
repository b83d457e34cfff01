"""Standings on a referral."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.domain.availability import Standing
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import ReadSession, TenantRoute
from api.platform.schema import Page
from api.referrals.line import service as lines
from api.referrals.standings import service
from api.referrals.standings.schemas import StandingInFull, StandingRead, in_full, shown

router = APIRouter(prefix="/referrals/{referral_id}/eligibles", tags=["standings"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_REFERRALS)]


@router.get("", responses=problems(Forbidden, NotFound, Unreadable))
async def list_standings(
    referral_id: UUID,
    session: ReadSession,
    actor: Reader,
    paging: Paging,
    standing: Annotated[Standing | None, Query()] = None,
) -> Page[StandingRead]:
    """Everybody on the referral's list in rank order, with standing and reason as of now."""
    line = await lines.line_of(session, actor, referral_id)
    scope = f"standings:{referral_id}:{standing or ''}"
    people = await service.standings_page(
        session, actor, line, standing=standing, after=paging.after(scope), limit=paging.limit + 1
    )
    last = people[paging.limit - 1].row if len(people) > paging.limit else None
    keys = None if last is None else [last.score, last.sort_name, last.id]
    cursor = paging.next_cursor(people, keys, scope)
    decimals = line.facts.score_decimals
    return Page(items=[shown(one, actor, decimals) for one in people], next_cursor=cursor)


@router.get("/{eligible_id}", responses=problems(Forbidden, NotFound))
async def read_standing(referral_id: UUID, eligible_id: UUID, session: ReadSession, actor: Reader) -> StandingInFull:
    """One person on the referral, and why they stand where they stand, step by step."""
    line = await lines.line_of(session, actor, referral_id)
    person = await service.standing_of(session, actor, line, eligible_id)
    return in_full(person, actor, line.facts.score_decimals, service.steps_to(line, person))


offer(
    router,
    list_standings,
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
