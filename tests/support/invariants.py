"""What must hold of every committed state of the database, whatever happened before it.

Each rule is one query that yields the rows that break it, so that a violation names itself. The queries read as a role
that sees every agency; `violations` reads all of them, and proves the ledger, in one snapshot. `floor_violations`
holds the kept floors against lines that the domain computes anew.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from api.domain.certification_rule import Demotion
from api.platform.auth import AgencyRef, system_actor
from api.platform.chain import ChainRow, Head, verify
from api.platform.db import Database
from api.referrals.line import service as lines

SHOWN = 3  # rows shown of each broken rule

_IN_POOL = "status IN ('active', 'appointed_temporary')"
_ON_LIST = "NOT (status = 'removed' AND coalesce(status_reason, '') = 'rescored')"
# Events with their payload as JSON, so that tables can be held against what the ledger says.
# The event of a joint decision counts as one about each of its people.
_TOLD = """
    events AS (SELECT agency_id, seq, name, subject_id, canonical::jsonb -> 'payload' AS payload FROM ledger_events),
    told AS (SELECT *, false AS is_joint FROM events WHERE name <> 'dispositions.recorded'
             UNION ALL
             SELECT agency_id, seq, 'disposition.recorded', subject_id,
                    jsonb_build_object('to', payload -> 'to', 'eligible', person,
                                       'position', payload -> 'positions' -> person), true
             FROM events, jsonb_object_keys(payload -> 'from') person WHERE name = 'dispositions.recorded')
