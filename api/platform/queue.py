"""What is known of arq: how a job is written to Redis and how a worker takes it from there.

Redis only wakes workers. The row in PostgreSQL decides who runs a job, so that everything here may be lost or done
twice.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from arq.constants import in_progress_key_prefix, job_key_prefix
from arq.jobs import serialize_job
from arq.worker import Worker
from redis.asyncio import Redis

QUEUE = "eligo:jobs"
FUNCTION = "run"
KEPT_SECONDS = 86_400
IDLE_SECONDS = 0.2


class Turn(NamedTuple):
    """A job as it is handed over, with the attempts that it had by then."""

    agency_id: UUID
    job_id: UUID
    attempts: int


def arq_id(turn: Turn) -> str:
    """A turn's id in Redis: the same however often it is sent, so that sending it again changes nothing.

    Another attempt has another id: arq forgets an attempt only after its row was closed, and must not forget the next.
    """
    return f"{turn.agency_id}:{turn.job_id}:{turn.attempts}"


def parse_arq_id(name: str) -> tuple[UUID, UUID]:
    """The agency and the job of such an id."""
    agency_id, job_id, _ = name.split(":")
    return UUID(agency_id), UUID(job_id)


async def backlog(redis: Redis) -> int:
    """How many jobs wait or run by Redis's account."""
    return int(await redis.zcard(QUEUE))


async def send(redis: Redis, turns: Sequence[Turn]) -> None:
    """What arq's enqueue_job writes, for a whole batch in one round trip."""
    now = int(time.time() * 1000)
    async with redis.pipeline(transaction=False) as pipe:
        for turn in turns:
            name = arq_id(turn)
            order = serialize_job(FUNCTION, (name,), {}, None, now, serializer=orjson.dumps)
            pipe.set(job_key_prefix + name, order, ex=KEPT_SECONDS)
            pipe.zadd(QUEUE, {name: now}, nx=True)
        await pipe.execute()


async def release(redis: Redis, turns: Sequence[Turn]) -> None:
    """Forget that somebody runs these: their worker is dead, and Redis would hold them back for its time."""
    if turns:
        await redis.delete(*(in_progress_key_prefix + arq_id(turn) for turn in turns))


class BatchWorker(Worker):
    """arq's worker, starting many jobs in one round trip instead of three for each, and asking when there is reason to.

    `news` is set by whoever sent jobs from this process, and when a job ended. Without any it asks every
    IDLE_SECONDS, for what other relays sent.
    """

    def __init__(self, *args: Any, news: asyncio.Event, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._news = news

    async def _poll_iteration(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS):
                await self._news.wait()
        self._news.clear()
        await super()._poll_iteration()

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        """Start as many as there is room for, of those that run neither here nor elsewhere."""
        names = [name for name in (job_id.decode() for job_id in job_ids) if name not in self.tasks]
        while names and (room := self.max_jobs - self.job_counter) > 0:
            await self._start_some(names[:room])
            names = names[room:]

    async def _start_some(self, names: list[str]) -> None:
        milliseconds = int(self.in_progress_timeout_s * 1000)
        async with self.pool.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.set(in_progress_key_prefix + name, b"1", nx=True, px=milliseconds)
                pipe.zscore(self.queue_name, name)
            answers = await pipe.execute()
        ended = []
        for name, is_ours, score in zip(names, answers[::2], answers[1::2], strict=True):
            if is_ours and score is None:
                ended.append(in_progress_key_prefix + name)  # it ended between our two looks
            elif is_ours:
                await self._start(name, int(score))
        if ended:
            await self.pool.delete(*ended)

    async def _start(self, name: str, score: int) -> None:
        await self.sem.acquire()
        self.job_counter += 1
        task = self.loop.create_task(self.run_job(name, score))
        task.add_done_callback(self._ended)
        self.tasks[name] = task

    def _ended(self, _: Any) -> None:
        self._release_sem_dec_counter_on_complete()
        self._news.set()
