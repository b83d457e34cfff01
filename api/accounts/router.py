"""Users over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from api.accounts import service
from api.accounts.schemas import PasswordSet, Role, SelfPatch, UserCreate, UserPatch, UserRead
from api.accounts.service import (
    CommonPassword,
    DuplicateUser,
    LastAdministrator,
    OwnAccount,
    RoleNotHeld,
    ShortPassword,
    UnknownDepartment,
    WrongPassword,
)
from api.platform.auth import Actor, Permission, SignedIn, requires
from api.platform.errors import Forbidden, NotFound, Stale, TooMany, Unreadable, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.limits import Limiter, current_limiter
from api.platform.resources import Listing, UnknownSort
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/users", tags=["accounts"], route_class=TenantRoute)
own_router = APIRouter(prefix="/account", tags=["accounts"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_ACCOUNTS)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_ACCOUNTS)]
GUESSES = "10/5minutes"


@router.get("", responses=problems(Forbidden, Unreadable, UnknownSort))
async def list_users(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    listing: Listing,
    role: Role | None = None,
    is_active: bool | None = None,
) -> Page[UserRead]:
    """Who works for the agency, by name."""
    found, members = await service.browse(session, listing, role=role, is_active=is_active)
    return found.page(lambda user: UserRead.of(members[user.id]))


@router.post(
    "",
    status_code=201,
    responses=problems(Forbidden, DuplicateUser, RoleNotHeld, UnknownDepartment, ShortPassword, CommonPassword),
)
async def create_user(body: UserCreate, session: WriteSession, actor: Keeper) -> UserRead:
    """Add somebody."""
    values = body.model_dump(exclude={"password"})
    password = body.password.get_secret_value() if body.password else None
    return UserRead.of(await service.create_user(session, actor, values=values, password=password))


@router.get("/{user_id}", responses=problems(Forbidden, NotFound))
async def read_user(user_id: UUID, session: ReadSession, actor: Reader) -> UserRead:  # noqa: ARG001 - the guard
    """Somebody who works for the agency."""
    return UserRead.of(await service.read(session, user_id))


@router.patch(
    "/{user_id}",
    responses=problems(
        Forbidden, NotFound, LastAdministrator, OwnAccount, RoleNotHeld, UnknownDepartment, Stale, VersionRequired
    ),
)
async def update_user(
    user_id: UUID, body: UserPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> UserRead:
    """Change somebody's name, roles, departments, or whether the person works here."""
    return UserRead.of(await service.change_user(session, actor, user_id, seen=version, values=body.changes()))


@router.post(
    "/{user_id}/password",
    responses=problems(Forbidden, NotFound, WrongPassword, ShortPassword, CommonPassword, TooMany),
)
async def set_password(
    user_id: UUID,
    body: PasswordSet,
    session: WriteSession,
    actor: SignedIn,
    limiter: Annotated[Limiter, Depends(current_limiter)],
) -> UserRead:
    """Set a password: the own one with the current one, somebody else's as who manages accounts.

    An API key has no password of its own: it needs the scopes `session` and `accounts:manage`.
    """
    await limiter.hit(GUESSES, "password", actor.label)
    current = body.current_password.get_secret_value() if body.current_password else None
    changed = await service.set_password(
        session, actor, user_id, password=body.password.get_secret_value(), current=current
    )
    await limiter.clear(GUESSES, "password", actor.label)
    return UserRead.of(changed)


@own_router.get("", responses=problems(NotFound))
async def read_own_account(session: ReadSession, actor: SignedIn) -> UserRead:
    """The account of whoever is signed in."""
    return UserRead.of(await service.read(session, service.own_id(actor)))


@own_router.patch("", responses=problems(Forbidden, NotFound, Stale, VersionRequired))
async def update_own_account(body: SelfPatch, session: WriteSession, actor: SignedIn, version: IfMatch) -> UserRead:
    """Change the name of the own account."""
    return UserRead.of(await service.rename_self(session, actor, seen=version, name=body.name))


offer(
    router,
    list_users,
    "users",
    {
        "name": Column("Name", "user.name"),
        "email": Column("E-mail", "user.email"),
        "roles": Column("Roles", "user.roles"),
        "departments": Column("Departments", "departments"),
        "active": Column("Works Here", "user.is_active"),
        "password": Column("Has a Password", "user.has_password"),
    },
    completed=service.name_departments,
)
