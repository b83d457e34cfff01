"""API keys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.accounts.api_keys import service
from api.accounts.api_keys.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead
from api.accounts.api_keys.service import AlreadyRevoked, ExpiresInThePast, ScopeNotHeld
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.resources import Listing, UnknownSort
from api.platform.routing import IfMatch, ReadSession, ShownOnceRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/api-keys", tags=["accounts"], route_class=ShownOnceRoute)
Reader = Annotated[Actor, requires(Permission.READ_ACCOUNTS)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_ACCOUNTS)]


@router.get("", responses=problems(Forbidden, Unreadable, UnknownSort))
async def list_api_keys(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    listing: Listing,
    is_revoked: bool = False,
) -> Page[ApiKeyRead]:
    """Keys in use by name, or those that were revoked."""
    found = await service.browse(session, listing, is_revoked=is_revoked)
    return found.page(ApiKeyRead.model_validate)


@router.post("", status_code=201, responses=problems(Forbidden, ScopeNotHeld, ExpiresInThePast))
async def create_api_key(body: ApiKeyCreate, session: WriteSession, actor: Keeper) -> ApiKeyCreated:
    """Make a key; the answer shows its token, once."""
    made = await service.create(session, actor, name=body.name, scopes=body.scopes, expires_at=body.expires_at)
    shown = ApiKeyRead.model_validate(made.key).model_dump()
    return ApiKeyCreated(**shown, token=str(made.token))


@router.get("/{key_id}", responses=problems(Forbidden, NotFound))
async def read_api_key(key_id: UUID, session: ReadSession, actor: Reader) -> ApiKeyRead:  # noqa: ARG001 - the guard
    """One key, without its secret."""
    return ApiKeyRead.model_validate(await service.read(session, key_id))


@router.delete(
    "/{key_id}", status_code=204, responses=problems(Forbidden, NotFound, AlreadyRevoked, Stale, VersionRequired)
)
async def revoke_api_key(key_id: UUID, session: WriteSession, actor: Keeper, version: IfMatch) -> None:
    """Revoke a key; the next call with it is refused."""
    await service.revoke(session, actor, key_id, seen=version)