"""

RULES: Mapping[str, str] = {
    "list_scores equal the rows they count": f"""
        SELECT coalesce(s.list_id, e.list_id) AS list, coalesce(s.score, e.score) AS score, s.eligibles, s.available,
               e.eligibles AS counted, e.available AS counted_available
        FROM (SELECT * FROM list_scores WHERE eligibles > 0) s
        FULL JOIN (SELECT agency_id, list_id, score, count(*) AS eligibles,
                          count(*) FILTER (WHERE {_IN_POOL}) AS available
                   FROM eligibles WHERE {_ON_LIST} GROUP BY agency_id, list_id, score) e
               ON e.agency_id = s.agency_id AND e.list_id = s.list_id AND e.score = s.score
        WHERE (s.eligibles, s.available) IS DISTINCT FROM (e.eligibles::int, e.available::int)
    """,
    "blocks of scores equal the scores they count": """
        SELECT coalesce(b.list_id, s.list_id) AS list, coalesce(b.block, s.block) AS block, b.*, s.*
        FROM (SELECT * FROM list_score_blocks WHERE (ranks, available_ranks, eligibles, available) <> (0, 0, 0, 0)) b
        FULL JOIN (SELECT agency_id, list_id, score / 67108864 AS block, count(*) AS ranks, sum(eligibles) AS eligibles,
                          count(*) FILTER (WHERE available > 0) AS available_ranks, sum(available) AS available
                   FROM list_scores WHERE eligibles > 0 GROUP BY 1, 2, 3) s
               ON s.agency_id = b.agency_id AND s.list_id = b.list_id AND s.block = b.block
        WHERE (b.ranks, b.available_ranks, b.eligibles, b.available)
              IS DISTINCT FROM (s.ranks::int, s.available_ranks::int, s.eligibles::int, s.available::int)
    """,
    "the counters of a list equal its rows": f"""
        SELECT l.id AS list, l.eligibles_count, l.active_count, l.ranks_count, l.results_count, c.*, r.results
        FROM eligible_lists l
        LEFT JOIN LATERAL (SELECT count(*) AS eligibles, count(*) FILTER (WHERE {_IN_POOL}) AS active,
                                  count(DISTINCT score) AS ranks
                           FROM eligibles e
                           WHERE e.agency_id = l.agency_id AND e.list_id = l.id AND {_ON_LIST}) c ON true
        LEFT JOIN LATERAL (SELECT count(*) AS results FROM exam_results x
                           WHERE x.agency_id = l.agency_id AND x.list_id = l.id) r ON true
        WHERE (l.eligibles_count, l.active_count, l.ranks_count, l.results_count)
              <> (c.eligibles, c.active, c.ranks, r.results)
    """,
    "a person stands on a list once, under whatever merged records": """
        SELECT e.list_id, coalesce(p.merged_into_id, p.id) AS person, count(*) FROM eligibles e
        JOIN persons p ON p.agency_id = e.agency_id AND p.id = e.person_id
        WHERE e.status IN ('active', 'inactive', 'under_waiver', 'appointed', 'appointed_temporary')
        GROUP BY e.agency_id, e.list_id, coalesce(p.merged_into_id, p.id) HAVING count(*) > 1
    """,
    "one active appointment per eligible": """
        SELECT eligible_id, count(*) FROM appointments WHERE status = 'active'
        GROUP BY agency_id, eligible_id HAVING count(*) > 1
    """,
    "one active appointment per position": """
        SELECT position_id, count(*) FROM appointments WHERE status = 'active'
        GROUP BY agency_id, position_id HAVING count(*) > 1
    """,
    "a position is filled exactly while somebody is appointed to it": """
        SELECT p.id, p.number, p.status FROM positions p
        WHERE (p.status = 'filled') <> EXISTS (SELECT 1 FROM appointments a WHERE a.agency_id = p.agency_id
                                               AND a.position_id = p.id AND a.status = 'active')
    """,
    "somebody is hired on a referral only for a position attached to it": """
        SELECT a.id, a.referral_id, a.position_id FROM appointments a
        LEFT JOIN referral_positions rp ON rp.agency_id = a.agency_id AND rp.referral_id = a.referral_id
              AND rp.position_id = a.position_id AND rp.is_attached
        WHERE a.status = 'active' AND rp.position_id IS NULL
    """,
    "hires on a referral never exceed its positions": """
        SELECT r.id, hires, positions FROM referrals r
        CROSS JOIN LATERAL (SELECT count(*) AS hires FROM appointments a WHERE a.agency_id = r.agency_id
                            AND a.referral_id = r.id AND a.status = 'active') h
        CROSS JOIN LATERAL (SELECT count(*) AS positions FROM referral_positions rp WHERE rp.agency_id = r.agency_id
                            AND rp.referral_id = r.id AND rp.is_attached) p
        WHERE hires > positions
    """,
    "a position is open on a referral exactly while attached to an open one": """
        SELECT rp.referral_id, rp.position_id, rp.is_open, rp.is_attached, r.status
        FROM referral_positions rp JOIN referrals r ON r.agency_id = rp.agency_id AND r.id = rp.referral_id
        WHERE rp.is_open <> (rp.is_attached AND r.status = 'certified')
    """,
    "one open referral per position": """
        SELECT position_id, count(*) FROM referral_positions WHERE is_open
        GROUP BY agency_id, position_id HAVING count(*) > 1
    """,
    "a filled referral has a hire for each of its positions": """
        SELECT r.id, r.number FROM referrals r JOIN referral_positions rp
               ON rp.agency_id = r.agency_id AND rp.referral_id = r.id AND rp.is_attached
        WHERE r.status = 'filled' AND NOT EXISTS (
              SELECT 1 FROM appointments a WHERE a.agency_id = r.agency_id AND a.referral_id = r.id
                 AND a.position_id = rp.position_id AND a.status IN ('active', 'ended'))
    """,
    "the last entry of a disposition's history is the disposition": """
        SELECT coalesce(e.referral_id, h.referral_id) AS referral, coalesce(e.eligible_id, h.eligible_id) AS eligible,
               e.disposition, e.disposed_seq, h.disposition AS last, h.seq
        FROM (SELECT * FROM referral_eligibles WHERE disposed_seq IS NOT NULL OR disposition <> 'pending') e
        FULL JOIN (SELECT DISTINCT ON (agency_id, referral_id, eligible_id) * FROM referral_dispositions
                   ORDER BY agency_id, referral_id, eligible_id, seq DESC) h
               ON h.agency_id = e.agency_id AND h.referral_id = e.referral_id AND h.eligible_id = e.eligible_id
        WHERE (e.disposition, e.disposed_seq) IS DISTINCT FROM (h.disposition, h.seq)
    """,
    "the last entry of an eligible's history is its status": """
        SELECT e.id, e.status, h.status AS last FROM eligibles e
        LEFT JOIN LATERAL (SELECT s.status FROM eligible_statuses s WHERE s.agency_id = e.agency_id
                           AND s.eligible_id = e.id ORDER BY s.seq DESC LIMIT 1) h ON true
        WHERE e.status <> coalesce(h.status, 'active')
    """,
    "hired on a referral means appointed through it": """
        SELECT coalesce(d.referral_id, a.referral_id) AS referral, coalesce(d.eligible_id, a.eligible_id) AS eligible
        FROM (SELECT * FROM referral_eligibles WHERE disposition = 'hired') d
        FULL JOIN (SELECT DISTINCT agency_id, referral_id, eligible_id FROM appointments
                   WHERE status IN ('active', 'ended')) a
               ON a.agency_id = d.agency_id AND a.referral_id = d.referral_id AND a.eligible_id = d.eligible_id
        WHERE d.eligible_id IS NULL OR a.eligible_id IS NULL
    """,
    "whoever is appointed has an appointment, and whoever has a permanent one is appointed": """
        SELECT e.id, e.status, a.employment FROM eligibles e
        LEFT JOIN (SELECT x.agency_id, x.eligible_id, p.employment FROM appointments x
                   JOIN positions p ON p.agency_id = x.agency_id AND p.id = x.position_id WHERE x.status = 'active') a
               ON a.agency_id = e.agency_id AND a.eligible_id = e.id
        WHERE (e.status IN ('appointed', 'appointed_temporary') AND a.eligible_id IS NULL)
           OR (a.employment = 'permanent' AND e.status <> 'appointed')
    """,
    "on an open referral, hired elsewhere means appointed through another": """
        SELECT d.referral_id, d.eligible_id FROM referral_eligibles d
        JOIN referrals r ON r.agency_id = d.agency_id AND r.id = d.referral_id AND r.status = 'certified'
        WHERE d.disposition = 'hired_elsewhere' AND NOT EXISTS (
              SELECT 1 FROM appointments a WHERE a.agency_id = d.agency_id AND a.eligible_id = d.eligible_id
                 AND a.referral_id <> d.referral_id AND a.status = 'active')
    """,
    "a permanent hire is hired elsewhere on every referral open since before it": """
        SELECT a.eligible_id, a.referral_id AS hired_on, r.id AS referral, coalesce(d.disposition, 'pending') AS shown
        FROM appointments a
        JOIN positions p ON p.agency_id = a.agency_id AND p.id = a.position_id AND p.employment = 'permanent'
        JOIN referrals r ON r.agency_id = a.agency_id AND r.list_id = a.list_id AND r.status = 'certified'
             AND r.id <> a.referral_id AND r.certified_seq < a.hired_seq
        LEFT JOIN referral_eligibles d ON d.agency_id = a.agency_id AND d.referral_id = r.id
             AND d.eligible_id = a.eligible_id
        WHERE a.status = 'active'
          AND coalesce(d.disposition, 'pending') NOT IN ('hired', 'hired_elsewhere', 'not_selected')
    """,
    "every recorded disposition is one event, and every such event one disposition": f"""
        WITH {_TOLD}
        SELECT coalesce(t.seq, h.seq) AS seq, t.payload ->> 'to' AS told, h.disposition AS stored
        FROM (SELECT * FROM told WHERE name = 'disposition.recorded') t
        FULL JOIN (SELECT DISTINCT d.* FROM referral_dispositions d
                   JOIN told x ON x.agency_id = d.agency_id AND x.seq = d.seq
                    AND x.subject_id = d.referral_id AND x.name = 'disposition.recorded') h
               ON h.agency_id = t.agency_id AND h.seq = t.seq AND h.eligible_id::text = t.payload ->> 'eligible'
        WHERE h.seq IS NULL OR t.seq IS NULL OR h.disposition <> t.payload ->> 'to'
    """,
    "every entry of a disposition's history belongs to an event about that person or referral": f"""
        WITH {_TOLD}
        SELECT d.referral_id, d.eligible_id, d.seq, d.disposition, t.name FROM referral_dispositions d
        LEFT JOIN told t ON t.agency_id = d.agency_id AND t.seq = d.seq
             AND (NOT t.is_joint OR t.payload ->> 'eligible' = d.eligible_id::text)
        WHERE t.seq IS NULL
           OR (t.name = 'disposition.recorded' AND t.subject_id <> d.referral_id
               AND (d.disposition <> 'hired_elsewhere' OR t.payload ->> 'to' <> 'hired'
                    OR t.payload ->> 'eligible' <> d.eligible_id::text))
           OR (t.name = 'hire.rescinded' AND t.payload ->> 'eligible' <> d.eligible_id::text)
           OR (t.name = 'inquiry.answered' AND (t.subject_id, t.payload ->> 'eligible', t.payload ->> 'to')
               <> (d.referral_id, d.eligible_id::text, d.disposition))
           OR (t.name NOT IN ('disposition.recorded', 'inquiry.answered', 'hire.rescinded')
               AND t.name NOT LIKE 'referral.%')
    """,
    "every hire is one event, and every such event one hire": f"""
        WITH {_TOLD}
        SELECT coalesce(a.hired_seq, t.seq) AS seq, a.id, t.payload
        FROM appointments a
        FULL JOIN (SELECT * FROM told WHERE name = 'disposition.recorded' AND payload ->> 'to' = 'hired') t
               ON t.agency_id = a.agency_id AND t.seq = a.hired_seq AND t.payload ->> 'eligible' = a.eligible_id::text
        WHERE (a.referral_id, a.eligible_id::text, a.position_id::text)
              IS DISTINCT FROM (t.subject_id, t.payload ->> 'eligible', t.payload ->> 'position')
    """,
    "every undone hire is one event, and every such event one undone hire": f"""
        WITH {_TOLD}
        SELECT coalesce(a.ended_seq, t.seq) AS seq, a.id, t.payload
        FROM (SELECT * FROM appointments WHERE status = 'rescinded') a
        FULL JOIN (SELECT * FROM told WHERE name = 'hire.rescinded') t
               ON t.agency_id = a.agency_id AND t.seq = a.ended_seq
        WHERE (a.referral_id, a.eligible_id::text) IS DISTINCT FROM (t.subject_id, t.payload ->> 'eligible')
    """,
    "every referral is one certification, with its certificate": f"""
        WITH {_TOLD}
        SELECT coalesce(r.id, t.subject_id) AS referral, t.seq, c.seq AS certificate
        FROM referrals r
        FULL JOIN (SELECT * FROM told WHERE name = 'referral.certified') t
               ON t.agency_id = r.agency_id AND t.seq = r.certified_seq AND t.subject_id = r.id
        LEFT JOIN certificates c ON c.agency_id = r.agency_id AND c.referral_id = r.id AND c.seq = r.certified_seq
        WHERE r.id IS NULL OR t.seq IS NULL OR c.seq IS NULL
           OR encode(c.digest, 'hex') <> t.payload ->> 'digest' OR sha256(convert_to(c.canonical, 'UTF8')) <> c.digest
    """,
    "every change of status belongs to an event": """
        SELECT s.eligible_id, s.seq FROM eligible_statuses s
        LEFT JOIN ledger_events e ON e.agency_id = s.agency_id AND e.seq = s.seq WHERE e.seq IS NULL
    """,
    "a posted list takes no results": f"""
        WITH {_TOLD}
        SELECT i.subject_id AS import, i.seq, p.seq AS posted FROM told i
        JOIN told p ON p.agency_id = i.agency_id AND p.name = 'list.posted'
             AND p.subject_id::text = i.payload ->> 'list_id' AND p.seq < i.seq
        WHERE i.name = 'import.committed'
    """,
    "an import is stored once, and its job succeeded": f"""
        WITH {_TOLD}
        SELECT i.id, i.status, j.status AS job, count(t.seq) AS events FROM list_imports i
        LEFT JOIN told t ON t.agency_id = i.agency_id AND t.subject_id = i.id AND t.name = 'import.committed'
        LEFT JOIN jobs j ON j.agency_id = i.agency_id AND j.id = i.job_id
        GROUP BY i.id, i.status, j.status
        HAVING count(t.seq) <> (i.status IN ('committed', 'undoing', 'undone'))::int
            OR (j.status = 'succeeded') <> (i.status IN ('committed', 'undone'))
    """,
    "a scoring is applied once": f"""
        WITH {_TOLD}
        SELECT s.id, s.status, count(t.seq) AS events FROM scorings s
        LEFT JOIN told t ON t.agency_id = s.agency_id AND t.subject_id = s.id AND t.name = 'scoring.applied'
        GROUP BY s.id, s.status HAVING count(t.seq) <> (s.status = 'applied')::int
    """,
    "a stored idempotency key has its answer": """
        SELECT scope, key FROM idempotency_keys WHERE status_code IS NULL OR answer IS NULL
    """,
}

_EVENTS = """
SELECT e.agency_id, e.seq, e.occurred_at, e.actor, e.name, e.subject_type, e.subject_id, e.canonical, e.previous_hash,
       e.hash, p.salt, p.content AS private
