"""SQL of the demo clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that deadlines go by."""

    now: datetime
    offset_seconds: int
    is_enabled: bool


async def clock(session: AsyncSession) -> Clock:
    """The clock of this installation."""
    query = "SELECT eligo_now(), extract(epoch FROM offset_by)::bigint, is_enabled FROM demo_clock"
    return Clock(*(await session.execute(text(query))).one())


async def lock(session: AsyncSession) -> None:
    """Let nobody else move the clock until the end of the transaction. The application may not lock the row itself."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7310002)"))


async def advance(session: AsyncSession, seconds: int) -> None:
    """Move the clock forward."""
    await session.execute(text("SELECT eligo_advance_clock(:seconds)"), {"seconds": seconds})
