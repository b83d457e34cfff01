"""Scoring a list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.service import get_list
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, Refused, Stale, VersionRequired, problems
from api.platform.jobs import JobRead
from api.platform.paging import Paging
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page
from api.scorings import queries, service
from api.scorings.schemas import ScoringDiffRow, ScoringRead
from api.scorings.service import ListPosted, NoResults, ScoringNotReady, ScoringStale

list_router = APIRouter(prefix="/eligible-lists/{list_id}/scorings", tags=["scorings"], route_class=TenantRoute)
router = APIRouter(prefix="/scorings", tags=["scorings"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]


@list_router.post("", status_code=202, responses=problems(NotFound, ListPosted, NoScoringModel, NoResults))
async def score_list(list_id: UUID, session: WriteSession, actor: Manager) -> JobRead:
    """Score the results of a list; nothing changes before that scoring is applied."""
    return JobRead.of(await service.start(session, actor, list_id=list_id))


@list_router.get("", responses=problems(NotFound))
async def list_scorings(list_id: UUID, session: ReadSession, _: Reader, paging: Paging) -> Page[ScoringRead]:
    """Scorings of a list, the newest first."""
    row = await get_list(session, list_id)
    scope = f"scorings:{list_id}"
    after = paging.after(scope)
    rows = await queries.page(session, list_id, after=None if after is None else UUID(after[0]), limit=paging.limit + 1)
    keys = [str(rows[paging.limit - 1].id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    items = [ScoringRead.of(one, is_stale=service.is_stale(row, one)) for one in rows]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/{scoring_id}", responses=problems(NotFound))
async def read_scoring(scoring_id: UUID, session: ReadSession, _: Reader) -> ScoringRead:
    """One scoring with the summary of what applying it would change."""
    scoring = await service.get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    return ScoringRead.of(scoring, is_stale=service.is_stale(row, scoring))


@router.get("/{scoring_id}/diff", responses=problems(NotFound))
async def read_scoring_diff(
    scoring_id: UUID,
    session: ReadSession,
    _: Reader,
    paging: Paging,
    changed: Annotated[bool, Query(description="Only those whose score would change.")] = False,
) -> Page[ScoringDiffRow]:
    """Every result with its score and rank before and after, best first."""
    return await service.diff(session, scoring_id, paging, only_changed=changed)


@router.post(
    "/{scoring_id}/apply",
    status_code=202,
    responses=problems(NotFound, ListPosted, ScoringNotReady, ScoringStale, Refused, Stale, VersionRequired),
)
async def apply_scoring(scoring_id: UUID, session: WriteSession, actor: Manager, version: IfMatch) -> JobRead:
    """Apply a previewed scoring: those who passed become eligibles, and the list is scored."""
    return JobRead.of(await service.request_apply(session, actor, scoring_id=scoring_id, seen=version))
