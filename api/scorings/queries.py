"""SQL of scorings: verdicts staged in pieces, compared and applied by sets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ExamResult, Scoring
from api.platform.db import raw

ALL_THE_WAY = 2**62  # the move of somebody who comes onto the list or leaves it: further than any score
STAGED = ("result_id", "outcome", "failed_code", "score", "unrounded", "credits_refused")

_OPEN = """
CREATE TEMP TABLE staged_verdicts (
  result_id uuid NOT NULL, outcome text NOT NULL, failed_code text, score bigint, unrounded text,
  credits_refused text[] NOT NULL
) ON COMMIT DROP
"""
# The score that stands now is kept beside the new one: that is the difference somebody applies.
_ADD_ROWS = """
INSERT INTO scoring_rows (agency_id, scoring_id, result_id, outcome, failed_code, score, unrounded, credits_refused,
                          old_score, move)
SELECT eligo_agency(), :scoring, v.result_id, v.outcome, v.failed_code, v.score, v.unrounded::numeric,
       v.credits_refused, e.score,
       CASE WHEN e.score IS NULL AND v.score IS NULL OR e.score = v.score THEN NULL
            WHEN e.score IS NULL OR v.score IS NULL THEN CAST(:all_the_way AS bigint) ELSE abs(v.score - e.score) END
FROM staged_verdicts v
JOIN exam_results r ON r.agency_id = eligo_agency() AND r.id = v.result_id
LEFT JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
     AND NOT (e.status = 'removed' AND e.status_reason = 'rescored')
"""
_SUMMARY = """
WITH rows AS (SELECT * FROM scoring_rows WHERE scoring_id = :scoring),
after AS (SELECT score, row_number() OVER (ORDER BY score DESC) AS rank
          FROM (SELECT DISTINCT score FROM rows WHERE score IS NOT NULL) scores),
before AS (SELECT score, row_number() OVER (ORDER BY score DESC) AS rank
           FROM list_scores WHERE list_id = :list AND eligibles > 0)
SELECT count(*) FILTER (WHERE outcome <> 'not_scored') AS scored,
       count(*) FILTER (WHERE outcome = 'passed') AS passed,
       count(*) FILTER (WHERE outcome = 'failed') AS failed,
       count(*) FILTER (WHERE outcome = 'not_scored') AS not_scored,
       count(*) FILTER (WHERE old_score IS NULL AND rows.score IS NOT NULL) AS entering,
       count(*) FILTER (WHERE old_score IS NOT NULL AND rows.score IS NULL) AS leaving,
       count(*) FILTER (WHERE old_score <> rows.score) AS changed_score,
       count(*) FILTER (WHERE before.rank <> after.rank) AS changed_rank
FROM rows LEFT JOIN after ON after.score = rows.score LEFT JOIN before ON before.score = old_score
"""
# Of a list that may be in use: whoever is appointed, or left another way, stays when the scoring fails them.
_COUNTS = """
SELECT count(*) FILTER (WHERE s.outcome <> 'not_scored') AS scored,
       count(*) FILTER (WHERE s.outcome = 'passed') AS passed,
       count(*) FILTER (WHERE s.outcome = 'failed') AS failed,
       count(*) FILTER (WHERE s.outcome = 'not_scored') AS not_scored,
       count(*) FILTER (WHERE s.old_score IS NULL AND s.score IS NOT NULL) AS entering,
       count(*) FILTER (WHERE s.score IS NULL AND e.status IN ('active', 'inactive', 'under_waiver')) AS leaving,
       count(*) FILTER (WHERE s.old_score <> s.score) AS changed_score
FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
LEFT JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
     AND s.move IS NOT NULL
WHERE s.scoring_id = :scoring
"""
_DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(verdict, '' ORDER BY result_id), ''), 'UTF8')), 'hex')
FROM (SELECT result_id, concat(result_id, ' ', outcome, ' ', score, chr(10)) AS verdict
      FROM scoring_rows WHERE scoring_id = :scoring) verdicts
"""
# A list that was never scored: everybody who passed enters, and everything is counted once.
_ENTER = """
INSERT INTO eligibles (agency_id, id, list_id, person_id, external_id, score, sort_name, status, entered_version)
SELECT s.agency_id, r.id, r.list_id, r.person_id, r.external_id, s.score, p.sort_name, 'active', :version
FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
WHERE s.scoring_id = :scoring AND s.outcome = 'passed'
ORDER BY s.result_id
"""
_VERSION_SCORES = """
INSERT INTO list_version_scores (agency_id, list_id, eligible_id, list_version, score, unrounded)
SELECT s.agency_id, :list, s.result_id, :version, s.score, s.unrounded
FROM scoring_rows s WHERE s.scoring_id = :scoring AND s.outcome = 'passed'
"""
_OUTCOMES = """
UPDATE exam_results r SET outcome = s.outcome, failed_code = s.failed_code
FROM scoring_rows s
WHERE s.scoring_id = :scoring AND r.agency_id = s.agency_id AND r.id = s.result_id
  AND (r.outcome, r.failed_code) IS DISTINCT FROM (s.outcome, s.failed_code)
"""
_COUNT = """
INSERT INTO list_scores (agency_id, list_id, score, eligibles, available)
SELECT s.agency_id, :list, s.score, count(*), count(*)
FROM scoring_rows s WHERE s.scoring_id = :scoring AND s.outcome = 'passed'
GROUP BY s.agency_id, s.score
"""
_TOTALS = """
SELECT coalesce(sum(eligibles), 0)::int, coalesce(sum(available), 0)::int, count(*)::int
FROM list_scores WHERE list_id = :list
"""


