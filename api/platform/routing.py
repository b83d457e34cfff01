"""TenantRoute: the only owner of a request's transaction."""

import asyncio
import hmac
import json
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
import structlog
from fastapi import Depends, Header, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response
from starlette.types import Message

from api.platform import tenancy
from api.platform.auth import Actor, Permission, Token
from api.platform.db import Database, is_disconnect, is_retryable
from api.platform.errors import (
    Forbidden,
    OutcomeUnknown,
    Problem,
    Stale,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unreadable,
    VersionRequired,
)
from api.platform.idempotency import Claim
from api.settings import Settings

log = structlog.get_logger("eligo.routing")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TRIES = 4
BODY_BYTES = 1 << 20
SEEN_SECONDS = 60
Handler = Callable[[Request], Awaitable[Response]]
_SESSION_SEEN = text("UPDATE user_sessions SET last_seen_at = clock_timestamp() WHERE id = :id")
_KEY_SEEN = text("UPDATE api_keys SET last_used_at = clock_timestamp() WHERE id = :id")
_VERSION = re.compile(r'(?:W/)?"([0-9]{1,18})"\Z')


async def current_session(request: Request) -> AsyncSession:
    """The transaction that TenantRoute opened for this request."""
    session: AsyncSession = request.state.session
    return session


WriteSession = Annotated[AsyncSession, Depends(current_session)]
ReadSession = Annotated[AsyncSession, Depends(current_session)]


