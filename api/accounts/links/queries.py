"""SQL of links to an account."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import AccountLink, User
from api.platform.db import new_id

_IS_OPEN = AccountLink.used_at.is_(None) & AccountLink.withdrawn_at.is_(None)


async def add(
    session: AsyncSession, user: User, *, kind: str, token_digest: bytes, created_by: str, lasts: timedelta
) -> AccountLink:
    """Store a link that ends by the real clock, in place of the one that was open before."""
    await withdraw(session, user.id)
    link = AccountLink(
        agency_id=user.agency_id,
        id=new_id(),
        user_id=user.id,
        kind=kind,
        token_digest=token_digest,
        created_by=created_by,
        expires_at=(await session.execute(select(func.clock_timestamp() + lasts))).scalar_one(),
    )
    session.add(link)
    await session.flush()
    return link


async def withdraw(session: AsyncSession, user_id: UUID) -> bool:
    """End the open link of a user; False when there was none."""
    query = update(AccountLink).where(AccountLink.user_id == user_id, _IS_OPEN)
    ended = await session.execute(query.values(withdrawn_at=func.clock_timestamp()).returning(AccountLink.id))
    return ended.first() is not None


async def open_of(session: AsyncSession, user_ids: Collection[UUID]) -> dict[UUID, AccountLink]:
    """The open link, expired or not, of each of these users who has one."""
    query = select(AccountLink).where(AccountLink.user_id.in_(user_ids), _IS_OPEN)
    return {link.user_id: link for link in (await session.execute(query)).scalars()}


async def by_digest(session: AsyncSession, digest: bytes) -> AccountLink | None:
    """A link of the bound agency, as it stands now."""
    query = select(AccountLink).where(AccountLink.token_digest == digest)
    return (await session.execute(query, execution_options={"populate_existing": True})).scalar_one_or_none()


async def is_over(session: AsyncSession, link: AccountLink) -> bool:
    """Whether a link has ended by the real clock."""
    query = select(AccountLink.expires_at <= func.clock_timestamp()).where(AccountLink.id == link.id)
    return (await session.execute(query)).scalar_one()


async def stamp_used(session: AsyncSession, link: AccountLink) -> None:
    """A link works once."""
    link.used_at = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    await session.flush()
