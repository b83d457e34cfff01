"""Examination results of very many people, made by sets, and what scoring them by plain SQL costs.

What is stored is what importing them would have stored, as far as scoring reads it. The people are made once and sit
every examination.
"""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson

from api.platform.auth import AgencyRef
from api.platform.db import new_id

# 61 x 31 x 25 raw scores and three kinds of claim: about 140,000 different results, everybody passes.
MODEL = {
    "components": [
        {"name": "written", "weight": "0.37", "max": "100", "pass_fraction": "0.7", "hurdle": True},
        {"name": "oral", "weight": "0.41", "max": "50", "pass_fraction": "0.7", "hurdle": True},
        {"name": "training", "weight": "0.22", "max": "20", "pass_fraction": "0.7", "hurdle": True},
    ],
    "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"},
    "credits": [{"kind": "veteran", "values": {"veteran": "35", "disabled": "70"}, "not_with": []}],
    "decimals": 5,
    "rounding": "half_up",
}
# The same model in SQL, exact in numeric: what the limit computes.
_SCORE = """
round(700 + 300 * ((0.37 * (components ->> 'written')::numeric / 100 + 0.41 * (components ->> 'oral')::numeric / 50
                    + 0.22 * (components ->> 'training')::numeric / 20) - 0.7) / 0.3
      + CASE credits ->> 'veteran' WHEN 'veteran' THEN 35 WHEN 'disabled' THEN 70 ELSE 0 END, 5)
"""
_PEOPLE = """
INSERT INTO persons (agency_id, id, first_name, last_name, sort_name)
SELECT $1, gen_random_uuid(), 'Ada', 'Sitting ' || number, 'sitting ' || number || ' ada'
FROM (SELECT to_char(n, 'FM0000000') AS number FROM generate_series($2::bigint + 1, $3::bigint) n) numbers
"""
# Ids in the order of the rows, as the application makes them.
_RESULTS = """
INSERT INTO exam_results (agency_id, id, list_id, person_id, external_id, components, credits, attendance)
SELECT $1, (left($2::uuid::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, $2, id, 'C' || n,
       jsonb_build_object('written', trim_scale(70 + (n * 7919 % 61) / 2.0)::text,
                          'oral', trim_scale(35 + (n * 104729 % 31) / 2.0)::text,
                          'training', trim_scale(14 + (n * 15485863 % 25) / 4.0)::text),
       CASE WHEN n % 25 < 3 THEN '{"veteran": "veteran"}' WHEN n % 25 = 3 THEN '{"veteran": "disabled"}'
            ELSE '{}' END::jsonb,
       'completed'
FROM (SELECT id, row_number() OVER (ORDER BY sort_name) AS n FROM persons
      WHERE agency_id = $1 AND sort_name LIKE 'sitting %' ORDER BY sort_name LIMIT $3) people
"""
_DROPPED = (
    ("scoring_moves", "scoring_id IN (SELECT id FROM scorings WHERE agency_id = $1 AND list_id = $2)"),
    ("scoring_rows", "scoring_id IN (SELECT id FROM scorings WHERE agency_id = $1 AND list_id = $2)"),
    ("scorings", "list_id = $2"),
    ("eligible_statuses", "list_id = $2"),
    ("list_version_scores", "list_id = $2"),
    ("list_versions", "list_id = $2"),
    ("list_scores", "list_id = $2"),
    ("list_score_blocks", "list_id = $2"),
    ("eligibles", "list_id = $2"),
    ("exam_results", "list_id = $2"),
    ("eligible_lists", "id = $2"),
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A list in draft with the results of its examination."""

    list_id: UUID
    people: int


async def sit(admin: asyncpg.Connection, agency: AgencyRef, *, people: int) -> Sitting:
    """Make a list with so many results, not scored yet. `admin` is past row-level security."""
    list_id, model = new_id(), await _model(admin, agency)
    async with admin.transaction():
        # Every reference holds by the way the rows are made; checking a million of them proves nothing.
        await admin.execute("SET LOCAL session_replication_role = replica")
        known = "SELECT count(*) FROM persons WHERE agency_id = $1 AND sort_name LIKE 'sitting %'"
        there = await admin.fetchval(known, agency.id)
        await admin.execute(_PEOPLE, agency.id, there, people)
        job_class = await admin.fetchval(
            "INSERT INTO job_classes (agency_id, id, code, title) VALUES ($1, $2, $3, 'Sitting') RETURNING id",
            agency.id,
            new_id(),
            f"S{list_id.hex[-10:]}",
        )
        await admin.execute(
            "INSERT INTO eligible_lists (agency_id, id, code, job_class_id, list_type, certification_rule_id, "
            "scoring_model_id, results_version, results_count) "
            "SELECT $1, $2, $3, $4, 'discrete', id, $5, 1, $6 FROM certification_rules "
            "WHERE agency_id = $1 AND code = 'R3' AND status = 'active'",
            agency.id,
            list_id,
            f"SITTING-{list_id.hex[-10:]}",
            job_class,
            model,
            people,
        )
        await admin.execute(_RESULTS, agency.id, list_id, people)
    await admin.execute("VACUUM (ANALYZE) persons, exam_results")
    return Sitting(list_id, people)


async def _model(admin: asyncpg.Connection, agency: AgencyRef) -> UUID:
    made: UUID = await admin.fetchval(
        "INSERT INTO scoring_models (agency_id, id, code, title, parameters) "
        "VALUES ($1, $2, 'SITTING', 'Sitting', $3::jsonb) "
        "ON CONFLICT (agency_id, code) DO UPDATE SET parameters = excluded.parameters RETURNING id",
        agency.id,
        new_id(),
        orjson.dumps(MODEL).decode(),
    )
    return made


async def forget(admin: asyncpg.Connection, agency: AgencyRef, sitting: Sitting) -> None:
    """Take a list away with everything that hangs on it, history included: it was only ever measured."""
    async with admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")
        for table, where in _DROPPED:
            query = f"DELETE FROM {table} WHERE agency_id = $1 AND {where}"  # noqa: S608  (our own constants)
            await admin.execute(query, agency.id, sitting.list_id)
    await admin.execute("VACUUM scoring_rows, list_version_scores, list_scores, eligibles, exam_results")


async def correct(admin: asyncpg.Connection, agency: AgencyRef, sitting: Sitting, people: int) -> None:
    """Correct the results of so many, as protests would one by one: a point and a half more in the oral part."""
    async with admin.transaction():
        version = await admin.fetchval(
            "UPDATE eligible_lists SET results_version = results_version + 1 WHERE agency_id = $1 AND id = $2 "
            "RETURNING results_version",
            agency.id,
            sitting.list_id,
        )
        await admin.execute(
            "UPDATE exam_results SET corrected_version = $3, components = jsonb_set(components, '{oral}', to_jsonb("
            "least(50, (components ->> 'oral')::numeric + 1.5)::text)) WHERE agency_id = $1 AND list_id = $2 "
            "AND external_id = ANY (SELECT 'C' || n * ($4::bigint / $5::bigint) FROM generate_series(1, $5::bigint) n)",
            agency.id,
            sitting.list_id,
            version,
            sitting.people,
            people,
        )


async def publish_by_sql(admin: asyncpg.Connection, agency: AgencyRef, sitting: Sitting) -> tuple[int, int]:
    """The limit: score, rank, write, index and vacuum a list by plain SQL; returns people and ranks."""
    await admin.execute("CREATE SCHEMA IF NOT EXISTS bench")
    await admin.execute("DROP TABLE IF EXISTS bench.published")
    await admin.execute("CREATE TABLE bench.published (LIKE eligibles)")
    await admin.execute("ALTER TABLE bench.published ADD COLUMN rank integer NOT NULL")
    await admin.execute(
        f"""
        INSERT INTO bench.published (agency_id, id, list_id, person_id, external_id, score, sort_name, status,
                                     available_since_seq, conditions, entered_version, version, rank)
        SELECT agency_id, id, list_id, person_id, external_id, (score * 100000000)::bigint, sort_name, 'active', 0,
               '{{}}', 1, 1, dense_rank() OVER (ORDER BY score DESC)
        FROM (SELECT r.agency_id, r.id, r.list_id, r.person_id, r.external_id, p.sort_name, {_SCORE} AS score
              FROM exam_results r JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
              WHERE r.agency_id = $1 AND r.list_id = $2) scored
        """,  # noqa: S608  (our own constants)
        agency.id,
        sitting.list_id,
    )
    await admin.execute("ALTER TABLE bench.published ADD PRIMARY KEY (agency_id, id)")
    await admin.execute("CREATE INDEX ON bench.published (agency_id, list_id, score DESC, sort_name, id)")
    await admin.execute("VACUUM ANALYZE bench.published")
    people, ranks = await admin.fetchrow("SELECT count(*), max(rank) FROM bench.published")
    return people, ranks
