"""The worker process: arq over the explicit lists of jobs and clocks. No logic."""

import asyncio
import contextlib
import importlib
import signal
from collections.abc import Sequence
from typing import Any, cast

import orjson
import structlog
import uvloop
from arq.connections import RedisSettings
from arq.cron import cron
from arq.worker import Retry, Worker, func
from redis.asyncio import Redis

from api.people.duplicates import service as duplicates
from api.platform import clocks, housekeeping, telemetry
from api.platform.db import Database
from api.platform.desk import Desk
from api.platform.queue import FUNCTION, QUEUE, BatchWorker, parse_arq_id
from api.platform.relay import Pace, Relay
from api.platform.runner import Runner
from api.platform.startup import MissingAddressError, require_current_schema, secret, spare_the_collector
from api.referrals.lapses import service as lapses
from api.settings import Settings

log = structlog.get_logger("eligo.worker")

# Every module that holds jobs. A kind of job that is in none of them does not run.
JOB_MODULES: tuple[str, ...] = (
    "api.eligible_lists.imports.jobs",
    "api.scorings.jobs",
    "api.documents.jobs",
    "api.referrals.inquiries.jobs",
    "api.referrals.lapses.jobs",
    "api.people.duplicates.jobs",
)
# What happens by itself: one job per agency and period.
CLOCKS: tuple[clocks.Clock, ...] = (
    clocks.Clock(housekeeping.PURGE_KEYS, clocks.daily),
    clocks.Clock("referrals.record_no_response", clocks.hourly),
    clocks.Clock(lapses.END_PERIODS, clocks.daily),
    clocks.Clock(duplicates.FIND_DUPLICATES, clocks.daily),
)

MAX_JOBS = 100
POLL_SECONDS = 0.01
COMPLETION_SECONDS = 10  # how long running jobs may go on after SIGTERM
ARQ_SECONDS = 3600  # beyond any job's own limit; each job is timed by its kind
RETRY_SECONDS = 2
ARQ_TRIES = 1_000_000  # attempts are counted in the row


def build(settings: Settings, runner: Runner, database: Database, news: asyncio.Event) -> Worker:
    """The arq worker, which asks for jobs when there is news."""

    async def run(_: dict[Any, Any], name: str) -> None:
        try:
            await runner.run(*parse_arq_id(name))
        except Exception as error:  # the database is away; the row is as it was
            raise Retry(defer=RETRY_SECONDS) from error

    async def tick(_: dict[Any, Any]) -> None:
        await clocks.tick(database, CLOCKS)

    return BatchWorker(
        news=news,
        functions=[func(cast(Any, run), name=FUNCTION, keep_result=0, timeout=ARQ_SECONDS, max_tries=ARQ_TRIES)],
        cron_jobs=[cron(cast(Any, tick), name="clocks", second=0, keep_result=0, timeout=60, max_tries=1)],
        queue_name=QUEUE,
        redis_settings=RedisSettings.from_dsn(_address(secret(settings.redis_url), "ELIGO_REDIS_URL")),
        handle_signals=False,
        max_jobs=MAX_JOBS,
        queue_read_limit=Pace.backlog,
        poll_delay=POLL_SECONDS,
        keep_result=0,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        log_results=False,
    )


def _address(url: str | None, name: str) -> str:
    if url is None:
        raise MissingAddressError(f"Set {name}, or start with `eligo up`.")
    return url


async def run_worker(settings: Settings, *, modules: Sequence[str] = JOB_MODULES) -> None:
    """Work until SIGTERM or SIGINT: running jobs may end within ten seconds, the rest goes back to the queue."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    await work(settings, stop, modules=modules)


async def work(settings: Settings, stop: asyncio.Event, *, modules: Sequence[str] = JOB_MODULES) -> None:
    """Work until `stop` is set."""
    for module in modules:
        importlib.import_module(module)
    url = _address(secret(settings.database_url), "ELIGO_DATABASE_URL")
    relay_url = _address(secret(settings.relay_url), "ELIGO_RELAY_URL")
    redis_url = _address(secret(settings.redis_url), "ELIGO_REDIS_URL")
    await require_current_schema(url)

    database = Database(url, pool_size=settings.pool_size, transaction_pooler=settings.transaction_pooler)
    desk = await Desk.open(url, transaction_pooler=settings.transaction_pooler)
    redis = Redis.from_url(redis_url)
    runner = Runner(database, desk)
    news = asyncio.Event()
    helpers = [
        asyncio.create_task(Relay(relay_url, redis, news=news).run(), name="relay"),
        asyncio.create_task(runner.keep_leases(), name="leases"),
    ]
    try:
        while not stop.is_set():
            await _run(build(settings, runner, database, news), stop)
    finally:
        for helper in helpers:
            helper.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)
        await redis.aclose()
        await desk.shut()
        await database.close()


async def _run(worker: Worker, stop: asyncio.Event) -> None:
    """Run arq until told to stop, or until it loses Redis: the running jobs then go on to their end."""
    main = asyncio.create_task(worker.async_run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({main, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not stop.is_set():
        stopping.cancel()
        error = main.exception()
        log.warning("worker.interrupted", kind=type(error).__name__)
        await asyncio.sleep(1)
    worker.allow_pick_jobs = False
    running = set(worker.tasks.values())
    if running:
        _, late = await asyncio.wait(running, timeout=COMPLETION_SECONDS)
        for task in late:
            task.cancel()
    main.cancel()
    await asyncio.gather(main, *running, return_exceptions=True)
    with contextlib.suppress(Exception):
        await worker.pool.aclose(close_connection_pool=True)


def serve(settings: Settings) -> None:
    """Run a worker in this process until it is told to stop."""
    telemetry.configure(settings.log_level)
    spare_the_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run_worker(settings))
