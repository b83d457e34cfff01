"""Sign in, see the sign-in, sign out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.accounts.sessions import service
from api.accounts.sessions.schemas import OwnSessionRead, SessionCreate, SessionRead
from api.accounts.sessions.service import ChooseAgency, WrongCredentials
from api.platform.auth import SignedIn, anyone
from api.platform.errors import Forbidden, NotFound, TooMany, Unreadable, problems
from api.platform.limits import Limiter, current_limiter
from api.platform.resources import Listing, UnknownSort
from api.platform.routing import (
    ReadSession,
    StreamRoute,
    TenantRoute,
    WriteSession,
    current_settings,
    require_origin,
)
from api.platform.schema import Page
from api.platform.tenancy import cookie_name
from api.settings import Settings

# Signing in looks at the password while it holds no connection.
entry_router = APIRouter(prefix="/session", tags=["session"], route_class=StreamRoute)
router = APIRouter(prefix="/session", tags=["session"], route_class=TenantRoute)
own_router = APIRouter(prefix="/sessions", tags=["session"], route_class=TenantRoute)
ATTEMPTS = "100/5minutes"  # from one address of the network, whoever it tries
FAILURES = "10/5minutes"  # at one account from one address of the network
ACCOUNT_FAILURES = "50/hour"  # at one account from anywhere


@entry_router.post(
    "",
    responses=problems(WrongCredentials, ChooseAgency, TooMany),
    dependencies=[Depends(anyone("nobody is signed in before signing in"))],
)
async def sign_in(
    body: SessionCreate,
    request: Request,
    response: Response,
    settings: Annotated[Settings, Depends(current_settings)],
    limiter: Annotated[Limiter, Depends(current_limiter)],
) -> SessionRead:
    """Sign in with an address and a password; the answer sets the session cookie."""
    require_origin(request, settings)
    client, account = request.client.host if request.client else "", service.email_digest(body.email).hex()
    await limiter.hit(ATTEMPTS, "sign-in-client", client)
    failures = ((FAILURES, "sign-in", account, client), (ACCOUNT_FAILURES, "sign-in-account", account))
    for limit in failures:
        await limiter.hit(*limit)
    made = await service.sign_in(
        request.app.state.database,
        email=body.email,
        password=body.password.get_secret_value(),
        agency=body.agency,
        hours=settings.session_hours,
        user_agent=request.headers.get("user-agent"),
    )
    for limit in failures:
        await limiter.clear(*limit)
    response.set_cookie(
        cookie_name(settings),
        str(made.token),
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=settings.uses_https,
        path="/",
    )
    assert made.actor.expires_at is not None
    return SessionRead.of(made.actor, made.actor.csrf_token, made.actor.expires_at)


@router.get("")
async def read_session(actor: SignedIn) -> SessionRead:
    """The sign-in of this browser, with its CSRF token."""
    if actor.expires_at is None or actor.kind != "user":
        raise NotFound("This is an API key, not a sign-in.")
    return SessionRead.of(actor, actor.csrf_token, actor.expires_at)


@router.delete("", status_code=204)
async def sign_out(
    response: Response,
    session: WriteSession,
    actor: SignedIn,
    settings: Annotated[Settings, Depends(current_settings)],
) -> None:
    """End this sign-in; its cookie is worth nothing afterwards."""
    await service.sign_out(session, actor)
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.uses_https, httponly=True, samesite="lax")


@own_router.get("", responses=problems(Forbidden, NotFound, Unreadable, UnknownSort))
async def list_own_sessions(session: ReadSession, actor: SignedIn, listing: Listing) -> Page[OwnSessionRead]:
    """One's own sign-ins that still hold."""
    found = await service.browse(session, actor, listing)
    return found.page(lambda row: OwnSessionRead.of(row, actor))


@own_router.delete("/{session_id}", status_code=204, responses=problems(Forbidden, NotFound))
async def revoke_own_session(session_id: UUID, session: WriteSession, actor: SignedIn) -> None:
    """End a sign-in of one's own; its browser has to sign in again."""
    await service.revoke(session, actor, session_id)
