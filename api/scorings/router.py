"""Scoring a list."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.eligible_lists.eligibles.service import PlacedTwice
from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.results.service import ListEnded
from api.eligible_lists.service import UnknownReference, get_list
from api.models import EligibleList, Scoring
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, Refused, Stale, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.jobs import JobRead
from api.platform.paging import Paging
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page
from api.scorings import queries, service
from api.scorings.diff import service as diff
from api.scorings.diff.service import DiffRequest
from api.scorings.schemas import ScoringApply, ScoringCreate, ScoringDiffRow, ScoringRead
from api.scorings.service import NoResults, ReasonNeeded, ScoringNotReady, ScoringStale

list_router = APIRouter(prefix="/eligible-lists/{list_id}/scorings", tags=["scorings"], route_class=TenantRoute)
router = APIRouter(prefix="/scorings", tags=["scorings"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Only = Literal["changed", "crossed_line", "appointed", "failing", "passing"]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]


@list_router.post(
    "", status_code=202, responses=problems(NotFound, ListEnded, NoScoringModel, NoResults, UnknownReference)
)
async def score_list(
    list_id: UUID, session: WriteSession, actor: Manager, body: ScoringCreate | None = None
) -> JobRead:
    """Score the results of a list; nothing changes before that scoring is applied.

    On a posted list that keeps its models, only results corrected since the last scoring are looked at, if any were.
    """
    models = {} if body is None else dict(body)
    return JobRead.of(await service.start(session, actor, list_id=list_id, **models))


@list_router.get("", responses=problems(NotFound))
async def list_scorings(list_id: UUID, session: ReadSession, _: Reader, paging: Paging) -> Page[ScoringRead]:
    """Scorings of a list, the newest first."""
    row = await get_list(session, list_id)
    scope = f"scorings:{list_id}"
    after = paging.after(scope)
    rows = await queries.page(session, list_id, after=None if after is None else UUID(after[0]), limit=paging.limit + 1)
    keys = [str(rows[paging.limit - 1].id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    items = [_shown(row, one) for one in rows]
    return Page(items=items, next_cursor=next_cursor)


@router.get("/{scoring_id}", responses=problems(NotFound))
async def read_scoring(scoring_id: UUID, session: ReadSession, _: Reader) -> ScoringRead:
    """One scoring with the summary of what applying it would change."""
    scoring = await service.get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    return _shown(row, scoring)


@router.get("/{scoring_id}/diff", responses=problems(NotFound))
async def read_scoring_diff(
    scoring_id: UUID,
    session: ReadSession,
    _: Reader,
    paging: Paging,
    only: Annotated[Only | None, Query(description="Only those that this is true of.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Beginning of a name, or a candidate's id.")] = None,
    sort: Annotated[Literal["-score", "-move"], Query(description="By the new score, or the size of the move.")] = (
        "-score"
    ),
    count: bool = False,
) -> Page[ScoringDiffRow]:
    """Every result looked at, with score and rank before and after and the lines that would be crossed."""
    return await diff.page(session, scoring_id, DiffRequest(only, q, sort, count), paging)


@router.post(
    "/{scoring_id}/apply",
    status_code=202,
    responses=problems(
        NotFound, ListEnded, ScoringNotReady, ScoringStale, PlacedTwice, Refused, ReasonNeeded, Stale, VersionRequired
    ),
)
async def apply_scoring(
    scoring_id: UUID,
    session: WriteSession,
    actor: Manager,
    version: IfMatch,
    body: ScoringApply | None = None,
) -> JobRead:
    """Apply a previewed scoring: those who passed become eligibles; on a posted list with the reason."""
    reason = None if body is None else body.reason
    return JobRead.of(await service.request_apply(session, actor, scoring_id=scoring_id, seen=version, reason=reason))


def _shown(row: EligibleList, scoring: Scoring) -> ScoringRead:
    return ScoringRead.of(scoring, is_stale=service.is_stale(row, scoring), needs_reason=service.is_posted(row))


def _crossed(row: ScoringDiffRow) -> dict[str, str]:
    return {one.number: f"{one.before} to {one.after}" for one in row.crossed}


offer(
    router,
    read_scoring_diff,
    "scoring_diff",
    {
        "external_id": Column("Applicant Number", "external_id"),
        "name": Column("Name", "person.display_name"),
        "outcome": Column("Outcome", "outcome"),
        "why": Column("Why", "failed_code"),
        "crossed": Column("Crosses", _crossed),
        "appointed": Column("Appointed", "is_appointed"),
        "score_before": Column("Score Before", "before.score", "score"),
        "score_after": Column("Score After", "after.score", "score"),
        "rank_before": Column("Rank Before", "before.rank"),
        "rank_after": Column("Rank After", "after.rank"),
    },
    at="/{scoring_id}/diff",
)
