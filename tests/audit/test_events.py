"""The stream of live changes, through a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import uvicorn
from sqlalchemy import select, text

from api.audit.events import service
from api.main import create_app
from api.models import CertificationRule, Department, EligibleList, JobClass
from api.platform import ledger
from api.platform.auth import AgencyRef, system_actor
from api.platform.db import new_id
from api.platform.ledger import Subject
from tests.conftest import World
from tests.platform.working import ask
from tests.support.clerk import PASSWORD, Clerk
from tests.support.hall import Hall


@pytest.fixture
async def base_url(world: World) -> AsyncIterator[str]:
    """A server on a free port of loopback."""
    config = uvicorn.Config(
        create_app(world.settings), host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(30):
        while not server.started:  # noqa: ASYNC110  (uvicorn sets a flag)
            await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/api/v1"
    server.should_exit = True
    await serving


@pytest.fixture
async def reader(base_url: str) -> AsyncIterator[Clerk]:
    """The administrator over that server."""
    async with httpx.AsyncClient(base_url=base_url, timeout=20) as client:
        clerk = Clerk(client)
        await clerk.sign_in("admin@demo.example", PASSWORD)
        yield clerk


Message = dict[str, Any]


@asynccontextmanager
async def follow(clerk: Clerk, topics: str, **headers: str) -> AsyncIterator[AsyncIterator[Message]]:
    """Messages of a stream; `id` stands in them where it was sent."""
    async with clerk.client.stream("GET", "/events", params={"topics": topics}, headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _messages(answer)


async def _messages(answer: httpx.Response) -> AsyncIterator[Message]:
    message: Message = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "data":
            message |= json.loads(value)
        elif name == "id":
            message["id"] = int(value)
        elif not line and message:
            yield message
            message = {}


async def take(messages: AsyncIterator[Message], seconds: float = 20) -> Message:
    """The next message."""
    async with asyncio.timeout(seconds):
        return await anext(messages)


async def list_of(world: World, agency: AgencyRef) -> UUID:
    """A list with no more than a list needs: only its id matters here."""
    made, job_class = new_id(), new_id()
    async with world.database.transaction(agency.id) as session:
        rule_id = (await session.scalars(select(CertificationRule.id).limit(1))).one()
        session.add(JobClass(agency_id=agency.id, id=job_class, code=str(made), title="Clerk"))
        await session.flush()
        session.add(
            EligibleList(
                agency_id=agency.id,
                id=made,
                code=str(made),
                job_class_id=job_class,
                certification_rule_id=rule_id,
                list_type="discrete",
            )
        )
    return made


async def record(world: World, list_id: UUID, agency: AgencyRef | None = None) -> int:
    """One event about a list."""
    of = agency or world.agency
    async with world.database.transaction(of.id) as session:
        return await ledger.append(session, system_actor(of), "test.done", Subject("list", list_id), {})


async def test_a_change_is_told_as_it_commits(world: World, reader: Clerk) -> None:
    list_id = await list_of(world, world.agency)
    async with follow(reader, f"list:{list_id}") as messages:
        ready = await take(messages)
        assert (ready["type"], ready["topics"]) == ("ready", [])
        await record(world, uuid4())
        seq = await record(world, list_id)
        told = await take(messages)
    assert told == {"id": seq, "type": "changed", "topics": [f"list:{list_id}"], "seq": seq}
    assert ready["id"] < seq


async def test_jobs_are_told_and_to_be_read_anew_on_every_connection(world: World, reader: Clerk) -> None:
    async with follow(reader, "jobs") as messages:
        assert (await take(messages))["topics"] == ["jobs"]
        job_id = await ask(world, "test.nothing")
        told = await take(messages)
    assert (told["type"], told["topics"]) == ("job", ["jobs"])
    assert told["job"]["id"] == str(job_id)
    assert "id" not in told


async def test_who_comes_back_gets_what_was_missed_in_order(world: World, reader: Clerk) -> None:
    one, two = await list_of(world, world.agency), await list_of(world, world.agency)
    topics = f"list:{one},list:{two}"
    async with follow(reader, topics) as messages:
        last = (await take(messages))["id"]
    missed = [await record(world, one), await record(world, two), await record(world, one)]
    await record(world, uuid4())

    async with follow(reader, topics, **{"Last-Event-ID": str(last)}) as messages:
        told = [await take(messages) for _ in missed]
        assert [message["seq"] for message in told] == missed
        assert told[1]["topics"] == [f"list:{two}"]
        assert (await take(messages))["type"] == "ready"
        seq = await record(world, one)
        assert (await take(messages))["seq"] == seq


async def test_who_missed_too_much_reads_everything_anew(
    world: World, reader: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_MISSED", 2)
    list_id = await list_of(world, world.agency)
    seqs = [await record(world, list_id) for _ in range(3)]
    for last in (seqs[0] - 1, seqs[-1] + 1000):
        async with follow(reader, f"list:{list_id}", **{"Last-Event-ID": str(last)}) as messages:
            assert await take(messages) == {"type": "resync", "topics": [f"list:{list_id}"]}
            assert (await take(messages))["type"] == "ready"


async def test_a_stream_ends_with_its_sign_in(world: World, reader: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CHECK_SECONDS", 0.1)
    async with follow(reader, "jobs") as messages:
        await take(messages)
        async with world.database.transaction(world.agency.id) as session:
            await session.execute(text("UPDATE user_sessions SET revoked_at = clock_timestamp()"))
        assert await take(messages) == {"type": "ended", "topics": []}
        with pytest.raises(StopAsyncIteration):
            await take(messages)
    assert (await reader.get("/events?topics=jobs")).status_code == 401


async def test_a_stream_ends_when_what_it_follows_may_no_longer_be_read(
    world: World, reader: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CHECK_SECONDS", 0.1)
    async with follow(reader, "jobs") as messages:
        await take(messages)
        async with world.database.transaction(world.agency.id) as session:
            await session.execute(text("UPDATE users SET roles = '{hiring_manager}'"))
        assert (await take(messages))["type"] == "ended"


async def test_another_agency_s_changes_stay_there(world: World, other_agency: AgencyRef, reader: Clerk) -> None:
    mine, theirs = await list_of(world, world.agency), await list_of(world, other_agency)
    assert (await reader.get(f"/events?topics=list:{theirs}")).status_code == 404

    async with follow(reader, f"list:{mine},jobs") as messages:
        await take(messages)
        await ask(world, "test.nothing", other_agency)
        await record(world, mine, other_agency)
        seq = await record(world, mine)
        assert (await take(messages))["seq"] == seq


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("topics=", 400),
        ("topics=everything", 400),
        ("topics=list:x", 400),
        ("topics=jobs&last_event_id=x", 400),
        ("topics=" + ",".join(["jobs"] * 21), 400),
        ("topics=list:00000000-0000-7000-8000-000000000000", 404),
        ("topics=referral:00000000-0000-7000-8000-000000000000", 404),
    ],
)
async def test_a_bad_question_is_refused_before_the_stream(reader: Clerk, query: str, status: int) -> None:
    answer = await reader.get(f"/events?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_hiring_manager_follows_neither_jobs_nor_lists(world: World, reader: Clerk) -> None:
    list_id = await list_of(world, world.agency)
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(text("UPDATE users SET roles = '{hiring_manager}'"))
    for topics in ("jobs", f"list:{list_id}"):
        assert (await reader.get(f"/events?topics={topics}")).status_code == 403


async def test_a_hiring_manager_follows_the_referrals_that_the_manager_reads(world: World, reader: Clerk) -> None:
    """Like GET /referrals/{id}: by the positions on it now, not by those that were taken off it."""
    hall, other = await Hall.build(world, people=3, positions=2), new_id()
    referral = await hall.certify(reader, hall.positions)
    async with world.database.transaction(world.agency.id) as session:
        session.add(Department(agency_id=world.agency.id, id=other, code="ELSE", title="Elsewhere"))
        await session.flush()
        move = text("UPDATE positions SET department_id = :department WHERE id = :id")
        await session.execute(move, {"department": other, "id": hall.positions[1]})
        bind = text("INSERT INTO user_departments SELECT agency_id, id, :department FROM users")
        await session.execute(bind, {"department": other})
        await session.execute(text("UPDATE users SET roles = '{hiring_manager}'"))
    topics = f"referral:{referral}"
    assert (await reader.get(f"/referrals/{referral}")).status_code == 200
    async with follow(reader, topics) as messages:
        assert (await take(messages))["type"] == "ready"
    async with world.database.transaction(world.agency.id) as session:
        off = text("UPDATE referral_positions SET is_attached = false, is_open = false WHERE position_id = :id")
        await session.execute(off, {"id": hall.positions[1]})
    assert (await reader.get(f"/referrals/{referral}")).status_code == 404
    assert (await reader.get(f"/events?topics={topics}")).status_code == 404
