"""Signing in and out."""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from itertools import compress
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.sessions import queries
from api.models import Agency, User, UserSession
from api.platform import ledger
from api.platform.auth import Actor, AgencyRef, Permission, Token, bound_to, permissions_of
from api.platform.db import Database, enter_agency
from api.platform.errors import NotFound, Refused, Unauthenticated
from api.platform.ledger import Subject
from api.platform.passwords import email_key, is_password
from api.platform.resources import ListRequest, Slice


class ChooseAgency(Refused):
    code, title = "choose_agency", "This address belongs to several agencies; name one"


class WrongCredentials(Unauthenticated):
    code, title = "wrong_credentials", "The address or the password is not right"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in and the secret of its cookie."""

    actor: Actor
    token: Token


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An agency that knows an address, and the password there; None where nobody can sign in with it."""

    agency: Agency
    password_hash: str | None


def email_digest(email: str) -> bytes:
    """What the directory of addresses holds instead of an address."""
    return hashlib.sha256(b"email\0" + email_key(email).encode()).digest()


async def sign_in(
    database: Database, *, email: str, password: str, agency: str | None, hours: int, user_agent: str | None
) -> SignIn:
    """Check an address and a password and open a session.

    No connection is held while the password is looked at, which is slow on purpose: strangers who try passwords must
    not keep everybody else waiting. Whatever is known of the address, that look takes the same time.

    Raises:
        WrongCredentials: whatever was wrong; it does not say which.
        ChooseAgency: when several agencies know the address, the password fits, and none was named.
    """
    candidates = await _candidates(database, email, agency)
    hashes = [one.password_hash for one in candidates] or [None]
    right = await asyncio.gather(*(is_password(one, password) for one in hashes))
    fitting = list(compress(candidates, right))
    if not fitting:
        raise WrongCredentials
    if len(fitting) > 1:
        slugs = [one.agency.slug for one in fitting]
        raise ChooseAgency(f"Give one of these as `agency`: {', '.join(slugs)}.", extra={"agencies": slugs})
    found = fitting[0]
    async with database.transaction(found.agency.id) as session:
        user = await queries.user_by_email(session, email_key(email), share=True)
        if user is None or not user.is_active or user.password_hash != found.password_hash:
            raise WrongCredentials  # changed since the password was looked at
        return await _open(session, found.agency, user, hours=hours, user_agent=user_agent)


async def _candidates(database: Database, email: str, agency: str | None) -> list[_Candidate]:
    """Every agency that knows an address, or the one of them that was named."""
    async with database.session() as session:
        known = await queries.agencies_of(session, email_digest(email))
        found = []
        for one in known:
            if agency in (None, one.slug):
                await enter_agency(session, one.id, read_only=True)
                user = await queries.user_by_email(session, email_key(email))
                found.append(_Candidate(one, user.password_hash if user is not None and user.is_active else None))
        return found


async def _open(session: AsyncSession, agency: Agency, user: User, *, hours: int, user_agent: str | None) -> SignIn:
    token = Token.new("els", agency.key)
    await queries.drop_expired(session, user.id)
    session_id, expires_at = await queries.add_session(
        session, user, token_digest=token.digest, hours=hours, user_agent=(user_agent or "")[:200] or None
    )
    roles = frozenset(user.roles)
    actor = Actor(
        agency=AgencyRef(agency.id, agency.key, agency.slug, agency.name, agency.zone, agency.is_demo),
        kind="user",
        id=user.id,
        permissions=permissions_of(roles) | {Permission.SIGNED_IN},
        roles=roles,
        departments=bound_to(roles, await queries.department_ids(session, user.id)),
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


async def browse(session: AsyncSession, actor: Actor, listing: ListRequest) -> Slice[UserSession]:
    """A page of the actor's own sign-ins; an API key has none."""
    return await queries.page(session, listing, _own(actor))


async def revoke(session: AsyncSession, actor: Actor, session_id: UUID) -> None:
    """End one of the actor's own sign-ins, on whatever browser it is.

    Raises:
        NotFound: for one that ended, is somebody else's, or was never there.
    """
    user_id = _own(actor)
    if not await queries.is_own(session, session_id, user_id):
        raise NotFound
    await queries.revoke(session, session_id)
    await ledger.append(session, actor, "session.closed", Subject("user", user_id), {"session_id": str(session_id)})


def _own(actor: Actor) -> UUID:
    if actor.kind != "user" or actor.id is None:
        raise NotFound("This is an API key, not a sign-in.")
    return actor.id
