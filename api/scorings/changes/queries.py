"""SQL of applying a scoring. Writes what changes and nothing else; the list is locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models.eligible_lists import BLOCK_BITS, TOP_BLOCK

_OF_SCORING = """
FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
"""
# What happens to each whose score changes, read once before anything is written. Whoever is appointed, or left the
# list another way, stays as they are when the scoring fails them: nobody is un-appointed by a correction.
_OPEN = f"""
CREATE TEMP TABLE rescored ON COMMIT DROP AS
SELECT s.result_id, r.person_id, e.id AS eligible_id, e.status AS old_status, s.score AS new_score, s.unrounded,
       CASE WHEN e.status = 'removed' AND e.status_reason = 'rescored' THEN NULL ELSE e.score END AS old_score,
       coalesce(e.status IN ('active', 'appointed_temporary'), false) AS was_available,
       CASE WHEN s.outcome = 'passed' AND e.id IS NULL THEN 'enter'
            WHEN s.outcome = 'passed' AND e.status = 'removed' AND e.status_reason = 'rescored' THEN 'return'
            WHEN s.outcome = 'passed' THEN 'rescore'
            WHEN e.status IN ('active', 'inactive', 'under_waiver') THEN 'leave'
            WHEN e.id IS NOT NULL THEN 'stay' END AS kind,
       r.outcome IS DISTINCT FROM s.outcome AS is_new_outcome
{_OF_SCORING}
LEFT JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
WHERE s.scoring_id = :scoring AND s.move IS NOT NULL
"""  # noqa: S608  (our own constants)
_RESCORE = """
UPDATE eligibles e SET score = c.new_score, version = e.version + 1
FROM rescored c WHERE c.kind = 'rescore' AND e.agency_id = eligo_agency() AND e.id = c.eligible_id
"""
_RETURN = """
UPDATE eligibles e SET score = c.new_score, status = 'active', status_reason = NULL, status_until = NULL,
       version = e.version + 1
FROM rescored c WHERE c.kind = 'return' AND e.agency_id = eligo_agency() AND e.id = c.eligible_id
RETURNING e.id
"""
_LEAVE = """
UPDATE eligibles e SET status = 'removed', status_reason = 'rescored', status_until = NULL, version = e.version + 1
FROM rescored c WHERE c.kind = 'leave' AND e.agency_id = eligo_agency() AND e.id = c.eligible_id
RETURNING e.id
"""
# Somebody on a list has the id of the result that brought them there.
_ENTER = """
INSERT INTO eligibles (agency_id, id, list_id, person_id, external_id, score, sort_name, status, entered_version,
                       available_since_seq)
SELECT r.agency_id, r.id, r.list_id, r.person_id, r.external_id, c.new_score, p.sort_name, 'active', :version, :since
FROM rescored c
JOIN exam_results r ON r.agency_id = eligo_agency() AND r.id = c.result_id
JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
WHERE c.kind = 'enter'
ORDER BY c.result_id
"""
_SINCE = """
UPDATE eligibles e SET available_since_seq = :seq
FROM rescored c WHERE c.kind = 'enter' AND e.agency_id = eligo_agency() AND e.id = c.result_id
"""
_VERSION_SCORES = """
INSERT INTO list_version_scores (agency_id, list_id, eligible_id, list_version, score, unrounded)
SELECT eligo_agency(), :list, coalesce(c.eligible_id, c.result_id), :version, c.new_score, c.unrounded
FROM rescored c WHERE c.kind <> 'stay' OR c.is_new_outcome
"""
_OUTCOMES = """
UPDATE exam_results r SET outcome = s.outcome, failed_code = s.failed_code
FROM scoring_rows s
WHERE s.scoring_id = :scoring AND r.agency_id = s.agency_id AND r.id = s.result_id
  AND (r.outcome, r.failed_code) IS DISTINCT FROM (s.outcome, s.failed_code)
