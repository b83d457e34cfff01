"""Each lock with two connections: whoever comes second waits, and then decides on what the first left behind.

The first holds its transaction open at the end of a service's work; the second is an ordinary request. That it waits is
read from PostgreSQL itself; what it answers shows that it read after the lock, not before.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists import service as lists
from api.organization import service as organization
from api.platform import jobs
from api.platform.auth import system_actor
from api.platform.db import raw
from api.referrals import service as referrals
from api.referrals.closing import service as closing
from api.referrals.dispositions import service as decisions
from api.referrals.dispositions.legality.service import Order
from api.referrals.positions import service as positions
from tests.conftest import World
from tests.support.clerk import Clerk, problem
from tests.support.hall import Hall, dispose, offer
from tests.support.invariants import require_whole
from tests.support.processes import until
from tests.support.races import processes
from tests.support.stored import count


class Holder:
    """A transaction with work done in it that nobody sees yet."""

    def __init__(self, world: World, session: AsyncSession, pid: int) -> None:
        self.session, self.actor = session, system_actor(world.agency)
        self._world, self._pid = world, pid

    async def blocks(self, second: "asyncio.Task[httpx.Response]") -> None:
        """Insist that the second waits for a lock of this transaction, by PostgreSQL's own account."""
        connection = await asyncpg.connect(self._world.admin_url)
        query = (
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND $1 = ANY(pg_blocking_pids(pid)) "
            "AND datname = current_database()"
        )

        async def waits() -> bool:
            assert not second.done(), f"it did not wait: {second.result().text}"
            return bool(await connection.fetchval(query, self._pid))

        try:
            await until(waits, "the second waits for the first", seconds=20)
        finally:
            await connection.close()


@asynccontextmanager
async def holding(world: World) -> AsyncIterator[Holder]:
    """A transaction of the agency that commits at the end of the block."""
    async with world.database.transaction(world.agency.id) as session:
        pid = (await raw(session)).get_server_pid()
        yield Holder(world, session, pid)


@pytest.fixture
async def hall(world: World) -> Hall:
    """Eight people of eight scores under the Rule of Three, and positions."""
    return await Hall.build(world, people=8, positions=6, rule="R3", each=1)


@pytest.fixture
async def clerk(world: World) -> AsyncIterator[Clerk]:
    """Whoever comes second."""
    async with processes(world, 1, pool=2) as made:
        yield made[0].clerk


@pytest.fixture(autouse=True)
async def _whole(world: World) -> AsyncIterator[None]:
    yield
    await require_whole(world.admin_url, world.database, world.agency)


def later(request: "object") -> "asyncio.Task[httpx.Response]":
    """The second, set off."""
    return asyncio.create_task(request)  # type: ignore[arg-type]


async def test_the_line_is_computed_after_the_list_lock_when_it_widens(world: World, hall: Hall, clerk: Clerk) -> None:
    """The first of three ranks waives while the fourth gets an offer: read before the lock, that would be refused."""
    referral = await hall.certify(clerk, hall.positions[:1])
    first, fourth = hall.people[0], hall.people[3]
    problem(await dispose(clerk, referral, fourth, "selected"), 409, "not_reachable")
    async with holding(world) as holder:
        await decisions.dispose(holder.session, holder.actor, UUID(referral), first, Order("waived"), version=None)
        second = later(dispose(clerk, referral, fourth, "selected"))
        await holder.blocks(second)
    answer = await second
    assert answer.status_code == 200, answer.text


async def test_the_line_is_computed_after_the_list_lock_when_it_narrows(world: World, hall: Hall, clerk: Clerk) -> None:
    """One of two positions goes while the fourth rank gets an offer: read before the lock, that would be made."""
    referral = await hall.certify(clerk, hall.positions[:2])
    async with holding(world) as holder:
        await positions.remove_position(
            holder.session, holder.actor, UUID(referral), hall.positions[1], version=1, reason="frozen"
        )
        second = later(dispose(clerk, referral, hall.people[3], "selected"))
        await holder.blocks(second)
    problem(await second, 409, "not_reachable")


