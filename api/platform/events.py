"""Live changes: one LISTEN connection a process, fanned out to whoever reads, by agency and topic."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from sqlalchemy.engine import make_url

from api.platform import telemetry
from api.platform.errors import TooMany, Unavailable

log = structlog.get_logger("eligo.live")

CHANNEL = "eligo_live"
QUEUE_EVENTS = 256  # a reader that is further behind is dropped; it catches up when it comes back
MOST_STREAMS = 2000  # a process
MOST_EACH = 30  # one sign-in or key, in one process
RECONNECT_SECONDS = 1.0
ALIVE_SECONDS = 30.0  # how often a silent connection is asked whether it lives


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """Something that changed: a ledger event (with `seq`), or the state of a job."""

    agency_id: UUID
    topics: frozenset[str]
    seq: int | None = None
    job: dict[str, Any] | None = None

    @classmethod
    def parse(cls, payload: str) -> "LiveEvent":
        """A notification of the channel."""
        told = orjson.loads(payload)
        return cls(UUID(told["agency"]), frozenset(told["topics"]), told.get("seq"), told.get("job"))


class Signal(Enum):
    """What a reader is told beside events."""

    RESYNC = "resync"  # events may have been missed: read everything anew
    END = "end"  # this stream is over: come back


Told = LiveEvent | Signal


@dataclass(eq=False, slots=True)
class Subscription:
    """One reader."""

    agency_id: UUID
    reader: str
    topics: frozenset[str]
    queue: "asyncio.Queue[Told]" = field(default_factory=lambda: asyncio.Queue(QUEUE_EVENTS))

    def offer(self, told: Told) -> None:
        """Queue it; a reader that cannot keep up is dropped."""
        try:
            self.queue.put_nowait(told)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Drop whatever waits and end the stream."""
        with suppress(asyncio.QueueEmpty):
            while True:
                self.queue.get_nowait()
        self.queue.put_nowait(Signal.END)


class LiveHub:
    """The LISTEN connection of this process, and its readers."""

    def __init__(self, listen_url: str) -> None:
        self._url = make_url(listen_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._readers: dict[UUID, set[Subscription]] = {}
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._is_closing = False

    async def start(self) -> None:
        """Listen, now and again whenever the connection was lost."""
        self._task = asyncio.create_task(self._keep_listening(), name="live")

    async def listening(self, seconds: float = 5) -> None:
        """Wait until the connection listens.

        Raises:
            Unavailable: when it does not within `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._listening.wait()
        except TimeoutError:
            raise Unavailable(headers={"Retry-After": "2"}) from None

    async def close(self) -> None:
        """End every reader's stream and stop listening."""
        self._is_closing = True
        for reader in self._all():
            reader.end()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def require_room(self, agency_id: UUID, reader: str) -> None:
        """Refuse one stream too many.

        Raises:
            TooMany: when `reader` has too many already. Unavailable: when this process has, or it is closing.
        """
        if sum(each.reader == reader for each in self._readers.get(agency_id, ())) >= MOST_EACH:
            raise TooMany("Too many event streams are open.", headers={"Retry-After": "30"})
        if self._is_closing or sum(map(len, self._readers.values())) >= MOST_STREAMS:
            raise Unavailable(headers={"Retry-After": "5"})

    @contextmanager
    def subscribe(self, agency_id: UUID, reader: str, topics: Iterable[str]) -> Iterator[Subscription]:
        """A subscription for as long as the block runs.

        Raises:
            TooMany, Unavailable: as require_room.
        """
        self.require_room(agency_id, reader)
        subscription = Subscription(agency_id, reader, frozenset(topics))
        self._readers.setdefault(agency_id, set()).add(subscription)
        telemetry.STREAMS.inc()
        try:
            yield subscription
        finally:
            telemetry.STREAMS.dec()
            self._readers[agency_id].discard(subscription)
            if not self._readers[agency_id]:
                del self._readers[agency_id]

    def _all(self) -> list[Subscription]:
        return [reader for readers in self._readers.values() for reader in readers]

    def publish(self, event: LiveEvent) -> None:
        """Hand an event to the readers of its agency who follow one of its topics."""
        for reader in list(self._readers.get(event.agency_id, ())):
            if reader.topics & event.topics:
                reader.offer(event)

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("live.interrupted", kind=type(error).__name__)
            self._listening.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=10, command_timeout=10)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._heard)
            for reader in self._all():
                reader.offer(Signal.RESYNC)
            self._listening.set()
            while not lost.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(ALIVE_SECONDS):
                        await lost.wait()
                    return
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    def _heard(self, _: Any, __: int, ___: str, payload: str) -> None:
        try:
            event = LiveEvent.parse(payload)
        except (ValueError, KeyError, TypeError):
            log.warning("live.unreadable")
            return
        self.publish(event)


def frame(kind: str, topics: Iterable[str], *, seq: int | None = None, job: dict[str, Any] | None = None) -> bytes:
    """One server-sent message: `topics` are to be read anew; `seq` is what a reader gives back as Last-Event-ID."""
    told: dict[str, Any] = {"type": kind, "topics": sorted(topics)}
    if seq is not None:
        told["seq"] = seq
    if job is not None:
        told["job"] = job
    return (b"" if seq is None else b"id: %d\n" % seq) + b"data: " + orjson.dumps(told) + b"\n\n"