"""
_SCORE_CHANGES = """
CREATE TEMP TABLE score_changes ON COMMIT DROP AS
SELECT score, sum(eligibles)::int AS eligibles, sum(available)::int AS available FROM (
  SELECT old_score AS score, -1 AS eligibles, -was_available::int AS available
  FROM rescored WHERE kind IN ('rescore', 'leave')
  UNION ALL
  SELECT new_score, 1, (was_available OR kind <> 'rescore')::int
  FROM rescored WHERE kind IN ('enter', 'return', 'rescore')
) moved GROUP BY score
"""
_COUNT_CHANGES = """
UPDATE list_scores l SET eligibles = l.eligibles + c.eligibles, available = l.available + c.available
FROM score_changes c WHERE l.agency_id = eligo_agency() AND l.list_id = :list AND l.score = c.score
"""
_COUNT_NEW = """
INSERT INTO list_scores (agency_id, list_id, score, eligibles, available)
SELECT eligo_agency(), :list, c.score, c.eligibles, c.available FROM score_changes c
WHERE c.eligibles > 0 AND NOT EXISTS (SELECT 1 FROM list_scores l WHERE l.agency_id = eligo_agency()
                                      AND l.list_id = :list AND l.score = c.score)
"""
_FORGET_EMPTY = """
DELETE FROM list_scores l USING score_changes c
WHERE l.agency_id = eligo_agency() AND l.list_id = :list AND l.score = c.score AND l.eligibles = 0
"""
_TOTALS = "SELECT coalesce(sum(eligibles), 0)::int, coalesce(sum(available), 0)::int FROM score_changes"
_CHANGED = """
SELECT coalesce(eligible_id, result_id) AS eligible_id, old_score, CASE WHEN kind = 'leave' THEN NULL ELSE new_score END
       AS new_score, old_status
FROM rescored WHERE kind <> 'stay'
"""
_APPOINTEES = """
SELECT eligible_id FROM rescored WHERE old_status IN ('appointed', 'appointed_temporary') ORDER BY eligible_id
"""
_STATUSES = """
INSERT INTO eligible_statuses (agency_id, eligible_id, seq, list_id, status, reason_code)
SELECT eligo_agency(), id, :seq, :list, :status, :reason FROM unnest(CAST(:ids AS uuid[])) AS changed(id)
"""
# Ranks before and after, of those who change. Each score that is looked at is counted up to the next one, by blocks
# where they lie far apart; between two of them everybody's rank moves by the scores that are new or gone above. In
# tables of the transaction, so that very many are joined by what there is and not by what statistics do not know yet.
_NOTED = """
CREATE TEMP TABLE noted_rows ON COMMIT DROP AS
SELECT x.result_id, x.old_score, x.score FROM scoring_rows x
WHERE x.scoring_id = :scoring
  AND (x.move IS NOT NULL OR :of_all OR EXISTS (
       SELECT 1 FROM scoring_moves m WHERE m.scoring_id = x.scoring_id AND m.result_id = x.result_id))
