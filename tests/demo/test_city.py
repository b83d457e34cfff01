"""The demo city: built once, whole, by the rules."""

import asyncio
import csv
import hashlib
import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.accounts import service as accounts
from api.demo import city, offices, service
from api.demo.candidates import results_file
from api.demo.history import Plan
from api.demo.service import DemoError, build
from api.demo.workshop import Workshop
from api.organization import service as organization
from api.platform.auth import system_actor
from tests.conftest import Clerks, World
from tests.support.clerk import PASSWORD


async def one(world: World, query: str, **names: Any) -> Any:
    """A single value of the agency."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return (await session.execute(text(query), names)).scalar_one()


async def column(world: World, query: str) -> set[Any]:
    """The values of a column of the agency."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return set((await session.execute(text(query))).scalars())


@pytest.fixture
async def built(world: World) -> World:
    """A world with the city in it."""
    await build(world.database, world.agency)
    return world


async def test_the_city_stands_whole_and_by_the_rules(built: World, clerks: Clerks) -> None:
    """One build serves all questions: it is the dear part."""
    await _has_people_of_every_disposition(built)
    await _has_lists_and_referrals_of_every_state(built)
    await _has_what_is_filed_beside(built)
    await _keeps_the_counts(built)
    await _leaves_positions_free(built)
    await _lets_everybody_sign_in(built, clerks)
    await _adds_nothing_the_second_time(built)


async def _has_people_of_every_disposition(world: World) -> None:
    kept = await column(world, "SELECT DISTINCT disposition FROM referral_eligibles")
    assert kept >= {
        "pending", "interested", "waived", "declined", "no_response", "failed_to_appear", "disqualified", "selected",
        "hired", "not_selected", "removed", "hired_elsewhere",
    }  # fmt: skip
    statuses = await column(world, "SELECT DISTINCT status FROM eligibles")
    assert statuses >= {"active", "inactive", "under_waiver", "removed", "appointed", "appointed_temporary"}
    assert await one(world, "SELECT count(*) FROM appointments WHERE status = 'rescinded'") == 1
    assert await one(world, "SELECT count(*) FROM referral_dispositions WHERE disposition = 'hired'") == await one(
        world, "SELECT count(*) FROM appointments"
    )


async def _has_lists_and_referrals_of_every_state(world: World) -> None:
    assert await column(world, "SELECT DISTINCT status FROM eligible_lists") == {
        "draft", "scored", "tentative", "adopted", "cancelled", "expired",
    }  # fmt: skip
    assert await column(world, "SELECT DISTINCT status FROM referrals") == {
        "certified", "filled", "closed_unfilled", "cancelled",
    }  # fmt: skip
    is_over = "coalesce(expires_on < eligo_now()::date, false)"
    assert await one(world, f"SELECT count(*) FROM eligible_lists WHERE (status = 'expired') <> {is_over}") == 0
    inspected = "SELECT inspection_ends_on >= eligo_now()::date FROM eligible_lists WHERE status = 'tentative'"
    assert await one(world, inspected)
    assert await one(world, "SELECT count(*) FROM eligible_lists WHERE status = 'draft' AND results_count > 0") == 1
    assert await one(world, "SELECT count(*) FROM list_imports WHERE rows_rejected > 0") >= 1
    assert await one(world, "SELECT count(*) FROM jobs WHERE status <> 'succeeded'") == 0


async def _has_what_is_filed_beside(world: World) -> None:
    assert await column(world, "SELECT status FROM protests") == {"filed", "granted", "denied", "withdrawn"}
    rescored = "SELECT count(*) FROM list_versions WHERE cause = 'rescored'"
    assert await one(world, rescored) == 1, "the granted protest changed a score"
    assert await one(world, "SELECT count(*) FROM list_notes WHERE eligible_id IS NULL") == 2
    assert await one(world, "SELECT count(*) FROM list_notes WHERE eligible_id IS NOT NULL") == 1
    assert await one(world, "SELECT count(*) FROM person_notes") == 1
    answered = "SELECT count(*) FROM referral_inquiries WHERE answer IS NOT NULL AND NOT is_late"
    assert await one(world, answered) == 2
    assert await one(world, "SELECT count(*) FROM referral_inquiries WHERE answer IS NULL") > 0
    assert await one(world, "SELECT count(*) FROM ledger_events WHERE name = 'eligibles.deactivated'") == 1


async def _keeps_the_counts(world: World) -> None:
    differing = """
        SELECT count(*) FROM (
          SELECT list_id, score, eligibles, available FROM list_scores
          EXCEPT
          SELECT list_id, score, count(*)::int,
                 (count(*) FILTER (WHERE status IN ('active', 'appointed_temporary')))::int
          FROM eligibles GROUP BY list_id, score
        ) rows
    """
    assert await one(world, differing) == 0
    assert await one(world, "SELECT sum(eligibles) FROM list_scores") == await one(
        world, "SELECT count(*) FROM eligibles"
    )
    await verified(world)


