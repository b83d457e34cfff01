"""A worker in the test's own process: the same claim, handler and closing as the real one, without relay and Redis."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from api.platform.desk import Desk
from api.platform.runner import Runner
from api.platform.startup import secret
from api.worker import JOB_MODULES
from tests.conftest import World
from tests.support.clerk import Clerk

ENDED = ("succeeded", "partly_failed", "failed", "cancelled")


class InProcessWorker:
    """Runs jobs one by one, as the worker process runs them."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def run(self, agency_id: UUID, job_id: UUID) -> None:
        """Run one job once, if it is due."""
        await self._runner.run(agency_id, job_id)

    async def finish(self, clerk: Clerk, job: Any) -> Any:
        """Run the job a clerk asked for; returns it as the API shows it then."""
        await self.run(UUID(clerk.session["agency"]["id"]), UUID(job["id"]))
        ended = await clerk.read(f"/jobs/{job['id']}")
        assert ended["status"] in ENDED, ended
        return ended

    async def done(self, clerk: Clerk, job: Any) -> Any:
        """The same, insisting on success; returns the job's result."""
        ended = await self.finish(clerk, job)
        assert ended["status"] == "succeeded", ended
        return ended["result"]


@asynccontextmanager
async def in_process_worker(world: World) -> AsyncIterator[InProcessWorker]:
    """A worker for the database of a test."""
    for module in JOB_MODULES:
        importlib.import_module(module)
    url = secret(world.settings.database_url)
    assert url is not None
    desk = await Desk.open(url)
    try:
        yield InProcessWorker(Runner(world.database, desk))
    finally:
        await desk.shut()
