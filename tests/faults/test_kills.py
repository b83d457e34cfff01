"""Every process killed at random moments under load: what was acknowledged stays, what was begun happens once."""

import asyncio

from arq.constants import in_progress_key_prefix
from redis.asyncio import Redis
from sqlalchemy import text

from api.platform import jobs
from api.platform.auth import system_actor
from api.platform.queue import Turn, arq_id
from tests.faults.conftest import Scene
from tests.faults.load import Load
from tests.support.processes import until
from tests.support.races import IS_LONG, seeded

KILLS = 60 if IS_LONG else 3
POSTGRES_KILLS = 10 if IS_LONG else 2
FLUSHES = 50 if IS_LONG else 5


Attempt = tuple[str, int]  # a job and the number of its attempt


async def running(scene: Scene) -> set[Attempt]:
    """What runs, or did when its worker was killed."""
    rows = await scene.installation.rows("SELECT id, attempts FROM jobs WHERE status = 'running'")
    return {(str(row["id"]), row["attempts"]) for row in rows}


async def a_job_runs(scene: Scene, *, cut_short: frozenset[Attempt] = frozenset()) -> None:
    """Wait until a job is in the middle of its work, other than what a killed worker left."""

    async def runs() -> bool:
        return bool(await running(scene) - cut_short)

    await until(runs, "a job runs")


async def acknowledged_more(load: Load, by: int) -> None:
    """Wait until so many more changes were acknowledged."""
    goal = len(load.told.acknowledged) + by

    async def is_there() -> bool:
        return len(load.told.acknowledged) >= goal

    await until(is_there, f"{by} more changes are acknowledged")


async def test_the_worker_is_killed_in_the_middle_of_jobs(scene: Scene) -> None:
    rng = seeded("worker")
    cut_short: frozenset[Attempt] = frozenset()
    kills = hits = 0
    async with await scene.load(examiners=3, deciders=1) as load:
        while hits < KILLS:
            assert kills < 10 * KILLS, f"{hits} of {kills} kills met a job in the middle of its work"
            await a_job_runs(scene, cut_short=cut_short)
            await asyncio.sleep(rng.uniform(0, 0.25))
            scene.installation.kill("worker")
            left = await running(scene) - cut_short
            kills, hits, cut_short = kills + 1, hits + bool(left), cut_short | left
    print(f"{hits} of {kills} kills met {len(cut_short)} jobs")  # noqa: T201  (figures of the run)
    await scene.require_whole(load.told)
    ended = await scene.installation.rows("SELECT id, attempts FROM jobs")
    attempts = {str(row["id"]): row["attempts"] for row in ended}
    assert all(attempts[job] > attempt for job, attempt in cut_short)


async def test_a_worker_killed_just_before_it_claimed_a_job_does_not_hold_it_back(scene: Scene) -> None:
    """All that is left of such a worker is its mark in Redis that it runs the job, good for an hour."""
    world = scene.installation.world
    await world.database.engine.dispose()
    async with Redis.from_url(scene.installation.valkey.url) as redis:
        async with world.database.transaction(world.agency.id) as session:
            job = await jobs.enqueue(session, system_actor(world.agency), "tests.of_no_program")
            await redis.set(in_progress_key_prefix + arq_id(Turn(world.agency.id, job.id, 0)), b"1", px=3_600_000)

        async def is_taken_up() -> bool:
            return bool(await scene.installation.rows(f"SELECT 1 FROM jobs WHERE id = '{job.id}' AND attempts > 0"))

        await until(is_taken_up, "the job is taken up", seconds=60)
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(text("DELETE FROM jobs WHERE id = :id"), {"id": job.id})


async def test_the_api_is_killed_in_the_middle_of_requests(scene: Scene) -> None:
    rng = seeded("api")
    async with await scene.load(examiners=1, deciders=4) as load:
        for _ in range(KILLS):
            await acknowledged_more(load, 10)
            await asyncio.sleep(rng.uniform(0, 0.05))
            scene.installation.kill("api")
            await scene.installation.ready()
        await acknowledged_more(load, 10)
    assert load.told.broken > 0, "no request was on its way when the API was killed"
    await scene.require_whole(load.told)


async def test_postgresql_is_killed_under_load(scene: Scene) -> None:
    rng = seeded("postgres")
    async with await scene.load(examiners=2, deciders=3) as load:
        for _ in range(POSTGRES_KILLS):
            await acknowledged_more(load, 10)
            await a_job_runs(scene)
            await asyncio.sleep(rng.uniform(0, 0.1))
            await scene.installation.kill_postgres()
        await acknowledged_more(load, 10)
    assert load.told.unavailable > 0, "nobody noticed that PostgreSQL was away"
    await scene.require_whole(load.told)


async def test_valkey_is_flushed_and_killed_under_load(scene: Scene) -> None:
    """Redis holds only what may be lost: time passes, nothing else is gone."""
    rng = seeded("valkey")
    async with await scene.load(examiners=2, deciders=2) as load:
        for turn in range(FLUSHES):
            await acknowledged_more(load, 5)
            await asyncio.sleep(rng.uniform(0, 0.5))
            async with Redis.from_url(scene.installation.valkey.url) as redis:
                await redis.flushall()
            if turn == FLUSHES // 2:
                await scene.installation.kill_valkey()
        await acknowledged_more(load, 5)
    await scene.require_whole(load.told)
