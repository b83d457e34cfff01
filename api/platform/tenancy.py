"""Finding the agency and the actor before anything is read."""

import time
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.auth import Actor, AgencyRef, Permission, Token, bound_to, permissions_of
from api.platform.errors import Unauthenticated
from api.settings import Settings

COOKIE = "eligo_session"
HOST_COOKIE = "__Host-eligo_session"
CSRF_HEADER = "X-CSRF-Token"
AGENCY_SECONDS = 30  # how long a process may remember an agency's name and zone


class Agencies:
    """Agencies by short key, slug or id, remembered for a short while; the table has no row-level security."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, AgencyRef]] = {}

    async def by_key(self, session: AsyncSession, key: str) -> AgencyRef | None:
        """The agency whose tokens start with `key`."""
        return await self._find(session, "key", key)

    async def by_slug(self, session: AsyncSession, slug: str) -> AgencyRef | None:
        """The agency of a public address."""
        return await self._find(session, "slug", slug)

    async def by_id(self, session: AsyncSession, agency_id: UUID) -> AgencyRef | None:
        """The agency of a job."""
        return await self._find(session, "id", str(agency_id))

    def forget(self) -> None:
        """Read agencies anew, after one was changed."""
        self._known.clear()

    async def _find(self, session: AsyncSession, column: str, value: str) -> AgencyRef | None:
        if "\0" in value:  # PostgreSQL refuses to compare it, where it should find nothing
            return None
        remembered = self._known.get(f"{column}:{value}")
        if remembered and remembered[0] > time.monotonic():
            return remembered[1]
        match = "id = CAST(:value AS uuid)" if column == "id" else f"{column} = :value"
        row = (
            await session.execute(
                text(f"SELECT id, key, slug, name, zone, is_demo FROM agencies WHERE {match}"),  # noqa: S608
                {"value": value},
            )
        ).one_or_none()
        if row is None:
            return None
        agency = AgencyRef(*row)
        self._known[f"{column}:{value}"] = (time.monotonic() + AGENCY_SECONDS, agency)
        return agency


def cookie_name(settings: Settings) -> str:
    """The session cookie; with https it is bound to the host."""
    return HOST_COOKIE if settings.uses_https else COOKIE


def read_token(request: Request, settings: Settings) -> Token | None:
    """The token of a request: the Authorization header, else the cookie.

    Raises:
        Unauthenticated: when an Authorization header is there but holds no token of ours.
    """
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, value = header.partition(" ")
        token = Token.parse(value.strip()) if scheme.lower() == "bearer" else None
        if token is None or token.kind != "elk":
            raise Unauthenticated("The Authorization header holds no API key of this server.")
        return token
    value = request.cookies.get(cookie_name(settings), "")
    token = Token.parse(value)
    return token if token is not None and token.kind == "els" else None


_AUTHENTICATE = text("SELECT * FROM eligo_authenticate(:agency, :kind, :digest, :idle, :read_only)")


async def authenticate(
    session: AsyncSession, token: Token, *, agencies: Agencies, settings: Settings, read_only: bool
) -> Actor | None:
    """Bind the transaction to the token's agency and return its actor, or None when the token is not good (any more).

    One call sets the agency and reads the sign-in, so that a request spends no extra round trip on it.
    """
    agency = await agencies.by_key(session, token.agency_key)
    if agency is None:
        return None
    row = (
        await session.execute(
            _AUTHENTICATE,
            {
                "agency": agency.id,
                "kind": token.kind,
                "digest": token.digest,
                "idle": settings.session_idle_minutes * 60,
                "read_only": read_only,
            },
        )
    ).one_or_none()
    return None if row is None else _actor(agency, token, row)


def _actor(agency: AgencyRef, token: Token, row: Any) -> Actor:
    if token.kind == "elk":
        scopes = frozenset(Permission(scope) for scope in row.scopes if scope in set(Permission))
        return Actor(
            agency=agency,
            kind="key",
            id=row.id,
            permissions=scopes,
            name=row.name,
            seen_seconds_ago=row.seen_seconds_ago,
        )
    roles = frozenset(row.roles)
    return Actor(
        agency=agency,
        kind="user",
        id=row.id,
        permissions=permissions_of(roles) | {Permission.SIGNED_IN},
        roles=roles,
        departments=bound_to(roles, row.departments),
        name=row.name,
        email=row.email,
        session_id=row.session_id,
        expires_at=row.expires_at,
        csrf_token=token.csrf,
        seen_seconds_ago=row.seen_seconds_ago,
    )
