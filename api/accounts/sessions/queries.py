"""SQL of sign-ins."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Agency, SignInDirectory, User, UserDepartment, UserSession
from api.platform.db import new_id
from api.platform.resources import ListRequest, Slice, read_slice


async def agencies_of(session: AsyncSession, email_digest: bytes) -> list[Agency]:
    """The agencies that know an address; readable before an agency is set."""
    query = (
        select(Agency)
        .join(SignInDirectory, SignInDirectory.agency_id == Agency.id)
        .where(SignInDirectory.email_digest == email_digest)
        .order_by(Agency.slug)
    )
    return list((await session.execute(query)).scalars())


async def user_by_email(session: AsyncSession, email_key: str, *, share: bool = False) -> User | None:
    """A user of the bound agency; with `share` nobody changes the user until the transaction ends."""
    query = select(User).where(User.email_key == email_key)
    return (await session.execute(query.with_for_update(read=True) if share else query)).scalar_one_or_none()


async def department_ids(session: AsyncSession, user_id: UUID) -> list[UUID]:
    """The departments a user acts for."""
    query = select(UserDepartment.department_id).where(UserDepartment.user_id == user_id)
    return list((await session.execute(query)).scalars())


async def add_session(
    session: AsyncSession,
    user: User,
    *,
    token_digest: bytes,
    hours: int,
    user_agent: str | None,
) -> tuple[UUID, datetime]:
    """Store a sign-in that ends after `hours` by the real clock; returns its id and end."""
    end = text("SELECT clock_timestamp() + make_interval(hours => :hours)")
    expires_at = (await session.execute(end, {"hours": hours})).scalar_one()
    row = UserSession(
        agency_id=user.agency_id,
        id=new_id(),
        user_id=user.id,
        token_digest=token_digest,
        expires_at=expires_at,
        user_agent=user_agent,
    )
    session.add(row)
    await session.flush()
    return row.id, expires_at


async def revoke(session: AsyncSession, session_id: UUID) -> None:
    """End a sign-in."""
    await session.execute(
        update(UserSession).where(UserSession.id == session_id).values(revoked_at=func.clock_timestamp())
    )


async def page(session: AsyncSession, listing: ListRequest, user_id: UUID) -> Slice[UserSession]:
    """A page of a user's sign-ins that still hold, the one used last first."""
    is_good = UserSession.revoked_at.is_(None) & (UserSession.expires_at > func.clock_timestamp())
    query = select(UserSession).where(UserSession.user_id == user_id, is_good)
    sorts = {"last_seen_at": UserSession.last_seen_at, "created_at": UserSession.created_at}
    return await read_slice(session, UserSession, query, listing, sorts)


async def is_own(session: AsyncSession, session_id: UUID, user_id: UUID) -> bool:
    """Whether a sign-in is a user's own and still holds; locked until the end of the transaction."""
    query = select(UserSession.id).where(
        UserSession.id == session_id, UserSession.user_id == user_id, UserSession.revoked_at.is_(None)
    )
    return (await session.execute(query.with_for_update(key_share=True))).scalar_one_or_none() is not None


async def drop_expired(session: AsyncSession, user_id: UUID) -> None:
    """Forget a user's sign-ins that ended long ago."""
    await session.execute(
        delete(UserSession).where(
            UserSession.user_id == user_id, UserSession.expires_at < func.clock_timestamp() - text("interval '30 days'")
        )
    )