def settings_of(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


async def current_settings(request: Request) -> Settings:
    """The settings of this process, for a handler."""
    return settings_of(request)


async def if_match(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version a client last saw, required.

    Raises:
        VersionRequired: without If-Match. Unreadable: when it is not `"<version>"`.
    """
    version = await optional_if_match(if_match)
    if version is None:
        raise VersionRequired
    return version


async def optional_if_match(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version a client last saw, or None.

    Raises:
        Unreadable: when it is not `"<version>"`.
    """
    if if_match is None:
        return None
    found = _VERSION.match(if_match.strip())
    if not found:
        raise Unreadable('If-Match takes one version in quotes, such as "3".', field="If-Match")
    return int(found[1])


IfMatch = Annotated[int, Depends(if_match)]
OptionalIfMatch = Annotated[int | None, Depends(optional_if_match)]


def require_version(now: int, seen: int | None) -> None:
    """Refuse a change of something that moved on. Call it after the checks that would refuse anyway.

    Raises:
        Stale: with both versions.
    """
    if seen is not None and seen != now:
        raise Stale(f"You have version {seen}; it is at version {now} now.", extra={"version": now})


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body, before any transaction is open, so that a slow client holds no connection.

    Raises:
        TooLarge: past `limit` bytes.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge(f"At most {limit} bytes are accepted here.")
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"At most {limit} bytes are accepted here.")
        chunks.append(chunk)
    return b"".join(chunks)


def _replay(body: bytes) -> Callable[[], Awaitable[Message]]:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def require_same_origin(request: Request, actor: Actor, settings: Settings) -> None:
    """An unsafe call by cookie must come from our own pages and carry the token of its sign-in.

    Raises:
        Forbidden: from a foreign origin, or without the right X-CSRF-Token.
    """
    require_origin(request, settings)
    token = request.headers.get(tenancy.CSRF_HEADER, "")
    if not hmac.compare_digest(token.encode(), actor.csrf_token.encode()):
        raise Forbidden(f"{tenancy.CSRF_HEADER} is missing or not the one of this sign-in.", field=tenancy.CSRF_HEADER)


def require_origin(request: Request, settings: Settings) -> None:
    """Refuse what a browser sends on behalf of another site.

    Raises:
        Forbidden: when Sec-Fetch-Site or Origin names another site.
    """
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Forbidden("This call came from another site.")
    if origin is None:
        return
    ours = {request.headers.get("host", "")}
    if settings.public_url:
        ours.add(urlsplit(settings.public_url).netloc)
    if urlsplit(origin).netloc not in ours:
        raise Forbidden("This call came from another site.")


def _guards(dependant: Dependant) -> Iterator[object]:
    """Everything that is called before the handler."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from _guards(inner)


def from_query(model: type[BaseModel]) -> Any:
    """The dependency that reads a model from the address, beside what else a handler takes from there."""

    async def read(asked: Any) -> Any:
        return asked

    read.__annotations__["asked"] = Annotated[model, Query()]
    return Depends(read)


def written(answer: Any) -> Response:
    """An answer that has the shape of its schema already, written as it is."""
    return Response(as_json(answer), media_type="application/json")


def as_json(value: Any) -> bytes:
    """JSON as every answer writes it."""
    return orjson.dumps(value, default=_driver_uuid, option=orjson.OPT_UTC_Z)


def _driver_uuid(value: object) -> str:
    """The text of the driver's own kind of UUID.

    Raises:
        TypeError: for anything else.
    """
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value)} is not written")


class TenantRoute(APIRoute):
    """Authenticates, opens one transaction of the agency, claims the idempotency key, runs the handler, commits.

    On a deadlock, a serialisation failure or a lock time-out the whole runs again, with jitter. Errors are raised
    through here, so they roll everything back.
    """

    body_limit = BODY_BYTES
    streams = False  # True: the handler runs after the transaction that authenticated, and opens its own

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Wrap FastAPI's handler."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            return await self._handle(request, inner)

        return handler

    async def _handle(self, request: Request, inner: Handler) -> Response:
        settings = settings_of(request)
        token = None if self.is_open else tenancy.read_token(request, settings)
        body = b"" if request.method in SAFE else await self._body(request, token, settings)
        answer = await self._until_done(request, inner, body, token, settings)
        await self._seen(request)
        return answer

    async def _until_done(
        self, request: Request, inner: Handler, body: bytes, token: Token | None, settings: Settings
    ) -> Response:
        for attempt in range(1, TRIES + 1):
            request.state.is_storing = False
            try:
                return await self._attempt(request, inner, body, token, settings)
            except Exception as error:
                if is_disconnect(error):
                    raise _lost(request) from error
                if not is_retryable(error):
                    raise
                if attempt == TRIES:
                    raise Unavailable("Others are changing this just now.", headers={"Retry-After": "1"}) from error
            await asyncio.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
        raise AssertionError("unreachable")

    @cached_property
    def is_open(self) -> bool:
        """Whether the route is for everybody: then a sign-in that the browser also sends plays no part."""
        return any(hasattr(guard.call, "open_because") for guard in self.dependant.dependencies)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the guards of the route ask for."""
        declared = (getattr(guard, "permission", None) for guard in _guards(self.dependant))
        return frozenset(permission for permission in declared if permission is not None)

    @cached_property
    def _takes_files(self) -> bool:
        return any("UploadFile" in str(parameter.field_info.annotation) for parameter in self.dependant.body_params)

    async def _body(self, request: Request, token: Token | None, settings: Settings) -> bytes:
        """The body; a long one, or one of unknown length, is taken only from somebody who may send it."""
        limit = max(self.body_limit, settings.upload_mebibytes << 20) if self._takes_files else self.body_limit
        announced = request.headers.get("content-length", "")
        is_short = announced.isdigit() and int(announced) <= BODY_BYTES
        if limit > BODY_BYTES and not is_short and not self.is_open:
            async with request.app.state.database.session() as session:
                if await self._admit(request, session, token, settings) is None:
                    raise Unauthenticated
        return await read_body(request, limit)

    async def _admit(
        self, request: Request, session: AsyncSession, token: Token | None, settings: Settings
    ) -> Actor | None:
        """Who asks, once the transaction is bound to their agency; None for nobody.

        Raises:
            Unauthenticated: for an API key that is not good. Forbidden: from a foreign page, or without the route's
            permission, which the guard asks for again: an answer kept under an idempotency key never gets that far.
        """
        if token is None:
            return None
        read_only = request.method in SAFE
        actor = await tenancy.authenticate(
            session, token, agencies=request.app.state.agencies, settings=settings, read_only=read_only
        )
        if actor is None:
            if token.kind == "elk":
                raise Unauthenticated("This API key is unknown, revoked or expired.")
            return None
        if actor.kind == "user" and not read_only:
            require_same_origin(request, actor, settings)
        for permission in self.permissions:
            actor.require(permission)
        return actor

    async def _attempt(
        self, request: Request, inner: Handler, body: bytes, token: Token | None, settings: Settings
    ) -> Response:
        async with request.app.state.database.session(one_snapshot=request.method in SAFE) as session:
            request.state.actor = actor = await self._admit(request, session, token, settings)
            request.state.session = session
            if not self.streams:
                answer = await self._run(Request(request.scope, _replay(body)), inner, session, actor, body)
                request.state.is_storing = request.method not in SAFE
                return answer
        return await inner(Request(request.scope, _replay(body)))

    @staticmethod
    async def _seen(request: Request) -> None:
        """Note at most once a minute that a sign-in or key is in use, so that a sign-in does not end idle.

        The work is done by then: whatever hinders the note is logged and changes nothing about the answer.
        """
        actor: Actor | None = request.state.actor
        if actor is None or actor.seen_seconds_ago < SEEN_SECONDS:
            return
        statement, used = (_KEY_SEEN, actor.id) if actor.kind == "key" else (_SESSION_SEEN, actor.session_id)
        database: Database = request.app.state.database
        try:
            async with database.transaction(actor.agency.id) as session:
                await session.execute(statement, {"id": used})
        except (DBAPIError, OSError) as error:
            log.warning("routing.use_not_noted", actor=actor.label, kind=type(error).__name__)

    async def _run(
        self, request: Request, inner: Handler, session: AsyncSession, actor: Actor | None, body: bytes
    ) -> Response:
        claim = Claim.of(request, actor, body) if actor is not None else None
        if claim is None:
            return await inner(request)
        stored = await claim.take(session)
        if stored is not None:
            return stored
        answer = await inner(request)
        if 200 <= answer.status_code < 300:
            await claim.store(session, self.kept(answer))
        return answer

    def kept(self, answer: Response) -> Response:
        """The answer as it is kept for whoever asks again with the same idempotency key."""
        return answer


def _lost(request: Request) -> Problem:
    """What to say when the database hung up: once the commit was under way, nobody here knows how it ended."""
    kind = OutcomeUnknown if request.state.is_storing else Unavailable
    return kind(headers={"Retry-After": "2"})


class ShownOnceRoute(TenantRoute):
    """Keeps an answer under its idempotency key without the secret in it, which is shown once."""

    secrets = frozenset({"token", "path"})

    def kept(self, answer: Response) -> Response:
        """The answer to what was made with null for its secret; every other answer as it is."""
        if answer.status_code != 201:
            return answer
        shown = {
            name: None if name in self.secrets else value for name, value in json.loads(bytes(answer.body)).items()
        }
        return Response(json.dumps(shown), answer.status_code, media_type=answer.media_type)


class StreamRoute(TenantRoute):
    """A route whose answer is a stream, or is long in coming: it authenticates in a transaction of its own and then
    holds none.
    """

    streams = True
