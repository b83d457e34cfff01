"""SQL of the agency's own row. The table has no row-level security: the id is the fence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Agency


async def one(session: AsyncSession, agency_id: UUID) -> Agency:
    """The agency."""
    return (await session.execute(select(Agency).where(Agency.id == agency_id))).scalar_one()


async def lock(session: AsyncSession, agency_id: UUID) -> Agency:
    """The agency, locked against every other change of it until the end of the transaction."""
    query = select(Agency).where(Agency.id == agency_id).with_for_update(key_share=True)
    return (await session.execute(query, execution_options={"populate_existing": True})).scalar_one()


async def settings(session: AsyncSession, agency_id: UUID) -> Mapping[str, Any]:
    """What the agency set."""
    found: Mapping[str, Any] = (
        await session.execute(select(Agency.settings).where(Agency.id == agency_id))
    ).scalar_one()
    return found
