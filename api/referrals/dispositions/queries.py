"""SQL of dispositions and hires."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Appointment, Position, ReferralDisposition, ReferralEligible


async def entry(session: AsyncSession, referral_id: UUID, eligible_id: UUID) -> ReferralEligible | None:
    """What is stored of an eligible on a referral; the list's lock protects it."""
    query = (
        select(ReferralEligible)
        .where(ReferralEligible.referral_id == referral_id, ReferralEligible.eligible_id == eligible_id)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def entries(session: AsyncSession, eligible_id: UUID) -> dict[UUID, ReferralEligible]:
    """What is stored of an eligible on every referral of the list, open or closed."""
    query = (
        select(ReferralEligible)
        .where(ReferralEligible.eligible_id == eligible_id)
        .execution_options(populate_existing=True)
    )
    return {one.referral_id: one for one in (await session.execute(query)).scalars()}


async def set_disposition(
    session: AsyncSession,
    *,
    agency_id: UUID,
    list_id: UUID,
    referral_id: UUID,
    eligible_id: UUID,
    disposition: str,
    reason_code: str | None,
    at: datetime,
    seq: int,
    before_system: tuple[str, str | None] | None = None,
) -> None:
    """Write a disposition and keep it in the history; `before_system` is what the system's own one replaces."""
    values: dict[str, Any] = {
        "disposition": disposition,
        "reason_code": reason_code,
        "disposed_at": at,
        "disposed_seq": seq,
        "before_system": None if before_system is None else before_system[0],
        "reason_before_system": None if before_system is None else before_system[1],
    }
    keys = {"agency_id": agency_id, "referral_id": referral_id, "eligible_id": eligible_id}
    row = upsert(ReferralEligible).values(**keys, list_id=list_id, **values)
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["agency_id", "referral_id", "eligible_id"],
            set_=values | {"version": ReferralEligible.version + 1},
        )
    )
    session.add(ReferralDisposition(**keys, seq=seq, disposition=disposition, reason_code=reason_code))
    await session.flush()


async def set_dispositions(
    session: AsyncSession,
    *,
    agency_id: UUID,
    list_id: UUID,
    referral_id: UUID,
    eligible_ids: Sequence[UUID],
    disposition: str,
    reason_code: str | None,
    at: datetime,
    seq: int,
) -> None:
    """Write one disposition of many people and keep it in the history, in one statement."""
    names = {
        "agency": agency_id,
        "list": list_id,
        "referral": referral_id,
        "people": sorted(eligible_ids),
        "disposition": disposition,
        "reason": reason_code,
        "at": at,
        "seq": seq,
    }
    await session.execute(_SET_MANY, names)


_SET_MANY = text(
    """
    WITH written AS (
        INSERT INTO referral_eligibles
               (agency_id, referral_id, eligible_id, list_id, disposition, reason_code, disposed_at, disposed_seq)
        SELECT :agency, :referral, one, :list, :disposition, :reason, :at, :seq
          FROM unnest(CAST(:people AS uuid[])) AS one
        ON CONFLICT (agency_id, referral_id, eligible_id) DO UPDATE SET
               disposition = EXCLUDED.disposition, reason_code = EXCLUDED.reason_code,
               disposed_at = EXCLUDED.disposed_at, disposed_seq = EXCLUDED.disposed_seq,
               before_system = NULL, reason_before_system = NULL, version = referral_eligibles.version + 1
        RETURNING agency_id, referral_id, eligible_id, disposition, reason_code)
    INSERT INTO referral_dispositions (agency_id, referral_id, eligible_id, seq, disposition, reason_code)
    SELECT agency_id, referral_id, eligible_id, :seq, disposition, reason_code FROM written
    """
)


async def vacant_position(session: AsyncSession, referral_id: UUID, position_id: UUID | None) -> Position | None:
    """Lock a position of the referral that nobody fills: the one asked for, else the first by number."""
    wanted = "" if position_id is None else "AND p.id = :position"
    found = await session.execute(
        text(
            "SELECT p.id FROM positions p JOIN referral_positions rp "  # noqa: S608  (only our own text is joined)
            "ON rp.agency_id = p.agency_id AND rp.position_id = p.id "
            f"WHERE rp.referral_id = :referral AND rp.is_open AND p.status = 'vacant' {wanted} "
            "ORDER BY p.number LIMIT 1"
        ),
        {"referral": referral_id} | ({} if position_id is None else {"position": position_id}),
    )
    vacant = found.scalar_one_or_none()
    if vacant is None:
        return None
    query = select(Position).where(Position.id == vacant).with_for_update(key_share=True)
    position = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    # The lock was taken after the search; what it found may be filled by now.
    return position if position.status == "vacant" else None


