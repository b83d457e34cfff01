"""Links to an account over HTTP: made by who keeps accounts, opened by who was sent one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.links import service
from api.accounts.links.schemas import Joined, LinkCreated, LinkRead, LinkUse
from api.accounts.links.service import LinkExpired, LinkUsed, LinkWithdrawn, NoLink, NotActive, OwnLink
from api.accounts.schemas import UserRead
from api.accounts.service import CommonPassword, RoleNotHeld, ShortPassword, shortest_password
from api.platform.auth import Actor, AgencyRef, Permission, Token, anyone, requires
from api.platform.db import enter_agency
from api.platform.errors import Forbidden, NotFound, Stale, TooMany, VersionRequired, problems
from api.platform.limits import Limiter, current_limiter
from api.platform.routing import (
    SAFE,
    IfMatch,
    ReadSession,
    ShownOnceRoute,
    TenantRoute,
    WriteSession,
    current_session,
    require_origin,
    settings_of,
)

router = APIRouter(prefix="/users/{user_id}/link", tags=["accounts"], route_class=ShownOnceRoute)
public_router = APIRouter(prefix="/public/account-links", tags=["accounts"], route_class=TenantRoute)
Keeper = Annotated[Actor, requires(Permission.MANAGE_ACCOUNTS)]
OPENINGS = "60/5minutes"  # from one address of the network
BY_LINK = anyone("whoever holds the link has no password yet, or lost it")


@router.post("", status_code=201, responses=problems(Forbidden, NotFound, NotActive, OwnLink, RoleNotHeld))
async def create_account_link(user_id: UUID, session: WriteSession, actor: Keeper) -> LinkCreated:
    """Invite somebody who has no password yet, or let somebody set a new one; the answer shows the link, once."""
    return LinkCreated.of(await service.make(session, actor, user_id))


@router.delete("", responses=problems(Forbidden, NotFound, NoLink, Stale, VersionRequired))
async def withdraw_account_link(user_id: UUID, session: WriteSession, actor: Keeper, version: IfMatch) -> UserRead:
    """Withdraw the link of somebody; it opens nothing any more."""
    return UserRead.of(await service.withdraw(session, actor, user_id, seen=version))


async def _opened(
    token: str,
    request: Request,
    session: Annotated[AsyncSession, Depends(current_session)],
    limiter: Annotated[Limiter, Depends(current_limiter)],
) -> tuple[AgencyRef, Token]:
    """The agency of a link; the transaction is bound to it, whoever else is signed in here."""
    require_origin(request, settings_of(request))
    await limiter.hit(OPENINGS, "account-link", request.client.host if request.client else "")
    read = Token.parse(token)
    agency = await request.app.state.agencies.by_key(session, read.agency_key) if read is not None else None
    if read is None or read.kind != "eli" or agency is None:
        raise NotFound
    await enter_agency(session, agency.id, read_only=request.method in SAFE)
    return agency, read


OpenedLink = Annotated[tuple[AgencyRef, Token], Depends(_opened)]
ENDED = (NotFound, LinkExpired, LinkUsed, LinkWithdrawn, TooMany, Forbidden)


@public_router.get("/{token}", responses=problems(*ENDED), dependencies=[Depends(BY_LINK)])
async def read_account_link(session: ReadSession, opened: OpenedLink) -> LinkRead:
    """What a link is for."""
    agency, token = opened
    return LinkRead.of(await service.look(session, token), agency, shortest_password(agency))


@public_router.post(
    "/{token}", responses=problems(*ENDED, ShortPassword, CommonPassword), dependencies=[Depends(BY_LINK)]
)
async def use_account_link(body: LinkUse, session: WriteSession, opened: OpenedLink) -> Joined:
    """Set the password of whom a link is for; the link is used up."""
    agency, token = opened
    password = body.password.get_secret_value()
    user = await service.use(session, agency, token, name=body.name, password=password)
    return Joined(email=user.email, agency=agency.slug)
