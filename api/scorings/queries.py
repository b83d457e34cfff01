"""SQL of scorings: verdicts staged in pieces, compared and applied by sets."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, TextClause, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import PLACED
from api.models import ExamResult, Scoring
from api.platform.db import raw

NO_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
WRITTEN_AT_ONCE = 50_000  # results
Progress = Callable[[int, int], Awaitable[None]]
ALL_THE_WAY = 2**62  # the move of somebody who comes onto the list or leaves it: further than any score
STAGED = ("components", "credits", "final_score", "outcome", "failed_code", "score", "unrounded", "credits_refused")

# A stretch of a list's results in the order of the candidates' ids, or those that somebody corrected.
_REST = "r.agency_id = eligo_agency() AND r.list_id = :list AND r.external_id > :after"
_STRETCH = f"{_REST} AND r.external_id <= :until"
_CORRECTED = "r.agency_id = eligo_agency() AND r.list_id = :list AND r.corrected_version > :since"
_END = f"SELECT r.external_id FROM exam_results r WHERE {_REST} ORDER BY r.external_id OFFSET :rows LIMIT 1"  # noqa: S608
_DIFFERENT = """
SELECT components::text, credits::text, final_score FROM (
  SELECT DISTINCT r.components, r.credits, r.final_score FROM exam_results r
  WHERE {which} AND r.attendance = 'completed') different
"""
_FINALS = """
SELECT count(*) FILTER (WHERE final_score IS NULL), coalesce(max(scale(final_score)), 0)
FROM exam_results WHERE list_id = :list"""
_OPEN = """
CREATE TEMP TABLE staged_verdicts (
  components text NOT NULL, credits text NOT NULL, final_score numeric, outcome text NOT NULL, failed_code text,
  score bigint, unrounded numeric, credits_refused text[] NOT NULL
) ON COMMIT DROP
"""
# Equal results get the one verdict on them; who was not examined to the end is not scored. The score that stands now
# is kept beside the new one: that is the difference somebody applies. A result that was changed a moment ago finds no
# verdict; its scoring is stale by then.
_ADD_ROWS = """
INSERT INTO scoring_rows (agency_id, scoring_id, result_id, outcome, failed_code, score, unrounded, credits_refused,
                          old_score, move)
SELECT r.agency_id, :scoring, r.id, coalesce(v.outcome, 'not_scored'), v.failed_code, v.score, v.unrounded,
       coalesce(v.credits_refused, '{{}}'), e.score,
       CASE WHEN e.score IS NULL AND v.score IS NULL OR e.score = v.score THEN NULL
            WHEN e.score IS NULL OR v.score IS NULL THEN CAST(:all_the_way AS bigint) ELSE abs(v.score - e.score) END
FROM exam_results r
LEFT JOIN staged_verdicts v ON r.attendance = 'completed' AND v.components::jsonb = r.components
     AND v.credits::jsonb = r.credits AND coalesce(v.final_score, 'NaN') = coalesce(r.final_score, 'NaN')
LEFT JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
     AND NOT (e.status = 'removed' AND e.status_reason = 'rescored')
WHERE {which} AND (r.attendance <> 'completed' OR v.outcome IS NOT NULL)
"""
# A scoring that was just written is in no statistics: taken for a few rows, each would be held against every rank.
_WHOLE_SETS = text("SELECT set_config('enable_nestloop', :nested, true)")
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
# Persons of merged records who would hold more than one place on the list: who stands there now, as the scoring leaves
# them, and who would come. Only merged records are looked at.
_TWICE = """
WITH known AS (
  SELECT DISTINCT unnest(ARRAY[id, merged_into_id]) AS id, merged_into_id AS owner
  FROM persons WHERE agency_id = eligo_agency() AND merged_into_id IS NOT NULL
)
SELECT known.owner AS person_id,
       array_agg(coalesce(r.external_id, e.external_id, '') ORDER BY r.external_id) AS external_ids
FROM known
LEFT JOIN exam_results r ON r.agency_id = eligo_agency() AND r.list_id = :list AND r.person_id = known.id
LEFT JOIN eligibles e ON e.agency_id = eligo_agency() AND e.list_id = :list AND e.person_id = known.id
LEFT JOIN scoring_rows s ON s.agency_id = r.agency_id AND s.scoring_id = :scoring AND s.result_id = r.id
     AND s.move IS NOT NULL
WHERE CASE WHEN s.result_id IS NULL THEN e.status = ANY(:placed)
           WHEN s.outcome = 'passed' THEN e.id IS NULL OR e.status = ANY(:placed)
                                          OR e.status = 'removed' AND e.status_reason IS NOT DISTINCT FROM 'rescored'
           ELSE e.status IN ('appointed', 'appointed_temporary') END
GROUP BY known.owner HAVING count(*) > 1
ORDER BY known.owner
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
WHERE s.scoring_id = :scoring AND s.outcome = 'passed' AND s.result_id > :after AND s.result_id <= :until
ORDER BY s.result_id
"""
_VERSION_SCORES = """
INSERT INTO list_version_scores (agency_id, list_id, eligible_id, list_version, score, unrounded)
SELECT s.agency_id, :list, s.result_id, :version, s.score, s.unrounded
FROM scoring_rows s
WHERE s.scoring_id = :scoring AND s.outcome = 'passed' AND s.result_id > :after AND s.result_id <= :until
"""
_OUTCOMES = """
UPDATE exam_results r SET outcome = s.outcome, failed_code = s.failed_code
FROM scoring_rows s
WHERE s.scoring_id = :scoring AND s.result_id > :after AND s.result_id <= :until
  AND r.agency_id = s.agency_id AND r.id = s.result_id
  AND (r.outcome, r.failed_code) IS DISTINCT FROM (s.outcome, s.failed_code)
