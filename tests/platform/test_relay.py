"""The relay between rows and Redis: what is lost costs time, never a job, and never an effect twice."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson
import pytest
from arq.constants import in_progress_key_prefix
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from api.bench.plans import nodes
from api.platform import clocks, jobs, queue
from api.platform.clocks import Clock
from api.platform.desk import Desk, Outcome
from api.platform.relay import DUE, LAPSED, MARKER, NEXT, STALE, Pace, Relay, connected
from tests.conftest import World
from tests.platform.working import appears, ask, effects, ended, forget, look, process, until, worker


@pytest.fixture
async def redis(world: World) -> AsyncIterator[Redis]:
    """An empty Redis."""
    await forget(world)
    async with Redis.from_url(world.redis_url) as client:
        yield client


@pytest.fixture
async def relaying(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the relay's role."""
    connection = await asyncpg.connect(world.urls.relay)
    yield connection
    await connection.close()


async def waiting(redis: Redis) -> set[str]:
    """The jobs that Redis knows."""
    return {name.decode() for name in await redis.zrange(queue.QUEUE, 0, -1)}


def name(world: World, job_id: UUID, attempts: int = 0) -> str:
    """A job in Redis, with the attempts it had when it was sent."""
    return queue.arq_id(queue.Turn(world.agency.id, job_id, attempts))


async def lapse(world: World, times: int) -> None:
    """Every lease ends now, and so many attempts were made."""
    async with world.database.transaction(world.agency.id) as session:
        statement = (
            "UPDATE jobs SET lease_until = clock_timestamp() - interval '1 s', attempts = :n WHERE status = 'running'"
        )
        await session.execute(text(statement), {"n": times})


async def test_the_relay_sees_jobs_and_nothing_else(world: World, relaying: asyncpg.Connection) -> None:
    await ask(world, "test.nothing")
    assert await relaying.fetchval("SELECT count(*) FROM jobs") == 1
    for table in ("persons", "users", "ledger_events", "files"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await relaying.fetch(f"SELECT 1 FROM {table}")


async def test_due_jobs_are_sent_once_and_again_when_nobody_takes_them(
    world: World, redis: Redis, relaying: asyncpg.Connection
) -> None:
    job_id = await ask(world, "test.nothing")
    await ask(world, "test.nothing", run_at=datetime.now(UTC) + timedelta(hours=1))
    relay = Relay(world.urls.relay, redis)
    await relay.sweep(relaying)
    await relay.send_due(relaying)
    assert await waiting(redis) == {name(world, job_id)}

    await redis.delete(queue.QUEUE)
    await relay.sweep(relaying)
    await relay.send_due(relaying)
    assert await waiting(redis) == set(), "sent again before its time"
    await Relay(world.urls.relay, redis, Pace(resend=0)).sweep(relaying)
    await relay.send_due(relaying)
    assert await waiting(redis) == {name(world, job_id)}


async def test_what_is_left_of_one_attempt_does_not_take_the_next_with_it(
    world: World, redis: Redis, relaying: asyncpg.Connection
) -> None:
    """arq forgets an attempt some moments after its row was closed; the next one may have been sent by then."""
    desk = await Desk.open(world.urls.app)
    job_id = await ask(world, "test.nothing")
    relay = Relay(world.urls.relay, redis)
    await relay.send_due(relaying)
    ending = await waiting(redis)
    claimed = await desk.claim(world.agency.id, job_id)
    assert claimed is not None
    await desk.close(claimed, Outcome("waiting_retry", error={"code": "busy", "detail": "Busy."}))
    await desk.shut()

    await relay.send_due(relaying)
    await redis.zrem(queue.QUEUE, *ending)

    assert await waiting(redis) == {name(world, job_id, attempts=1)}


async def test_what_the_relay_reads_does_not_grow_with_what_waits(world: World) -> None:
    """Neither jobs that were sent, nor those of next week, nor those that run or ended are read; nor any row twice."""
    await ask(world, "test.nothing")
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(text("DELETE FROM jobs"))
    admin = await asyncpg.connect(world.admin_url)
    await admin.execute("VACUUM (ANALYZE) jobs")  # plans are those of an empty table
    await admin.execute(
        "INSERT INTO jobs (agency_id, id, kind, created_by, status, run_at, sent_at, lease_until) "
        "SELECT $1, gen_random_uuid(), 'test.nothing', 'system', status, now() + due, now() + sent, now() + lease "
        "FROM generate_series(1, 1000), (VALUES ('queued', '-1 min'::interval, '-1 s'::interval, null::interval), "
        "('queued', '7 days', null, null), ('running', '-1 min', '-50 s', '20 s'), "
        "('succeeded', '-1 min', '-50 s', null)) states (status, due, sent, lease)",
        world.agency.id,
    )
    await admin.close()
    due = {await ask(world, "test.nothing") for _ in range(3)}
    relaying = await connected(world.urls.relay)
    try:
        for statement, parameters, rows in (
            (DUE, (500,), len(due)),
            (NEXT, (), 1),
            (STALE, (30.0,), 0),
            (LAPSED, (), 0),
        ):
            explained = await relaying.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *parameters)
            plan = orjson.loads(explained)[0]["Plan"]
            scans = [node for node in nodes(plan) if "Relation Name" in node and "Scan" in node["Node Type"]]
            read = [
                node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in scans
            ]
            assert max(read) <= rows, plan
            assert all(node["Actual Loops"] == 1 for node in nodes(plan) if node["Node Type"] == "LockRows")
    finally:
        await relaying.close()