"""
_RANKS = f"""
CREATE TEMP TABLE noted_ranks ON COMMIT DROP AS
WITH change AS (
  SELECT score, sum(n) AS n FROM (
    SELECT s.old_score AS score, -1 AS n FROM scoring_rows s
    JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
    JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
    WHERE s.scoring_id = :scoring AND s.move IS NOT NULL AND s.old_score IS NOT NULL
      AND (s.score IS NOT NULL OR e.status IN ('active', 'inactive', 'under_waiver'))
    UNION ALL
    SELECT score, 1 FROM scoring_rows WHERE scoring_id = :scoring AND move IS NOT NULL AND score IS NOT NULL
  ) moved GROUP BY score
), asked AS (
  SELECT score, sum(n) AS n, score >> {BLOCK_BITS} AS block, lag(score) OVER (ORDER BY score DESC) AS before FROM (
    SELECT score, n FROM change
    UNION ALL SELECT old_score, 0 FROM noted_rows UNION ALL SELECT score, 0 FROM noted_rows) scores
  WHERE score IS NOT NULL GROUP BY score
), stretches AS MATERIALIZED (
  SELECT a.score, a.block, own.ranks, own.people, whole.ranks AS block_ranks, whole.people AS block_people,
         coalesce(l.eligibles, 0) AS old, coalesce(l.eligibles, 0) + a.n AS new
  FROM asked a
  LEFT JOIN list_scores l ON l.agency_id = eligo_agency() AND l.list_id = :list AND l.score = a.score
  CROSS JOIN LATERAL (
    SELECT count(*) AS ranks, coalesce(sum(x.eligibles), 0) AS people FROM list_scores x
    WHERE x.agency_id = eligo_agency() AND x.list_id = :list AND x.eligibles > 0 AND x.score >= a.score
      AND x.score < CASE WHEN a.before >> {BLOCK_BITS} = a.block THEN a.before
                         ELSE (a.block + 1) << {BLOCK_BITS} END) own
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(b.ranks), 0) AS ranks, coalesce(sum(b.eligibles), 0) AS people FROM list_score_blocks b
    WHERE b.agency_id = eligo_agency() AND b.list_id = :list AND b.block > a.block
      AND b.block <= coalesce(a.before >> {BLOCK_BITS}, {TOP_BLOCK})) whole
), counted AS (
  SELECT score, old, new,
         sum(ranks) OVER in_block + sum(block_ranks) OVER down AS old_rank,
         sum(people) OVER in_block + sum(block_people) OVER down AS people,
         sum((new > 0)::int - (old > 0)::int) OVER down AS shift
  FROM stretches
  WINDOW down AS (ORDER BY score DESC ROWS UNBOUNDED PRECEDING),
         in_block AS (PARTITION BY block ORDER BY score DESC ROWS UNBOUNDED PRECEDING)
), ranks AS (
  SELECT score, old, new, old_rank, old_rank + shift AS new_rank, people, shift,
         lead(people - old) OVER (ORDER BY score DESC) AS people_to_next
  FROM counted
)
SELECT * FROM ranks
"""  # noqa: S608 - our own words
_KEEP_RANKS = """
WITH ranked AS (
  UPDATE scoring_rows s SET old_rank = b.old_rank, new_rank = a.new_rank
  FROM noted_rows x
  LEFT JOIN noted_ranks b ON b.score = x.old_score
  LEFT JOIN noted_ranks a ON a.score = x.score
  WHERE s.agency_id = eligo_agency() AND s.scoring_id = :scoring AND s.result_id = x.result_id
  RETURNING s.old_score, s.old_rank, s.new_rank
), own AS (SELECT old_score, count(*) AS n FROM ranked GROUP BY old_score)
SELECT (SELECT count(*) FROM ranked WHERE old_rank <> new_rank)
     + (SELECT coalesce(sum(r.old - coalesce(own.n, 0)), 0) FROM noted_ranks r LEFT JOIN own ON own.old_score = r.score
        WHERE r.old > 0 AND r.new > 0 AND r.shift <> 0)
     + (SELECT coalesce(sum(coalesce(people_to_next, l.eligibles_count) - people), 0)
        FROM noted_ranks CROSS JOIN (SELECT eligibles_count FROM eligible_lists WHERE id = :list) l WHERE shift <> 0)
"""
# By the result behind each; who stands on a list without one is in the event, not in the preview.
_ADD_MOVES = """
INSERT INTO scoring_moves (agency_id, scoring_id, referral_id, result_id, before, after)
SELECT eligo_agency(), :scoring, m.referral_id, r.id, m.before, m.after
FROM unnest(CAST(:referrals AS uuid[]), CAST(:people AS uuid[]), CAST(:before AS text[]), CAST(:after AS text[]))
     AS m(referral_id, eligible_id, before, after)
LEFT JOIN eligibles e ON e.agency_id = eligo_agency() AND e.id = m.eligible_id
JOIN LATERAL (
  SELECT id FROM exam_results x WHERE e.id IS NULL AND x.agency_id = eligo_agency() AND x.id = m.eligible_id
  UNION ALL
  SELECT id FROM exam_results x
  WHERE x.agency_id = e.agency_id AND x.list_id = e.list_id AND x.person_id = e.person_id
) r ON true
"""
# Whose own score stays, but whom a line passes over: part of what somebody must see before applying.
_ADD_BYSTANDERS = """
INSERT INTO scoring_rows (agency_id, scoring_id, result_id, outcome, failed_code, score, old_score)
SELECT DISTINCT m.agency_id, m.scoring_id, r.id, r.outcome, r.failed_code, e.score, e.score
FROM scoring_moves m
JOIN exam_results r ON r.agency_id = m.agency_id AND r.id = m.result_id
JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
WHERE m.scoring_id = :scoring
ON CONFLICT DO NOTHING
"""
_APPOINTED_MOVING = """
SELECT e.id FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
WHERE s.scoring_id = :scoring AND s.move IS NOT NULL AND e.status IN ('appointed', 'appointed_temporary')
ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """Who came back to the list, who left it, whose appointment is affected, and by how much the counts changed."""

    returned: Sequence[UUID]
    left: Sequence[UUID]
    appointees: Sequence[UUID]
    eligibles: int
    available: int
    ranks: int


