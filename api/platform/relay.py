"""The relay: hands due jobs of every agency to Redis, and takes back those whose worker fell silent.

It marks rows as sent and commits before it talks to Redis. Rows that were sent and not taken up in time are sent
again, so Redis may lose everything at any moment and only time is lost. Any number of relays may run.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url

from api.platform import queue

log = structlog.get_logger("eligo.relay")

MARKER = "eligo:jobs:marker"
CHANNEL = "eligo_jobs"
SHORTEST_SLEEP = 0.02  # seconds between two looks at what did not change

# What a lost database or Redis is told by.
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, RedisError, OSError, TimeoutError)

# Real time, not the demo clock's: now() here is the moment of the statement, since each is its own transaction. A row
# that another relay holds is left to it. Each part reads an index that holds nothing but what it looks for, and what it
# takes is taken once, whatever the planner believes of a table that was empty a moment ago.
DUE = """
WITH due AS MATERIALIZED (
  SELECT agency_id, id FROM jobs
  WHERE status IN ('queued', 'waiting_retry') AND sent_at IS NULL AND run_at <= now()
  ORDER BY run_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
UPDATE jobs SET sent_at = clock_timestamp() FROM due
WHERE jobs.agency_id = due.agency_id AND jobs.id = due.id
RETURNING jobs.agency_id, jobs.id, jobs.attempts
"""
_UNSENT = """
UPDATE jobs SET sent_at = NULL FROM unnest($1::uuid[], $2::uuid[]) w(agency_id, id)
WHERE jobs.agency_id = w.agency_id AND jobs.id = w.id AND jobs.status IN ('queued', 'waiting_retry')
"""
_ALL_UNSENT = "UPDATE jobs SET sent_at = NULL WHERE status IN ('queued', 'waiting_retry') AND sent_at IS NOT NULL"
# What fell due since it was last asked for lies in the past; so does what somebody else holds.
NEXT = """
SELECT extract(epoch FROM min(run_at) - now())::float8 FROM jobs
WHERE status IN ('queued', 'waiting_retry') AND sent_at IS NULL
"""
# Sent and not taken up.
STALE = """
WITH stale AS MATERIALIZED (
  SELECT agency_id, id FROM jobs
  WHERE status IN ('queued', 'waiting_retry') AND sent_at < now() - make_interval(secs => $1)
  ORDER BY sent_at LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED)
UPDATE jobs SET sent_at = NULL FROM stale
WHERE jobs.agency_id = stale.agency_id AND jobs.id = stale.id
RETURNING jobs.agency_id, jobs.id, jobs.attempts
"""
# A worker that was killed leaves a running row behind; one that is alive renews its lease. It was sent an attempt ago.
LAPSED = """
WITH lapsed AS MATERIALIZED (
  SELECT agency_id, id FROM jobs WHERE status = 'running' AND lease_until < now()
  ORDER BY lease_until LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED)
UPDATE jobs
SET status = CASE WHEN is_cancel_requested THEN 'cancelled' WHEN attempts >= max_attempts THEN 'failed'
                  ELSE 'queued' END,
    error = CASE WHEN NOT is_cancel_requested AND attempts >= max_attempts
                 THEN '{"code": "lease_lapsed", "detail": "The worker stopped in the middle, too often."}'::jsonb END,
    finished_at = CASE WHEN is_cancel_requested OR attempts >= max_attempts THEN clock_timestamp() END,
    sent_at = NULL, lease_until = NULL
FROM lapsed
WHERE jobs.agency_id = lapsed.agency_id AND jobs.id = lapsed.id
RETURNING jobs.agency_id, jobs.id, jobs.attempts - 1 AS attempts
"""


@dataclass(frozen=True)
class Pace:
    """How often the relay looks, in seconds, and how much it sends ahead of the workers."""

    poll: float = 3.0  # the safety net under NOTIFY
    resend: float = 30.0  # a row sent this long ago and not taken up is sent again
    backlog: int = 2000  # jobs waiting in Redis at most
    batch: int = 500
    pause: float = 1.0  # after an error


class Relay:
    """One relay: a LISTEN connection of the role eligo_relay, and a Redis client."""

    def __init__(self, url: str, redis: Redis, pace: Pace = Pace(), *, news: asyncio.Event | None = None) -> None:
        self._url, self._redis, self._pace = url, redis, pace
        self._awake = asyncio.Event()
        self._news = news or asyncio.Event()  # jobs were sent: a worker in this process need not ask for them

    async def run(self) -> None:
        """Relay for ever; survives a lost database and a lost Redis."""
        while True:
            try:
                await self._session()
            except Exception as error:  # a driver whose connection is cut raises whatever it stumbles over
                expected = isinstance(error, LOST)
                log.log(
                    logging.WARNING if expected else logging.ERROR,
                    "relay.interrupted",
                    kind=type(error).__name__,
                    exc_info=None if expected else error,
                )
                await asyncio.sleep(self._pace.pause)

    async def _session(self) -> None:
        connection = await connected(self._url)
        try:
            await connection.add_listener(CHANNEL, self._wake)
            connection.add_termination_listener(self._wake)
            look_at = 0.0
            while True:
                self._awake.clear()
                now = time.monotonic()
                if now >= look_at:
                    await self.sweep(connection)
                    look_at = now + self._pace.poll
                if await self.send_due(connection):
                    continue
                await self._sleep(connection, look_at - time.monotonic())
        finally:
            await _hang_up(connection)

    def _wake(self, *_: Any) -> None:
        self._awake.set()

    async def _sleep(self, connection: Any, longest: float) -> None:
        """Until a NOTIFY, the next due time, or the safety poll, whichever is first."""
        due_in = await connection.fetchval(NEXT)
        timeout = max(SHORTEST_SLEEP, longest if due_in is None else min(longest, due_in))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._awake.wait()

    async def sweep(self, connection: Any) -> None:
        """Queue again what a dead worker left, and everything after Redis lost its memory."""
        lapsed = await connection.fetch(LAPSED)
        if lapsed:
            log.warning("relay.leases_lapsed", jobs=len(lapsed))
        # A worker that died before it claimed the row it was sent would hold it back in Redis.
        stale = await connection.fetch(STALE, self._pace.resend)
        await queue.release(self._redis, _turns([*lapsed, *stale]))
        if await self._redis.set(MARKER, b"1", nx=True):
            await connection.execute(_ALL_UNSENT)

    async def send_due(self, connection: Any) -> bool:
        """Send one batch of due jobs. Returns whether to look again at once."""
        room = self._pace.backlog - await queue.backlog(self._redis)
        if room <= self._pace.backlog // 4:
            await asyncio.sleep(SHORTEST_SLEEP)
            return True
        batch = min(room, self._pace.batch)
        rows = await connection.fetch(DUE, batch)
        if not rows:
            return False
        try:
            await queue.send(self._redis, _turns(rows))
            self._news.set()
        except BaseException:
            # Nothing was lost, but nobody should wait for the second sending.
            with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await connection.execute(_UNSENT, [row["agency_id"] for row in rows], [row["id"] for row in rows])
            raise
        return bool(len(rows) == batch)


async def connected(url: str) -> Any:
    """A connection of the relay. A plan made while the table was empty must not scan it when it is full."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(plain, timeout=10, command_timeout=30, server_settings={"enable_seqscan": "off"})


def _turns(rows: Sequence[Any]) -> list[queue.Turn]:
    return [queue.Turn(row["agency_id"], row["id"], row["attempts"]) for row in rows]


async def _hang_up(connection: Any) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(2):
            await connection.close()
    if not connection.is_closed():
        connection.terminate()
