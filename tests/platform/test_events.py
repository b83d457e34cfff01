"""The hub of live changes: who hears what, and what happens to the slow and the cut off."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.platform import events, ledger
from api.platform.auth import AgencyRef, system_actor
from api.platform.errors import TooMany, Unavailable
from api.platform.events import LiveEvent, LiveHub, Signal, Subscription, Told
from api.platform.ledger import Subject
from tests.conftest import World
from tests.platform.working import ask


@pytest.fixture
async def hub(world: World) -> AsyncIterator[LiveHub]:
    """A hub that listens."""
    made = LiveHub(world.urls.app)
    await made.start()
    await made.listening()
    yield made
    await made.close()


async def hear(subscription: Subscription, seconds: float = 10) -> Told:
    """The next that a reader is told."""
    async with asyncio.timeout(seconds):
        return await subscription.queue.get()


async def record(world: World, agency: AgencyRef, list_id: UUID) -> int:
    """One event about a list."""
    async with world.database.transaction(agency.id) as session:
        return await ledger.append(session, system_actor(agency), "test.done", Subject("list", list_id), {})


async def test_a_reader_hears_its_topics_of_its_agency(world: World, other_agency: AgencyRef, hub: LiveHub) -> None:
    mine, foreign = uuid4(), uuid4()
    with hub.subscribe(world.agency.id, "user:1", [f"list:{mine}", f"list:{foreign}"]) as reader:
        await record(world, world.agency, uuid4())
        await record(world, other_agency, foreign)
        seq = await record(world, world.agency, mine)
        assert await hear(reader) == LiveEvent(world.agency.id, frozenset({f"list:{mine}"}), seq)


async def test_every_state_of_a_job_is_told(world: World, hub: LiveHub) -> None:
    with hub.subscribe(world.agency.id, "user:1", ["jobs"]) as reader:
        job_id = await ask(world, "test.nothing")
        told = await hear(reader)
    assert isinstance(told, LiveEvent)
    assert told.seq is None
    assert told.job == {"id": str(job_id), "kind": "test.nothing", "status": "queued", "done": 0, "total": None}


async def test_a_reader_that_cannot_keep_up_is_dropped_alone(hub: LiveHub) -> None:
    agency_id = uuid4()
    event = LiveEvent(agency_id, frozenset({"jobs"}))
    with hub.subscribe(agency_id, "user:1", ["jobs"]) as slow, hub.subscribe(agency_id, "user:2", ["jobs"]) as quick:
        for _ in range(events.QUEUE_EVENTS + 1):
            hub.publish(event)
            assert quick.queue.get_nowait() is event
        assert slow.queue.get_nowait() is Signal.END
        assert slow.queue.empty()


async def test_after_a_lost_connection_everybody_reads_anew(world: World, hub: LiveHub) -> None:
    list_id = uuid4()
    with hub.subscribe(world.agency.id, "user:1", [f"list:{list_id}"]) as reader:
        admin = await asyncpg.connect(world.admin_url)
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        await admin.close()
        assert await hear(reader) is Signal.RESYNC
        seq = await record(world, world.agency, list_id)
        told = await hear(reader)
    assert isinstance(told, LiveEvent)
    assert told.seq == seq


async def test_streams_are_limited_and_given_back(hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    agency_id = uuid4()
    monkeypatch.setattr(events, "MOST_EACH", 1)
    monkeypatch.setattr(events, "MOST_STREAMS", 2)
    with hub.subscribe(agency_id, "user:1", ["jobs"]):
        with pytest.raises(TooMany):
            hub.require_room(agency_id, "user:1")
        with hub.subscribe(agency_id, "user:2", ["jobs"]), pytest.raises(Unavailable):
            hub.require_room(agency_id, "user:3")
    hub.require_room(agency_id, "user:1")


async def test_closing_ends_every_stream(world: World) -> None:
    hub = LiveHub(world.urls.app)
    await hub.start()
    with hub.subscribe(world.agency.id, "user:1", ["jobs"]) as reader:
        await hub.close()
        assert await hear(reader) is Signal.END
        with pytest.raises(Unavailable):
            hub.require_room(world.agency.id, "user:2")


async def test_without_a_database_a_stream_is_refused() -> None:
    hub = LiveHub("postgresql://nobody@127.0.0.1:1/none")
    await hub.start()
    with pytest.raises(Unavailable):
        await hub.listening(0.2)
    await hub.close()


def test_a_message_names_what_to_read_anew() -> None:
    assert events.frame("changed", ["list:b", "list:a"], seq=7) == (
        b'id: 7\ndata: {"type":"changed","topics":["list:a","list:b"],"seq":7}\n\n'
    )
    assert events.frame("ended", ()) == b'data: {"type":"ended","topics":[]}\n\n'
