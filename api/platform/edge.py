"""The outer edge of the service: request ids, security headers, and every error as problem+json."""

import re
from collections.abc import Iterable
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.domain.errors import IllegalTransition, RuleViolation
from api.platform import errors
from api.platform.db import NO_ROOM, TIMED_OUT, is_disconnect, new_id, sqlstate
from api.platform.errors import CONFLICTS, FieldProblem, Problem
from api.platform.wording import plain

log = structlog.get_logger("eligo.edge")

API_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
TAKEN = frozenset({"23505", "23P01"})  # unique, exclusion: somebody else was quicker
_STATUS_CODES = {
    400: errors.Unreadable,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    413: errors.TooLarge,
    415: errors.UnsupportedType,
}


class EdgeMiddleware:
    """Gives each request an id and each answer its security headers; pure ASGI, so streams pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _REQUEST_ID.match(given) else str(new_id())
        scope.setdefault("state", {})["request_id"] = request_id

        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                headers += [(k, v) for k, v in API_HEADERS.items() if k not in present]
                headers.append((b"x-request-id", request_id.encode()))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            # Starlette answers what nobody expected outside every middleware: without an id and security headers.
            if has_begun:
                raise
            answer = await answer_exception(Request(scope), error)
            await answer(scope, receive, send_with_headers)


def problem_response(request: Request, problem: Problem) -> Response:
    """A problem as application/problem+json."""
    body: dict[str, Any] = {
        **problem.extra,
        "type": f"urn:eligo:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "errors": [error.model_dump() for error in problem.errors],
        "request_id": request.state.request_id,
    }
    return Response(
        orjson.dumps(body), status_code=problem.status, headers=problem.headers, media_type=errors.MEDIA_TYPE
    )


def _field_problems(raised: Iterable[Any]) -> list[FieldProblem]:
    found = []
    for error in raised:
        path = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "header")]
        where = error.get("ctx", {}).get("where")  # a check of a whole body names the field itself
        field = ".".join(part for part in (*path, where or "") if part) or "body"
        message = "This is needed." if error.get("input") == "" else plain(error)
        found.append(FieldProblem(field=field, code=error["type"], message=message))
    return found


def of_validation(error: RequestValidationError) -> Problem:
    """What FastAPI could not accept: 400 when it could not be read at all, 422 with the fields otherwise."""
    raised = error.errors()
    if any(one["type"] == "json_invalid" for one in raised):
        return errors.Unreadable("The body is not valid JSON.")
    # An id that is none names nothing: the same answer as for an unknown one.
    if any(one["loc"][0] == "path" for one in raised):
        return errors.NotFound()
    return errors.Invalid(errors=_field_problems(raised))


def of_database(error: DBAPIError) -> Problem:
    """What the database refused: a lost race for something unique, a value it cannot hold, or that it is away."""
    if is_disconnect(error):
        return errors.Unavailable(headers={"Retry-After": "2"})
    if sqlstate(error) == TIMED_OUT or (sqlstate(error) or "").startswith(NO_ROOM):
        return errors.Unavailable(headers={"Retry-After": "5"})
    if isinstance(error, IntegrityError):
        told = error.orig if hasattr(error.orig, "constraint_name") else getattr(error.orig, "__cause__", None)
        constraint = getattr(told, "constraint_name", None) or ""
        if constraint in CONFLICTS:
            return CONFLICTS[constraint]()
        if sqlstate(error) in TAKEN:
            return errors.Refused()
        # A foreign key, a check, a value that is missing: what was sent does not fit, whoever sends it and when.
        return errors.Unreadable("A value in the request cannot be stored.")
    if (sqlstate(error) or "").startswith("22"):
        return errors.Unreadable("A value in the request cannot be stored or compared.")
    return Problem()


def of_exception(error: Exception) -> Problem:
    """Any exception as the problem a client may read. Nothing of our inside leaves."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return of_validation(error)
    if isinstance(error, IllegalTransition):
        problem: Problem = errors.Refused(str(error))
        problem.code = error.code
        return problem
    if isinstance(error, RuleViolation):
        return errors.of_rule(error)
    if isinstance(error, DBAPIError):
        return of_database(error)
    if isinstance(error, HTTPException):
        return of_http(error)
    return Problem()


def of_http(error: HTTPException) -> Problem:
    """What the framework refused, with the headers that say more, such as Allow."""
    kind = _STATUS_CODES.get(error.status_code)
    if kind is not None:
        return kind(headers=error.headers)
    problem = Problem(str(error.detail), headers=error.headers)
    problem.status, problem.code, problem.title = error.status_code, "http", str(error.detail)
    return problem


async def answer_exception(request: Request, error: Exception) -> Response:
    """The answer to any exception."""
    problem = of_exception(error)
    if problem.status >= 500 and not isinstance(error, Problem):
        # The stack goes to the log with its type only; a message may hold personal data.
        log.error("request.failed", kind=type(error).__name__, request_id=request.state.request_id, exc_info=error)
    return problem_response(request, problem)


def install(app: FastAPI) -> None:
    """Install the middleware, which answers what no handler knows, and the handlers."""
    for kind in (Problem, RequestValidationError, RuleViolation, DBAPIError, HTTPException):
        app.add_exception_handler(kind, answer_exception)
    app.add_middleware(EdgeMiddleware)
