"""The workers' counter at the database: claim, close, renew. One round trip serves many jobs.

What arrives while a statement is on its way goes out together with the next one, so a busy worker pays two
statements for dozens of jobs and an idle one waits for nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy.engine import make_url

from api.platform.auth import AgencyRef

LEASE = timedelta(seconds=20)  # a running job that nobody renewed for this long runs again
GATHER_SECONDS = 0.004  # at most one statement of a kind in this time; the first goes out at once
Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this process may run, and the attempt that it is."""

    agency: AgencyRef
    id: UUID
    kind: str
    args: dict[str, Any]
    attempt: int
    max_attempts: int
    created_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended without storing an effect. `delay` is the pause in seconds before the next one."""

    status: str
    error: dict[str, str] | None = None
    result: dict[str, Any] | None = None
    delay: float = 0


class Batcher(Generic[Asked, Answered]):
    """Sends whatever came in while the last statement ran as one statement."""

    def __init__(self, send: Callable[[Sequence[Asked]], Awaitable[Sequence[Answered]]], most: int = 200) -> None:
        self._send, self._most = send, most
        self._waiting: list[tuple[Asked, asyncio.Future[Answered]]] = []
        self._sender: asyncio.Task[None] | None = None

    async def __call__(self, asked: Asked) -> Answered:
        """The answer to one request."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answered] = loop.create_future()
        self._waiting.append((asked, future))
        if self._sender is None or self._sender.done():
            self._sender = loop.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        await asyncio.sleep(0)  # let everybody who is ready join
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            await self._deliver(batch)
            await asyncio.sleep(GATHER_SECONDS)

    async def _deliver(self, batch: list[tuple[Asked, asyncio.Future[Answered]]]) -> None:
        try:
            answers = await self._send([asked for asked, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _settle(batch[0][1], error=error)
                return
            # One bad request must not fail its neighbours.
            for single in batch:
                await self._deliver([single])
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            _settle(future, answer)


def _settle(future: "asyncio.Future[Any]", answer: Any = None, *, error: Exception | None = None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(answer)


class Desk:
    """Two connections of the role eligo_app; the SQL functions behind them set the agency themselves."""

    def __init__(self, pool: Any, *, lease: timedelta = LEASE) -> None:
        self._pool, self.lease = pool, lease
        self._limits = "{}"
        self._claims: Batcher[tuple[UUID, UUID], Claimed | None] = Batcher(self._claim)
        self._closes: Batcher[tuple[Claimed, Outcome], str | None] = Batcher(self._close)

    @classmethod
    async def open(cls, url: str, *, transaction_pooler: bool = False, lease: timedelta = LEASE) -> "Desk":
        """Connect."""
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        options: dict[str, Any] = {"statement_cache_size": 0} if transaction_pooler else {}
        # Every call is one statement that leaves nothing behind, so a connection needs no cleaning between two.
        pool = await asyncpg.create_pool(
            plain, min_size=2, max_size=2, command_timeout=15, reset=_leave_as_is, **options
        )
        return cls(pool, lease=lease)

    async def shut(self) -> None:
        """Close the connections."""
        await self._pool.close()

    def grant(self, attempts: dict[str, int]) -> None:
        """How many attempts each kind of job has; a claim grants them."""
        self._limits = orjson.dumps(attempts).decode()

    async def claim(self, agency_id: UUID, job_id: UUID) -> Claimed | None:
        """Take a job, or None when it is not due, ended, or somebody else's."""
        return await self._claims((agency_id, job_id))

    async def close(self, claimed: Claimed, outcome: Outcome) -> str | None:
        """End an attempt. Returns the job's state, or None when another attempt took over."""
        return await self._closes((claimed, outcome))

    async def progress(self, claimed: Claimed, done: int, total: int | None) -> bool | None:
        """Write progress and renew the lease. Returns whether to stop, or None when another attempt took over."""
        return await self._pool.fetchval(  # type: ignore[no-any-return]
            "SELECT job_progress($1, $2, $3, $4, $5, $6)",
            *(claimed.agency.id, claimed.id, claimed.attempt, done, total, self.lease),
        )

    async def tell(self, claimed: Claimed, done: int, total: int | None) -> None:
        """Tell live readers, without writing."""
        job = {"id": str(claimed.id), "kind": claimed.kind, "status": "running", "done": done, "total": total}
        told = {"agency": str(claimed.agency.id), "topics": ["jobs"], "job": job}
        await self._pool.execute("SELECT pg_notify('eligo_live', $1)", orjson.dumps(told).decode())

    async def renew(self, claims: Sequence[Claimed]) -> None:
        """Keep the leases of running jobs."""
        await self._pool.execute(
            "SELECT job_renew($1, $2, $3, $4)",
            [claimed.agency.id for claimed in claims],
            [claimed.id for claimed in claims],
            [claimed.attempt for claimed in claims],
            self.lease,
        )

    async def _claim(self, asked: Sequence[tuple[UUID, UUID]]) -> list[Claimed | None]:
        rows = await self._pool.fetch(
            "SELECT * FROM job_claim($1, $2, $3, $4)",
            [agency for agency, _ in asked],
            [job for _, job in asked],
            self._limits,
            self.lease,
        )
        found = {(row["agency_id"], row["id"]): _claimed(row) for row in rows}
        # A job asked for twice in one batch goes to the first who asked.
        return [found.pop(pair, None) for pair in asked]

    async def _close(self, asked: Sequence[tuple[Claimed, Outcome]]) -> list[str | None]:
        rows = await self._pool.fetch(
            "SELECT * FROM job_finish($1, $2, $3, $4, $5, $6, $7)",
            [claimed.agency.id for claimed, _ in asked],
            [claimed.id for claimed, _ in asked],
            [claimed.attempt for claimed, _ in asked],
            [outcome.status for _, outcome in asked],
            [_json(outcome.result) for _, outcome in asked],
            [_json(outcome.error) for _, outcome in asked],
            [outcome.delay for _, outcome in asked],
        )
        states = {(row["agency_id"], row["id"]): row["status"] for row in rows}
        return [states.get((claimed.agency.id, claimed.id)) for claimed, _ in asked]


async def _leave_as_is(_: Any) -> None:
    """Nothing to clean."""


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _claimed(row: Any) -> Claimed:
    agency = AgencyRef(row["agency_id"], row["key"], row["slug"], row["name"], row["zone"], row["is_demo"])
    return Claimed(
        agency=agency,
        id=row["id"],
        kind=row["kind"],
        args=orjson.loads(row["args"]),
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
        created_by=row["created_by"],
    )
