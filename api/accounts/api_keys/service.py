"""Making and revoking API keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.api_keys import queries
from api.models import ApiKey
from api.platform import ledger
from api.platform.auth import Actor, Permission, Token
from api.platform.db import new_id
from api.platform.errors import Invalid, Refused
from api.platform.ledger import Subject
from api.platform.resources import ListRequest, Slice, lock_one, read_one
from api.platform.routing import require_version


class ScopeNotHeld(Invalid):
    code, title = "scope_not_held", "Nobody hands out what he may not do himself"


class ExpiresInThePast(Invalid):
    code, title = "expires_in_the_past", "A key ends in the future"


class AlreadyRevoked(Refused):
    code, title = "already_revoked", "This key was revoked before"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key and its secret, which is stored nowhere."""

    key: ApiKey
    token: Token


async def browse(session: AsyncSession, listing: ListRequest, *, is_revoked: bool) -> Slice[ApiKey]:
    """A page of keys."""
    return await queries.page(session, listing, is_revoked=is_revoked)


async def read(session: AsyncSession, key_id: UUID) -> ApiKey:
    """One key.

    Raises:
        NotFound: for an unknown id.
    """
    return await read_one(session, ApiKey, key_id)


async def create(
    session: AsyncSession, actor: Actor, *, name: str, scopes: Sequence[Permission], expires_at: datetime | None
) -> NewKey:
    """Make a key that may do no more than who makes it.

    Raises:
        ScopeNotHeld: naming the first scope that the maker lacks. ExpiresInThePast: by the real clock.
    """
    for number, scope in enumerate(scopes):
        if not actor.may(scope):
            raise ScopeNotHeld(field=f"scopes.{number}")
    if expires_at is not None and expires_at <= await queries.real_now(session):
        raise ExpiresInThePast(field="expires_at")

    token = Token.new("elk", actor.agency.key)
    key = ApiKey(
        agency_id=actor.agency.id,
        id=new_id(),
        name=name,
        token_digest=token.digest,
        scopes=sorted({scope.value for scope in scopes}),
        created_by=actor.id if actor.kind == "user" else None,
        expires_at=expires_at,
    )
    await queries.add(session, key)

    facts = {"scopes": key.scopes, "expires_at": None if expires_at is None else expires_at.isoformat()}
    await ledger.append(session, actor, "api_key.created", Subject("api_key", key.id), facts, private={"name": name})
    return NewKey(key, token)


async def revoke(session: AsyncSession, actor: Actor, key_id: UUID, *, seen: int) -> None:
    """End a key; the next call with it is refused.

    Raises:
        AlreadyRevoked: when it ended so before. Stale: by version.
    """
    key = await lock_one(session, ApiKey, key_id)
    if key.revoked_at is not None:
        raise AlreadyRevoked
    require_version(key.version, seen)

    await queries.revoke(session, key)
    await ledger.append(session, actor, "api_key.revoked", Subject("api_key", key.id), {"version": key.version})