async def test_a_second_referral_sees_the_hire_it_waited_for(world: World, hall: Hall, clerk: Clerk) -> None:
    here, there = [await hall.certify(clerk, [position]) for position in hall.positions[:2]]
    person = hall.people[0]
    for referral in (here, there):
        await offer(world, referral, hall.lists[0], [person])
    async with holding(world) as holder:
        await decisions.dispose(holder.session, holder.actor, UUID(here), person, Order("hired"), version=None)
        second = later(dispose(clerk, there, person, "hired"))
        await holder.blocks(second)
    problem(await second, 409, "illegal_transition")


async def test_a_certification_sees_the_position_that_another_list_took(world: World, hall: Hall, clerk: Clerk) -> None:
    """Another list, so no list lock orders the two: the position's lock does."""
    other = await hall.add_list(4, rule="R3")
    body = {"eligible_list_id": str(other), "position_ids": [str(hall.positions[0])]}
    async with holding(world) as holder:
        await referrals.certify(
            holder.session, holder.actor, eligible_list_id=hall.lists[0], position_ids=hall.positions[:1]
        )
        second = later(clerk.post("/referrals", body))
        await holder.blocks(second)
    problem(await second, 409, "position_on_open_referral")


async def test_a_disposition_sees_that_the_referral_was_closed(world: World, hall: Hall, clerk: Clerk) -> None:
    referral = await hall.certify(clerk, hall.positions[:1])
    async with holding(world) as holder:
        await closing.close(holder.session, holder.actor, UUID(referral), action="close", reason="x", version=None)
        second = later(dispose(clerk, referral, hall.people[0], "waived"))
        await holder.blocks(second)
    problem(await second, 409, "referral_closed")


async def test_a_reopening_sees_that_its_position_was_taken(world: World, hall: Hall, clerk: Clerk) -> None:
    referral = await hall.certify(clerk, hall.positions[:1])
    await clerk.make(f"/referrals/{referral}/close", {"reason": "over"})
    async with holding(world) as holder:
        await referrals.certify(
            holder.session, holder.actor, eligible_list_id=hall.lists[0], position_ids=hall.positions[:1]
        )
        second = later(clerk.post(f"/referrals/{referral}/reopen", {"reason": "again"}))
        await holder.blocks(second)
    problem(await second, 409, "no_position_left")


async def test_a_certification_sees_that_the_list_was_cancelled(world: World, hall: Hall, clerk: Clerk) -> None:
    body = {"eligible_list_id": str(hall.lists[0]), "position_ids": [str(hall.positions[0])]}
    async with holding(world) as holder:
        await lists.cancel_list(holder.session, holder.actor, list_id=hall.lists[0], seen=1, reason="error")
        second = later(clerk.post("/referrals", body))
        await holder.blocks(second)
    problem(await second, 409, "list_not_adopted")


async def test_a_stale_form_is_refused_after_it_waited(world: World, hall: Hall, clerk: Clerk) -> None:
    referral = await hall.certify(clerk, hall.positions[:1])
    async with holding(world) as holder:
        await referrals.patch(holder.session, holder.actor, UUID(referral), {"note": "first"}, version=1)
        second = later(clerk.patch(f"/referrals/{referral}", {"note": "second"}, version=1))
        await holder.blocks(second)
    assert problem(await second, 412, "stale_version")["version"] == 2
    assert (await clerk.read(f"/referrals/{referral}"))["note"] == "first"


async def test_events_take_their_numbers_one_after_the_other(world: World, hall: Hall, clerk: Clerk) -> None:
    """Departments share no lock but the ledger's head: the second event waits for the first's number."""
    async with holding(world) as holder:
        await organization.create(
            holder.session, holder.actor, organization.DEPARTMENTS, {"code": "ONE", "title": "One"}
        )
        second = later(clerk.post("/departments", {"code": "TWO", "title": "Two"}))
        await holder.blocks(second)
        assert await count(world, "SELECT count(*) FROM departments WHERE code IN ('ONE', 'TWO')") == 0
    assert (await second).status_code == 201
    order = (
        "SELECT count(*) FROM ledger_events a JOIN ledger_events b ON b.seq = a.seq + 1 "
        "JOIN departments x ON x.id = a.subject_id AND x.code = 'ONE' "
        "JOIN departments y ON y.id = b.subject_id AND y.code = 'TWO'"
    )
    assert await count(world, order) == 1


