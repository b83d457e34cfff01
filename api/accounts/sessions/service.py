"""Signing in and out."""

import hashlib
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.sessions import queries
from api.models import Agency, User
from api.platform import ledger
from api.platform.auth import DEPARTMENT_BOUND, Actor, AgencyRef, Permission, Token, permissions_of
from api.platform.db import enter_agency
from api.platform.errors import Refused, Unauthenticated
from api.platform.ledger import Subject
from api.platform.passwords import email_key, is_password


class ChooseAgency(Refused):
    code, title = "choose_agency", "This address belongs to several agencies; name one"


class WrongCredentials(Unauthenticated):
    code, title = "wrong_credentials", "The address or the password is not right"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in and the secret of its cookie."""

    actor: Actor
    token: Token


def email_digest(email: str) -> bytes:
    """What the directory of addresses holds instead of an address."""
    return hashlib.sha256(b"email\0" + email_key(email).encode()).digest()


async def sign_in(
    session: AsyncSession, *, email: str, password: str, agency: str | None, hours: int, user_agent: str | None
) -> SignIn:
    """Check an address and a password and open a session.

    Raises:
        WrongCredentials: whatever was wrong; it does not say which.
        ChooseAgency: when several agencies know the address, the password fits, and none was named.
    """
    known = await queries.agencies_of(session, email_digest(email))
    if agency is not None:
        known = [one for one in known if one.slug == agency]
    fitting: list[tuple[Agency, User]] = []
    for one in known:
        await enter_agency(session, one.id)
        user = await queries.user_by_email(session, email_key(email))
        if user and user.is_active and await is_password(user.password_hash, password):
            fitting.append((one, user))
    if not fitting:
        if not known:
            await is_password(None, password)
        raise WrongCredentials
    if len(fitting) > 1:
        slugs = [one.slug for one, _ in fitting]
        raise ChooseAgency(f"Give one of these as `agency`: {', '.join(slugs)}.", extra={"agencies": slugs})
    return await _open(session, *fitting[0], hours=hours, user_agent=user_agent)


async def _open(session: AsyncSession, agency: Agency, user: User, *, hours: int, user_agent: str | None) -> SignIn:
    await enter_agency(session, agency.id)
    token = Token.new("els", agency.key)
    await queries.drop_expired(session, user.id)
    session_id, expires_at = await queries.add_session(
        session, user, token_digest=token.digest, hours=hours, user_agent=(user_agent or "")[:200] or None
    )
    roles = frozenset(user.roles)
    bound = bool(roles) and roles <= DEPARTMENT_BOUND
    actor = Actor(
        agency=AgencyRef(agency.id, agency.key, agency.slug, agency.name, agency.zone, agency.is_demo),
        kind="user",
        id=user.id,
        permissions=permissions_of(roles) | {Permission.SIGNED_IN},
        roles=roles,
        departments=frozenset(await queries.department_ids(session, user.id)) if bound else None,
        name=user.name,
        email=user.email,
        session_id=session_id,
        expires_at=expires_at,
        csrf_token=token.csrf,
    )
    await ledger.append(session, actor, "session.opened", Subject("user", user.id), {"session_id": str(session_id)})
    return SignIn(actor=replace(actor), token=token)


async def sign_out(session: AsyncSession, actor: Actor) -> None:
    """End the session of this request."""
    if actor.session_id is None or actor.id is None:
        return
    await queries.revoke(session, actor.session_id)
    await ledger.append(
        session, actor, "session.closed", Subject("user", actor.id), {"session_id": str(actor.session_id)}
    )