"""
_END_OF_ROWS = """
SELECT result_id FROM scoring_rows WHERE scoring_id = :scoring AND result_id > :after
ORDER BY result_id OFFSET :rows LIMIT 1
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


async def final_scores(session: AsyncSession, list_id: UUID, *, corrected_since: int | None) -> FinalScores:
    """What the results of a list brought of final scores; only those corrected after a version of them, if asked."""
    which = "" if corrected_since is None else " AND corrected_version > :since"
    query = text(_FINALS + which)
    names = {"list": list_id} if corrected_since is None else {"list": list_id, "since": corrected_since}
    return FinalScores(*(await session.execute(query, names)).one())


@dataclass(frozen=True, slots=True)
class Piece:
    """Results of a list by the candidate's id, after one up to another; or those corrected after a version of them."""

    list_id: UUID
    after: str = ""
    until: str | None = None  # none: to the end
    corrected_since: int | None = None

    def bounded(self, statement: str) -> tuple[TextClause, dict[str, Any]]:
        """A statement with the bounds of this piece, and their values."""
        names: dict[str, Any] = {"list": self.list_id}
        if self.corrected_since is not None:
            return text(statement.format(which=_CORRECTED)), names | {"since": self.corrected_since}
        if self.until is None:
            return text(statement.format(which=_REST)), names | {"after": self.after}
        return text(statement.format(which=_STRETCH)), names | {"after": self.after, "until": self.until}


async def piece_after(session: AsyncSession, list_id: UUID, after: str, rows: int) -> Piece:
    """The next so many results of a list by the candidate's id; the last piece takes the rest."""
    names = {"list": list_id, "after": after, "rows": rows - 1}
    return Piece(list_id, after, (await session.execute(text(_END), names)).scalar_one_or_none())


async def different_results(session: AsyncSession, piece: Piece) -> list[tuple[str, str, Decimal | None]]:
    """Components and credits as JSON and the final score of what was completed in a piece, each different one once."""
    statement, names = piece.bounded(_DIFFERENT)
    return [(row[0], row[1], row[2]) for row in await session.execute(statement, names)]


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


async def add_rows(session: AsyncSession, scoring_id: UUID, piece: Piece, verdicts: Iterable[tuple[Any, ...]]) -> int:
    """Store the verdicts on a piece, given for each different result in the order of STAGED; returns how many."""
    await session.execute(text(_OPEN))
    await (await raw(session)).copy_records_to_table("staged_verdicts", records=verdicts, columns=STAGED)
    await session.execute(text("ANALYZE staged_verdicts"))
    statement, names = piece.bounded(_ADD_ROWS)
    names |= {"scoring": scoring_id, "all_the_way": ALL_THE_WAY}
    return cast("CursorResult[Any]", await session.execute(statement, names)).rowcount


async def counts(session: AsyncSession, scoring_id: UUID) -> dict[str, int]:
    """Verdicts by outcome, and what becomes of people on a list that may be in use."""
    row = (await session.execute(text(_COUNTS), {"scoring": scoring_id})).one()
    return {name: int(value) for name, value in row._mapping.items()}


async def summary(session: AsyncSession, scoring_id: UUID, list_id: UUID) -> Mapping[str, int]:
    """What applying the scoring would do, in numbers."""
    await session.execute(_WHOLE_SETS, {"nested": "off"})
    row = (await session.execute(text(_SUMMARY), {"scoring": scoring_id, "list": list_id})).one()
    await session.execute(_WHOLE_SETS, {"nested": "on"})
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


async def placed_twice(session: AsyncSession, scoring_id: UUID, list_id: UUID) -> list[Any]:
    """Persons who would stand on the list twice: (person_id, external_ids)."""
    names = {"scoring": scoring_id, "list": list_id, "placed": sorted(PLACED)}
    return list(await session.execute(text(_TWICE), names))


async def digest(session: AsyncSession, scoring_id: UUID) -> str:
    """The digest of every verdict, in the order of the results."""
    return (await session.execute(text(_DIGEST), {"scoring": scoring_id})).scalar_one()  # type: ignore[no-any-return]


async def write_first(
    session: AsyncSession, scoring_id: UUID, list_id: UUID, *, results: int, progress: Progress | None
) -> tuple[int, int, int]:
    """Make eligibles of those who passed, on a list that nobody stands on; returns eligibles, available and ranks.

    `progress` is told how many of the results are done.
    """
    names: dict[str, Any] = {"scoring": scoring_id, "list": list_id, "version": 1}
    after, done = NO_ID, 0
    while after != LAST_ID:
        bound = {"scoring": scoring_id, "after": after, "rows": WRITTEN_AT_ONCE - 1}
        until = (await session.execute(text(_END_OF_ROWS), bound)).scalar_one_or_none() or LAST_ID
        piece = names | {"after": after, "until": until}
        for statement in (_ENTER, _VERSION_SCORES, _OUTCOMES):
            await session.execute(text(statement), piece)
        after, done = until, min(results, done + WRITTEN_AT_ONCE)
        if progress is not None:
            await progress(done, results)
    await session.execute(text(_COUNT), {"scoring": scoring_id, "list": list_id})
    eligibles, available, ranks = (await session.execute(text(_TOTALS), {"list": list_id})).one()
    return eligibles, available, ranks
