"""Jobs: look, try again, stop. Each intervention is in the ledger."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.jobs import queries
from api.models import Job
from api.platform import jobs, ledger
from api.platform.auth import Actor
from api.platform.ledger import Subject
from api.platform.resources import ListRequest, Slice, read_one


async def browse(session: AsyncSession, listing: ListRequest, *, status: str | None, kind: str | None) -> Slice[Job]:
    """A page of jobs."""
    return await queries.page(session, listing, status=status, kind=kind)


async def read(session: AsyncSession, job_id: UUID) -> Job:
    """One job.

    Raises:
        NotFound: also for another agency's.
    """
    return await read_one(session, Job, job_id)


async def retry(session: AsyncSession, actor: Actor, job_id: UUID) -> Job:
    """Queue a job again.

    Raises:
        Forbidden: to who may not ask for such work. NotFound, JobFinishing.
        IllegalTransition: when it runs or has succeeded.
    """
    await _require_asking(session, actor, job_id)
    job = await jobs.retry(session, job_id)

    await ledger.append(session, actor, "job.retried", Subject("job", job.id), {"job_kind": job.kind})
    return job


async def cancel(session: AsyncSession, actor: Actor, job_id: UUID) -> Job:
    """Cancel a job: at once while it waits, at its next step while it runs.

    Raises:
        Forbidden: to who may not ask for such work. NotFound, JobFinishing.
        IllegalTransition: when it has ended.
    """
    await _require_asking(session, actor, job_id)
    job = await jobs.cancel(session, job_id)

    await ledger.append(session, actor, "job.cancelled", Subject("job", job.id), {"job_kind": job.kind})
    return job


async def _require_asking(session: AsyncSession, actor: Actor, job_id: UUID) -> None:
    """Keeping jobs running is not deciding: what an analyst stopped, only who may decide it starts again."""
    job = await read(session, job_id)
    actor.require(jobs.permission_of(job.kind))
