"""Ranks by blocks of scores: what counting every score says, whatever changed before."""

import random
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.bench import stock
from api.bench.site import connect
from api.eligible_lists.ranks import queries
from api.eligible_lists.ranks.queries import Point
from api.models.eligible_lists import BLOCK_BITS
from api.platform.schema import unscaled
from tests.conftest import World

BLOCK = 1 << BLOCK_BITS
EDGES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BLOCK - 1, 9 * BLOCK, 40 * BLOCK]
Counts = Mapping[int, tuple[int, int]]  # score -> people there, of them available


@pytest.fixture
async def list_id(world: World) -> AsyncIterator[UUID]:
    """A list whose counts a test may change."""
    admin = await connect(world.admin_url)
    try:
        yield (await stock.build(admin, world.agency, people=60, scores=20)).list_id
    finally:
        await admin.close()


def counted(counts: Counts, score: int) -> Point:
    """By definition: a rank is how many scores up to this one have anybody."""
    above = {one: there for one, there in counts.items() if one > score}
    return Point(
        rank=sum(people > 0 for people, _ in above.values()) + (counts.get(score, (0, 0))[0] > 0),
        available_ranks_above=sum(available > 0 for _, available in above.values()),
        available_names_above=sum(available for _, available in above.values()),
        available=counts.get(score, (0, 0))[1],
    )


async def hold(session: AsyncSession, world: World, list_id: UUID, counts: Counts, asked: set[int]) -> None:
    """Insist on the counts of all scores that are asked for together, and on the rank of each alone."""
    found = await queries.points(session, world.agency.id, list_id, {unscaled(score) for score in asked})
    assert found == {unscaled(score): counted(counts, score) for score in asked}
    for score in sorted(asked)[::7]:
        assert await queries.rank(session, world.agency.id, list_id, unscaled(score)) == counted(counts, score).rank


async def put(session: AsyncSession, list_id: UUID, counts: Counts) -> None:
    """Count so many at these scores; nobody at a score takes it off."""
    people = {"list": list_id, "scores": list(counts), "eligibles": [one for one, _ in counts.values()],
              "available": [one for _, one in counts.values()]}  # fmt: skip
    given = (
        "unnest(CAST(:scores AS bigint[]), CAST(:eligibles AS int[]), CAST(:available AS int[])) "
        "AS n(score, eligibles, available)"
    )
    await session.execute(
        text(
            "INSERT INTO list_scores (agency_id, list_id, score, eligibles, available) "
            f"SELECT eligo_agency(), :list, score, eligibles, available FROM {given} "
            "ON CONFLICT (agency_id, list_id, score) DO UPDATE "
            "SET eligibles = excluded.eligibles, available = excluded.available"
        ),
        people,
    )
    await session.execute(
        text("DELETE FROM list_scores WHERE list_id = :list AND eligibles = 0 AND score % 2 = 0"), {"list": list_id}
    )


async def test_ranks_are_those_that_counting_every_score_gives(world: World, list_id: UUID) -> None:
    chance = random.Random("eligo:ranks")
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(text("DELETE FROM list_scores WHERE list_id = :list"), {"list": list_id})
        counts: dict[int, tuple[int, int]] = {}
        for _ in range(4):
            scores = [*chance.sample(EDGES, 5), *(chance.randrange(50 * BLOCK) for _ in range(40))]
            scores += chance.sample(sorted(counts), len(counts) // 3)
            changed = {score: _drawn(chance) for score in scores}
            await put(session, list_id, changed)
            counts |= changed
            elsewhere = {chance.randrange(50 * BLOCK) for _ in range(10)}
            await hold(session, world, list_id, counts, {*chance.sample(sorted(counts), 30), *elsewhere})
        assert await queries.points(session, world.agency.id, list_id, set()) == {}
        kept = (
            "SELECT sum(ranks), sum(available_ranks), sum(eligibles), sum(available) FROM list_score_blocks "
            "WHERE list_id = :list"
        )
        everybody = counts.values()
        assert tuple((await session.execute(text(kept), {"list": list_id})).one()) == (
            sum(people > 0 for people, _ in everybody),
            sum(available > 0 for _, available in everybody),
            sum(people for people, _ in everybody),
            sum(available for _, available in everybody),
        )


def _drawn(chance: random.Random) -> tuple[int, int]:
    people = chance.choice((0, 1, 1, 3))
    return people, chance.randint(0, people)