async def test_no_more_is_sent_than_workers_will_soon_take(
    world: World, redis: Redis, relaying: asyncpg.Connection
) -> None:
    for _ in range(5):
        await ask(world, "test.nothing")
    relay = Relay(world.urls.relay, redis, Pace(backlog=3, batch=2))
    for _ in range(4):
        await relay.send_due(relaying)
    assert len(await waiting(redis)) == 3


async def test_what_could_not_be_sent_is_not_marked_as_sent(world: World, relaying: asyncpg.Connection) -> None:
    job_id = await ask(world, "test.nothing")

    class Deaf(Redis):
        """Hears the question how much there is, and nothing else."""

        async def zcard(self, name: object) -> int:
            return 0

    with pytest.raises(RedisError):
        await Relay(world.urls.relay, Deaf(port=1)).send_due(relaying)
    assert (await look(world, job_id)).sent_at is None


async def test_a_redis_without_its_memory_gets_everything_again(
    world: World, redis: Redis, relaying: asyncpg.Connection
) -> None:
    names = {name(world, await ask(world, "test.nothing")) for _ in range(3)}
    relay = Relay(world.urls.relay, redis)
    await relay.sweep(relaying)
    await relay.send_due(relaying)
    await redis.flushdb()

    await relay.sweep(relaying)
    await relay.send_due(relaying)

    assert await waiting(redis) == names
    assert await redis.exists(MARKER)


async def test_a_flushed_redis_costs_a_worker_only_time(world: World, redis: Redis) -> None:
    async with worker(world):
        first = [await ask(world, "test.effect") for _ in range(50)]
        await redis.flushdb()
        second = [await ask(world, "test.effect") for _ in range(50)]
        for job_id in [*first, *second]:
            assert (await ended(world, job_id)).status == "succeeded"
            assert len(await effects(world, job_id)) == 1


async def test_a_dead_worker_s_jobs_are_queued_again_until_their_attempts_are_used_up(
    world: World, redis: Redis, relaying: asyncpg.Connection
) -> None:
    desk = await Desk.open(world.urls.app)
    for attempts, is_cancelled, status in ((1, False, "queued"), (5, False, "failed"), (1, True, "cancelled")):
        job_id = await ask(world, "test.nothing")
        assert await desk.claim(world.agency.id, job_id) is not None
        if is_cancelled:
            async with world.database.transaction(world.agency.id) as session:
                await jobs.cancel(session, job_id)
        mark = in_progress_key_prefix + name(world, job_id, attempts - 1)
        await redis.set(mark, b"1")
        await lapse(world, attempts)

        await Relay(world.urls.relay, redis).sweep(relaying)

        row = await look(world, job_id)
        assert (row.status, row.attempts, row.lease_until) == (status, attempts, None)
        assert (row.error or {}).get("code") == ("lease_lapsed" if status == "failed" else None)
        assert not await redis.exists(mark)
    await desk.shut()


async def test_the_sweeper_leaves_a_job_that_is_storing_its_effect(
    world: World, redis: Redis, relaying: asyncpg.Connection
) -> None:
    desk = await Desk.open(world.urls.app)
    job_id = await ask(world, "test.nothing")
    await desk.claim(world.agency.id, job_id)
    await lapse(world, 1)
    async with world.database.transaction(world.agency.id) as finishing:
        held = text("SELECT 1 FROM jobs WHERE agency_id = eligo_agency() AND id = :id FOR NO KEY UPDATE")
        await finishing.execute(held, {"id": job_id})
        await Relay(world.urls.relay, redis).sweep(relaying)
        assert await desk.claim(world.agency.id, job_id) is None
    assert (await look(world, job_id)).status == "running"
    await desk.shut()


