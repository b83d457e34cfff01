"""The function that certifying is measured beside names the same people and writes the same rows."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from api.bench import certify, stock
from api.bench.certify import Scene
from api.bench.site import connect
from api.platform.auth import system_actor
from api.referrals import service as referrals
from tests.conftest import World

PEOPLE, SCORES = 3_000, 100


@pytest.fixture
async def scene(world: World) -> AsyncIterator[Scene]:
    """A list of 3,000, whose best 40 ranks are used up but for three people, and two short ones."""
    admin = await connect(world.admin_url)
    try:
        long = await stock.build(admin, world.agency, people=PEOPLE, scores=SCORES)
        short = await stock.build_many(admin, world.agency, lists=2, people=600, scores=20)
        await certify._prepare(admin)
        yield Scene(world.agency, world.urls.app, 0, {}, admin, long, short)
    finally:
        await admin.close()


async def rows_of(scene: Scene, referral_id: UUID) -> dict[str, Any]:
    """How many rows of each kind a referral has, and whom it names."""
    one = {
        table: await scene.admin.fetchval(f"SELECT count(*) FROM {table} WHERE referral_id = $1", referral_id)
        for table in ("referral_positions", "referral_eligibles", "certificates")
    }
    named = "SELECT eligible_id FROM referral_eligibles WHERE referral_id = $1 AND reached_seq IS NOT NULL"
    return one | {"named": {row["eligible_id"] for row in await scene.admin.fetch(named, referral_id)}}


async def test_the_function_does_what_certifying_does(scene: Scene, world: World) -> None:
    positions = scene.long.positions[: certify.POSITIONS]
    async with world.database.transaction(world.agency.id) as session:
        made = await referrals.certify(
            session, system_actor(world.agency), eligible_list_id=scene.long.list_id, position_ids=positions
        )
    ours = await rows_of(scene, made.referral.id)
    assert len(ours["named"]) == 3 + 5 * PEOPLE // SCORES
    await certify._undo(scene)
    assert await scene.admin.fetchval("SELECT count(*) FROM referral_positions WHERE is_open") == 0

    app = await connect(world.urls.app)
    try:
        await certify._call(app, world.agency.id, scene.long)
    finally:
        await app.close()
    other = await scene.admin.fetchval("SELECT id FROM referrals WHERE status = 'certified'")
    assert await rows_of(scene, other) == ours
    await certify._undo(scene)


async def test_many_lists_are_certified_at_once(scene: Scene) -> None:
    assert await certify._at_once_by_function(scene) > 0
    made = "SELECT count(*) FROM referrals r JOIN eligible_lists l ON l.id = r.list_id WHERE l.code LIKE 'BENCH-600-%'"
    assert await scene.admin.fetchval(made) == len(scene.short)
    assert await scene.admin.fetchval("SELECT count(*) FROM referrals WHERE status = 'certified'") == 0
