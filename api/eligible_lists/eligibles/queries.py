"""SQL of single eligibles. Whoever changes one holds the lock of its list."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Department, Eligible, EligibleList, EligibleStatus, Position, Waiver
from api.platform.db import new_id

# Somebody whom a later scoring failed keeps the row but stands on the list no more.
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
