"""SQL of certification rules."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import CertificationRule


async def add_rules(session: AsyncSession, rows: Sequence[CertificationRule]) -> None:
    """Store versions of rules."""
    session.add_all(rows)
    await session.flush()


async def merge_agency_settings(session: AsyncSession, agency_id: UUID, settings: Mapping[str, object]) -> None:
    """Lay settings over those the agency has. The table has no row-level security: the id is the fence."""
    await session.execute(
        text(
            "UPDATE agencies SET settings = settings || CAST(:settings AS jsonb), version = version + 1 "
            "WHERE id = :agency"
        ),
        {"agency": agency_id, "settings": json.dumps(settings)},
    )
