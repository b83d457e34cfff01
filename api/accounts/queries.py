"""SQL of users."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Department, SignInDirectory, User, UserDepartment, UserSession
from api.platform.resources import ListRequest, Slice, mentions, read_slice

ADMINISTRATOR = "administrator"


async def add_user(session: AsyncSession, user: User, email_digest: bytes) -> None:
    """Store a user and list the address in the directory of sign-ins."""
    session.add(user)
    await session.flush()
    await session.execute(
        upsert(SignInDirectory).values(agency_id=user.agency_id, email_digest=email_digest).on_conflict_do_nothing()
    )


async def set_departments(session: AsyncSession, agency_id: UUID, user_id: UUID, departments: Collection[UUID]) -> None:
    """The departments a user acts for, in place of those before."""
    await session.execute(delete(UserDepartment).where(UserDepartment.user_id == user_id))
    if departments:
        await session.execute(
            insert(UserDepartment),
            [{"agency_id": agency_id, "user_id": user_id, "department_id": one} for one in departments],
        )


async def departments_of(session: AsyncSession, user_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """The departments that each of these users acts for."""
    query = select(UserDepartment.user_id, UserDepartment.department_id).where(UserDepartment.user_id.in_(user_ids))
    found: dict[UUID, set[UUID]] = {}
    for user_id, department_id in await session.execute(query):
        found.setdefault(user_id, set()).add(department_id)
    return {user_id: frozenset(found.get(user_id, ())) for user_id in user_ids}


async def department_codes(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """The codes of departments."""
    return {
        one: code
        for one, code in await session.execute(select(Department.id, Department.code).where(Department.id.in_(ids)))
    }


async def keep_departments(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    """Those that are live departments, which cannot be voided until the end of the transaction."""
    query = (
        select(Department.id)
        .where(Department.id.in_(ids), Department.voided_at.is_(None))
        .order_by(Department.id)
        .with_for_update(read=True)
    )
    return set((await session.execute(query)).scalars())


async def page(session: AsyncSession, listing: ListRequest, *, role: str | None, is_active: bool | None) -> Slice[User]:
    """A page of users, by name, address or time of joining."""
    query = select(User)
    if role is not None:
        query = query.where(User.roles.contains([role]))
    if is_active is not None:
        query = query.where(User.is_active == is_active)
    if listing.q is not None:
        query = query.where(mentions(listing.q, User.name, User.email))
    sorts = {"name": User.name, "email": User.email, "created_at": User.created_at}
    return await read_slice(session, User, query, listing, sorts)


async def lock_with_administrators(session: AsyncSession, user_id: UUID) -> None:
    """Lock a user and every active administrator, in one order, so that the last two cannot demote each other."""
    is_administrator = User.is_active & User.roles.contains([ADMINISTRATOR])
    query = (
        select(User.id)
        .where(or_(User.id == user_id, is_administrator))
        .order_by(User.id)
        .with_for_update(key_share=True)
    )
    await session.execute(query)


async def has_other_administrator(session: AsyncSession, user_id: UUID) -> bool:
    """Whether somebody else is an active administrator."""
    query = select(func.count()).where(User.id != user_id, User.is_active, User.roles.contains([ADMINISTRATOR]))
    return (await session.execute(query)).scalar_one() > 0


async def revoke_sessions(session: AsyncSession, user_id: UUID, *, except_id: UUID | None = None) -> None:
    """End a user's sign-ins, but for one."""
    query = update(UserSession).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    if except_id is not None:
        query = query.where(UserSession.id != except_id)
    await session.execute(query.values(revoked_at=func.clock_timestamp()))