async def add_appointment(session: AsyncSession, appointment: Appointment) -> None:
    """Store a hire; unique indexes refuse a second one of the person or for the position."""
    session.add(appointment)
    await session.flush()


async def active_appointment(session: AsyncSession, referral_id: UUID, eligible_id: UUID) -> Appointment | None:
    """The hire of an eligible on a referral."""
    query = select(Appointment).where(
        Appointment.referral_id == referral_id, Appointment.eligible_id == eligible_id, Appointment.status == "active"
    )
    return (await session.execute(query)).scalar_one_or_none()


async def end_appointment(
    session: AsyncSession, appointment_id: UUID, seq: int, status: Literal["rescinded", "ended"]
) -> None:
    """End an appointment: undone, or a temporary one that became permanent."""
    await session.execute(
        update(Appointment)
        .where(Appointment.id == appointment_id)
        .values(status=status, ended_seq=seq, version=Appointment.version + 1)
    )


async def temporary_appointment(session: AsyncSession, eligible_id: UUID) -> Appointment | None:
    """The temporary appointment an eligible holds, if any."""
    query = (
        select(Appointment)
        .join(Position, Position.id == Appointment.position_id)
        .where(
            Appointment.eligible_id == eligible_id,
            Appointment.status == "active",
            Position.employment == "temporary",
        )
    )
    return (await session.execute(query)).scalar_one_or_none()


async def temporary_positions(session: AsyncSession, eligible_ids: Collection[UUID]) -> list[UUID]:
    """The temporary positions that some eligibles hold."""
    query = (
        select(Position.id)
        .join(Appointment, Appointment.position_id == Position.id)
        .where(
            Appointment.eligible_id.in_(list(eligible_ids)),
            Appointment.status == "active",
            Position.employment == "temporary",
        )
    )
    return list((await session.execute(query)).scalars())


async def hired_elsewhere(session: AsyncSession, list_id: UUID, referral_id: UUID) -> list[UUID]:
    """Who holds a permanent appointment from the list through another referral."""
    query = (
        select(Appointment.eligible_id)
        .join(Position, Position.id == Appointment.position_id)
        .where(
            Appointment.list_id == list_id,
            Appointment.referral_id != referral_id,
            Appointment.status == "active",
            Position.employment == "permanent",
        )
    )
    return list((await session.execute(query)).scalars())


async def close_entries(session: AsyncSession, referral_id: UUID, at: datetime, seq: int) -> int:
    """Whoever is not decided on when a referral closes was not considered; returns how many."""
    changed = await session.execute(
        text(
            "WITH closed AS (UPDATE referral_eligibles SET before_system = disposition, "
            "reason_before_system = reason_code, disposition = 'not_considered', reason_code = NULL, "
            "disposed_at = :at, disposed_seq = :seq, version = version + 1 "
            "WHERE referral_id = :referral AND disposition IN ('pending', 'interested', 'selected') "
            "RETURNING agency_id, referral_id, eligible_id) "
            "INSERT INTO referral_dispositions (agency_id, referral_id, eligible_id, seq, disposition) "
            "SELECT agency_id, referral_id, eligible_id, :seq, 'not_considered' FROM closed"
        ),
        {"referral": referral_id, "at": at, "seq": seq},
    )
    return changed.rowcount  # type: ignore[attr-defined,no-any-return]


async def reopen_entries(session: AsyncSession, referral_id: UUID, at: datetime, seq: int) -> int:
    """What the closing replaced comes back; returns how many."""
    changed = await session.execute(
        text(
            "WITH opened AS (UPDATE referral_eligibles SET disposition = before_system, "
            "reason_code = reason_before_system, before_system = NULL, reason_before_system = NULL, "
            "disposed_at = :at, disposed_seq = :seq, version = version + 1 "
            "WHERE referral_id = :referral AND disposition = 'not_considered' AND before_system IS NOT NULL "
            "RETURNING agency_id, referral_id, eligible_id, disposition, reason_code) "
            "INSERT INTO referral_dispositions (agency_id, referral_id, eligible_id, seq, disposition, reason_code) "
            "SELECT agency_id, referral_id, eligible_id, :seq, disposition, reason_code FROM opened"
        ),
        {"referral": referral_id, "at": at, "seq": seq},
    )
    return changed.rowcount  # type: ignore[attr-defined,no-any-return]


async def lock_position(session: AsyncSession, position_id: UUID) -> None:
    """Lock one position."""
    await session.execute(select(Position.id).where(Position.id == position_id).with_for_update(key_share=True))
