"""Runs jobs: claims the row, calls the handler, and closes the row by how that ended."""

import asyncio
import random
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.exc import DBAPIError

from api.domain.errors import RuleViolation
from api.platform import jobs, telemetry
from api.platform.child import ChildFailedError
from api.platform.db import Database, is_disconnect, is_retryable
from api.platform.desk import Claimed, Desk, Outcome
from api.platform.errors import Problem
from api.platform.runs import Cancelled, LeaseLostError, Run, TransientError

log = structlog.get_logger("eligo.jobs")

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0  # seconds
CLAIM_PAUSES = (0.05, 0.5, 2.0)
RENEW_SHARE = 4  # leases are renewed this often within their time


class UnknownKindError(Exception):
    """No handler for this kind of job in this process: it may be newer than this program."""


class Runner:
    """The running jobs of one worker process."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self._database, self._desk = database, desk
        self._running: dict[UUID, Claimed] = {}
        desk.grant({spec.kind: spec.retries for spec in jobs.REGISTRY.values()})

    async def run(self, agency_id: UUID, job_id: UUID) -> None:
        """Run one job, unless it is done, not due, or somebody else's. Raises only when it could not be claimed."""
        claimed = await self._claim(agency_id, job_id)
        if claimed is None:
            return
        self._running[claimed.id] = claimed
        try:
            outcome = await self._attempt(claimed)
            if outcome is not None:
                await self._close(claimed, outcome)
        except asyncio.CancelledError:
            # The worker stops: whoever comes next need not wait for the lease to lapse.
            await asyncio.shield(self._close(claimed, Outcome("queued")))
            raise
        finally:
            del self._running[claimed.id]

    async def _claim(self, agency_id: UUID, job_id: UUID) -> Claimed | None:
        """Claim, over a new connection when the old one was lost: the relay sends a job again only after a while."""
        for pause in CLAIM_PAUSES:
            try:
                return await self._desk.claim(agency_id, job_id)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("job.not_claimed", job=str(job_id), kind=type(error).__name__)
                await asyncio.sleep(pause)
        return await self._desk.claim(agency_id, job_id)

    async def keep_leases(self) -> None:
        """Renew the leases of the running jobs, for ever."""
        while True:
            await asyncio.sleep(self._desk.lease.total_seconds() / RENEW_SHARE)
            claims = list(self._running.values())
            if not claims:
                continue
            try:
                await self._desk.renew(claims)
            except Exception as error:
                log.warning("job.leases_not_renewed", kind=type(error).__name__)

    async def _attempt(self, claimed: Claimed) -> Outcome | None:
        """Call the handler. None when it closed the row itself, or lost it."""
        spec = jobs.REGISTRY.get(claimed.kind)
        actor = jobs.actor_of(claimed.agency, claimed.created_by)
        timeout = spec.timeout if spec else 0
        run = Run(claimed, actor, database=self._database, desk=self._desk, timeout=timeout)
        limit = asyncio.timeout(timeout)
        try:
            if spec is None:
                raise UnknownKindError
            async with limit:
                await spec.handler(run, **spec.arguments(claimed.args))
        except Exception as error:
            if run.is_finished:
                log.error("job.failed_after_its_end", job=str(claimed.id), job_kind=claimed.kind, exc_info=error)
                return None
            if isinstance(error, LeaseLostError):
                log.warning("job.taken_over", job=str(claimed.id), job_kind=claimed.kind, attempt=claimed.attempt)
                return None
            return self._failure(claimed, error, limit.expired())
        return None if run.is_finished else Outcome("succeeded", result=run.result)

    def _failure(self, claimed: Claimed, error: Exception, timed_out: bool) -> Outcome:
        if isinstance(error, Cancelled):
            return Outcome("cancelled")
        reason = _reason(error, timed_out)
        if not timed_out and is_transient(error) and claimed.attempt < claimed.max_attempts:
            pause = error.retry_after if isinstance(error, TransientError) else None
            delay = backoff(claimed.attempt) if pause is None else pause
            return Outcome("waiting_retry", error=reason, delay=delay)
        known = timed_out or isinstance(error, Problem | RuleViolation | TransientError | ChildFailedError)
        facts = {"job": str(claimed.id), "job_kind": claimed.kind, "attempt": claimed.attempt, "code": reason["code"]}
        log.error("job.failed", **facts, exc_info=None if known else error)
        return Outcome("failed", error=reason)

    async def _close(self, claimed: Claimed, outcome: Outcome) -> None:
        try:
            state = await self._desk.close(claimed, outcome)
        except Exception as error:
            log.warning("job.not_closed", job=str(claimed.id), job_kind=claimed.kind, kind=type(error).__name__)
            if outcome.result is not None and not is_disconnect(error):
                reason = {"code": "result_unstorable", "detail": "What came of it cannot be stored."}
                await self._close(claimed, Outcome("failed", error=reason))
            # Otherwise the lease lapses, and the job runs again.
            return
        telemetry.JOBS_ENDED.labels(claimed.kind, state or "taken_over").inc()


def is_transient(error: BaseException) -> bool:
    """Whether another attempt may succeed: by type, never by guess."""
    return isinstance(error, TransientError | UnknownKindError) or is_retryable(error) or is_disconnect(error)


def backoff(attempt: int) -> float:
    """Seconds before the next attempt: doubling from two seconds to five minutes, spread by a quarter."""
    pause: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 30))
    return pause * random.uniform(0.75, 1.25)  # noqa: S311  (spreads load, guards nothing)


def _reason(error: Exception, timed_out: bool) -> dict[str, str]:
    """What operators read: a code and a sentence; no stack, no SQL, nobody's data."""
    if timed_out:
        return {"code": "timed_out", "detail": "It took longer than one attempt may take."}
    if isinstance(error, Problem | TransientError | ChildFailedError):
        return {"code": error.code, "detail": error.detail}
    if isinstance(error, RuleViolation):
        return {"code": error.code, "detail": str(error)}
    if isinstance(error, UnknownKindError):
        return {"code": "unknown_kind", "detail": "This program has no work of this kind."}
    if is_disconnect(error):
        return {"code": "database_away", "detail": "The database could not be reached."}
    if isinstance(error, DBAPIError) and is_retryable(error):
        return {"code": "busy", "detail": "Others were changing the same things."}
    return {"code": "internal", "detail": Problem.title}
