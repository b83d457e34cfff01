"""Following live changes: who may follow what, what was missed, and what comes."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.events import queries
from api.platform.auth import Actor, Permission
from api.platform.db import Database
from api.platform.errors import NotFound, Unreadable
from api.platform.events import LiveEvent, LiveHub, Signal, Subscription, frame

MOST_TOPICS = 20
MOST_MISSED = 1000  # beyond that a reader reads everything anew
CHECK_SECONDS = 15.0  # how often a heartbeat is sent and the sign-in looked at again
# A reader that comes back reads at once; one that is refused does not come back at all.
_HELLO = b"retry: 2000\n\n"
_BEAT = b": \n\n"


@dataclass(frozen=True, slots=True)
class Topics:
    """What a reader follows."""

    jobs: bool
    lists: frozenset[UUID]
    referrals: frozenset[UUID]

    @classmethod
    def parse(cls, value: str) -> "Topics":
        """Read `jobs,list:<id>,referral:<id>`.

        Raises:
            Unreadable: for anything else, and for more than twenty.
        """
        named = [part.strip() for part in value.split(",") if part.strip()]
        if not named or len(named) > MOST_TOPICS:
            raise Unreadable(f"Name one to {MOST_TOPICS} topics.", field="topics")
        ids: dict[str, set[UUID]] = {"list": set(), "referral": set()}
        for name in named:
            kind, _, identity = name.partition(":")
            if name == "jobs":
                continue
            try:
                ids[kind].add(UUID(identity))
            except (KeyError, ValueError):
                raise Unreadable("A topic is jobs, list:<id> or referral:<id>.", field="topics") from None
        return cls("jobs" in named, frozenset(ids["list"]), frozenset(ids["referral"]))

    @property
    def names(self) -> frozenset[str]:
        """As the ledger and the live channel write them."""
        lists = {f"list:{each}" for each in self.lists}
        referrals = {f"referral:{each}" for each in self.referrals}
        return frozenset(lists | referrals | ({"jobs"} if self.jobs else set()))


async def require_access(session: AsyncSession, actor: Actor, topics: Topics) -> None:
    """Refuse what the actor may not read.

    Raises:
        Forbidden: without the permission. NotFound: for what is not there, or in no department of the actor's.
    """
    if topics.jobs:
        actor.require(Permission.READ_JOBS)
    if topics.lists:
        actor.require(Permission.READ_LISTS)
        if await queries.lists_there(session, topics.lists) != topics.lists:
            raise NotFound
    if topics.referrals:
        actor.require(Permission.READ_REFERRALS)
        departments = await queries.referral_departments(session, topics.referrals)
        for referral_id in topics.referrals:
            if referral_id not in departments:
                raise NotFound
            actor.require_department(departments[referral_id])


@dataclass(frozen=True, slots=True)
class Follower:
    """One open stream: who reads what, from where, and how to look whether they still may."""

    actor: Actor
    topics: Topics
    last_seq: int | None
    is_still_allowed: Callable[[], Awaitable[bool]]


async def follow(hub: LiveHub, database: Database, follower: Follower) -> AsyncIterator[bytes]:
    """The stream: what was missed, `ready`, then what comes, until the reader goes or may no longer read.

    Listening starts before the missed events are read, so that nothing falls in between.
    """
    agency_id = follower.actor.agency.id
    with hub.subscribe(agency_id, follower.actor.label, follower.topics.names) as subscription:
        yield _HELLO
        async with database.transaction(agency_id, read_only=True) as session:
            head = await queries.head(session)
            missed = await _missed(session, follower, head)
        for told in missed:
            yield told
        # The ledger knows nothing of jobs: whoever follows them reads them anew on every connection.
        yield frame("ready", {"jobs"} & follower.topics.names, seq=head)
        async for told in _live(subscription, follower, head):
            yield told


async def _missed(session: AsyncSession, follower: Follower, head: int) -> list[bytes]:
    """What a returning reader missed, or the word to read everything anew."""
    last = follower.last_seq
    if last is None or last == head:
        return []
    names = follower.topics.names
    if last > head:
        return [frame("resync", names)]
    rows = await queries.missed(session, names, after=last, until=head, limit=MOST_MISSED + 1)
    if len(rows) > MOST_MISSED:
        return [frame("resync", names)]
    return [_changed(seq, names.intersection(topics)) for seq, topics in rows]


def _changed(seq: int, topics: frozenset[str]) -> bytes:
    return frame("changed", topics, seq=seq)


async def _live(subscription: Subscription, follower: Follower, head: int) -> AsyncIterator[bytes]:
    check_at = time.monotonic() + _spread()
    while True:
        if time.monotonic() >= check_at:
            if not await follower.is_still_allowed():
                yield frame("ended", ())
                return
            check_at = time.monotonic() + _spread()
            yield _BEAT
        try:
            async with asyncio.timeout(max(0.0, check_at - time.monotonic())):
                told = await subscription.queue.get()
        except TimeoutError:
            continue
        if told is Signal.END:
            return
        if told is Signal.RESYNC:
            yield frame("resync", subscription.topics)
        elif isinstance(told, LiveEvent) and (told.seq is None or told.seq > head):
            yield _told(told, subscription.topics)


def _told(event: LiveEvent, topics: frozenset[str]) -> bytes:
    if event.seq is None:
        return frame("job", {"jobs"}, job=event.job)
    return _changed(event.seq, topics & event.topics)


def _spread() -> float:
    """Not every stream at once."""
    return CHECK_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311  (spreads load, guards nothing)