FROM ledger_events e LEFT JOIN ledger_private p ON p.agency_id = e.agency_id AND p.seq = e.seq
WHERE e.agency_id = $1 ORDER BY e.seq
"""


async def violations(admin_url: str, *, ledger: bool = True) -> list[str]:
    """Every broken rule, as one line each; nothing when all hold. Reads one snapshot, waits for nobody."""
    connection = await asyncpg.connect(admin_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            found = []
            for rule, query in RULES.items():
                rows = await connection.fetch(query)
                found += [f"{rule}: {len(rows)} rows, such as {dict(row)}" for row in rows[:SHOWN]]
            return found + (await _chain_faults(connection) if ledger else [])
    finally:
        await connection.close()


async def _chain_faults(connection: Any) -> list[str]:
    found = []
    for head in await connection.fetch("SELECT agency_id, seq, hash FROM ledger_heads"):
        rows = await connection.fetch(_EVENTS, head["agency_id"])
        chain = [ChainRow(**{name: value for name, value in row.items() if name != "agency_id"}) for row in rows]
        verdict = verify(chain, Head(head["seq"], head["hash"]), UUID(str(head["agency_id"])))
        if not verdict.is_valid:
            found.append(f"the ledger's chain verifies: {verdict.first_fault}")
        if [row.seq for row in chain] != list(range(1, len(chain) + 1)):
            found.append("the ledger's sequence has no gaps")
    return found


async def floor_violations(database: Database, agency: AgencyRef) -> list[str]:
    """Open referrals whose kept floor is not the line that the rules give now; of a database at rest."""
    found = []
    actor = system_actor(agency)
    async with database.transaction(agency.id, read_only=True) as session:
        open_ones = (await session.execute(text("SELECT id FROM referrals WHERE status = 'certified'"))).scalars()
        for referral_id in list(open_ones):
            line = await lines.line_of(session, actor, referral_id)
            kept, computed = line.facts.floor, line.reach.line
            if line.rule.demotion is not Demotion.RECOMPUTE and kept != computed:
                found.append(f"referral {line.facts.number} keeps the floor {kept}, its line is {computed}")
    return found


async def require_whole(admin_url: str, database: Database, agency: AgencyRef) -> None:
    """Insist that nothing is broken, at rest."""
    broken = await violations(admin_url) + await floor_violations(database, agency)
    assert not broken, "\n".join(broken)


async def results_digest(admin_url: str, list_id: UUID) -> str:
    """A digest of everything that was imported into a list."""
    connection = await asyncpg.connect(admin_url)
    try:
        rows = await connection.fetch(
            "SELECT external_id, components::text, credits::text, attendance, version FROM exam_results "
            "WHERE list_id = $1 ORDER BY external_id",
            list_id,
        )
    finally:
        await connection.close()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
