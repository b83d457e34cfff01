"""SQL of certification reports."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Appointment, Certificate, Person, Referral


async def hires(session: AsyncSession, referral_id: UUID) -> Sequence[Any]:
    """Who holds a position through a referral, and since when."""
    query = (
        select(
            Appointment.position_id,
            Appointment.hired_at,
            Person.last_name,
            Person.first_name,
            Person.middle_name,
        )
        .join(Person, (Person.agency_id == Appointment.agency_id) & (Person.id == Appointment.person_id))
        .where(Appointment.referral_id == referral_id, Appointment.status == "active")
    )
    return (await session.execute(query)).all()


async def closing(session: AsyncSession, referral_id: UUID) -> Any:
    """When and why a referral was closed, and how many certificates it has."""
    certificates = select(func.count()).where(Certificate.referral_id == Referral.id).scalar_subquery()
    query = select(Referral.closed_at, Referral.closed_reason, certificates.label("certificates"))
    return (await session.execute(query.where(Referral.id == referral_id))).one()
