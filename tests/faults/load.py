"""A light bounded load that insists: what fails is asked again, with the same Idempotency-Key, until it is answered.

Two kinds of it: dispositions, each of a person of its own, so that a doubled effect could not hide; and examinations
from file to paper, whose steps are jobs.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from tests.support.clerk import Clerk
from tests.support.hall import Hall, dispose
from tests.support.lists import Desk, people
from tests.support.processes import PATIENCE, Installation, until

ROWS = 1500
ENDED = ("succeeded", "partly_failed", "failed", "cancelled")


@dataclass
class Told:
    """What clients saw: acknowledged changes, and what went wrong on the way to them."""

    acknowledged: set[UUID] = field(default_factory=set)
    broken: int = 0  # requests whose connection broke
    replayed: int = 0  # done before the connection broke, told by the repetition
    unavailable: int = 0  # 503 with Retry-After
    wrong: list[str] = field(default_factory=list)
    examinations: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.acknowledged)} changes acknowledged, {self.replayed} of them made before the connection broke, "
            f"{self.examinations} examinations; {self.broken} broken connections, {self.unavailable} x 503"
        )


class Load:
    """Clients at work for as long as the block runs; on leaving it every change begun is brought to its end."""

    def __init__(self, installation: Installation, hall: Hall, referral: str, *, examiners: int, deciders: int) -> None:
        self.installation, self.told = installation, Told()
        self.outstanding = 0
        self._hall, self._referral = hall, referral
        self._counts = (examiners, deciders)
        self._is_over = False
        self._stack = AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        client = await self._stack.enter_async_context(self.installation.client())
        clerk = await self.installation.clerk(client)
        examiners, deciders = self._counts
        desk = Desk(clerk, Steadfast(self))  # type: ignore[arg-type]
        self._clerk = InsistentClerk(self, clerk)
        desk.clerk = self._clerk
        self._tasks = [asyncio.create_task(self._decide()) for _ in range(deciders)]
        self._tasks += [asyncio.create_task(self._examine(desk)) for _ in range(examiners)]
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        self._is_over = True
        try:
            if kind is None:
                async with asyncio.timeout(PATIENCE):
                    await asyncio.gather(*self._tasks)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._stack.aclose()

    async def insist(self, ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Ask until there is an answer that is none of a failing server."""
        was_broken = False
        while True:
            self.outstanding += 1
            try:
                answer = await ask()
            except httpx.TransportError:
                self.told.broken += 1
                was_broken = True
                await asyncio.sleep(0.05)
                continue
            finally:
                self.outstanding -= 1
            if answer.status_code == 503 and "retry-after" in answer.headers:
                self.told.unavailable += 1
                await asyncio.sleep(0.05)
                continue
            if answer.status_code >= 500:
                self.told.wrong.append(f"{answer.request.method} {answer.request.url.path}: {answer.text}")
                await asyncio.sleep(0.05)
                continue
            self.told.replayed += was_broken and "idempotency-replayed" in answer.headers
            return answer

    async def _decide(self) -> None:
        while not self._is_over and self._hall.people:
            person = self._hall.people.pop()
            key = str(uuid4())
            answer = await self._clerk.dispose(self._referral, person, key)
            if answer.status_code == 200:
                self.told.acknowledged.add(person)
            else:
                self.told.wrong.append(f"{answer.status_code}: {answer.text}")

    async def _examine(self, desk: Desk) -> None:
        while not self._is_over:
            code = f"X{uuid4().hex[:10]}"
            made = await desk.list(code)
            await desk.imported(made["id"], people(ROWS))
            listed = await desk.scored(made["id"])
            assert listed["results_count"] == ROWS, listed
            paper = await desk.clerk.make(
                f"/eligible-lists/{made['id']}/documents", {"kind": "score_report", "format": "pdf"}
            )
            await desk.worker.done(desk.clerk, paper)
            self.told.examinations += 1


class InsistentClerk(Clerk):
    """A clerk that repeats what was not answered, with the same key."""

    def __init__(self, load: Load, clerk: Clerk) -> None:
        super().__init__(clerk.client)
        self.session, self._load = clerk.session, load

    async def call(self, method: str, path: str, *, version: int | None = None, **kw: Any) -> httpx.Response:
        """One request, until it is answered."""
        headers = dict(kw.pop("headers", {}))
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid4()))
        once = super().call
        return await self._load.insist(lambda: once(method, path, version=version, headers=dict(headers), **kw))

    async def dispose(self, referral: str, person: UUID, key: str) -> httpx.Response:
        """Record that somebody is interested."""
        return await dispose(self, referral, person, "interested", key=key)


class Steadfast:
    """Waits for the worker process to end a job."""

    def __init__(self, load: Load) -> None:
        self._load = load

    async def done(self, clerk: Clerk, job: Any) -> Any:
        """The result of a job, insisting on success."""

        async def ended() -> Any:
            found = await clerk.read(f"/jobs/{job['id']}")
            return found if found["status"] in ENDED else None

        found = await until(ended, f"the job {job['kind']} ends")
        assert found["status"] == "succeeded", found
        return found["result"]


async def _all_ended(installation: Installation) -> Counter[str] | None:
    """How many jobs ended in which way, once none is left: some were asked for by other jobs, and nobody waited."""
    found = Counter(row["status"] for row in await installation.rows("SELECT status FROM jobs"))
    return found if set(found) <= set(ENDED) else None


async def require_effects(installation: Installation, told: Told, referral: str) -> None:
    """Every acknowledged change is there and was made once; every job ended well, and once."""
    assert told.wrong == []
    query = (
        "SELECT canonical::jsonb -> 'payload' ->> 'eligible' AS eligible FROM ledger_events "
        f"WHERE name = 'disposition.recorded' AND subject_id = '{referral}'"
    )
    events = Counter(row["eligible"] for row in await installation.rows(query))
    assert {str(person): events[str(person)] for person in told.acknowledged} == {
        str(person): 1 for person in told.acknowledged
    }
    ended = await until(lambda: _all_ended(installation), "every job has ended")
    assert set(ended) == {"succeeded"}, ended
    twice = await installation.rows(
        "SELECT subject_id, name, count(*) FROM ledger_events WHERE subject_type IN ('import', 'scoring', 'document') "
        "GROUP BY subject_id, name HAVING count(*) > 1"
    )
    assert twice == []
    unfiled = await installation.rows("SELECT id FROM documents WHERE status <> 'ready' OR file_id IS NULL")
    assert unfiled == []
    # Each paper has its file, and no attempt left another behind.
    files = await installation.rows(
        "SELECT (SELECT count(*) FROM files WHERE media_type = 'application/pdf') AS files, "
        "(SELECT count(*) FROM documents) AS documents"
    )
    assert files[0]["files"] == files[0]["documents"]
