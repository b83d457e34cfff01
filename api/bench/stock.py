"""A large list made by sets, past the services: a million people cannot be invented one by one.

What is stored is what importing, scoring and adopting would have stored, as far as certifying reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from api.models.eligible_lists import BLOCK_BITS
from api.platform.auth import AgencyRef
from api.platform.db import new_id

TOP = 100_000_000_000  # 1000 points, in units of 10^-8
STEP = 1_000_000  # a hundredth of a point


@dataclass(frozen=True, slots=True)
class Stock:
    """A list that stands, and free positions of its class."""

    list_id: UUID
    people: int
    scores: int
    positions: Sequence[UUID]
    first_eligible: UUID  # of the best rank
    rule_id: UUID


async def build(
    admin: asyncpg.Connection, agency: AgencyRef, *, people: int, scores: int, used: float = 0.4, left: int = 3,
    series: str = "",
) -> Stock:  # fmt: skip
    """Make the list, or find it. `admin` is past row-level security. A list of a `series` is one of many, not vacuumed.

    `used` is the share of ranks, from the best, whose people have been hired or are out, but for `left` of them: so
    that certifying has to find its way past thousands of used-up ranks.
    """
    code = f"BENCH-{people}{series}"
    known = await admin.fetchval("SELECT id FROM eligible_lists WHERE agency_id = $1 AND code = $2", agency.id, code)
    list_id: UUID = known or await _make(admin, agency, code, people, scores, used, left)
    if known is None and not series:
        await admin.execute("VACUUM ANALYZE")
    rows = await admin.fetch(
        "SELECT p.id FROM positions p JOIN eligible_lists l ON l.agency_id = p.agency_id "
        "AND l.job_class_id = p.job_class_id WHERE l.agency_id = $1 AND l.id = $2 ORDER BY p.number",
        agency.id,
        list_id,
    )
    first = await admin.fetchval(
        "SELECT id FROM eligibles WHERE agency_id = $1 AND list_id = $2 ORDER BY score DESC LIMIT 1", agency.id, list_id
    )
    rule = await admin.fetchval("SELECT certification_rule_id FROM eligible_lists WHERE id = $1", list_id)
    return Stock(list_id, people, scores, [row["id"] for row in rows], first, rule)


async def build_many(
    admin: asyncpg.Connection, agency: AgencyRef, *, lists: int, people: int, scores: int
) -> list[Stock]:
    """Some short lists of one shape, each of its own class with positions of its own."""
    made = [await build(admin, agency, people=people, scores=scores, series=f"-{n:02d}") for n in range(1, lists + 1)]
    await admin.execute("VACUUM ANALYZE")
    return made


async def _make(
    admin: asyncpg.Connection, agency: AgencyRef, code: str, people: int, scores: int, used: float, left: int
) -> UUID:
    list_id, job_class, department = new_id(), new_id(), new_id()
    edge = int(scores * used)
    async with admin.transaction():
        # Every reference holds by the way the rows are made; checking a million of them proves nothing.
        await admin.execute("SET LOCAL session_replication_role = replica")
        for table, row_id in (("departments", department), ("job_classes", job_class)):
            await admin.execute(
                f"INSERT INTO {table} (agency_id, id, code, title) VALUES ($1, $2, $3, $3)",  # noqa: S608
                agency.id,
                row_id,
                code,
            )
        await admin.execute(
            "INSERT INTO positions (agency_id, id, number, title, job_class_id, department_id) "
            "SELECT $1, gen_random_uuid(), $2 || '-' || n, 'Analyst', $3, $4 FROM generate_series(1, 9) n",
            agency.id,
            code,
            job_class,
            department,
        )
        await admin.execute(
            "INSERT INTO eligible_lists (agency_id, id, code, job_class_id, list_type, certification_rule_id, status, "
            "list_version, score_decimals, adopted_at, adopted_seq) "
            "SELECT $1, $2, $3, $4, 'discrete', id, 'adopted', 2, 2, clock_timestamp(), 1 FROM certification_rules "
            "WHERE agency_id = $1 AND code = 'R3' AND status = 'active'",
            agency.id,
            list_id,
            code,
            job_class,
        )
        await _people(admin, agency.id, list_id, people, scores, edge, left)
        await count(admin, agency.id, list_id)
    return list_id


async def _people(
    admin: asyncpg.Connection, agency_id: UUID, list_id: UUID, people: int, scores: int, edge: int, left: int
) -> None:
    # Somebody's place in the file says nothing about the rank: 7919 scatters them over all scores.
    await admin.execute(
        """
        CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT n, gen_random_uuid() AS person_id, gen_random_uuid() AS id, (n * 7919::bigint) % $1::bigint AS place,
               'bench ' || to_char((n * 104729::bigint) % $2::bigint, 'FM0000000') AS name
        FROM generate_series(1, $2::bigint) n
        """,
        scores,
        people,
    )
    await admin.execute(
        "INSERT INTO persons (agency_id, id, first_name, last_name, sort_name) "
        "SELECT $1, person_id, 'Ada', initcap(name), name || ' ada' FROM made ORDER BY n",
        agency_id,
    )
    await admin.execute(
        """
        INSERT INTO eligibles (agency_id, id, list_id, person_id, external_id, score, sort_name, status,
                               entered_version)
        SELECT $1, id, $2, person_id, 'B' || n, $3::bigint - place * $4::bigint, name || ' ada',
               CASE WHEN place >= $5 OR (place = ANY($6::bigint[]) AND n <= $7::bigint) THEN 'active'
                    WHEN n % 3 = 0 THEN 'inactive' ELSE 'appointed' END, 1
        FROM made ORDER BY n
        """,
        agency_id,
        list_id,
        TOP,
        STEP,
        edge,
        [edge * share // (left + 1) for share in range(1, left + 1)],
        scores,
    )


async def count(admin: asyncpg.Connection, agency_id: UUID, list_id: UUID) -> None:
    """Bring the counts of the list in line with its people, where triggers are off."""
    await admin.execute("DELETE FROM list_score_blocks WHERE agency_id = $1 AND list_id = $2", agency_id, list_id)
    await admin.execute("DELETE FROM list_scores WHERE agency_id = $1 AND list_id = $2", agency_id, list_id)
    await admin.execute(
        "INSERT INTO list_scores (agency_id, list_id, score, eligibles, available) "
        "SELECT agency_id, list_id, score, count(*), count(*) FILTER (WHERE status = 'active') "
        "FROM eligibles WHERE agency_id = $1 AND list_id = $2 GROUP BY 1, 2, 3",
        agency_id,
        list_id,
    )
    await admin.execute(
        f"""
        INSERT INTO list_score_blocks (agency_id, list_id, block, ranks, available_ranks, eligibles, available)
        SELECT agency_id, list_id, score >> {BLOCK_BITS}, count(*), count(*) FILTER (WHERE available > 0),
               sum(eligibles), sum(available)
        FROM list_scores WHERE agency_id = $1 AND list_id = $2 GROUP BY 1, 2, 3
        """,  # noqa: S608 - our own words
        agency_id,
        list_id,
    )
    await admin.execute(
        "UPDATE eligible_lists SET (eligibles_count, active_count, ranks_count) = "
        "(SELECT sum(eligibles), sum(available), count(*) FROM list_scores WHERE agency_id = $1 AND list_id = $2) "
        "WHERE agency_id = $1 AND id = $2",
        agency_id,
        list_id,
    )


async def use_up(admin: asyncpg.Connection, agency_id: UUID, list_id: UUID, people: int) -> int:
    """Change the status of the best who are left, as a year of hires would; returns of how many. No vacuum."""
    async with admin.transaction():
        done = await admin.execute(
            """
            UPDATE eligibles e SET status = 'inactive', version = version + 1
            FROM (SELECT id FROM eligibles WHERE agency_id = $1 AND list_id = $2 AND status = 'active'
                  ORDER BY score DESC LIMIT $3) best
            WHERE e.agency_id = $1 AND e.id = best.id
            """,
            agency_id,
            list_id,
            people,
        )
        # One by one in life: an update of each score's row for every person. The dead rows that leaves are made here.
        await admin.execute(
            """
            UPDATE list_scores s SET available = (
              SELECT count(*) FROM eligibles e WHERE e.agency_id = s.agency_id AND e.list_id = s.list_id
              AND e.score = s.score AND e.status = 'active')
            WHERE agency_id = $1 AND list_id = $2 AND available > 0 AND score >= (
              SELECT max(score) FROM eligibles WHERE agency_id = $1 AND list_id = $2 AND status = 'active')
            """,
            agency_id,
            list_id,
        )
        await admin.execute(
            "UPDATE eligible_lists SET active_count = (SELECT sum(available) FROM list_scores "
            "WHERE agency_id = $1 AND list_id = $2) WHERE agency_id = $1 AND id = $2",
            agency_id,
            list_id,
        )
    return int(done.split()[-1])


async def give_back(admin: asyncpg.Connection, agency_id: UUID, list_id: UUID) -> None:
    """Undo `use_up`, so that the next run finds the list as the first did."""
    async with admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")
        await admin.execute(
            "UPDATE eligibles SET status = 'active', version = 1 "
            "WHERE agency_id = $1 AND list_id = $2 AND status = 'inactive' AND version > 1",
            agency_id,
            list_id,
        )
        await count(admin, agency_id, list_id)
    await admin.execute("VACUUM (ANALYZE) eligibles, list_scores, list_score_blocks, eligible_lists")
