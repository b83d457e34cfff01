"""SQL of single eligibles. Whoever changes one holds the lock of its list."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import PLACED
from api.models import Department, Eligible, EligibleList, EligibleStatus, Person, Position, Waiver
from api.platform.db import new_id


# Somebody whom a later scoring failed keeps the row but stands on the list no more.
def has_failed(eligible: type[Eligible]) -> ColumnElement[bool]:
    """Whether a later scoring failed somebody."""
    return and_(eligible.status == "removed", eligible.status_reason.is_not_distinct_from("rescored"))


FAILED = has_failed(Eligible)
PASSED = or_(Eligible.status != "removed", Eligible.status_reason.is_distinct_from("rescored"))


async def lock_list(session: AsyncSession, list_id: UUID) -> EligibleList | None:
    """Lock a list against every other change of it or of anybody on it. The first lock of a transaction."""
    query = select(EligibleList).where(EligibleList.id == list_id).with_for_update(key_share=True)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def list_of(session: AsyncSession, eligible_id: UUID) -> UUID | None:
    """The list an eligible stands on, which never changes."""
    return (await session.execute(select(Eligible.list_id).where(Eligible.id == eligible_id))).scalar_one_or_none()


async def find_eligible(session: AsyncSession, list_id: UUID, eligible_id: UUID) -> Eligible | None:
    """One eligible of a list; not somebody whom a later scoring failed."""
    query = select(Eligible).where(Eligible.list_id == list_id, Eligible.id == eligible_id, PASSED)
    return (await session.execute(query)).scalar_one_or_none()


async def lock_eligible(session: AsyncSession, list_id: UUID, eligible_id: UUID) -> Eligible | None:
    """Lock one eligible of a locked list; not somebody whom a later scoring failed."""
    query = (
        select(Eligible)
        .where(Eligible.list_id == list_id, Eligible.id == eligible_id, PASSED)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def set_status(
    session: AsyncSession,
    eligible: Eligible,
    status: str,
    *,
    reason: str | None,
    until: date | None,
    available_since_seq: int | None,
) -> None:
    """Write a new status; `available_since_seq` only where it makes the person available again."""
    values: dict[str, Any] = {
        "status": status,
        "status_reason": reason,
        "status_until": until,
        "version": Eligible.version + 1,
    }
    if available_since_seq is not None:
        values["available_since_seq"] = available_since_seq
    await session.execute(
        update(Eligible)
        .where(Eligible.id == eligible.id)
        .values(values)
        .returning(Eligible)
        .execution_options(populate_existing=True)
    )


async def add_status(
    session: AsyncSession, eligible: Eligible, seq: int, status: str, reason: str | None, until: date | None
) -> None:
    """Keep the new status in the history."""
    session.add(
        EligibleStatus(
            agency_id=eligible.agency_id,
            eligible_id=eligible.id,
            seq=seq,
            list_id=eligible.list_id,
            status=status,
            reason_code=reason,
            until_on=until,
        )
    )
    await session.flush()


async def shift_available(session: AsyncSession, list_id: UUID, score: int, by: int) -> None:
    """Count `by` more or fewer available people at a score of a locked list, and on the list."""
    counted = await session.execute(
        text("UPDATE list_scores SET available = available + :by WHERE list_id = :list AND score = :score RETURNING 1"),
        {"by": by, "list": list_id, "score": score},
    )
    if counted.scalar_one_or_none() is None:
        raise RuntimeError(f"list {list_id} has no score {score} to count at")
    await session.execute(
        update(EligibleList)
        .where(EligibleList.id == list_id)
        .values(active_count=EligibleList.active_count + by)
        .returning(EligibleList)
        .execution_options(populate_existing=True)
    )


async def add_waiver(
    session: AsyncSession,
    eligible: Eligible,
    seq: int,
    *,
    scope: str,
    department_id: UUID | None,
    position_id: UUID | None,
    detail: str | None,
    until: date | None,
) -> Waiver:
    """Store a waiver narrower than the list."""
    waiver = Waiver(
        agency_id=eligible.agency_id,
        id=new_id(),
        list_id=eligible.list_id,
        eligible_id=eligible.id,
        scope=scope,
        department_id=department_id,
        position_id=position_id,
        detail=detail,
        until_on=until,
        from_seq=seq,
    )
    session.add(waiver)
    await session.flush()
    return waiver


async def exists(session: AsyncSession, table: Literal["positions", "departments"], row_id: UUID) -> bool:
    """Whether the agency has such a position or department."""
    model = Position if table == "positions" else Department
    return (await session.execute(select(model.id).where(model.id == row_id))).scalar_one_or_none() is not None


async def has_waivers(session: AsyncSession, eligible: Eligible) -> bool:
    """Whether a narrow waiver of somebody is in force."""
    query = select(Waiver.id).where(
        Waiver.list_id == eligible.list_id, Waiver.eligible_id == eligible.id, Waiver.ended_seq.is_(None)
    )
    return (await session.execute(query.limit(1))).scalar_one_or_none() is not None


async def end_waivers(session: AsyncSession, eligible: Eligible, seq: int) -> None:
    """End every narrow waiver of somebody."""
    await session.execute(
        update(Waiver)
        .where(Waiver.list_id == eligible.list_id, Waiver.eligible_id == eligible.id, Waiver.ended_seq.is_(None))
        .values(ended_seq=seq)
    )


_MOVE_MANY = text(
    """
    WITH moved AS (
      UPDATE eligibles SET status = :to, status_reason = :reason, status_until = :until, version = version + 1,
             available_since_seq = coalesce(CAST(:since AS bigint), available_since_seq)
       WHERE agency_id = eligo_agency() AND list_id = :list AND id = ANY(CAST(:ids AS uuid[])) AND status = :before
      RETURNING id, score
    ), kept AS (
      INSERT INTO eligible_statuses (agency_id, eligible_id, seq, list_id, status, reason_code, until_on)
      SELECT eligo_agency(), id, :seq, :list, :to, :reason, :until FROM moved
    ), counted AS (
      UPDATE list_scores s SET available = s.available + :by * n.people
        FROM (SELECT score, count(*) AS people FROM moved GROUP BY score) n
       WHERE s.agency_id = eligo_agency() AND s.list_id = :list AND s.score = n.score AND :by <> 0
    )
    SELECT id FROM moved
    """
)


async def move_many(
    session: AsyncSession,
    list_id: UUID,
    eligible_ids: Sequence[UUID],
    *,
    before: str,
    to: str,
    by: int,
    seq: int,
    reason: str | None,
    until: date | None,
    since: int | None,
) -> list[UUID]:
    """Move those of a locked list who have one status to another, with history and counts; returns whom.

    `by` is what each adds to the available of their score; `since` the sequence from which they are available.
    """
    names = {"list": list_id, "ids": list(eligible_ids), "before": before, "to": to, "by": by, "seq": seq}
    rows = await session.execute(_MOVE_MANY, {**names, "reason": reason, "until": until, "since": since})
    moved = list(rows.scalars())
    if by and moved:
        await session.execute(
            update(EligibleList)
            .where(EligibleList.id == list_id)
            .values(active_count=EligibleList.active_count + by * len(moved))
            .returning(EligibleList)
            .execution_options(populate_existing=True)
        )
    return moved


async def waiving(session: AsyncSession, list_id: UUID, eligible_ids: Sequence[UUID]) -> set[UUID]:
    """Those with a narrow waiver in force."""
    query = select(Waiver.eligible_id).where(
        Waiver.list_id == list_id, Waiver.eligible_id.in_(eligible_ids), Waiver.ended_seq.is_(None)
    )
    return set((await session.execute(query)).scalars())


async def end_waivers_of(session: AsyncSession, list_id: UUID, eligible_ids: Sequence[UUID], seq: int) -> None:
    """End every narrow waiver of many people."""
    await session.execute(
        update(Waiver)
        .where(Waiver.list_id == list_id, Waiver.eligible_id.in_(eligible_ids), Waiver.ended_seq.is_(None))
        .values(ended_seq=seq)
    )


async def add_waivers(session: AsyncSession, agency_id: UUID, list_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Store many narrow waivers; each row names the eligible, the sequence and the scope."""
    if rows:
        await session.execute(
            insert(Waiver), [{"agency_id": agency_id, "id": new_id(), "list_id": list_id, **row} for row in rows]
        )


