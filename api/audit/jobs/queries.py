"""SQL of jobs."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Job
from api.platform.resources import ListRequest, Slice, read_slice


async def page(session: AsyncSession, listing: ListRequest, *, status: str | None, kind: str | None) -> Slice[Job]:
    """A page of jobs, the newest first unless asked otherwise."""
    query = select(Job)
    if status is not None:
        query = query.where(Job.status == status)
    if kind is not None:
        query = query.where(Job.kind == kind)
    listing.sort = listing.sort or "-created_at"
    return await read_slice(session, Job, query, listing, {"created_at": Job.created_at})