async def verified(world: World) -> None:
    """Every event's hash follows from the one before and its own text."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        rows = await session.execute(text("SELECT seq, canonical, previous_hash, hash FROM ledger_events ORDER BY seq"))
        expected, previous = 1, hashlib.sha256(world.agency.id.bytes).digest()
        for seq, canonical, before, digest in rows:
            assert (seq, before) == (expected, previous)
            previous = hashlib.sha256(before + canonical.encode()).digest()
            assert digest == previous
            expected += 1
    assert expected > 200


async def _leaves_positions_free(world: World) -> None:
    free = """
        SELECT count(*) FROM positions p WHERE p.status = 'vacant' AND NOT EXISTS (
          SELECT 1 FROM referral_positions rp WHERE rp.agency_id = p.agency_id AND rp.position_id = p.id AND rp.is_open)
    """
    assert await one(world, free) >= 40
    assert await one(world, free + " AND p.number LIKE '1823-%'") >= 5
    assert await one(world, "SELECT count(*) FROM certification_rules WHERE code = 'R3' AND status = 'active'") == 1


async def _lets_everybody_sign_in(world: World, clerks: Clerks) -> None:
    seen = {}
    for each in city.STAFF:
        clerk = await clerks.sign_in(f"{each.address}@demo.example", PASSWORD)
        assert clerk.session["roles"] == [each.role]
        answer = await clerk.get("/referrals?limit=100")
        seen[each.address] = len(answer.json()["items"]) if answer.status_code == 200 else None
    assert seen["cert"] == seen["auditor"] == len(city.SENDINGS)
    own = [one for one in city.SENDINGS if any(number.split("-")[1] in ("DPH", "HSA") for number in one.positions)]
    assert seen["manager"] == len(own) < len(city.SENDINGS)
    assert seen["sync"] is None


async def _adds_nothing_the_second_time(world: World) -> None:
    before = await one(world, "SELECT seq FROM ledger_heads")
    again = await build(world.database, world.agency)
    assert not again.is_new
    assert again.referrals == len(city.SENDINGS)
    assert again.lists == len(city.LISTS)
    assert await one(world, "SELECT seq FROM ledger_heads") == before


async def test_a_build_that_was_stopped_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Workshop.take
    left = 2

    async def stopping(self: Workshop, *steps: Any) -> None:
        nonlocal left
        for step in steps:
            if left == 0:
                raise asyncio.CancelledError
            left -= 1
            await taken(self, step)

    monkeypatch.setattr(Workshop, "take", stopping)
    monkeypatch.setattr(service, "_live", _only_offices)
    with pytest.raises(asyncio.CancelledError):
        await build(world.database, world.agency)
    assert await one(world, "SELECT count(*) FROM positions") == sum(
        sum(places.values()) for places in city.POSITIONS.values()
    )
    assert await one(world, "SELECT count(*) FROM scoring_models") == 0
    left = 100
    made = await build(world.database, world.agency)
    assert made.is_new
    assert made.users == len(city.STAFF) + 1
    assert await one(world, "SELECT count(*) FROM scoring_models") == len(city.MODELS)
    assert await one(world, "SELECT count(*) FROM departments") == len(city.DEPARTMENTS)


async def _only_offices(shop: Workshop, plan: Plan, tell: Any) -> None:
    await shop.introduce(*offices.offices_of(plan))


async def test_the_staff_never_keeps_a_password_that_the_administrator_gave_up(
    world: World, monkeypatch: pytest.MonkeyPatch, clerks: Clerks
) -> None:
    monkeypatch.setattr(service, "_live", _only_offices)
    await build(world.database, world.agency)
    signed_in = await clerks.sign_in("cert@demo.example", PASSWORD)
    administrator = await clerks.sign_in()
    mine = administrator.session["user"]["id"]
    new = "another-long-password"
    async with world.database.transaction(world.agency.id) as session:
        await accounts.set_password(session, system_actor(world.agency), UUID(mine), password=new, current=None)
    await build(world.database, world.agency)
    assert (await signed_in.get("/referrals")).status_code == 401
    nobody = await clerks.nobody()
    refused = await nobody.client.post("/session", json={"email": "cert@demo.example", "password": PASSWORD})
    assert refused.status_code == 401
    await clerks.sign_in("cert@demo.example", new)


async def test_an_agency_in_use_is_left_as_it_is_and_a_real_one_refused(world: World) -> None:
    async with world.database.transaction(world.agency.id) as session:
        await organization.create(
            session, system_actor(world.agency), organization.DEPARTMENTS, {"code": "OWN", "title": "Ours"}
        )
    left = await build(world.database, world.agency)
    assert (left.is_new, left.departments, left.positions) == (False, 1, 0)
    with pytest.raises(DemoError):
        await build(world.database, replace(world.agency, is_demo=False))
    with pytest.raises(DemoError):
        await build(world.database, world.agency, size="enormous")


def test_the_same_seed_gives_the_same_file_and_names_of_every_kind() -> None:
    made = results_file(city.EARLIER[0].sitting)
    assert made == results_file(city.EARLIER[0].sitting)
    assert made != results_file(replace(city.EARLIER[0].sitting, code="OTHER"))
    said = made.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(said)))
    assert len(rows) == city.EARLIER[0].people
    assert all(row["email"].endswith("@example.org") for row in rows)
    assert len({row["email"] for row in rows}) == len(rows)
    names = {row["last_name"] for row in rows}
    assert any(not name.isascii() for name in names)
    assert any(" " in name for name in names)
    assert max(map(len, names)) > 20
    assert min(map(len, names)) == 2
