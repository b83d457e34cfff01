"""Users: who works for the agency, in which roles, for which departments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import queries
from api.accounts.sessions.service import email_digest
from api.models import User
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import Duplicate, conflict
from api.platform.ledger import Subject
from api.platform.passwords import email_key, hash_password


class DuplicateUser(Duplicate):
    code, title = "duplicate_user", "Somebody with this address works here already"


conflict("uq_users_agency_id_email_key", says=DuplicateUser)


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
        DuplicateUser: when the address is taken in this agency.
    """
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
    await queries.set_departments(session, actor.agency.id, user.id, departments)

    await ledger.append(
        session,
        actor,
        "user.added",
        Subject("user", user.id),
        {"roles": user.roles, "departments": sorted(str(one) for one in departments)},
        private={"email": user.email, "name": user.name},
    )
    return user