async def write(
    session: AsyncSession, scoring_id: UUID, list_id: UUID, *, list_version: int, since_seq: int
) -> Written:
    """Change who stands where on the list, and the counts of the scores they leave and come to."""
    names: dict[str, Any] = {"scoring": scoring_id, "list": list_id}
    await session.execute(text(_OPEN), {"scoring": scoring_id})
    await session.execute(text("ANALYZE rescored"))
    await session.execute(text(_RESCORE))
    returned = (await session.execute(text(_RETURN))).scalars().all()
    left = (await session.execute(text(_LEAVE))).scalars().all()
    await session.execute(text(_ENTER), {"version": list_version, "since": since_seq})
    await session.execute(text(_VERSION_SCORES), {"list": list_id, "version": list_version})
    await session.execute(text(_OUTCOMES), {"scoring": scoring_id})
    appointees = (await session.execute(text(_APPOINTEES))).scalars().all()
    return Written(returned, left, appointees, *await _count(session, names))


async def _count(session: AsyncSession, names: dict[str, Any]) -> tuple[int, int, int]:
    """Bring the counts per score up to date; returns the change of eligibles, of the available and of ranks."""
    only_list = {"list": names["list"]}
    await session.execute(text(_SCORE_CHANGES))
    await session.execute(text(_COUNT_CHANGES), only_list)
    made = await session.execute(text(_COUNT_NEW + " RETURNING 1"), only_list)
    gone = await session.execute(text(_FORGET_EMPTY + " RETURNING 1"), only_list)
    eligibles, available = (await session.execute(text(_TOTALS))).one()
    return eligibles, available, len(made.all()) - len(gone.all())


async def count_from(session: AsyncSession, seq: int) -> None:
    """Let those who have just entered count from an event on, and not on what was certified before."""
    await session.execute(text(_SINCE), {"seq": seq})


async def changed(session: AsyncSession) -> list[Any]:
    """Whose score has just changed: (eligible_id, old_score, new_score, old_status); None: not on the list."""
    return list(await session.execute(text(_CHANGED)))


async def add_statuses(
    session: AsyncSession, list_id: UUID, seq: int, eligibles: Sequence[UUID], status: str, reason: str
) -> None:
    """Keep a status that many got at one event."""
    values = {"list": list_id, "seq": seq, "ids": list(eligibles), "status": status, "reason": reason}
    await session.execute(text(_STATUSES), values)


async def keep_ranks(session: AsyncSession, scoring_id: UUID, list_id: UUID, *, of_all: bool) -> int:
    """Note the ranks before and after of whoever would move, or of all; returns how many ranks would change."""
    names = {"scoring": scoring_id, "list": list_id}
    await session.execute(text(_NOTED), {"scoring": scoring_id, "of_all": of_all})
    await session.execute(text("ANALYZE noted_rows"))
    await session.execute(text(_RANKS), names)
    await session.execute(text("ANALYZE noted_ranks"))
    return int((await session.execute(text(_KEEP_RANKS), names)).scalar_one())


async def keep_moves(session: AsyncSession, scoring_id: UUID, moves: Sequence[tuple[UUID, UUID, str, str]]) -> None:
    """Note who would cross which line: (referral, eligible, shown before, shown after)."""
    if not moves:
        return
    referrals, people, before, after = (list(column) for column in zip(*moves, strict=True))
    names = {"scoring": scoring_id, "referrals": referrals, "people": people, "before": before, "after": after}
    await session.execute(text(_ADD_MOVES), names)
    await session.execute(text(_ADD_BYSTANDERS), {"scoring": scoring_id})


async def appointees(session: AsyncSession, scoring_id: UUID) -> list[UUID]:
    """The appointed people whose scores would change."""
    return list((await session.execute(text(_APPOINTED_MOVING), {"scoring": scoring_id})).scalars())
