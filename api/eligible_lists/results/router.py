"""Examination results of a list, and one of them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.results import service
from api.eligible_lists.results.schemas import Attendance, Outcome, ResultPatch, ResultRead
from api.eligible_lists.results.service import BadResult, ListEnded, ResultsRequest
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.paging import Paging
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

list_router = APIRouter(prefix="/eligible-lists/{list_id}/results", tags=["eligible lists"], route_class=TenantRoute)
router = APIRouter(prefix="/results", tags=["eligible lists"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Sort = Literal["external_id", "-external_id", "name", "-name"]


@list_router.get("", responses=problems(NotFound, Unreadable))
async def list_results(
    list_id: UUID,
    session: ReadSession,
    _: Reader,
    paging: Paging,
    attendance: Annotated[list[Attendance] | None, Query()] = None,
    outcome: Annotated[list[Outcome] | None, Query()] = None,
    q: Annotated[str | None, Query(max_length=200, description="Beginning of a name, or a candidate's id.")] = None,
    sort: Sort = "external_id",
    count: bool = False,
) -> Page[ResultRead]:
    """Examination results of a list, by the candidate's id or by name."""
    asked = ResultsRequest(attendance or (), outcome or (), q, sort, count)
    return await service.page(session, list_id, asked, paging)


@router.get("/{result_id}", responses=problems(NotFound))
async def read_result(result_id: UUID, session: ReadSession, _: Reader) -> ResultRead:
    """One examination result."""
    return await service.read(session, result_id)


@router.patch(
    "/{result_id}", responses=problems(NotFound, ListEnded, NoScoringModel, BadResult, Invalid, Stale, VersionRequired)
)
async def correct_result(
    result_id: UUID,
    body: ResultPatch,
    session: WriteSession,
    actor: Annotated[Actor, requires(Permission.MANAGE_LISTS)],
    version: IfMatch,
) -> ResultRead:
    """Correct an examination result, with the reason. Scores change only when a scoring is applied afterwards."""
    return await service.correct(
        session, actor, result_id=result_id, seen=version, values=body.corrections(), reason=body.reason
    )


offer(
    list_router,
    list_results,
    "results",
    {
        "external_id": Column("Candidate ID", "external_id"),
        "name": Column("Name", "person.display_name"),
        "components": Column("Components", "components"),
        "credits": Column("Credits", "credits"),
        "attendance": Column("Attendance", "attendance"),
        "outcome": Column("Outcome", "outcome"),
        "failed_code": Column("Reason", "failed_code"),
        "why": Column("Why", "failed_because"),
    },
)
