"""SQL of scorings: verdicts staged in pieces, compared and applied by sets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ExamResult, Scoring
from api.platform.db import raw

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
                          old_score)
SELECT eligo_agency(), :scoring, v.result_id, v.outcome, v.failed_code, v.score, v.unrounded::numeric,
       v.credits_refused, e.score
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
_DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(verdict, '' ORDER BY result_id), ''), 'UTF8')), 'hex')
FROM (SELECT result_id, concat(result_id, ' ', outcome, ' ', score, chr(10)) AS verdict
      FROM scoring_rows WHERE scoring_id = :scoring) verdicts
"""
_OF_SCORING = """
FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
"""
# Somebody on a list has the id of the result that brought them there.
_ENTER = f"""
INSERT INTO eligibles (agency_id, id, list_id, person_id, external_id, score, sort_name, status, entered_version)
SELECT s.agency_id, r.id, r.list_id, r.person_id, r.external_id, s.score, p.sort_name, 'active', :version
{_OF_SCORING}
JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
WHERE s.scoring_id = :scoring AND s.outcome = 'passed' AND s.old_score IS NULL
ORDER BY s.result_id
ON CONFLICT (agency_id, list_id, person_id) DO NOTHING
"""
_RESCORE = f"""
UPDATE eligibles e SET score = s.score, version = e.version + 1
{_OF_SCORING}
WHERE s.scoring_id = :scoring AND s.outcome = 'passed' AND e.agency_id = s.agency_id AND e.list_id = r.list_id
  AND e.person_id = r.person_id AND e.score <> s.score
"""  # noqa: S608  (our own constants)
_RETURN = f"""
UPDATE eligibles e SET status = 'active', status_reason = NULL, status_until = NULL, version = e.version + 1
{_OF_SCORING}
WHERE s.scoring_id = :scoring AND s.outcome = 'passed' AND e.agency_id = s.agency_id AND e.list_id = r.list_id
  AND e.person_id = r.person_id AND e.status = 'removed' AND e.status_reason = 'rescored'
RETURNING e.id
"""  # noqa: S608  (our own constants)
_LEAVE = f"""
UPDATE eligibles e SET status = 'removed', status_reason = 'rescored', status_until = NULL, version = e.version + 1
{_OF_SCORING}
WHERE s.scoring_id = :scoring AND s.outcome <> 'passed' AND e.agency_id = s.agency_id AND e.list_id = r.list_id
  AND e.person_id = r.person_id AND e.status IN ('active', 'inactive', 'under_waiver')
RETURNING e.id
"""  # noqa: S608  (our own constants)
_VERSION_SCORES = f"""
INSERT INTO list_version_scores (agency_id, list_id, eligible_id, list_version, score, unrounded)
SELECT s.agency_id, r.list_id, e.id, :version, s.score, s.unrounded
{_OF_SCORING}
JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
WHERE s.scoring_id = :scoring AND s.old_score IS DISTINCT FROM s.score
"""  # noqa: S608  (our own constants)
_OUTCOMES = """
UPDATE exam_results r SET outcome = s.outcome, failed_code = s.failed_code
FROM scoring_rows s
WHERE s.scoring_id = :scoring AND r.agency_id = s.agency_id AND r.id = s.result_id
  AND (r.outcome, r.failed_code) IS DISTINCT FROM (s.outcome, s.failed_code)
"""
_FORGET_COUNTS = "DELETE FROM list_scores WHERE list_id = :list"
_COUNT = """
INSERT INTO list_scores (agency_id, list_id, score, eligibles, available)
SELECT agency_id, list_id, score, count(*), count(*) FILTER (WHERE status IN ('active', 'appointed_temporary'))
FROM eligibles
WHERE list_id = :list AND NOT (status = 'removed' AND status_reason = 'rescored')
GROUP BY agency_id, list_id, score
"""
_TOTALS = """
SELECT coalesce(sum(eligibles), 0)::int, coalesce(sum(available), 0)::int, count(*)::int
FROM list_scores WHERE list_id = :list
"""
_STATUSES = """
INSERT INTO eligible_statuses (agency_id, eligible_id, seq, list_id, status, reason_code)
SELECT eligo_agency(), id, :seq, :list, :status, :reason FROM unnest(CAST(:ids AS uuid[])) AS changed(id)
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


async def results_after(session: AsyncSession, list_id: UUID, after: str, limit: int) -> list[Any]:
    """Results of a list by the candidate's id, after one: what a scoring is computed from."""
    query = (
        select(ExamResult.id, ExamResult.external_id, ExamResult.components, ExamResult.credits, ExamResult.attendance)
        .where(ExamResult.list_id == list_id, ExamResult.external_id > after)
        .order_by(ExamResult.external_id)
        .limit(limit)
    )
    return list(await session.execute(query))


