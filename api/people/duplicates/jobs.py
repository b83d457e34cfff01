"""Searching for duplicates."""

from api.people.duplicates import service
from api.platform.auth import Permission
from api.platform.jobs import Run, job


@job(service.FIND_DUPLICATES, timeout=900, permission=Permission.MANAGE_PEOPLE)
async def find_duplicates(run: Run) -> None:
    """Search through everybody; a second search finds nothing new."""
    async with run.finish() as session:
        run.result = {"found": await service.search(session, run.actor)}
