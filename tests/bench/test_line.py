"""The line on a long list: how much is read, in what way, and in how many statements. No times."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.bench import stock
from api.bench.plans import WALK, nodes, plan_of, prepared_plan_of
from api.bench.site import connect
from api.bench.stock import Stock
from api.domain.availability import Standing
from api.eligible_lists.ranks import queries as ranks
from api.platform.auth import system_actor
from api.platform.composed import parameters
from api.platform.schema import unscaled
from api.referrals import service as referrals
from api.referrals.line import queries as line_queries
from api.referrals.line import service as lines
from api.referrals.standings import queries as standing_queries
from api.referrals.standings import service as standings
from tests.conftest import World
from tests.support.city import City
from tests.support.clerk import Clerk
from tests.support.statements import counted

PEOPLE, SCORES = 100_000, 30_000
# What a walk of up to 64 scores may read: the way down the index, a leaf or two, and the visibility map.
WALK_BUFFERS = 12


@pytest.fixture
async def long_list(world: World) -> AsyncIterator[Stock]:
    """A list of 100,000, whose best 40 % of ranks are used up but for three people."""
    admin = await connect(world.admin_url)
    try:
        yield await stock.build(admin, world.agency, people=PEOPLE, scores=SCORES)
    finally:
        await admin.close()


async def test_a_long_used_up_list_is_read_only_where_somebody_is_in_reach(long_list: Stock, world: World) -> None:
    """One list serves all questions: making it is the dear part."""
    actor = system_actor(world.agency)
    async with world.database.transaction(world.agency.id) as session:
        made = await referrals.certify(
            session, actor, eligible_list_id=long_list.list_id, position_ids=long_list.positions[:1]
        )
    await _walks_the_index_only(long_list, world)
    await _ranks_by_the_index_only(long_list, world)
    await _reads_nobody_but_those_in_reach(long_list, world, made.referral.id)
    await _names_only_those_in_reach_when_certified(world, made.referral.id)


async def _all_visible(world: World) -> None:
    """Vacuum until every page is visible to all: a transaction elsewhere may hold that back for a moment."""
    admin = await connect(world.admin_url)
    hidden = "SELECT relpages - relallvisible FROM pg_class WHERE relname = 'list_scores'"
    try:
        async with asyncio.timeout(60):
            while True:
                await admin.execute("VACUUM (ANALYZE) list_scores")
                if await admin.fetchval(hidden) == 0:
                    return
                await asyncio.sleep(0.2)
    finally:
        await admin.close()


async def _walks_the_index_only(long_list: Stock, world: World) -> None:
    await _all_visible(world)
    assert "AND s.available > 0 ORDER BY score DESC LIMIT 64" in " ".join(str(line_queries._ONE).split())
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        plan = await plan_of(session, WALK, agency=world.agency.id, list=long_list.list_id)
    found = nodes(plan)
    scans = [node for node in found if "Relation Name" in node]
    assert [(node["Node Type"], node["Index Name"]) for node in scans] == [
        ("Index Only Scan", "ix_list_scores_available")
    ]
    assert not any(node["Node Type"] in ("Sort", "Seq Scan", "Gather", "Gather Merge") for node in found)
    assert scans[0]["Heap Fetches"] == 0
    assert scans[0]["Actual Rows"] == 64
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= WALK_BUFFERS


async def _ranks_by_the_index_only(long_list: Stock, world: World) -> None:
    """A rank 9,001 deep is the blocks above it and the scores of its own: 67 of a hundredth of a point at most."""
    score = stock.TOP - 9000 * stock.STEP
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        plan = await prepared_plan_of(session, ranks._RANK, world.agency.id, long_list.list_id, score)
        assert await ranks.rank(session, world.agency.id, long_list.list_id, unscaled(score)) == 9001
    (own,) = (node for node in nodes(plan) if node.get("Relation Name") == "list_scores")
    assert (own["Node Type"], own["Index Name"]) == ("Index Only Scan", "ix_list_scores_ranks")
    assert own["Actual Rows"] <= 68


async def _reads_nobody_but_those_in_reach(long_list: Stock, world: World, referral_id: UUID) -> None:
    """At each rank stand three or four people; the page is asked for three ranks among 12,000 used-up ones."""
    actor = system_actor(world.agency)
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        line = await lines.line_of(session, actor, referral_id)
        assert (line.reach.ranks_in_reach, line.reach.names_in_reach) == (3, 3)
        window = standings._window(line, Standing.REACHABLE)
        places = {"agency": world.agency.id, "list": long_list.list_id, "referral": referral_id, "limit": 51}
        values = standing_queries._names(window) | places
        statement = standing_queries._statement((*standing_queries._names(window), "limit"))
        found = nodes(await prepared_plan_of(session, statement.text, *parameters(statement, values)))
        people = await standings.standings_page(session, actor, line, standing=Standing.REACHABLE, after=None, limit=51)
    assert [person.rank for person in people] == [3001, 6001, 9001]
    scans = [node for node in found if node.get("Relation Name") == "eligibles"]
    read = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans)
    assert 3 <= read <= 3 * (PEOPLE // SCORES + 1)


async def _names_only_those_in_reach_when_certified(world: World, referral_id: UUID) -> None:
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        kept = "SELECT count(*) FROM referral_eligibles WHERE referral_id = :referral"
        assert (await session.execute(text(kept), {"referral": referral_id, "limit": 51})).scalar_one() == 3
        event = """
            SELECT (SELECT count(*)
                    FROM json_object_keys(canonical::json -> 'payload' -> 'moved' -> CAST(:name AS text)))
            FROM ledger_events WHERE name = 'referral.certified' AND subject_id = :referral
        """
        names = {"referral": referral_id, "name": str(referral_id)}
        assert (await session.execute(text(event), names)).scalar_one() == 3


def _scores(count: int) -> Sequence[tuple[str, int]]:
    return [(f"P{number:03d}", 1000 - number) for number in range(count)]


async def statements(app: FastAPI, clerk: Clerk, path: str) -> int:
    """How many statements a request takes, once the process knows its agency."""
    await clerk.read(path)
    with counted(app) as seen:
        await clerk.read(path)
    return len(seen)


# The Rule of the List reaches all hundred: its walk goes on where the first 64 scores end, by one more read.
@pytest.mark.parametrize(("rule", "further"), [("R3", 0), ("LIST", 1)])
async def test_the_hot_reads_take_as_many_statements_for_ten_people_as_for_a_hundred(
    app: FastAPI, administrator: Clerk, world: World, rule: str, further: int
) -> None:
    city = await City.build(administrator, world, _scores(10), rule=rule)
    longer = await city.adopted_list("L2", _scores(100), rule)
    few = (await city.certify(0))["id"]
    body: dict[str, Any] = {"eligible_list_id": str(longer), "position_ids": [str(city.positions[1])]}
    many = (await administrator.make("/referrals", body))["id"]
    for path, most in (
        ("/referrals/{}", 9),
        ("/referrals/{}/eligibles?limit=500", 4),
        ("/referrals/{}/eligibles?standing=reachable&limit=500", 4),
        ("/referrals/{}/eligibles?standing=alternate&limit=500", 4),
    ):
        taken = [await statements(app, administrator, path.format(one)) for one in (few, many)]
        assert taken[0] <= most, path
        assert taken[1] - taken[0] == further, path
    everybody = await administrator.read(f"/referrals/{many}/eligibles?limit=500")
    assert len(everybody["items"]) == 100
