"""Building step by step: each step is one transaction that notes itself, so a build that was stopped goes on."""

import asyncio
import importlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.demo import city, queries
from api.eligible_lists.imports import service as imports
from api.models import User
from api.organization.clock import service as clock
from api.platform.auth import DEPARTMENT_BOUND, Actor, AgencyRef, permissions_of, system_actor
from api.platform.db import Database
from api.platform.desk import Desk
from api.platform.passwords import email_key
from api.platform.runner import Runner
from api.scorings import service as scorings
from api.settings import Settings

# Named as a worker names them: what goes upward goes by name.
JOB_MODULES = ("api.eligible_lists.imports.jobs", "api.scorings.jobs")
KINDS = (imports.COMMIT_IMPORT, scorings.COMPUTE_SCORING, scorings.APPLY_SCORING)
DOMAIN = "demo.example"
LONGEST_WAIT = 120.0  # seconds for the jobs of one step, also where another process runs them
POLL_SECONDS = 0.05
DAY = 86_400


class DemoError(RuntimeError):
    """The demo city cannot be built; says why."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts, and what is found by its code."""

    actors: Mapping[str, Actor]
    departments: Mapping[str, UUID]
    job_classes: Mapping[str, UUID]
    positions: Mapping[str, UUID]
    rules: Mapping[str, UUID]
    models: Mapping[str, UUID]


Step = Callable[[AsyncSession, Cast], Awaitable[None]]


@dataclass
class Workshop:
    """One build of one agency."""

    database: Database
    agency: AgencyRef
    runner: Runner
    size: str
    is_new: bool = False
    _place: int = field(default=0)
    _cast: Cast | None = None

    async def take(self, *steps: Step) -> None:
        """Take steps in their order, each in one transaction; those already taken are passed by."""
        for step in steps:
            async with self.database.transaction(self.agency.id) as session:
                done = await queries.lock_progress(session, self.size)
                if done == self._place:
                    await step(session, await self._known(session))
                    await queries.note_progress(session, self.size, done + 1)
                    self.is_new = True
            self._place += 1

    async def introduce(self, *steps: Step) -> None:
        """Take steps each of which leaves more to be found by its code."""
        for step in steps:
            self._cast = None
            await self.take(step)
        self._cast = None

    async def pass_days(self, days: int) -> None:
        """Move the demo clock forward."""

        async def step(session: AsyncSession, cast: Cast) -> None:
            # Whoever founds a demo agency says that this installation is one.
            await clock.advance(
                session, cast.actors["system"], Settings(environment="demo", host="127.0.0.1"), seconds=days * DAY
            )

        await self.take(step)

    async def work(self) -> None:
        """Run the jobs that the steps asked for, or wait for the worker that does.

        Raises:
            DemoError: when one failed, or nobody finished it in time.
        """
        deadline = time.monotonic() + LONGEST_WAIT
        while True:
            async with self.database.transaction(self.agency.id, read_only=True) as session:
                waiting = await queries.unfinished_jobs(session, KINDS)
                failed = await queries.failed_job(session, KINDS)
            if failed is not None:
                raise DemoError(f"The job {failed.kind} of the demo failed: {(failed.error or {}).get('detail')}")
            if not waiting:
                return
            if time.monotonic() > deadline:
                raise DemoError("The jobs of the demo were not done in time.")
            await asyncio.gather(*(self.runner.run(self.agency.id, job_id) for job_id in waiting))
            await asyncio.sleep(POLL_SECONDS)

    async def _known(self, session: AsyncSession) -> Cast:
        if self._cast is None:
            self._cast = await _cast(session, self.agency)
        return self._cast


@asynccontextmanager
async def opened(database: Database, agency: AgencyRef, size: str) -> AsyncIterator[Workshop]:
    """A workshop with a desk of its own, where jobs run in this process as a worker runs them."""
    for module in JOB_MODULES:
        importlib.import_module(module)
    desk = await Desk.open(database.engine.url.render_as_string(hide_password=False))
    runner = Runner(database, desk)
    leases = asyncio.create_task(runner.keep_leases())
    try:
        yield Workshop(database, agency, runner, size)
    finally:
        leases.cancel()
        await asyncio.gather(leases, return_exceptions=True)
        await desk.shut()


async def _cast(session: AsyncSession, agency: AgencyRef) -> Cast:
    departments, classes, positions = await queries.codes(session)
    actors = {"system": system_actor(agency)}
    for one in city.STAFF:
        user = await queries.find_user(session, email_key(address(one.address)))
        if user is not None:
            bound = frozenset(departments[code] for code in one.departments if code in departments)
            actors[one.address] = _actor(agency, user, bound)
    administrator = await queries.first_administrator(session)
    if administrator is not None:
        actors["administrator"] = _actor(agency, administrator, frozenset())
    rules, models = await queries.rules(session), await queries.scoring_models(session)
    return Cast(actors, departments, classes, positions, rules, models)


def address(name: str) -> str:
    """The e-mail address of somebody of the demo's staff."""
    return f"{name}@{DOMAIN}"


def _actor(agency: AgencyRef, user: User, departments: frozenset[UUID]) -> Actor:
    roles = frozenset(user.roles)
    return Actor(
        agency=agency,
        kind="user",
        id=user.id,
        permissions=permissions_of(roles),
        roles=roles,
        departments=departments if roles <= DEPARTMENT_BOUND else None,
        name=user.name,
        email=user.email,
    )
