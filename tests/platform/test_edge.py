"""The edge: every answer carries its headers, and says what a client can do about it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.platform import edge
from api.platform.routing import TenantRoute, WriteSession
from tests.conftest import Clerks
from tests.support.clerk import problem


async def _break() -> None:
    raise ValueError("Ada Lovelace, ada@example.org")


async def _take_long(session: WriteSession) -> None:
    await session.execute(text("SET LOCAL statement_timeout = '20ms'"))
    await session.execute(text("SELECT pg_sleep(5)"))


async def _fill_the_disk(session: WriteSession) -> None:
    await session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"))


def _raise(code: str, constraint: str = "") -> Callable[[WriteSession], Awaitable[None]]:
    """A handler whose statement the database refuses, naming a row as it does."""

    async def handler(session: WriteSession) -> None:
        row = "MESSAGE = 'Ada Lovelace', DETAIL = 'Key (email)=(ada@example.org) exists', TABLE = 'users'"
        using = f"{row}, ERRCODE = '{code}', CONSTRAINT = '{constraint}'"
        await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING {using}; END $$"))

    return handler


# What the database says, and what a client is told.
REFUSALS = {
    "/race": (_raise("23505", "uq_departments_agency_id_code"), 409, "duplicate_code"),
    "/unique": (_raise("23505", "uq_nobody_knows"), 409, "refused"),
    "/check": (_raise("23514", "ck_nobody_knows"), 409, "refused"),
    "/value": (_raise("22P02"), 400, "unreadable"),
    "/length": (_raise("22001"), 400, "unreadable"),
    "/away": (_raise("57P01"), 503, "unavailable"),
    "/fault": (_raise("42703"), 500, "internal"),
}


@pytest.fixture
async def broken(app: FastAPI) -> AsyncIterator[FastAPI]:
    """The application with two routes that fail, before the one of the front end, which takes every address."""
    kept = list(app.router.routes)
    app.router.routes.clear()
    app.router.add_api_route("/api/v1/broken", _break)
    ours = [TenantRoute("/api/v1/long", _take_long), TenantRoute("/api/v1/full", _fill_the_disk)]
    ours += [TenantRoute(f"/api/v1{path}", handler) for path, (handler, *_) in REFUSALS.items()]
    app.router.routes += [*ours, *kept]
    yield app
    app.router.routes[:] = kept


def require_headers(answer: httpx.Response) -> None:
    """Insist on the headers of every answer."""
    for name, value in edge.API_HEADERS.items():
        assert answer.headers[name.decode()] == value.decode()
    assert len(answer.headers["x-request-id"]) > 8


@pytest.mark.usefixtures("broken")
async def test_what_nobody_expected_carries_the_headers_and_tells_nothing(clerks: Clerks) -> None:
    answer = await (await clerks.nobody()).get("/broken", headers={"X-Request-Id": "given-0001"})
    body = problem(answer, 500, "internal")
    require_headers(answer)
    assert body["request_id"] == answer.headers["x-request-id"] == "given-0001"
    assert "Ada" not in answer.text


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("path", ["/long", "/full"])
async def test_a_statement_that_takes_too_long_or_finds_no_room_may_be_tried_again_later(
    clerks: Clerks, path: str
) -> None:
    answer = await (await clerks.nobody()).get(path)
    problem(answer, 503, "unavailable")
    require_headers(answer)
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("path", REFUSALS)
async def test_what_the_database_refuses_is_told_without_its_words(clerks: Clerks, path: str) -> None:
    _, status, code = REFUSALS[path]
    answer = await (await clerks.nobody()).get(path)
    problem(answer, status, code)
    require_headers(answer)
    for word in ("Ada", "ada@", "email", "users", "uq_", "ck_", "Key"):
        assert word not in answer.text


async def test_a_body_that_is_no_json_cannot_be_read(clerks: Clerks) -> None:
    json = {"Content-Type": "application/json"}
    answer = await (await clerks.nobody()).client.post("/session", content=b'{"email": ', headers=json)
    problem(answer, 400, "unreadable")
    require_headers(answer)


async def test_a_method_that_is_not_there_names_those_that_are(clerks: Clerks) -> None:
    answer = await (await clerks.nobody()).call("PUT", "/session")
    problem(answer, 405)
    require_headers(answer)
    assert answer.headers["Allow"]


async def test_an_address_that_is_not_there_carries_the_headers(clerks: Clerks) -> None:
    answer = await (await clerks.nobody()).get("/nowhere")
    problem(answer, 404, "not_found")
    require_headers(answer)