async def test_a_transaction_that_ends_badly_leaves_no_gap_in_the_ledger(
    world: World, hall: Hall, clerk: Clerk
) -> None:
    before = await count(world, "SELECT seq FROM ledger_heads")
    with suppress(ZeroDivisionError):
        async with holding(world) as holder:
            await organization.create(
                holder.session, holder.actor, organization.DEPARTMENTS, {"code": "ONE", "title": "One"}
            )
            second = later(clerk.post("/departments", {"code": "TWO", "title": "Two"}))
            await holder.blocks(second)
            raise ZeroDivisionError
    assert (await second).status_code == 201
    assert await count(world, "SELECT seq FROM ledger_heads") == before + 1


async def test_the_same_key_waits_for_the_first_and_then_acts_itself_when_that_failed(
    world: World, hall: Hall, clerk: Clerk
) -> None:
    """The unique index of the keys is the lock; a claim that is rolled back leaves nothing behind."""
    actor = f"user:{clerk.session['user']['id']}"
    for fails in (True, False):
        body = {"code": f"K{fails}", "title": "Keyed"}
        key = f"key-{fails}"
        try:
            async with holding(world) as holder:
                await holder.session.execute(
                    text(
                        "INSERT INTO idempotency_keys (agency_id, scope, key, body_digest, status_code, headers, "
                        "answer) VALUES (eligo_agency(), :scope, :key, :digest, 201, '{}', 'stored')"
                    ),
                    {"scope": f"{actor} POST /api/v1/departments", "key": key, "digest": b"another"},
                )
                second = later(clerk.post("/departments", body, headers={"Idempotency-Key": key}))
                await holder.blocks(second)
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            assert (await second).status_code == 201
        else:
            problem(await second, 422, "idempotency_key_reused")


async def test_cancelling_a_job_that_stores_its_effect_is_refused_not_lost(world: World, clerk: Clerk) -> None:
    """A job holds its row from before its effect to the commit; whoever would cancel it is told, and may come back."""
    async with world.database.transaction(world.agency.id) as session:
        job = await jobs.enqueue(session, system_actor(world.agency), "tests.nothing")
    async with holding(world) as holder:
        await holder.session.execute(text("SELECT 1 FROM jobs WHERE id = :id FOR NO KEY UPDATE"), {"id": job.id})
        second = later(clerk.post(f"/jobs/{job.id}/cancel"))
        await holder.blocks(second)
        problem(await second, 409, "job_finishing")
    assert (await clerk.post(f"/jobs/{job.id}/cancel")).status_code == 200


async def test_a_lock_that_is_not_given_back_ends_in_503_with_nothing_changed(
    world: World, hall: Hall, clerk: Clerk
) -> None:
    """Every attempt waits two seconds for the lock; after the last, the client is told when to come back."""
    referral = await hall.certify(clerk, hall.positions[:1])
    async with holding(world) as holder:
        await holder.session.execute(
            text("SELECT 1 FROM eligible_lists WHERE id = :id FOR NO KEY UPDATE"), {"id": hall.lists[0]}
        )
        answer = await dispose(clerk, referral, hall.people[0], "waived", key="patient")
        problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"
    again = await dispose(clerk, referral, hall.people[0], "waived", key="patient")
    assert again.status_code == 200
    assert "idempotency-replayed" not in again.headers


async def test_whoever_waits_for_a_position_does_not_hold_the_ledger(world: World, hall: Hall, clerk: Clerk) -> None:
    """A permanent hire ends a temporary one and needs its position too: before the ledger's head, as the order says.

    Otherwise a change of that position, which holds it and wants the head, and the hire wait for each other.
    """
    temporary = (await hall.add_positions(1, employment="temporary"))[0]
    here, there = [await hall.certify(clerk, [position]) for position in (temporary, hall.positions[0])]
    person = hall.people[0]
    for referral in (here, there):
        await offer(world, referral, hall.lists[0], [person])
    assert (await dispose(clerk, here, person, "hired")).status_code == 200
    async with holding(world) as holder:
        await holder.session.execute(
            text("SELECT 1 FROM positions WHERE id = :id FOR NO KEY UPDATE"), {"id": temporary}
        )
        second = later(dispose(clerk, there, person, "hired"))
        await holder.blocks(second)
        # Refused at once if the waiting hire holds the head.
        assert await count(world, "SELECT seq FROM ledger_heads FOR NO KEY UPDATE NOWAIT") > 0
    assert (await second).status_code == 200