async def clear_rows(session: AsyncSession, scoring_id: UUID) -> None:
    """Forget what an earlier attempt computed."""
    await session.execute(text("DELETE FROM scoring_rows WHERE scoring_id = :scoring"), {"scoring": scoring_id})


async def add_rows(session: AsyncSession, scoring_id: UUID, verdicts: Iterable[tuple[Any, ...]]) -> None:
    """Store verdicts, in the order of STAGED, beside the scores that stand now."""
    await session.execute(text(_OPEN))
    await (await raw(session)).copy_records_to_table("staged_verdicts", records=verdicts, columns=STAGED)
    await session.execute(text(_ADD_ROWS), {"scoring": scoring_id})


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


async def apply_rows(
    session: AsyncSession, scoring_id: UUID, list_version: int
) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Make eligibles of those who passed, and change who stands there; returns who came back and who left."""
    names: dict[str, Any] = {"scoring": scoring_id}
    await session.execute(text(_RESCORE), names)
    returned = (await session.execute(text(_RETURN), names)).scalars().all()
    left = (await session.execute(text(_LEAVE), names)).scalars().all()
    await session.execute(text(_ENTER), {**names, "version": list_version})
    await session.execute(text(_VERSION_SCORES), {**names, "version": list_version})
    await session.execute(text(_OUTCOMES), names)
    return returned, left


async def rebuild_counts(session: AsyncSession, list_id: UUID) -> tuple[int, int, int]:
    """Count the list anew per score; returns eligibles, available and ranks."""
    await session.execute(text(_FORGET_COUNTS), {"list": list_id})
    await session.execute(text(_COUNT), {"list": list_id})
    eligibles, available, ranks = (await session.execute(text(_TOTALS), {"list": list_id})).one()
    return eligibles, available, ranks


async def add_statuses(
    session: AsyncSession, list_id: UUID, seq: int, eligibles: Sequence[UUID], status: str, reason: str
) -> None:
    """Keep a status that many got at one event."""
    values = {"list": list_id, "seq": seq, "ids": list(eligibles), "status": status, "reason": reason}
    await session.execute(text(_STATUSES), values)


_PAGE = """
SELECT s.result_id, s.outcome, s.failed_code, s.score, s.old_score, s.credits_refused, r.external_id, r.person_id,
       p.last_name, p.first_name, p.middle_name
FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
WHERE s.scoring_id = :scoring {condition}
ORDER BY s.score DESC NULLS LAST, s.result_id LIMIT :limit
"""
_AFTER_SCORED = "AND (s.score < :score OR (s.score = :score AND s.result_id > :result) OR s.score IS NULL)"
_AFTER_UNSCORED = "AND s.score IS NULL AND s.result_id > :result"
_CHANGED = "AND s.old_score IS DISTINCT FROM s.score"


async def page_of_rows(
    session: AsyncSession, scoring_id: UUID, *, only_changed: bool, after: tuple[int | None, UUID] | None, limit: int
) -> list[Any]:
    """Verdicts by score, those without one last, after a key (score, result)."""
    names: dict[str, Any] = {"scoring": scoring_id, "limit": limit}
    conditions = [_CHANGED] if only_changed else []
    if after is not None:
        score, names["result"] = after
        conditions.append(_AFTER_UNSCORED if score is None else _AFTER_SCORED)
        if score is not None:
            names["score"] = score
    return list(await session.execute(text(_PAGE.format(condition=" ".join(conditions))), names))


async def new_ranks(
    session: AsyncSession, scoring_id: UUID, top: int, bottom: int, *, known: tuple[int, int] | None
) -> dict[int, int]:
    """Ranks, under the scoring, of its scores from `top` down to `bottom`.

    `known` is a (score, rank) not below `top` from which counting may go on.
    """
    score, rank = known or (2**63 - 1, 1)
    rows = await session.execute(
        text(
            "SELECT score, row_number() OVER (ORDER BY score DESC) - 1 + CAST(:base AS bigint) FROM ("
            "SELECT DISTINCT score FROM scoring_rows WHERE scoring_id = :scoring AND score BETWEEN :bottom AND :known"
            ") scores"
        ),
        {"scoring": scoring_id, "bottom": min(top, bottom), "known": score, "base": rank},
    )
    return {row[0]: row[1] for row in rows}


async def old_ranks(session: AsyncSession, list_id: UUID, scores: Sequence[int]) -> dict[int, int]:
    """The ranks that scores have on the list now."""
    rows = await session.execute(
        text(
            "SELECT s.score, (SELECT count(*) FROM list_scores x WHERE x.list_id = :list AND x.eligibles > 0 "
            "AND x.score >= s.score) FROM unnest(CAST(:scores AS bigint[])) AS s(score)"
        ),
        {"list": list_id, "scores": sorted(set(scores))},
    )
    return {row[0]: row[1] for row in rows}