async def test_a_killed_worker_s_job_runs_again_and_takes_effect_once(
    world: World, redis: Redis, tmp_path: Path
) -> None:
    job_id = await ask(world, "test.held")
    first = process(world, tmp_path)
    try:
        await appears(tmp_path, "started-1-*")
    finally:
        first.kill()
        first.wait()
    assert (await look(world, job_id)).status == "running"
    (tmp_path / "go").touch()
    await lapse(world, 1)  # what its lease does by itself in twenty seconds

    second = process(world, tmp_path)
    try:
        row = await ended(world, job_id)
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0

    assert (row.status, row.attempts, row.result) == ("succeeded", 2, {"attempt": 2})
    assert len(await effects(world, job_id)) == 1


async def test_a_worker_that_is_told_to_stop_ends_what_it_began(world: World, redis: Redis, tmp_path: Path) -> None:
    job_id = await ask(world, "test.held")
    child = process(world, tmp_path)
    try:
        await appears(tmp_path, "started-1-*")
        child.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        (tmp_path / "go").touch()
        assert child.wait(30) == 0
    finally:
        child.kill()
        child.wait()

    assert (await look(world, job_id)).status == "succeeded"
    assert len(await effects(world, job_id)) == 1


async def test_an_idle_worker_leaves_redis_alone(world: World, redis: Redis) -> None:
    async with worker(world):
        await ended(world, await ask(world, "test.nothing"))
        before = (await redis.info("stats"))["total_commands_processed"]
        await asyncio.sleep(1)
        asked = (await redis.info("stats"))["total_commands_processed"] - before
        assert asked < 2 / queue.IDLE_SECONDS


async def test_two_workers_share_the_work_and_none_is_done_twice(world: World, redis: Redis) -> None:
    wanted = [await ask(world, "test.effect") for _ in range(100)]
    async with worker(world), worker(world):
        for job_id in wanted:
            assert (await ended(world, job_id)).attempts == 1
    for job_id in wanted:
        assert len(await effects(world, job_id)) == 1


async def test_a_worker_outlives_its_listening_connection(world: World, redis: Redis) -> None:
    async with worker(world):
        await ended(world, await ask(world, "test.effect"))
        admin = await asyncpg.connect(world.admin_url)
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename IN ('eligo_relay', 'eligo_app') AND datname = current_database()"
        )
        await admin.close()
        await world.database.engine.dispose()
        # What was on its way when the connections went is sent again after half a minute.
        assert (await ended(world, await ask(world, "test.effect"), seconds=90)).status == "succeeded"


async def test_the_relay_outlives_what_nobody_foresaw(
    world: World, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = Relay.sweep
    stumbled: list[Relay] = []

    async def stumble(relay: Relay, connection: object) -> None:
        if not stumbled:
            stumbled.append(relay)
            raise RuntimeError("the driver stumbled over a connection that was cut")
        await sweep(relay, connection)

    monkeypatch.setattr(Relay, "sweep", stumble)
    async with worker(world):
        assert (await ended(world, await ask(world, "test.effect"))).status == "succeeded"
    assert len(stumbled) == 1


async def test_a_job_for_later_starts_when_it_is_due(world: World, redis: Redis) -> None:
    async with worker(world):
        due = datetime.now(UTC) + timedelta(seconds=0.4)
        job_id = await ask(world, "test.effect", run_at=due)
        row = await until(world, job_id, lambda row: row.status == "succeeded")
    assert row.started_at is not None
    assert row.started_at >= due


async def test_a_clock_asks_once_a_period_in_every_agency(world: World, other_agency: object) -> None:
    daily = Clock("test.nothing", clocks.daily)
    for _ in range(3):
        await clocks.tick(world.database, [daily])

    admin = await asyncpg.connect(world.admin_url)
    rows = await admin.fetch("SELECT agency_id, period_key, created_by FROM jobs WHERE kind = 'test.nothing'")
    await admin.close()
    assert len({row["agency_id"] for row in rows}) == len(rows) == 2
    assert {row["created_by"] for row in rows} == {"system"}


def test_the_periods_of_a_clock_are_civil() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert clocks.daily(at) == "2026-11-22"
    assert clocks.hourly(at) == "2026-11-22T23+0000"
