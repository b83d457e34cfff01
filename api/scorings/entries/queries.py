"""SQL of putting one person on a locked list."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ExamResult, Person

_NUMBER_TAKEN = text(
    """
    SELECT EXISTS (SELECT FROM exam_results WHERE list_id = :list AND external_id = :number)
        OR EXISTS (SELECT FROM eligibles WHERE list_id = :list AND external_id = :number)
    """
)
_THERE = text(
    """
    SELECT coalesce(external_id, '') FROM (
      SELECT external_id FROM exam_results WHERE list_id = :list AND person_id = ANY(CAST(:people AS uuid[]))
      UNION SELECT external_id FROM eligibles WHERE list_id = :list AND person_id = ANY(CAST(:people AS uuid[]))
    ) known ORDER BY 1 LIMIT 1
    """
)
_PLACE = text(
    """
    SELECT 1 + count(*) FILTER (WHERE score > :score),
           coalesce(sum(eligibles) FILTER (WHERE score = :score), 0)::int,
           coalesce(sum(eligibles) FILTER (WHERE score < :score), 0)::int
      FROM list_scores WHERE list_id = :list AND eligibles > 0
    """
)
_ENTER = text(
    """
    INSERT INTO eligibles (agency_id, id, list_id, person_id, external_id, score, sort_name, status, entered_version,
                           available_since_seq)
    SELECT r.agency_id, r.id, r.list_id, r.person_id, r.external_id, :score, p.sort_name, 'active', :version, :since
      FROM exam_results r JOIN persons p ON p.agency_id = r.agency_id AND p.id = r.person_id
     WHERE r.id = :result
    """
)
_VERSION_SCORE = text(
    "INSERT INTO list_version_scores (agency_id, list_id, eligible_id, list_version, score, unrounded) "
    "VALUES (eligo_agency(), :list, :result, :version, :score, :unrounded)"
)
_COUNT = text(
    """
    INSERT INTO list_scores (agency_id, list_id, score, eligibles, available)
    VALUES (eligo_agency(), :list, :score, 1, 1)
    ON CONFLICT (agency_id, list_id, score)
    DO UPDATE SET eligibles = list_scores.eligibles + 1, available = list_scores.available + 1
    RETURNING eligibles
    """
)
_SINCE = text("UPDATE eligibles SET available_since_seq = :seq WHERE id = :result")
_STATUS = text(
    "INSERT INTO eligible_statuses (agency_id, eligible_id, seq, list_id, status) "
    "VALUES (eligo_agency(), :result, :seq, :list, 'active')"
)


class Spot(NamedTuple):
    """Where a score comes to lie on a list: its rank, how many have it already, and how many stand below."""

    rank: int
    beside: int
    below: int


async def is_taken(session: AsyncSession, list_id: UUID, number: str) -> bool:
    """Whether somebody on a list has a candidate number."""
    return bool((await session.execute(_NUMBER_TAKEN, {"list": list_id, "number": number})).scalar_one())


async def number_of(session: AsyncSession, list_id: UUID, person_ids: Collection[UUID]) -> str | None:
    """Under which number a person, by any of the ids, is on a list already; empty for one without, None for nobody."""
    found = await session.execute(_THERE, {"list": list_id, "people": list(person_ids)})
    return found.scalar_one_or_none()


async def namesakes(session: AsyncSession, sort_name: str, most: int) -> list[Person]:
    """Persons of the same name; nobody who was merged into another."""
    query = select(Person).where(Person.sort_name == sort_name, Person.merged_into_id.is_(None))
    return list((await session.execute(query.order_by(Person.id).limit(most))).scalars())


async def spot(session: AsyncSession, list_id: UUID, score: int) -> Spot:
    """Where a score would come to lie on a list."""
    return Spot(*(await session.execute(_PLACE, {"list": list_id, "score": score})).one())


async def add_result(session: AsyncSession, row: ExamResult) -> None:
    """Store a result; unique indexes refuse a second one of the person, or of the number."""
    session.add(row)
    await session.flush()


async def enter(
    session: AsyncSession, result: ExamResult, *, score: int, unrounded: Any, version: int, since: int
) -> bool:
    """Put the person of a result on the list and count them; whether their score makes a rank of its own."""
    names = {"list": result.list_id, "result": result.id, "score": score, "version": version}
    await session.execute(_ENTER, {"result": result.id, "score": score, "version": version, "since": since})
    await session.execute(_VERSION_SCORE, {**names, "unrounded": unrounded})
    counted = await session.execute(_COUNT, {"list": result.list_id, "score": score})
    return bool(counted.scalar_one() == 1)


async def keep_entry(session: AsyncSession, result: ExamResult, seq: int, *, counts_from: int | None) -> None:
    """Note at which event somebody entered, and from which one on they count."""
    if counts_from is not None:
        await session.execute(_SINCE, {"seq": counts_from, "result": result.id})
    await session.execute(_STATUS, {"seq": seq, "result": result.id, "list": result.list_id})
