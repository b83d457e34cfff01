"""SQL of API keys."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ApiKey
from api.platform.resources import ListRequest, Slice, mentions, read_slice


async def page(session: AsyncSession, listing: ListRequest, *, is_revoked: bool) -> Slice[ApiKey]:
    """A page of keys that are good, or that were revoked."""
    query = select(ApiKey).where(ApiKey.revoked_at.is_not(None) if is_revoked else ApiKey.revoked_at.is_(None))
    if listing.q is not None:
        query = query.where(mentions(listing.q, ApiKey.name))
    return await read_slice(session, ApiKey, query, listing, {"name": ApiKey.name, "created_at": ApiKey.created_at})


async def add(session: AsyncSession, row: ApiKey) -> None:
    """Store a key."""
    session.add(row)
    await session.flush()


async def revoke(session: AsyncSession, row: ApiKey) -> None:
    """End a key as of now."""
    row.revoked_at = await real_now(session)
    row.version += 1
    await session.flush()


async def real_now(session: AsyncSession) -> datetime:
    """The real clock, by which keys end."""
    return (await session.execute(select(func.clock_timestamp()))).scalar_one()  # type: ignore[no-any-return]
