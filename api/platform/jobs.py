"""Background work: a row in `jobs` that commits with the change that asks for it, and the handler that does it.

The row is the truth. The relay hands due rows to Redis, a worker claims the row, and the handler closes it in the
transaction that stores its effect; killed anywhere, it runs again and finds what was finished finished.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_type_hints
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import lifecycle
from api.models import Job
from api.platform.auth import Actor, AgencyRef, Permission, system_actor
from api.platform.db import new_id, sqlstate
from api.platform.errors import NotFound, Refused
from api.platform.runs import Cancelled, LeaseLostError, Run, TransientError
from api.platform.schema import Output

__all__ = [
    "REGISTRY",
    "Cancelled",
    "JobRead",
    "JobSpec",
    "LeaseLostError",
    "Run",
    "TransientError",
    "cancel",
    "enqueue",
    "job",
    "permission_of",
    "retry",
]

RETRIES = 5
Handler = Callable[..., Awaitable[None]]
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{1,100}\Z")


class JobFinishing(Refused):
    """The job is in the transaction that stores its effect."""

    code, title = "job_finishing", "The job is just finishing"


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One kind of job: its handler, the seconds one attempt may take, how many attempts it has, who may ask for it."""

    kind: str
    handler: Handler
    timeout: float
    retries: int
    ids: frozenset[str]  # the handler's parameters that are UUIDs; they travel as text
    permission: Permission  # what asking for it needs

    def arguments(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """The stored arguments as the handler takes them."""
        return {name: UUID(value) if name in self.ids and value else value for name, value in stored.items()}


REGISTRY: dict[str, JobSpec] = {}


def job(
    kind: str, *, timeout: float = 60, retries: int = RETRIES, permission: Permission = Permission.MANAGE_JOBS
) -> Callable[[Handler], Handler]:
    """Register `async def handler(run: Run, *, list_id: UUID, ...) -> None` for a kind of job.

    `timeout` is in seconds, one attempt. Only TransientError and a lost database connection lead to another attempt,
    of at most `retries` in all; everything else fails at once and shows its reason. `permission` is what asking for
    such work needs: whoever keeps jobs running needs it too, to run one again or stop it.
    """

    def register(handler: Handler) -> Handler:
        if kind in REGISTRY and REGISTRY[kind].handler.__qualname__ != handler.__qualname__:
            raise RuntimeError(f"two handlers for the job {kind}")
        hints = get_type_hints(handler)
        ids = frozenset(name for name, hint in hints.items() if hint in (UUID, UUID | None))
        REGISTRY[kind] = JobSpec(kind, handler, timeout, retries, ids, permission)
        return handler

    return register


def permission_of(kind: str) -> Permission:
    """What asking for work of a kind needs; of one that this program does not know, what keeping jobs needs."""
    spec = REGISTRY.get(kind)
    return Permission.MANAGE_JOBS if spec is None else spec.permission


def _stored(name: str, value: Any) -> Any:
    """An argument as it is stored: ids, numbers and codes; free text could hold personal data and is refused."""
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, bool | int) or (isinstance(value, str) and _CODE.match(value)):
        return value
    raise TypeError(f"the job argument {name} is neither an id, a number nor a code")


async def enqueue(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    *,
    period_key: str | None = None,
    run_at: datetime | None = None,
    **args: Any,
) -> Job:
    """Ask for background work in the caller's transaction; nothing runs unless that commits.

    `args` are ids (UUIDs), numbers and codes. `run_at` is real time, not the demo clock's. With `period_key` there is
    one job of this kind for the period, whoever asks: the one already there is returned.
    """
    values: dict[str, Any] = {
        "agency_id": actor.agency.id,
        "id": new_id(),
        "kind": kind,
        "args": {name: _stored(name, value) for name, value in args.items()},
        "period_key": period_key,
        "created_by": actor.label,
    }
    if run_at is not None:
        values["run_at"] = run_at
    statement = insert(Job).values(values).on_conflict_do_nothing(index_elements=["agency_id", "kind", "period_key"])
    made = (await session.scalars(statement.returning(Job))).one_or_none()
    if made is not None:
        return made
    return (await session.scalars(select(Job).where(Job.kind == kind, Job.period_key == period_key))).one()


def actor_of(agency: AgencyRef, created_by: str) -> Actor:
    """The agency's own hand, under the label of whoever asked: the ledger names them, not the machine."""
    kind, _, identity = created_by.partition(":")
    system = system_actor(agency)
    if kind not in ("user", "key") or not identity:
        return system
    return Actor(agency=agency, kind=kind, id=UUID(identity), permissions=system.permissions)  # type: ignore[arg-type]


async def _lock(session: AsyncSession, job_id: UUID) -> Job:
    """The job's row, locked. Waits only shortly: a job that stores its effect holds its row until the commit.

    Raises:
        NotFound: without such a job. JobFinishing: when it is storing its effect.
    """
    await session.execute(text("SELECT set_config('lock_timeout', '500ms', true)"))
    try:
        async with session.begin_nested():
            found = await session.scalar(
                select(Job)
                .where(Job.id == job_id)
                .with_for_update(key_share=True)
                .execution_options(populate_existing=True)
            )
    except DBAPIError as error:
        if sqlstate(error) == "55P03":
            raise JobFinishing from error
        raise
    if found is None:
        raise NotFound
    await session.execute(text("SELECT set_config('lock_timeout', '2s', true)"))
    return found


async def cancel(session: AsyncSession, job_id: UUID) -> Job:
    """Cancel a job: at once while it waits; a running one is asked to stop and stops at its next step.

    Raises:
        NotFound, JobFinishing. IllegalTransition: when it has ended.
    """
    found = await _lock(session, job_id)
    lifecycle.require_transition("job", found.status, lifecycle.JobStatus.CANCELLED, action="cancel")
    if found.status == lifecycle.JobStatus.RUNNING:
        found.is_cancel_requested = True
    else:
        found.status = lifecycle.JobStatus.CANCELLED
        found.finished_at = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    await session.flush()
    return found


async def retry(session: AsyncSession, job_id: UUID) -> Job:
    """Queue a job again that failed, partly failed, was cancelled, or waits for its next attempt.

    Raises:
        NotFound, JobFinishing. IllegalTransition: when it runs or has succeeded.
    """
    found = await _lock(session, job_id)
    lifecycle.require_transition("job", found.status, lifecycle.JobStatus.QUEUED, action="retry")
    found.status = lifecycle.JobStatus.QUEUED
    # The attempt number tells attempts apart and only grows; the claim then grants as many again.
    found.max_attempts = found.attempts
    found.is_cancel_requested = False
    found.error = found.result = found.finished_at = found.sent_at = found.lease_until = None
    found.run_at = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    await session.flush()
    return found


class JobProgress(Output):
    """How far a job is; `total` is null while it is unknown."""

    done: int
    total: int | None


class JobError(Output):
    """Why a job failed."""

    code: str
    detail: str


class JobRead(Output):
    """Background work as a client sees it."""

    id: UUID
    kind: str
    status: str
    progress: JobProgress
    result: dict[str, Any] | None
    error: JobError | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, row: Job) -> "JobRead":
        """A row as a client sees it."""
        return cls(
            id=row.id,
            kind=row.kind,
            status=row.status,
            progress=JobProgress(done=row.done, total=row.total),
            result=row.result,
            error=JobError(**row.error) if row.error else None,
            created_at=row.created_at,
            finished_at=row.finished_at,
        )
