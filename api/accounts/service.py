"""Users: who works for the agency, in which roles, for which departments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import queries
from api.accounts.links import queries as links
from api.accounts.queries import ADMINISTRATOR
from api.accounts.sessions.service import email_digest
from api.models import AccountLink, User
from api.platform import ledger
from api.platform.auth import Actor, AgencyRef, Permission
from api.platform.db import new_id
from api.platform.errors import Duplicate, Forbidden, Invalid, NotFound, Refused, conflict
from api.platform.ledger import Subject
from api.platform.passwords import email_key, hash_password, is_common, is_password
from api.platform.resources import ListRequest, Slice, apply_changes, lock_one, read_one
from api.platform.routing import require_version

SHORTEST_PASSWORD = 12
PERSONAL = frozenset({"name"})


class DuplicateUser(Duplicate):
    code, title = "duplicate_user", "Somebody with this address works here already"

    def __init__(self) -> None:
        super().__init__(field="email")


class LastAdministrator(Refused):
    code, title = "last_administrator", "Nobody else is an administrator"


class OwnAccount(Refused):
    code, title = "own_account", "Nobody deactivates the own account"


class UnknownDepartment(Invalid):
    code, title = "unknown_reference", "There is no such department"


class RoleNotHeld(Invalid):
    code, title = "role_not_held", "Nobody gives a role that may do more than he may himself"


class ShortPassword(Invalid):
    code, title = "password_too_short", f"A password has at least {SHORTEST_PASSWORD} characters"


class CommonPassword(Invalid):
    code, title = "password_too_common", "This password is among those that are tried first; choose another"


class WrongPassword(Invalid):
    code, title = "wrong_password", "This is not the current password"


conflict("uq_users_agency_id_email_key", says=DuplicateUser)


@dataclass(frozen=True, slots=True)
class Member:
    """A user with the departments that the user acts for, and the link by which the user may join."""

    user: User
    departments: frozenset[UUID]
    link: AccountLink | None = None


async def add_user(
    session: AsyncSession,
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    departments: Sequence[UUID] = (),
    password: str | None = None,
) -> User:
    """Add somebody; without a password the person cannot sign in until one is set.

    Raises:
        RoleNotHeld: for a role that may do more than the actor.
        DuplicateUser: when the address is taken in this agency.
        UnknownDepartment: naming the first that is none of the agency's, or voided.
    """
    _require_givable(actor, roles)
    await _keep_departments(session, departments)
    user = User(
        agency_id=actor.agency.id,
        id=new_id(),
        email=email.strip(),
        email_key=email_key(email),
        name=name,
        password_hash=await hash_password(password) if password is not None else None,
        roles=sorted(set(roles)),
    )
    await queries.add_user(session, user, email_digest(email))
    await queries.set_departments(session, actor.agency.id, user.id, set(departments))

    await ledger.append(
        session,
        actor,
        "user.added",
        Subject("user", user.id),
        {"roles": user.roles, "departments": _ids(departments)},
        private={"email": user.email, "name": user.name},
    )
    return user


async def create_user(
    session: AsyncSession, actor: Actor, *, values: Mapping[str, Any], password: str | None
) -> Member:
    """Add somebody at a client's request.

    Raises:
        ShortPassword: outside a demo. CommonPassword. RoleNotHeld, DuplicateUser, UnknownDepartment: as `add_user`.
    """
    if password is not None:
        require_password(actor, password, values["email"])
    user = await add_user(session, actor, **values, password=password)
    return await member_of(session, user)


async def browse(
    session: AsyncSession, listing: ListRequest, *, role: str | None, is_active: bool | None
) -> tuple[Slice[User], Mapping[UUID, Member]]:
    """A page of users, and what belongs to each."""
    found = await queries.page(session, listing, role=role, is_active=is_active)
    return found, await _members(session, found.rows)


@dataclass(frozen=True, slots=True)
class NamedUser:
    """A user as it is shown, with the codes of the departments."""

    user: Any
    departments: list[str]


async def name_departments(session: AsyncSession, users: Sequence[Any]) -> list[NamedUser]:
    """Users with what the ids of their departments refer to."""
    codes = await queries.department_codes(session, {one for user in users for one in user.departments})
    return [NamedUser(user, sorted(codes[one] for one in user.departments)) for user in users]


async def read(session: AsyncSession, user_id: UUID) -> Member:
    """Somebody who works for the agency.

    Raises:
        NotFound: for anybody else.
    """
    return await member_of(session, await read_one(session, User, user_id))


async def change_user(
    session: AsyncSession, actor: Actor, user_id: UUID, *, seen: int, values: Mapping[str, Any]
) -> Member:
    """Change somebody's name, roles, departments, or whether the person works here.

    Raises:
        RoleNotHeld: for a new role that may do more than the actor. Stale: by version.
        OwnAccount: on deactivating oneself. LastAdministrator: when nobody else would be one.
        UnknownDepartment: naming the first that is none of the agency's, or voided.
    """
    await queries.lock_with_administrators(session, user_id)
    member = await read(session, user_id)
    user, fields = member.user, dict(values)
    departments = frozenset(fields.pop("departments", member.departments))
    if "roles" in fields:
        fields["roles"] = sorted(set(fields["roles"]))
        _require_givable(actor, set(fields["roles"]) - set(user.roles))
    await _require_administrator_left(session, actor, user, fields)
    require_version(user.version, seen)
    await _keep_departments(session, values.get("departments", ()))

    changed = apply_changes(user, fields)
    if departments != member.departments:
        await queries.set_departments(session, actor.agency.id, user.id, departments)
        user.version += 0 if changed else 1
    elif not changed:
        return member
    await session.flush()
    if {"roles", "is_active"} & changed.after.keys():
        await queries.revoke_sessions(session, user.id)
    if changed.after.get("is_active") is False:
        await links.withdraw(session, user.id)

    facts = {name: value for name, value in changed.after.items() if name not in PERSONAL}
    await ledger.append(
        session,
        actor,
        "user.changed",
        Subject("user", user.id),
        {**facts, "departments": _ids(departments)},
        private={name: value for name, value in changed.after.items() if name in PERSONAL},
    )
    return await member_of(session, user)


async def rename_self(session: AsyncSession, actor: Actor, *, seen: int, name: str) -> Member:
    """Change the name of the own account.

    Raises:
        NotFound: for an API key, which has no account. Stale: by version.
    """
    user = await lock_one(session, User, own_id(actor))
    require_version(user.version, seen)

    if apply_changes(user, {"name": name}):
        await session.flush()
        await ledger.append(session, actor, "user.changed", Subject("user", user.id), {}, private={"name": name})
    return await member_of(session, user)


async def set_password(
    session: AsyncSession, actor: Actor, user_id: UUID, *, password: str, current: str | None
) -> Member:
    """Set a password: the own one with the current one, somebody else's as who manages accounts.

    Ends the person's other sign-ins.

    Raises:
        Forbidden: for somebody else's without the permission, or when that person may do more than the actor.
        WrongPassword: for a wrong current one. ShortPassword: outside a demo. CommonPassword.
    """
    is_own = actor.kind == "user" and actor.id == user_id
    if not is_own:
        actor.require(Permission.MANAGE_ACCOUNTS)
    await queries.lock_with_administrators(session, user_id)
    member = await read(session, user_id)
    if not is_own and not actor.may_all_of(member.user.roles):
        raise Forbidden("This person may do more than you may.")
    if is_own and not await is_password(member.user.password_hash, current or ""):
        raise WrongPassword(field="current_password")
    require_password(actor, password, member.user.email)

    apply_changes(member.user, {"password_hash": await hash_password(password)})
    await session.flush()
    await queries.revoke_sessions(session, user_id, except_id=actor.session_id if is_own else None)
    await links.withdraw(session, user_id)
    await ledger.append(session, actor, "user.password_set", Subject("user", user_id), {"is_own": is_own})
    return await member_of(session, member.user)


def own_id(actor: Actor) -> UUID:
    """The user who acts.

    Raises:
        NotFound: for an API key, which has no account.
    """
    if actor.kind != "user" or actor.id is None:
        raise NotFound("This is an API key, not somebody's account.")
    return actor.id


async def member_of(session: AsyncSession, user: User) -> Member:
    """A user with what belongs to the user."""
    return (await _members(session, [user]))[user.id]


async def _members(session: AsyncSession, users: Sequence[User]) -> Mapping[UUID, Member]:
    ids = [user.id for user in users]
    departments, open_links = await queries.departments_of(session, ids), await links.open_of(session, ids)
    return {user.id: Member(user, departments[user.id], open_links.get(user.id)) for user in users}


async def _keep_departments(session: AsyncSession, departments: Sequence[UUID]) -> None:
    if not departments:
        return
    live = await queries.keep_departments(session, departments)
    for number, department_id in enumerate(departments):
        if department_id not in live:
            raise UnknownDepartment(field=f"departments.{number}")


async def _require_administrator_left(
    session: AsyncSession, actor: Actor, user: User, fields: Mapping[str, Any]
) -> None:
    is_active, roles = fields.get("is_active", user.is_active), fields.get("roles", user.roles)
    leaves = user.is_active and ADMINISTRATOR in user.roles and not (is_active and ADMINISTRATOR in roles)
    if leaves and not await queries.has_other_administrator(session, user.id):
        raise LastAdministrator(field="is_active" if not is_active else "roles")
    if user.is_active and not is_active and actor.kind == "user" and actor.id == user.id:
        raise OwnAccount(field="is_active")


def _require_givable(actor: Actor, roles: Iterable[str]) -> None:
    if not actor.may_all_of(roles):
        raise RoleNotHeld(field="roles")


def shortest_password(agency: AgencyRef) -> int:
    """How many characters a password has at least; in a demo one is enough."""
    return 1 if agency.is_demo else SHORTEST_PASSWORD


def require_password(actor: Actor, password: str, email: str) -> None:
    """Refuse a password that is guessed first.

    Raises:
        ShortPassword: outside a demo. CommonPassword: for one of the commonest, also with something appended, and for
        one that is the own address.
    """
    if len(password) < shortest_password(actor.agency):
        raise ShortPassword(field="password")
    if is_common(password, email):
        raise CommonPassword(field="password")


def _ids(departments: Sequence[UUID] | frozenset[UUID]) -> list[str]:
    return sorted({str(one) for one in departments})
