"""SQL of users."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import SignInDirectory, User, UserDepartment


async def add_user(session: AsyncSession, user: User, email_digest: bytes) -> None:
    """Store a user and list the address in the directory of sign-ins."""
    session.add(user)
    await session.flush()
    await session.execute(
        upsert(SignInDirectory)
        .values(agency_id=user.agency_id, email_digest=email_digest)
        .on_conflict_do_nothing()
    )


async def set_departments(session: AsyncSession, agency_id: UUID, user_id: UUID, departments: Sequence[UUID]) -> None:
    """The departments a user acts for, in place of those before."""
    await session.execute(text("DELETE FROM user_departments WHERE user_id = :user"), {"user": user_id})
    if departments:
        await session.execute(
            insert(UserDepartment),
            [{"agency_id": agency_id, "user_id": user_id, "department_id": one} for one in departments],
        )
