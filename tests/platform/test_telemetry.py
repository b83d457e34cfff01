"""What operators see, and what must never be in it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr

from api.platform import telemetry
from api.platform.db import Database
from tests.conftest import Clerks, World
from tests.platform.working import ask
from tests.support import stored
from tests.support.clerk import Clerk


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged; the configuration is put back afterwards."""
    written = io.StringIO()
    before, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    monkeypatch.setattr("sys.stderr", written)
    telemetry.configure("info")
    monkeypatch.setattr(telemetry, "log", structlog.get_logger("test"))
    yield written
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def logged(written: io.StringIO) -> list[dict[str, Any]]:
    """The lines as JSON."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


async def root(app: FastAPI, path: str, **kw: Any) -> httpx.Response:
    """A call beside the API's prefix."""
    transport = httpx.ASGITransport(app=app, client=kw.pop("client", ("127.0.0.1", 40000)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        return await client.get(path, **kw)


async def test_a_request_is_one_line_without_anything_personal(administrator: Clerk, lines: io.StringIO) -> None:
    await administrator.get("/jobs/0190f000-0000-7000-8000-000000000001?q=Ada%0d%0aLovelace")

    line = logged(lines)[-1]
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 404)
    assert line["route"] == "/jobs/{job_id}"
    assert line["actor"] == f"user:{administrator.session['user']['id']}"
    assert line["request_id"]
    assert line["milliseconds"] >= 0
    text = lines.getvalue()
    for personal in ("Ada", "Lovelace", "admin@demo.example", "Administrator", "0190f000-0000-7000"):
        assert personal not in text


def test_an_exception_is_logged_by_type_and_place_only(lines: io.StringIO) -> None:
    try:
        raise ValueError("Ada Lovelace\nborn 1815")
    except ValueError as error:
        structlog.get_logger("test").error("job.failed", exc_info=error)
        logging.getLogger("library").exception("could not read %s", "ada@example.org")

    ours, theirs = logged(lines)
    assert (ours["exception"], theirs["exception"]) == ("ValueError", "ValueError")
    assert "test_telemetry.py" in ours["stack"][-1]
    assert "Ada" not in lines.getvalue()
    assert "ada@example.org" not in lines.getvalue()


def test_a_value_cannot_start_a_line_of_its_own(lines: io.StringIO) -> None:
    structlog.get_logger("test").info("event", value='x\r\n{"event":"forged"}')
    assert len(lines.getvalue().splitlines()) == 1


async def test_health_and_readiness(app: FastAPI) -> None:
    assert (await root(app, "/healthz")).json() == {"status": "ok"}
    ready = await root(app, "/readyz")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "migrations": "ok", "redis": "ok"})


async def test_readiness_names_the_part_that_is_away(app: FastAPI, world: World) -> None:
    app.state.settings = world.settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1")})
    ready = await root(app, "/readyz")
    assert (ready.status_code, ready.json()["redis"], ready.json()["database"]) == (503, "away", "ok")
    assert (await root(app, "/healthz")).status_code == 200


async def test_readiness_looks_at_the_schema(app: FastAPI, world: World) -> None:
    await stored.rows(world, "UPDATE alembic_version SET version_num = 'of_last_year'")
    ready = await root(app, "/readyz")
    assert (ready.status_code, ready.json()["migrations"], ready.json()["database"]) == (503, "outdated", "ok")


async def test_readiness_says_that_the_database_is_away(app: FastAPI) -> None:
    kept, app.state.database = app.state.database, Database("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    ready = await root(app, "/readyz")
    assert (ready.status_code, ready.json()["database"], ready.json()["redis"]) == (503, "away", "ok")
    assert int(ready.headers["Retry-After"]) > 0
    assert (await root(app, "/healthz")).status_code == 200
    await app.state.database.close()
    app.state.database = kept


async def test_metrics_count_requests_by_template_and_jobs_by_state(
    app: FastAPI, world: World, clerks: Clerks, administrator: Clerk
) -> None:
    await ask(world, "test.nothing")
    await administrator.get("/jobs")

    text = (await root(app, "/metrics")).text

    assert 'eligo_jobs{status="queued"} 1.0' in text
    assert 'eligo_jobs{status="running"} 0.0' in text
    assert "eligo_pool_waiters 0.0" in text
    assert 'eligo_requests_total{method="GET",route="/jobs",status="200"}' in text


@pytest.mark.parametrize(
    ("token", "client", "headers", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "::1", {}, 200),
        (None, "10.0.0.5", {}, 403),
        (None, "127.0.0.1", {"X-Forwarded-For": "10.0.0.5"}, 403),
        ("a metrics token", "10.0.0.5", {"Authorization": "Bearer a metrics token"}, 200),
        ("a metrics token", "10.0.0.5", {"Authorization": "Bearer another"}, 403),
        ("a metrics token", "127.0.0.1", {}, 403),
    ],
)
async def test_metrics_are_for_this_machine_or_the_token(
    app: FastAPI, world: World, token: str | None, client: str, headers: dict[str, str], status: int
) -> None:
    held = SecretStr(token) if token else None
    app.state.settings = world.settings.model_copy(update={"metrics_token": held})
    assert (await root(app, "/metrics", client=(client, 40000), headers=headers)).status_code == status
