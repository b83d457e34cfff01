"""SQL of reason codes."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ReasonCode


async def add_reason_codes(session: AsyncSession, rows: Sequence[ReasonCode]) -> None:
    """Store reason codes."""
    session.add_all(rows)
    await session.flush()
