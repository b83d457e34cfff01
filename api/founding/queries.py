"""SQL of founding an agency."""

import hashlib

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Agency, LedgerHead
from api.platform.auth import AgencyRef


async def agency(session: AsyncSession, slug: str) -> Agency | None:
    """The agency of a public address."""
    return (await session.execute(select(Agency).where(Agency.slug == slug))).scalar_one_or_none()


async def add_agency(session: AsyncSession, agency: AgencyRef) -> None:
    """Store the agency itself."""
    session.add(
        Agency(
            id=agency.id,
            key=agency.key,
            slug=agency.slug,
            name=agency.name,
            zone=agency.zone,
            is_demo=agency.is_demo,
            settings={},
        )
    )
    await session.flush()


async def open_ledger(session: AsyncSession, agency: AgencyRef) -> None:
    """Start the chain: its first previous hash is that of the agency's id, so chains cannot be swapped."""
    session.add(LedgerHead(agency_id=agency.id, seq=0, hash=hashlib.sha256(agency.id.bytes).digest()))
    await session.flush()


async def enable_demo_clock(session: AsyncSession, *, days_back: int = 0) -> None:
    """Let eligo_now() be moved forward on this installation, at first from so many days ago."""
    query = (
        "UPDATE demo_clock SET is_enabled = true, "
        "offset_by = CASE WHEN is_enabled THEN offset_by ELSE offset_by - make_interval(days => :days) END"
    )
    await session.execute(text(query), {"days": days_back})
