"""Races on real connections: several instances of the application, each with a pool of its own, and a start line.

An instance stands for one API process of many. Who is let go first, and by how much, comes from a seed that is
printed; what a race was like (who won, whether both transactions were open at once) is noted, so that a test can
insist that its races were races.
"""

import asyncio
import itertools
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import World
from tests.support.apps import application
from tests.support.clerk import PASSWORD, Clerk

IS_LONG = os.environ.get("ELIGO_LONG") == "1"
RACES = 1000 if IS_LONG else 100
POOL = 8
MOST_STAGGER = 0.004  # seconds by which chance may let a contender go later than the other
LEAST_STEP, MOST_HANDICAP = 0.002, 0.5  # seconds

Answer = httpx.Response
Start = Callable[[], Awaitable[Answer]]


_tick = itertools.count()


@dataclass(kw_only=True)
class Watched:
    """Whose transactions are noted as they open and end, in one order over all."""

    begun: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def watch(self, engine: AsyncEngine) -> Self:
        """Note the transactions of a pool."""
        event.listen(engine.sync_engine, "begin", lambda _: self.begun.append(next(_tick)))
        for name in ("commit", "rollback"):
            event.listen(engine.sync_engine, name, lambda _: self.ended.append(next(_tick)))
        return self


@dataclass(kw_only=True)
class Process(Watched):
    """One instance of the application with its pool, and a clerk signed in to it."""

    app: FastAPI
    clerk: Clerk


@asynccontextmanager
async def processes(world: World, count: int, *, pool: int = POOL) -> AsyncIterator[list[Process]]:
    """`count` instances over one database, with `pool` connections each."""
    settings = world.settings.model_copy(update={"pool_size": pool, "log_level": "error"})
    async with AsyncExitStack() as stack:
        made: list[Process] = []
        for place in range(count):
            app = application(settings, 1 + place)  # the first is the test's own
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/api/v1")
            clerk = Clerk(await stack.enter_async_context(client))
            if made:  # one sign-in serves all, as cookies do in several tabs
                client.cookies, clerk.session = made[0].clerk.client.cookies, made[0].clerk.session
                client.headers["X-CSRF-Token"] = clerk.session["csrf_token"]
            else:
                await clerk.sign_in("admin@demo.example", PASSWORD)
            made.append(Process(app=app, clerk=clerk).watch(app.state.database.engine))
        yield made


def seeded(name: str) -> random.Random:
    """Chance from a seed: ELIGO_SEED, or a new one; printed either way."""
    seed = int(os.environ.get("ELIGO_SEED") or random.SystemRandom().randrange(2**32))
    print(f"\n{name}: seed {seed}")  # noqa: T201  (a failing run must be repeatable)
    return random.Random(f"{name}:{seed}")


@dataclass
class Handicap:
    """By how much the first contender of a race is let go later than the others; below zero, earlier.

    One has a longer way to its first lock than another, and by how much differs from machine to machine: without a
    handicap it would always come second. Whoever won is held back further, by steps that double while the same one
    wins and halve when the other does.
    """

    seconds: float = 0.0
    _step: float = LEAST_STEP
    _last: int = 0
    _known: Counter[int] = field(default_factory=Counter)

    def weigh(self, won: Counter[int]) -> None:
        """Learn from what was won since the last race."""
        new = won - self._known
        self._known = won.copy()
        if not new:
            return
        side = 1 if new[0] else -1
        self._step = max(self._step * 2 if side == self._last else self._step / 2, LEAST_STEP)
        self._last = side
        self.seconds = min(max(self.seconds + side * self._step, -MOST_HANDICAP), MOST_HANDICAP)

    def delay(self, place: int) -> float:
        """Seconds by which a contender is held back."""
        return max(self.seconds if place == 0 else -self.seconds, 0.0)


@dataclass
class Tally:
    """What the races of a test were like."""

    name: str
    rng: random.Random
    races: int = 0
    overlapped: int = 0
    won: Counter[int] = field(default_factory=Counter)
    statuses: Counter[Any] = field(default_factory=Counter)
    unavailable: int = 0
    handicap: Handicap = field(default_factory=Handicap)

    async def race(self, contenders: Sequence[Watched], starts: Sequence[Start]) -> list[Answer]:
        """Run all starts at once, in random order and a little apart; each contender's answer."""
        for contender in contenders:
            contender.begun.clear()
            contender.ended.clear()
        line = asyncio.Barrier(len(starts))
        self.handicap.weigh(self.won)
        delays = [self.handicap.delay(place) + self.rng.uniform(0, MOST_STAGGER) for place in range(len(starts))]

        async def run(start: Start, delay: float) -> Answer:
            await line.wait()
            await asyncio.sleep(delay)
            return await start()

        order = list(range(len(starts)))
        self.rng.shuffle(order)
        tasks = {place: asyncio.create_task(run(starts[place], delays[place])) for place in order}
        answers = [await tasks[place] for place in range(len(starts))]
        self._note(contenders, answers)
        return answers

    def _note(self, contenders: Sequence[Watched], answers: Sequence[Answer]) -> None:
        self.races += 1
        self.unavailable += sum(answer.status_code == 503 for answer in answers)
        # They were at work together when the last to begin did so before the first had ended.
        self.overlapped += max(one.begun[0] for one in contenders) < min(one.ended[-1] for one in contenders)
        self.statuses[tuple(answer.status_code for answer in answers)] += 1

    def winner(self, answers: Sequence[Answer], *, success: Sequence[int] = (200, 201)) -> int:
        """Whose change happened, insisting that it was exactly one's."""
        winners = [place for place, answer in enumerate(answers) if answer.status_code in success]
        assert len(winners) == 1, [(answer.status_code, answer.text) for answer in answers]
        self.won[winners[0]] += 1
        return winners[0]

    def require_real(self, *, each: float = 0.1, overlapping: float = 0.5) -> None:
        """Insist that each side won its share, and that most races were fought with both transactions open."""
        print(self.told())  # noqa: T201  (figures of the run)
        assert self.unavailable == 0, self.told()
        assert self.overlapped >= overlapping * self.races, self.told()
        assert min(self.won[0], self.won[1]) >= each * self.races, self.told()

    def told(self) -> str:
        """The figures in one line."""
        return (
            f"{self.name}: {self.races} races, {self.overlapped} overlapping, won {dict(sorted(self.won.items()))}, "
            f"answers {dict(self.statuses)}, {self.unavailable} x 503"
        )
