"""Scoring a long list: the same as by plain SQL, and a correction reads what it changes, not the list."""

from collections.abc import AsyncIterator
from decimal import Decimal

import asyncpg
import pytest
from sqlalchemy import text

from api.bench import results
from api.bench.plans import nodes, plan_of
from api.bench.site import connect
from api.scorings.changes import queries as changes
from tests.conftest import World
from tests.support.clerk import Clerk
from tests.support.lists import Desk
from tests.support.worker import in_process_worker

PEOPLE = 3_000


@pytest.fixture
async def admin(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection past row-level security."""
    connection = await connect(world.admin_url)
    try:
        yield connection
    finally:
        await connection.close()


async def test_scores_are_those_of_plain_sql_and_a_correction_reads_little(
    world: World, administrator: Clerk, admin: asyncpg.Connection
) -> None:
    sitting = await results.sit(admin, world.agency, people=PEOPLE)
    path = f"/eligible-lists/{sitting.list_id}"
    async with in_process_worker(world) as worker:
        desk = Desk(administrator, worker)
        counts = (await desk.scored(str(sitting.list_id)))["counts"]
        assert (counts["eligibles"], counts["ranks"]) == await results.publish_by_sql(admin, world.agency, sitting)
        differing = """
            SELECT count(*) FROM eligibles e FULL JOIN bench.published p ON p.agency_id = e.agency_id AND p.id = e.id
            WHERE (e.score, e.person_id) IS DISTINCT FROM (p.score, p.person_id)
        """
        assert await admin.fetchval(differing) == 0
        await desk.act(path, "post")
        assert counts["ranks"] > 1000

        await results.correct(admin, world.agency, sitting, 1)
        await admin.execute("ANALYZE exam_results, eligibles, list_scores, list_score_blocks, scoring_rows")
        scoring = await desk.scoring(str(sitting.list_id))
        summary = scoring["summary"]
        assert (summary["scored"], summary["changed_score"]) == (1, 1)
        await _counts_ranks_without_the_list(world, admin, scoring["id"], sitting.list_id, summary["changed_rank"])
    await results.forget(admin, world.agency, sitting)
    assert await admin.fetchval("SELECT count(*) FROM exam_results") == 0


async def _counts_ranks_without_the_list(
    world: World, admin: asyncpg.Connection, scoring_id: object, list_id: object, told: int
) -> None:
    """The plan of the statement reads some ten scores, and its count is that of ranking everybody anew."""
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(text(changes._NOTED), {"scoring": scoring_id, "of_all": True})
        plan = await plan_of(session, changes._RANKS, scoring=scoring_id, list=list_id)
    found = [node for node in nodes(plan) if node.get("Relation Name") in ("list_scores", "eligibles", "exam_results")]
    read = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in found)
    assert 0 < read < 300
    anew = """
        WITH after AS (
          SELECT e.id, e.score AS was, coalesce(s.score, e.score) AS score FROM eligibles e
          LEFT JOIN scoring_rows s ON s.result_id = e.id AND s.scoring_id = $1 WHERE e.list_id = $2)
        SELECT count(*) FILTER (WHERE rank_before <> rank_after), (SELECT min(score) FROM after) FROM (
          SELECT dense_rank() OVER (ORDER BY was DESC) AS rank_before,
                 dense_rank() OVER (ORDER BY score DESC) AS rank_after FROM after) ranked
    """
    moved, least = await admin.fetchrow(anew, scoring_id, list_id)
    assert Decimal(least) > 0
    assert told == moved
