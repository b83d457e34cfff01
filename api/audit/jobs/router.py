"""Jobs over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.audit.jobs import service
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Refused, Unreadable, problems
from api.platform.exports import Column, offer
from api.platform.jobs import JobFinishing, JobRead
from api.platform.resources import Listing, UnknownSort
from api.platform.routing import ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_JOBS)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_JOBS)]
Status = Literal["queued", "running", "waiting_retry", "succeeded", "partly_failed", "failed", "cancelled"]


@router.get("", responses=problems(Forbidden, Unreadable, UnknownSort))
async def list_jobs(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    listing: Listing,
    status: Status | None = None,
    kind: Annotated[str | None, Query(max_length=60)] = None,
) -> Page[JobRead]:
    """Background work, the newest first."""
    found = await service.browse(session, listing, status=status, kind=kind)
    return found.page(JobRead.of)


@router.get("/{job_id}", responses=problems(Forbidden, NotFound))
async def read_job(job_id: UUID, session: ReadSession, actor: Reader) -> JobRead:  # noqa: ARG001 - the guard
    """One job: how far it is, what came of it, or why it failed."""
    return JobRead.of(await service.read(session, job_id))


@router.post("/{job_id}/retry", responses=problems(Forbidden, NotFound, Refused, JobFinishing))
async def retry_job(job_id: UUID, session: WriteSession, actor: Keeper) -> JobRead:
    """Run a job again that failed, was cancelled, or waits for its next attempt."""
    return JobRead.of(await service.retry(session, actor, job_id))


@router.post("/{job_id}/cancel", responses=problems(Forbidden, NotFound, Refused, JobFinishing))
async def cancel_job(job_id: UUID, session: WriteSession, actor: Keeper) -> JobRead:
    """Cancel a job: at once while it waits; a running one stops at its next step."""
    return JobRead.of(await service.cancel(session, actor, job_id))


offer(
    router,
    list_jobs,
    "jobs",
    {
        "kind": Column("Job", "kind"),
        "status": Column("Status", "status"),
        "done": Column("Done", "progress.done"),
        "total": Column("Of", "progress.total"),
        "created": Column("Started", "created_at"),
        "finished": Column("Finished", "finished_at"),
        "error": Column("Why It Failed", "error.detail"),
    },
)
