"""SQL of changing reason codes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ReasonCode


async def lock(session: AsyncSession, use: str, code: str) -> ReasonCode | None:
    """One reason code of the bound agency, retired or not, locked until the end of the transaction."""
    query = select(ReasonCode).where(ReasonCode.use == use, ReasonCode.code == code).with_for_update(key_share=True)
    return (await session.execute(query, execution_options={"populate_existing": True})).scalar_one_or_none()


async def now(session: AsyncSession) -> datetime:
    """The server's time for deadlines and the ledger."""
    return (await session.execute(select(func.eligo_now()))).scalar_one()  # type: ignore[no-any-return]
