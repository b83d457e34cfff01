"""What operators see: one JSON line a request, metrics, health. Never personal data, bodies or query strings."""

import asyncio
import hmac
import ipaddress
import logging
import sys
import time
import traceback
from collections.abc import Awaitable, MutableMapping
from typing import Annotated, Any

import orjson
import structlog
from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from redis.asyncio import Redis
from sqlalchemy import text
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.platform.auth import Actor, anyone
from api.platform.db import Database
from api.platform.errors import Forbidden, Unavailable, problems
from api.platform.routing import current_settings
from api.platform.schema import Output
from api.platform.startup import head_revision, secret
from api.settings import Settings

log = structlog.get_logger("eligo.requests")

METRICS = CollectorRegistry()
REQUESTS = Counter("eligo_requests", "Requests.", ["method", "route", "status"], registry=METRICS)
SECONDS = Histogram(
    "eligo_request_seconds",
    "Time to the end of the answer; streams are left out.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=METRICS,
)
JOBS_ENDED = Counter("eligo_job_attempts", "Attempts at jobs in this process.", ["kind", "outcome"], registry=METRICS)
JOBS = Gauge("eligo_jobs", "Unfinished jobs of all agencies.", ["status"], registry=METRICS)
OLDEST = Gauge("eligo_jobs_oldest_seconds", "Longest that a job has been due.", ["status"], registry=METRICS)
WAITERS = Gauge("eligo_pool_waiters", "Requests that wait for a database connection.", registry=METRICS)
STREAMS = Gauge("eligo_streams", "Open event streams.", registry=METRICS)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
CHECK_SECONDS = 2


def configure(level: str) -> None:
    """Log JSON lines to stderr, ours and the libraries'."""
    threshold = logging.getLevelName(level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_messages,
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LibraryFormatter())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(max(threshold, logging.WARNING))


def _dumps(value: Any, **_: Any) -> str:
    # orjson escapes every control character, so no value can start a line of its own.
    return orjson.dumps(value, default=str).decode()


def without_messages(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its type and where it passed: its message may hold somebody's data."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["stack"] = frames(error)
    return event


def frames(error: BaseException) -> list[str]:
    """The last places an exception passed, outermost first: module path, line, function."""
    passed = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in passed]


class LibraryFormatter(logging.Formatter):
    """A library's record as a JSON line: the text it was written with, without the values, which may be anybody's."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {"event": record.name, "level": record.levelname.lower(), "text": str(record.msg)[:300]}
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"exception": type(record.exc_info[1]).__name__, "stack": frames(record.exc_info[1]), "text": ""}
        return _dumps(line)


class TelemetryMiddleware:
    """Counts and logs every request by its route's template. Pure ASGI: streams pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then tell."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, is_stream = time.perf_counter(), 500, False

        async def watch(message: Message) -> None:
            nonlocal status, is_stream
            if message["type"] == "http.response.start":
                status = message["status"]
                is_stream = any(name == b"content-type" and b"event-stream" in v for name, v in message["headers"])
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            _tell(scope, status, time.perf_counter() - started, is_stream)


def _tell(scope: Scope, status: int, seconds: float, is_stream: bool) -> None:
    route = getattr(scope.get("route"), "path", "unmatched")
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    if not is_stream:
        SECONDS.labels(method, route).observe(seconds)
    state = scope.get("state", {})
    actor: Actor | None = state.get("actor")
    log.info(
        "request",
        request_id=state.get("request_id"),
        method=method,
        route=route,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        actor=actor.label if actor else None,
        agency=str(actor.agency.id) if actor else None,
    )


class Health(Output):
    """A part's state: ok or not."""

    status: str


class Readiness(Output):
    """Whether this process can serve: each part is `ok` or `away`; the migrations also `outdated`."""

    database: str
    migrations: str
    redis: str


async def readiness(database: Database, redis_url: str | None) -> Readiness:
    """Ask each part, for two seconds at most."""
    found = await _within(_schema(database))
    return Readiness(
        database="away" if found is None else "ok",
        migrations="away" if found is None else ("ok" if found == head_revision() else "outdated"),
        redis="ok" if redis_url and await _within(_ping(redis_url)) else "away",
    )


async def _within(asking: Awaitable[Any]) -> Any:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await asking
    except Exception:
        return None


async def _schema(database: Database) -> str:
    async with database.session() as session:
        return (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()  # type: ignore[no-any-return]


async def _ping(url: str) -> bool:
    async with Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as redis:
        return bool(await redis.ping())


async def require_metrics_reader(request: Request, settings: Annotated[Settings, Depends(current_settings)]) -> None:
    """Refuse everybody but this machine and who has the token.

    Raises:
        Forbidden: beyond loopback, or through a proxy, without the right bearer token.
    """
    token = secret(settings.metrics_token)
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token is not None and hmac.compare_digest(given.encode(), token.encode()):
        return
    is_proxied = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if token is None and not is_proxied and _is_loopback(request.client.host if request.client else ""):
        return
    raise Forbidden("Metrics are shown to this machine only, or with the metrics token.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def measure(database: Database) -> bytes:
    """The metrics of this process, with the jobs of all agencies."""
    WAITERS.set(len(getattr(database.gate, "_waiters", None) or ()))
    async with database.session() as session:
        rows = (
            await session.execute(
                text("SELECT status, sum(jobs) AS jobs, max(oldest_seconds) AS oldest FROM job_counts() GROUP BY 1")
            )
        ).all()
    found = {row.status: row for row in rows}
    for status in ("queued", "waiting_retry", "running"):
        JOBS.labels(status).set(int(found[status].jobs) if status in found else 0)
        OLDEST.labels(status).set(found[status].oldest if status in found else 0)
    return generate_latest(METRICS)


health_router = APIRouter(tags=["health"])


@health_router.get("/healthz", dependencies=[Depends(anyone("says only that the process lives"))])
async def get_health() -> Health:
    """Whether the process lives."""
    return Health(status="ok")


@health_router.get(
    "/readyz",
    dependencies=[Depends(anyone("says only which parts answer"))],
    responses=problems(Unavailable),
)
async def get_readiness(request: Request, settings: Annotated[Settings, Depends(current_settings)]) -> Readiness:
    """Whether the process can serve."""
    ready = await readiness(request.app.state.database, secret(settings.redis_url))
    if any(state != "ok" for state in ready.model_dump().values()):
        raise Unavailable("A part is away.", extra=ready.model_dump(), headers={"Retry-After": "2"})
    return ready


@health_router.get(
    "/metrics",
    dependencies=[
        Depends(anyone("guards itself: this machine, or the metrics token")),
        Depends(require_metrics_reader),
    ],
    responses=problems(Forbidden),
    response_class=Response,
)
async def get_metrics(request: Request) -> Response:
    """Metrics for Prometheus."""
    return Response(await measure(request.app.state.database), media_type=CONTENT_TYPE_LATEST)
