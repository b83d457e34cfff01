"""The ledger over HTTP, and its verification on rows that somebody tampered with past all rights."""

from uuid import uuid4

import asyncpg
import pytest

from api.platform import ledger
from api.platform.auth import AgencyRef, system_actor
from api.platform.ledger import Subject
from tests.conftest import Clerks, World
from tests.support.clerk import Clerk


async def record(world: World, agency: AgencyRef, count: int, *, subject: Subject | None = None) -> list[int]:
    """So many events, each with a note."""
    seqs = []
    for number in range(count):
        async with world.database.transaction(agency.id) as session:
            about = subject or Subject("test", uuid4())
            facts, note = {"n": number}, {"note": f"note {number}"}
            seqs.append(await ledger.append(session, system_actor(agency), "test.done", about, facts, private=note))
    return seqs


async def tamper(world: World, *statements: str) -> None:
    """As a superuser whom no trigger stops."""
    admin = await asyncpg.connect(world.admin_url)
    async with admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await admin.execute(statement.replace(":agency", f"'{world.agency.id}'"))
    await admin.close()


async def test_an_untouched_ledger_is_valid(world: World, administrator: Clerk) -> None:
    last = (await record(world, world.agency, 5))[-1]

    verdict = await administrator.read("/ledger/verify")

    assert (verdict["valid"], verdict["first_fault"]) == (True, None)
    assert verdict["events"] == verdict["head"]["seq"] == last


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["UPDATE ledger_events SET canonical = replace(canonical, '\"n\":1', '\"n\":7') WHERE :it"], "hash_differs"),
        (["UPDATE ledger_events SET actor = 'user:x' WHERE :it"], "column_differs_actor"),
        (
            ["UPDATE ledger_events SET occurred_at = occurred_at - interval '1 day' WHERE :it"],
            "column_differs_occurred_at",
        ),
        (["DELETE FROM ledger_private WHERE :it", "DELETE FROM ledger_events WHERE :it"], "event_missing"),
        (["UPDATE ledger_private SET content = '{}' WHERE :it"], "private_differs"),
        (
            [
                "UPDATE ledger_events SET seq = 0 WHERE :it",
                "UPDATE ledger_events SET seq = seq - 1 WHERE agency_id = :agency AND seq = 1 + (:seq)",
                "UPDATE ledger_events SET seq = 1 + (:seq) WHERE agency_id = :agency AND seq = 0",
            ],
            "previous_hash_differs",
        ),
    ],
    ids=["edited", "actor", "time", "deleted", "private", "reordered"],
)
async def test_tampering_is_found(world: World, administrator: Clerk, statements: list[str], reason: str) -> None:
    seq = (await record(world, world.agency, 4))[1]
    fill = {":it": f"agency_id = :agency AND seq = {seq}", ":seq": str(seq)}
    for name, value in fill.items():
        statements = [statement.replace(name, value) for statement in statements]
    await tamper(world, *statements)

    verdict = await administrator.read("/ledger/verify")

    assert verdict["valid"] is False
    assert verdict["first_fault"] == {"seq": seq, "reason": reason}
    assert verdict["events"] == seq - 1


async def test_a_deleted_end_is_found(world: World, administrator: Clerk) -> None:
    seq = (await record(world, world.agency, 3))[-1]
    where = f"WHERE agency_id = :agency AND seq = {seq}"
    await tamper(world, f"DELETE FROM ledger_private {where}", f"DELETE FROM ledger_events {where}")

    verdict = await administrator.read("/ledger/verify")

    assert verdict["first_fault"] == {"seq": seq, "reason": "event_missing"}


async def test_erasing_a_private_side_keeps_the_chain(world: World, administrator: Clerk) -> None:
    subject = Subject("test", uuid4())
    await record(world, world.agency, 1, subject=subject)
    assert (await administrator.read(f"/ledger?subject=test:{subject.id}"))["items"][0]["private"] == {"note": "note 0"}
    await tamper(world, "DELETE FROM ledger_private WHERE agency_id = :agency")

    assert (await administrator.read("/ledger/verify"))["valid"] is True
    assert (await administrator.read(f"/ledger?subject=test:{subject.id}"))["items"][0]["private"] is None


async def test_the_application_cannot_change_the_ledger(world: World) -> None:
    await record(world, world.agency, 1)
    app = await asyncpg.connect(world.urls.app)
    for statement in ("UPDATE ledger_events SET actor = 'x'", "DELETE FROM ledger_events", "TRUNCATE ledger_private"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    await app.close()


async def test_pages_follow_the_sequence(world: World, administrator: Clerk) -> None:
    subject = Subject("test", uuid4())
    seqs = await record(world, world.agency, 7, subject=subject)
    found, cursor = [], ""
    while True:
        page = await administrator.read(f"/ledger?subject=test:{subject.id}&limit=3{cursor}")
        found += [item["seq"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == seqs

    after = await administrator.read(f"/ledger?subject=test:{subject.id}&after_seq={seqs[4]}")
    assert [item["seq"] for item in after["items"]] == seqs[5:]


async def test_filters_and_what_an_event_shows(world: World, administrator: Clerk) -> None:
    subject = Subject("test", uuid4())
    [seq] = await record(world, world.agency, 1, subject=subject)

    [event] = (await administrator.read(f"/ledger?event=test.done&actor=system&after_seq={seq - 1}"))["items"]

    assert event["subject"] == {"kind": "test", "id": str(subject.id)}
    assert (event["seq"], event["actor"], event["name"], event["cause"]) == (seq, "system", "test.done", "")
    assert event["topics"] == [f"test:{subject.id}"]
    assert event["payload"]["n"] == 0
    assert (await administrator.read("/ledger?event=test.undone"))["items"] == []
    assert (await administrator.read("/ledger?actor=user:nobody"))["items"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("subject=nonsense", 400), ("subject=list:x", 400), ("cursor=x", 400), ("after_seq=-1", 422), ("limit=0", 422)],
)
async def test_a_bad_question_is_refused(administrator: Clerk, query: str, status: int) -> None:
    answer = await administrator.get(f"/ledger?{query}")
    assert answer.status_code == status


async def test_another_agency_s_events_are_not_there(
    world: World, other_agency: AgencyRef, administrator: Clerk
) -> None:
    subject = Subject("test", uuid4())
    await record(world, other_agency, 2, subject=subject)

    assert (await administrator.read(f"/ledger?subject=test:{subject.id}"))["items"] == []
    assert (await administrator.read("/ledger/verify"))["valid"] is True


async def test_nobody_reads_it_without_the_permission(clerks: Clerks) -> None:
    nobody = await clerks.nobody()
    for path in ("/ledger", "/ledger/verify"):
        assert (await nobody.get(path)).status_code == 401