async def add(session: AsyncSession, row: Scoring) -> None:
    """Store a scoring."""
    session.add(row)
    await session.flush()


async def find(session: AsyncSession, scoring_id: UUID) -> Scoring | None:
    """A scoring, not locked."""
    return (await session.execute(select(Scoring).where(Scoring.id == scoring_id))).scalar_one_or_none()


async def lock(session: AsyncSession, scoring_id: UUID) -> Scoring | None:
    """A scoring, locked; its list is locked before."""
    query = (
        select(Scoring)
        .where(Scoring.id == scoring_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def page(session: AsyncSession, list_id: UUID, *, after: UUID | None, limit: int) -> list[Scoring]:
    """Scorings of a list, the newest first, after one."""
    query = select(Scoring).where(Scoring.list_id == list_id).order_by(Scoring.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Scoring.id < after)
    return list((await session.execute(query)).scalars())


@dataclass(frozen=True, slots=True)
class FinalScores:
    """How many results of a list lack a final score from elsewhere, and the most decimals that one has."""

    missing: int
    decimals: int


async def final_scores(session: AsyncSession, list_id: UUID) -> FinalScores:
    """What the results of a list brought of final scores."""
    query = text(
        "SELECT count(*) FILTER (WHERE final_score IS NULL), coalesce(max(scale(final_score)), 0) "
        "FROM exam_results WHERE list_id = :list"
    )
    return FinalScores(*(await session.execute(query, {"list": list_id})).one())


async def results_after(
    session: AsyncSession, list_id: UUID, after: str, limit: int, *, corrected_since: int | None
) -> list[Any]:
    """Results of a list by the candidate's id, after one: what a scoring is computed from.

    With `corrected_since` only those that somebody corrected after that version of the results.
    """
    query = (
        select(
            ExamResult.id,
            ExamResult.external_id,
            ExamResult.components,
            ExamResult.credits,
            ExamResult.attendance,
            ExamResult.final_score,
        )
        .where(ExamResult.list_id == list_id, ExamResult.external_id > after)
        .order_by(ExamResult.external_id)
        .limit(limit)
    )
    if corrected_since is not None:
        query = query.where(ExamResult.corrected_version > corrected_since)
    return list(await session.execute(query))


async def count_corrected(session: AsyncSession, list_id: UUID, since: int) -> int:
    """How many results somebody corrected after a version of them."""
    query = (
        select(func.count())
        .select_from(ExamResult)
        .where(ExamResult.list_id == list_id, ExamResult.corrected_version > since)
    )
    return (await session.execute(query)).scalar_one()


async def clear_rows(session: AsyncSession, scoring_id: UUID) -> None:
    """Forget what an earlier attempt computed."""
    await session.execute(text("DELETE FROM scoring_rows WHERE scoring_id = :scoring"), {"scoring": scoring_id})


async def add_rows(session: AsyncSession, scoring_id: UUID, verdicts: Iterable[tuple[Any, ...]]) -> None:
    """Store verdicts, in the order of STAGED, beside the scores that stand now."""
    await session.execute(text(_OPEN))
    await (await raw(session)).copy_records_to_table("staged_verdicts", records=verdicts, columns=STAGED)
    await session.execute(text(_ADD_ROWS), {"scoring": scoring_id, "all_the_way": ALL_THE_WAY})


async def counts(session: AsyncSession, scoring_id: UUID) -> dict[str, int]:
    """Verdicts by outcome, and what becomes of people on a list that may be in use."""
    row = (await session.execute(text(_COUNTS), {"scoring": scoring_id})).one()
    return {name: int(value) for name, value in row._mapping.items()}


async def summary(session: AsyncSession, scoring_id: UUID, list_id: UUID) -> Mapping[str, int]:
    """What applying the scoring would do, in numbers."""
    row = (await session.execute(text(_SUMMARY), {"scoring": scoring_id, "list": list_id})).one()
    return {name: int(value) for name, value in row._mapping.items()}


async def failures(session: AsyncSession, scoring_id: UUID) -> dict[str, int]:
    """How many failed, by the code that says at what."""
    rows = await session.execute(
        text(
            "SELECT failed_code, count(*) FROM scoring_rows "
            "WHERE scoring_id = :scoring AND outcome = 'failed' GROUP BY failed_code ORDER BY failed_code"
        ),
        {"scoring": scoring_id},
    )
    return {row[0]: row[1] for row in rows}


async def digest(session: AsyncSession, scoring_id: UUID) -> str:
    """The digest of every verdict, in the order of the results."""
    return (await session.execute(text(_DIGEST), {"scoring": scoring_id})).scalar_one()  # type: ignore[no-any-return]


async def write_first(session: AsyncSession, scoring_id: UUID, list_id: UUID) -> tuple[int, int, int]:
    """Make eligibles of those who passed, on a list that nobody stands on; returns eligibles, available and ranks."""
    names: dict[str, Any] = {"scoring": scoring_id, "list": list_id, "version": 1}
    for statement in (_ENTER, _VERSION_SCORES, _OUTCOMES, _COUNT):
        await session.execute(text(statement), names)
    eligibles, available, ranks = (await session.execute(text(_TOTALS), {"list": list_id})).one()
    return eligibles, available, ranks
