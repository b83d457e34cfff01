"""T16: how soon a job starts after its commit, and how many no-op jobs one worker does in a second."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import text

from api.bench.report import Measure, Report, median, quantile, spread
from api.bench.site import Site, connect
from api.platform.auth import AgencyRef, system_actor
from api.platform.db import Database
from api.platform.jobs import Run, enqueue, job
from api.platform.relay import CHANNEL

NO_OP = "bench.do_nothing"
SINGLES, BATCH = 300, 10_000
LATENCY_TARGET, RATE_TARGET = 50.0, 1500.0
LONGEST_WAIT = 60.0  # seconds for one batch


@job(NO_OP)
async def do_nothing(run: Run) -> None:
    """Say when it began, in microseconds; nothing else."""
    run.result = {"began": time.time_ns() // 1000}


async def jobs(site: Site, *, rounds: int = 4, singles: int = SINGLES, batch: int = BATCH) -> Report:
    """Measure a real worker process on real servers: single jobs into silence, then batches at once."""
    database = site.database()
    starts: list[list[float]] = []
    wakes: list[list[float]] = []
    rates: list[float] = []
    try:
        with site.worker("api.bench.jobs"):
            await _one_by_one(database, site.agency, 5)  # until the worker is there
            for _ in range(rounds):
                wakes.append(await _notifications(site, singles))
                starts.append(await _one_by_one(database, site.agency, singles))
                rates.append(await _at_once(database, site.agency, batch))
    finally:
        await database.close()
    p50, p99 = ([quantile(one, share) for one in starts] for share in (0.5, 0.99))
    wake50, wake99 = ([quantile(one, share) for one in wakes] for share in (0.5, 0.99))
    return Report(
        "jobs",
        [
            Measure("T16 commit to start, p50", "-", f"{spread(p50)} ms", f"NOTIFY wake {spread(wake50)} ms"),
            Measure(
                "T16 commit to start, p99",
                f"<= {LATENCY_TARGET:.0f} ms",
                f"{spread(p99)} ms",
                f"NOTIFY wake {spread(wake99)} ms",
                median(p99) <= LATENCY_TARGET,
            ),
            Measure(
                f"T16 drain of {batch} no-op jobs, one worker",
                f">= {RATE_TARGET:.0f}/s",
                f"{median(rates):.0f}/s ({min(rates):.0f}-{max(rates):.0f})",
                "-",
                median(rates) >= RATE_TARGET,
            ),
        ],
        {"Command": f"eligo bench jobs --rounds {rounds}", "Singles": f"{singles} a round, 5 to 25 ms apart"},
    )


async def _one_by_one(database: Database, agency: AgencyRef, count: int) -> list[float]:
    """Milliseconds from the commit that asked for a job to the first line of its handler, each in silence."""
    asked = {}
    for _ in range(count):
        async with database.transaction(agency.id) as session:
            made = await enqueue(session, system_actor(agency), NO_OP)
        asked[made.id] = time.time_ns() // 1000
        await asyncio.sleep(random.uniform(0.005, 0.025))  # noqa: S311  (spreads, guards nothing)
    await _done(database, agency)
    async with database.transaction(agency.id) as session:
        query = text("SELECT id, (result ->> 'began')::bigint FROM jobs WHERE kind = :kind")
        began = {row[0]: row[1] for row in await session.execute(query, {"kind": NO_OP})}
        await session.execute(text("DELETE FROM jobs WHERE kind = :kind"), {"kind": NO_OP})
    return [max(0, began[job_id] - at) / 1000 for job_id, at in asked.items()]


async def _at_once(database: Database, agency: AgencyRef, count: int) -> float:
    """Jobs a second, from the commit that asked for all of them to the end of the last."""
    async with database.transaction(agency.id) as session:
        await session.execute(
            text(
                "INSERT INTO jobs (agency_id, id, kind, created_by) "
                "SELECT eligo_agency(), gen_random_uuid(), :kind, 'system' FROM generate_series(1, :count)"
            ),
            {"kind": NO_OP, "count": count},
        )
    begun = time.time()
    await _done(database, agency)
    async with database.transaction(agency.id) as session:
        query = text(
            "SELECT extract(epoch FROM max(finished_at))::float8, count(*) FILTER (WHERE status = 'succeeded') "
            "FROM jobs WHERE kind = :kind"
        )
        ended, succeeded = (await session.execute(query, {"kind": NO_OP})).one()
        if succeeded != count:
            raise RuntimeError(f"{count - succeeded} of {count} no-op jobs did not succeed")
        await session.execute(text("DELETE FROM jobs WHERE kind = :kind"), {"kind": NO_OP})
    rate: float = count / (ended - begun)
    return rate


async def _done(database: Database, agency: AgencyRef) -> None:
    """Until no job of the bench is unfinished; asks seldom, since asking costs the worker.

    Raises:
        TimeoutError: when it takes too long.
    """
    query = text(
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE kind = :kind AND status IN ('queued', 'waiting_retry', 'running'))"
    )
    async with asyncio.timeout(LONGEST_WAIT):
        while True:
            async with database.transaction(agency.id, read_only=True) as session:
                if not (await session.execute(query, {"kind": NO_OP})).scalar_one():
                    return
            await asyncio.sleep(0.2)


async def _notifications(site: Site, count: int) -> list[float]:
    """The limit: milliseconds from a commit with NOTIFY to its arrival at somebody who listens."""
    arrived: asyncio.Queue[float] = asyncio.Queue()
    channel = f"{CHANNEL}_bench"
    async with _listening(site, channel, arrived), _connected(site) as speaker:
        found = []
        for _ in range(count):
            await speaker.execute(f"NOTIFY {channel}")
            said = time.perf_counter()
            async with asyncio.timeout(5):
                found.append(max(0.0, await arrived.get() - said) * 1000)
        return found


@asynccontextmanager
async def _listening(site: Site, channel: str, arrived: "asyncio.Queue[float]") -> AsyncIterator[None]:
    async with _connected(site) as listener:
        await listener.add_listener(channel, lambda *_: arrived.put_nowait(time.perf_counter()))
        yield


@asynccontextmanager
async def _connected(site: Site) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(site.urls.app)
    try:
        yield connection
    finally:
        await connection.close()
