"""SQL of reading a scoring, by keys."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.ranks.queries import rank_of

_PAGE = """
SELECT s.result_id, s.outcome, s.failed_code, s.score, s.old_score, s.move, s.old_rank, s.new_rank, s.credits_refused,
       r.external_id, r.person_id, p.last_name, p.first_name, p.middle_name,
       e.status IN ('appointed', 'appointed_temporary') AS is_appointed
FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
LEFT JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
WHERE s.scoring_id = :scoring {conditions}
ORDER BY {order} LIMIT :limit
"""
_COUNT = """
SELECT count(*) FROM scoring_rows s
JOIN exam_results r ON r.agency_id = s.agency_id AND r.id = s.result_id
LEFT JOIN eligibles e ON e.agency_id = r.agency_id AND e.list_id = r.list_id AND e.person_id = r.person_id
WHERE s.scoring_id = :scoring {conditions}
"""
_ONLY = {
    "changed": "AND s.move IS NOT NULL",
    "crossed_line": "AND EXISTS (SELECT 1 FROM scoring_moves m WHERE m.scoring_id = s.scoring_id "
    "AND m.result_id = s.result_id)",
    "appointed": "AND s.move IS NOT NULL AND e.status IN ('appointed', 'appointed_temporary')",
    "failing": "AND s.move IS NOT NULL AND s.score IS NULL",
    "passing": "AND s.move IS NOT NULL AND s.old_score IS NULL",
}
_BY_SCORE = "s.score DESC NULLS LAST, s.result_id"
_AFTER_SCORED = "AND (s.score < :key OR (s.score = :key AND s.result_id > :result) OR s.score IS NULL)"
_AFTER_UNSCORED = "AND s.score IS NULL AND s.result_id > :result"
# Of those who move, by the index; else whoever does not move comes last.
_BY_MOVE, _BY_ANY_MOVE = "s.move DESC, s.result_id", "coalesce(s.move, 0) DESC, s.result_id"
_AFTER_MOVE = "AND s.move <= :key AND (s.move < :key OR s.result_id > :result)"
_AFTER_ANY_MOVE = "AND (coalesce(s.move, 0) < :key OR (coalesce(s.move, 0) = :key AND s.result_id > :result))"


async def page(
    session: AsyncSession,
    scoring_id: UUID,
    *,
    only: str | None,
    q: tuple[str, str, str] | None,
    sort: str,
    after: tuple[int, UUID] | None,
    limit: int,
) -> list[Any]:
    """Rows of a scoring by score or by the size of the move, after a key of the order (-1: no score) and the result.

    `q` is a range of names and the candidate's id that is the same.
    """
    names: dict[str, Any] = {"scoring": scoring_id, "limit": limit}
    conditions = [] if only is None else [_ONLY[only]]
    if q is not None:
        names["name_from"], names["name_before"], names["external_id"] = q
        conditions.append(
            "AND ((p.sort_name >= :name_from AND p.sort_name < :name_before) OR r.external_id = :external_id)"
        )
    order, further = _order(sort, only, after)
    if after is not None:
        key, names["result"] = after
        conditions.append(further)
        if further != _AFTER_UNSCORED:
            names["key"] = key
    return list(await session.execute(text(_PAGE.format(conditions=" ".join(conditions), order=order)), names))


def _order(sort: str, only: str | None, after: tuple[int, UUID] | None) -> tuple[str, str]:
    """An order, and the condition that goes on after a key of it."""
    if sort == "-score":
        return _BY_SCORE, _AFTER_UNSCORED if after is not None and after[0] < 0 else _AFTER_SCORED
    if only in (None, "crossed_line"):
        return _BY_ANY_MOVE, _AFTER_ANY_MOVE
    return _BY_MOVE, _AFTER_MOVE


async def count(session: AsyncSession, scoring_id: UUID, *, only: str | None) -> int:
    """How many rows a filter leaves."""
    query = _COUNT.format(conditions="" if only is None else _ONLY[only])
    return int((await session.execute(text(query), {"scoring": scoring_id})).scalar_one())


async def moves_of(session: AsyncSession, scoring_id: UUID, result_ids: Sequence[UUID]) -> list[Any]:
    """Which lines people of a page would cross."""
    rows = await session.execute(
        text(
            "SELECT m.result_id, m.referral_id, f.number, m.before, m.after FROM scoring_moves m "
            "JOIN referrals f ON f.agency_id = m.agency_id AND f.id = m.referral_id "
            "WHERE m.scoring_id = :scoring AND m.result_id = ANY(CAST(:results AS uuid[])) ORDER BY f.number"
        ),
        {"scoring": scoring_id, "results": list(result_ids)},
    )
    return list(rows)


async def new_ranks(session: AsyncSession, scoring_id: UUID, scores: Sequence[int]) -> dict[int, int]:
    """Ranks of scores under a scoring of every result."""
    rows = await session.execute(
        text(
            "WITH ranks AS (SELECT score, row_number() OVER (ORDER BY score DESC) AS rank FROM ("
            "SELECT DISTINCT score FROM scoring_rows WHERE scoring_id = :scoring AND score >= :lowest) scores) "
            "SELECT score, rank FROM ranks WHERE score = ANY(CAST(:scores AS bigint[]))"
        ),
        {"scoring": scoring_id, "lowest": min(scores), "scores": list(set(scores))},
    )
    return {row[0]: row[1] for row in rows}


async def old_ranks(session: AsyncSession, list_id: UUID, scores: Sequence[int]) -> dict[int, int]:
    """The ranks that scores have on the list now."""
    rows = await session.execute(
        text(
            f"SELECT s.score, {rank_of('eligo_agency()', ':list', 's.score')} "  # noqa: S608
            "FROM unnest(CAST(:scores AS bigint[])) AS s(score)"
        ),
        {"list": list_id, "scores": sorted(set(scores))},
    )
    return {row[0]: row[1] for row in rows}
