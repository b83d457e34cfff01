"""One attempt at a job: what its handler may use."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import child
from api.platform.auth import Actor, AgencyRef
from api.platform.db import Database
from api.platform.desk import Claimed, Desk

Made = TypeVar("Made")
CHILD_MEGABYTES = 512  # what a child process may take
PROGRESS_SECONDS = 0.25  # progress is written at most this often


class TransientError(Exception):
    """Something outside failed that may work later: the job waits and runs again, until its attempts are used up.

    `retry_after`, in seconds, overrides the growing pause. `detail` is shown to operators: no personal data.
    """

    def __init__(self, detail: str, *, code: str = "transient", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail, self.code, self.retry_after = detail, code, retry_after


class Cancelled(Exception):  # noqa: N818  (not an error: somebody asked for it)
    """Somebody cancelled the job; let it pass through."""


class LeaseLostError(Exception):
    """Another attempt took over, because this one was silent for too long; let it pass through."""


@dataclass(slots=True)
class _State:
    is_entered: bool = False
    is_finished: bool = False
    reported_at: float = float("-inf")


_OWN = """
SELECT is_cancel_requested FROM jobs
WHERE agency_id = eligo_agency() AND id = :id AND status = 'running' AND attempts = :attempt
"""
_CLOSE = text(
    "UPDATE jobs SET status = :status, result = CAST(:result AS jsonb), error = NULL, lease_until = NULL, "
    "finished_at = clock_timestamp() WHERE agency_id = eligo_agency() AND id = :id"
)
_ROOM = text(
    "SELECT set_config('statement_timeout', :limit, true), "
    "set_config('idle_in_transaction_session_timeout', :limit, true)"
)


class _RehearsedError(Exception):
    """Rolls a rehearsal back."""


class Run:
    """One attempt at a job, handed to its handler.

    Set `result` (ids and counts that the client may read) before `finish()` ends; `status` to "partly_failed" there
    when a part could not be done.
    """

    def __init__(self, claimed: Claimed, actor: Actor, *, database: Database, desk: Desk, timeout: float) -> None:
        self.actor = actor
        self.result: dict[str, Any] | None = None
        self.status = "succeeded"
        self._claimed, self._database, self._desk, self._timeout = claimed, database, desk, timeout
        self._state = _State()

    @property
    def agency(self) -> AgencyRef:
        """The agency this work is for."""
        return self.actor.agency

    @property
    def job_id(self) -> UUID:
        """The row of this job; the idempotency key of calls to the outside."""
        return self._claimed.id

    @property
    def args(self) -> dict[str, Any]:
        """The stored arguments, ids as text."""
        return self._claimed.args

    @property
    def attempt(self) -> int:
        """1 for the first attempt."""
        return self._claimed.attempt

    @property
    def is_finished(self) -> bool:
        """Whether effect and end of the job are committed."""
        return self._state.is_finished

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A read-only transaction of the agency."""
        async with self._database.transaction(self.agency.id, read_only=True) as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A read-only transaction of the agency in which every statement sees the same instant."""
        async with self._database.transaction(self.agency.id, read_only=True) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A short transaction before the last one: what it stores must bear being stored again by another attempt.

        Raises:
            LeaseLostError: when another attempt took over. Cancelled: when somebody asked for it.
        """
        async with self._database.transaction(self.agency.id) as session:
            await self._require_own(session, lock=False)
            yield session

    @asynccontextmanager
    async def rehearse(self) -> AsyncIterator[AsyncSession]:
        """A transaction that is rolled back whatever happens: what it would have done is read, and nothing is kept.

        Raises:
            LeaseLostError: when another attempt took over. Cancelled: when somebody asked for it.
        """
        with suppress(_RehearsedError):
            async with self.write() as session:
                yield session
                raise _RehearsedError

    @asynccontextmanager
    async def finish(self) -> AsyncIterator[AsyncSession]:
        """The last transaction: the effect and the end of the job commit together. Entered at most once.

        The job's row is locked first, so that nobody else can take the job over while the effect is stored.

        Raises:
            LeaseLostError: when another attempt took over. Cancelled: when somebody asked for it.
        """
        if self._state.is_entered:
            raise RuntimeError("finish() is entered at most once")
        self._state.is_entered = True
        async with self._database.transaction(self.agency.id) as session:
            await self._require_own(session, lock=True)
            yield session
            await session.flush()
            result = None if self.result is None else orjson.dumps(self.result).decode()
            await session.execute(_CLOSE, {"id": self.job_id, "status": self.status, "result": result})
        self._state.is_finished = True

    async def _require_own(self, session: AsyncSession, *, lock: bool) -> None:
        await session.execute(_ROOM, {"limit": f"{max(30, int(self._timeout))}s"})
        statement = text(_OWN + (" FOR NO KEY UPDATE" if lock else ""))
        row = (await session.execute(statement, {"id": self.job_id, "attempt": self.attempt})).one_or_none()
        if row is None:
            raise LeaseLostError
        if row.is_cancel_requested:
            raise Cancelled

    async def progress(self, done: int, total: int | None = None) -> None:
        """Tell how far the work is, in a transaction of its own, at most four times a second; keeps the job ours.

        Inside `finish()` live readers are told, but nothing is written: the row is locked there.

        Raises:
            LeaseLostError: when another attempt took over. Cancelled: when somebody asked for it.
        """
        now = time.monotonic()
        if now - self._state.reported_at < PROGRESS_SECONDS and done != total:
            return
        self._state.reported_at = now
        if self._state.is_entered:
            await self._desk.tell(self._claimed, done, total)
            return
        answer = await self._desk.progress(self._claimed, done, total)
        if answer is None:
            raise LeaseLostError
        if answer:
            raise Cancelled

    async def in_child_process(
        self,
        function: Callable[..., Made],
        *args: Any,
        memory_mb: int | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (handed on to the process)
    ) -> Made:
        """Run a module-level function in a fresh process: heavy work stalls nobody and cannot outgrow its limits.

        Arguments and answer are pickled. `timeout` is in seconds, the attempt's own unless given; then it is killed.

        Raises:
            RuleViolation: what the function raised. ChildFailedError: when it ended in any other way.
        """
        return await child.call(
            function, *args, memory_mb=memory_mb or CHILD_MEGABYTES, timeout=timeout or self._timeout
        )

    async def stream_to_child_process(
        self,
        function: Callable[..., None],
        *args: Any,
        chunks: AsyncIterator[Any],
        target: BinaryIO,
    ) -> None:
        """Run `function(*args, chunks, target)` in a fresh process while its chunks come in; it writes into `target`.

        Raises:
            RuleViolation: what the function raised. ChildFailedError: when it ended in any other way.
        """
        await child.call_with_stream(
            function, *args, chunks=chunks, target=target, memory_mb=CHILD_MEGABYTES, timeout=self._timeout
        )
