"""The clock of last days: once a civil day of each agency."""

from api.platform.jobs import Run, job
from api.referrals.lapses import service


@job(service.END_PERIODS, timeout=1800)
async def end_periods(run: Run) -> None:
    """End what is over, list by list, each in a transaction of its own."""
    async with run.read() as session:
        lists = await service.due_lists(session, run.actor)
    events = 0
    for done, list_id in enumerate(lists):
        async with run.write() as session:
            events += await service.end_periods(session, run.actor, list_id)
        await run.progress(done + 1, len(lists))
    async with run.finish():
        run.result = {"lists": len(lists), "events": events}
