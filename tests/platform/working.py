"""Workers for tests: one in this process, or a process that can be killed; and a view of what they did."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from sqlalchemy import select

from api.models import Job, LedgerEvent
from api.platform.auth import AgencyRef, system_actor
from api.platform.jobs import enqueue
from api.platform.startup import secret
from api.worker import work
from tests.conftest import World

KINDS = "tests.platform.job_kinds"
ENDED = ("succeeded", "partly_failed", "failed", "cancelled")


@asynccontextmanager
async def worker(world: World) -> AsyncIterator[None]:
    """A worker with a relay, in this process."""
    stop = asyncio.Event()
    running = asyncio.create_task(work(world.settings, stop, modules=(KINDS,)))
    try:
        yield
    finally:
        stop.set()
        await running


async def forget(world: World) -> None:
    """Redis loses everything."""
    async with Redis.from_url(world.redis_url) as redis:
        await redis.flushdb()


async def ask(world: World, kind: str, agency: AgencyRef | None = None, **args: Any) -> UUID:
    """Enqueue a job and commit."""
    actor = system_actor(agency or world.agency)
    async with world.database.transaction(actor.agency.id) as session:
        return (await enqueue(session, actor, kind, **args)).id


async def look(world: World, job_id: UUID) -> Job:
    """A job's row as it stands."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return (await session.scalars(select(Job).where(Job.id == job_id))).one()


async def until(world: World, job_id: UUID, holds: Callable[[Job], bool], seconds: float = 30) -> Job:
    """Wait until something holds for a job."""
    async with asyncio.timeout(seconds):
        while True:
            row = await look(world, job_id)
            if holds(row):
                return row
            await asyncio.sleep(0.02)


async def ended(world: World, job_id: UUID, seconds: float = 30) -> Job:
    """Wait until a job has ended."""
    return await until(world, job_id, lambda row: row.status in ENDED, seconds)


async def effects(world: World, job_id: UUID) -> list[LedgerEvent]:
    """What a job left in the ledger."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return list((await session.scalars(select(LedgerEvent).where(LedgerEvent.subject_id == job_id))).all())


def process(world: World, folder: Path) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own."""
    settings = world.settings
    env = os.environ | {
        "ELIGO_DATABASE_URL": secret(settings.database_url) or "",
        "ELIGO_RELAY_URL": secret(settings.relay_url) or "",
        "ELIGO_REDIS_URL": secret(settings.redis_url) or "",
        "ELIGO_ENVIRONMENT": "development",
        "ELIGO_TEST_HOLD": str(folder),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return subprocess.Popen([sys.executable, "-m", "tests.platform.worker_process", KINDS], env=env)


async def appears(folder: Path, pattern: str, seconds: float = 30) -> Path:
    """Wait for a file."""
    async with asyncio.timeout(seconds):
        while True:
            found = list(folder.glob(pattern))  # noqa: ASYNC240  (a handful of files)
            if found:
                return found[0]
            await asyncio.sleep(0.02)