_BESIDE = text(
    """
    SELECT e.id, min(other.external_id) AS beside
      FROM eligibles e
      JOIN persons p ON p.agency_id = e.agency_id AND p.id = e.person_id
      JOIN persons same ON same.agency_id = p.agency_id
           AND (same.id = coalesce(p.merged_into_id, p.id) OR same.merged_into_id = coalesce(p.merged_into_id, p.id))
      JOIN eligibles other ON other.agency_id = e.agency_id AND other.list_id = e.list_id
           AND other.person_id = same.id AND other.id <> e.id
     WHERE e.agency_id = eligo_agency() AND e.id = ANY(CAST(:ids AS uuid[])) AND other.status = ANY(:placed)
     GROUP BY e.id
    """
)


async def placed_beside(session: AsyncSession, eligible_ids: Sequence[UUID]) -> dict[UUID, str | None]:
    """Those whose person holds a place on the list under another record too, with the candidate number there."""
    names = {"ids": list(eligible_ids), "placed": sorted(PLACED)}
    return {row.id: row.beside for row in await session.execute(_BESIDE, names)}


async def names_of(session: AsyncSession, eligible_ids: Sequence[UUID]) -> list[Any]:
    """The names of eligibles, in the order of their list."""
    if not eligible_ids:
        return []
    query = (
        select(Eligible.id, Eligible.person_id, Person.last_name, Person.first_name, Person.middle_name)
        .join(Person, (Person.agency_id == Eligible.agency_id) & (Person.id == Eligible.person_id))
        .where(Eligible.id.in_(eligible_ids))
        .order_by(Eligible.score.desc(), Eligible.sort_name, Eligible.id)
    )
    return list(await session.execute(query))
