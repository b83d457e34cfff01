"""Jobs of the tests. The effect of each is an event in the ledger, so that doing it twice shows."""

import asyncio
import os
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from api.domain.errors import RuleViolation
from api.platform import ledger
from api.platform.errors import Refused
from api.platform.jobs import Run, TransientError, job
from api.platform.ledger import Subject

TAKE_OVER = text("UPDATE jobs SET attempts = attempts + 1 WHERE agency_id = eligo_agency() AND id = :id")


async def _leave_effect(run: Run, name: str = "test.done") -> None:
    async with run.finish() as session:
        await ledger.append(session, run.actor, name, Subject("test", run.job_id), {"attempt": run.attempt})
        run.result = {"attempt": run.attempt}


@job("test.nothing")
async def nothing(run: Run) -> None:
    """Ends without an effect."""


@job("test.effect")
async def effect(run: Run, *, list_id: UUID | None = None, count: int = 0) -> None:
    """Leaves one event."""
    assert list_id is None or isinstance(list_id, UUID)
    await _leave_effect(run)


@job("test.refused")
async def refused(run: Run) -> None:
    """Writes, then is refused."""
    async with run.finish() as session:
        await ledger.append(session, run.actor, "test.done", Subject("test", run.job_id), {})
        raise Refused("Not in this state.")


@job("test.rule")
async def rule(run: Run) -> None:
    """Breaks a rule."""
    raise RuleViolation("weights_sum", field="components")


@job("test.broken")
async def broken(run: Run) -> None:
    """Fails with what nobody may read."""
    raise ValueError("Ada Lovelace, ada@example.org")


@job("test.unstorable")
async def unstorable(run: Run) -> None:
    """Comes to what PostgreSQL cannot hold."""
    run.result = {"name": "nul \0"}


@job("test.flaky", retries=3)
async def flaky(run: Run, *, good_attempt: int) -> None:
    """Works from some attempt on."""
    if run.attempt < good_attempt:
        raise TransientError("The other side is busy.", code="busy", retry_after=0.02)
    await _leave_effect(run)


@job("test.slow", timeout=0.2)
async def slow(run: Run) -> None:
    """Takes longer than it may."""
    await asyncio.sleep(30)


@job("test.steps", timeout=30)
async def steps(run: Run) -> None:
    """Goes on until it is cancelled."""
    for done in range(10_000):
        await run.progress(done, 10_000)
        await asyncio.sleep(0.02)


@job("test.counted")
async def counted(run: Run) -> None:
    """Tells how far it is, to the end."""
    await run.progress(1, 3)
    await run.progress(3, 3)
    await _leave_effect(run)


@job("test.lost")
async def lost(run: Run) -> None:
    """Is taken over in the middle."""
    async with run.write() as session:
        await session.execute(TAKE_OVER, {"id": run.job_id})
    await _leave_effect(run)


@job("test.held", timeout=60)
async def held(run: Run) -> None:
    """Waits for a file to appear the first time; the folder is the environment's, so that a child process finds it."""
    folder = Path(os.environ["ELIGO_TEST_HOLD"])
    (folder / f"started-{run.attempt}-{os.getpid()}").touch()
    while not (folder / "go").exists():  # noqa: ASYNC110  (a file tells nobody)
        await asyncio.sleep(0.02)
    await _leave_effect(run)


def double(number: int) -> int:
    """In a child process."""
    print("this must not get into the answer")  # noqa: T201
    return number * 2


def environment() -> list[str]:
    """What a child process is told."""
    return sorted(name for name in os.environ if name.startswith("ELIGO_"))


def sleep_long() -> None:
    """Outlives its time."""
    time.sleep(60)


def eat_memory() -> int:
    """Wants a gigabyte."""
    return len(bytearray(1 << 30))


def break_rule() -> None:
    """Breaks a rule."""
    raise RuleViolation("too_many_rows", field="rows", most=3)


def fail() -> None:
    """Fails with what nobody may read."""
    raise ValueError("Ada Lovelace")


def vanish() -> None:
    """Dies without a word."""
    os._exit(7)
