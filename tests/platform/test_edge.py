"""The edge: every answer carries its headers, and says what a client can do about it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.types import Message, Receive, Scope, Send

from api.domain.errors import IllegalTransition
from api.platform import edge, errors
from api.platform.routing import TenantRoute, WriteSession
from api.platform.wording import ENGLISH, plain
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
    "/exclusion": (_raise("23P01", "ex_nobody_knows"), 409, "refused"),
    "/check": (_raise("23514", "ck_nobody_knows"), 400, "unreadable"),
    "/missing": (_raise("23502"), 400, "unreadable"),
    "/reference": (_raise("23503", "fk_nobody_knows"), 400, "unreadable"),
    "/value": (_raise("22P02"), 400, "unreadable"),
    "/length": (_raise("22001"), 400, "unreadable"),
    "/away": (_raise("57P01"), 503, "unavailable"),
    "/fault": (_raise("42703"), 500, "internal"),
}


# The statuses of the contract, each with the code that a program reads.
STATUSES = {
    (400, "unreadable"): errors.Unreadable,
    (401, "unauthenticated"): errors.Unauthenticated,
    (403, "forbidden"): errors.Forbidden,
    (404, "not_found"): errors.NotFound,
    (409, "refused"): errors.Refused,
    (409, "duplicate"): errors.Duplicate,
    (409, "in_use"): errors.InUse,
    (410, "deadline_passed"): errors.Gone,
    (412, "stale_version"): errors.Stale,
    (413, "too_large"): errors.TooLarge,
    (415, "unsupported_type"): errors.UnsupportedType,
    (422, "invalid"): errors.Invalid,
    (422, "idempotency_key_reused"): errors.IdempotencyKeyReused,
    (428, "version_required"): errors.VersionRequired,
    (429, "too_many_requests"): errors.TooMany,
    (500, "internal"): errors.Problem,
    (503, "unavailable"): errors.Unavailable,
    (503, "outcome_unknown"): errors.OutcomeUnknown,
}


def test_every_kind_of_error_has_its_status() -> None:
    """Clients are written against them."""
    generic = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Problem)}
    assert {(kind.status, kind.code): kind for kind in generic} == STATUSES


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


def test_a_server_that_hung_up_before_the_work_began_may_be_asked_again() -> None:
    hung_up = DBAPIError("SELECT", {}, ConnectionResetError("ada@example.org"))
    told = edge.of_exception(hung_up)
    assert (told.status, told.code, told.headers["Retry-After"]) == (503, "unavailable", "2")
    assert "ada" not in told.detail


def test_a_refused_step_keeps_its_status_and_code() -> None:
    told = edge.of_exception(IllegalTransition("referral", "cancelled", "certified", ()))
    assert (told.status, told.code) == (409, "illegal_transition")
    assert told.detail == "From “cancelled” there is no way to “certified”."


async def test_what_fails_after_the_answer_began_ends_the_answer() -> None:
    """A second answer inside the first would be read as a part of it."""

    async def breaks(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ConnectionAbortedError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    with pytest.raises(ConnectionAbortedError):
        await edge.EdgeMiddleware(breaks)({"type": "http", "headers": []}, receive, send)
    assert [one["type"] for one in sent] == ["http.response.start"]


async def test_a_body_that_is_no_json_cannot_be_read(clerks: Clerks) -> None:
    json = {"Content-Type": "application/json"}
    answer = await (await clerks.nobody()).client.post("/session", content=b'{"email": ', headers=json)
    problem(answer, 400, "unreadable")
    require_headers(answer)


@pytest.mark.parametrize(
    ("body", "field", "code", "message"),
    [
        ({"email": "a@example.org"}, "password", "missing", "This is needed."),
        ({"email": 7, "password": "x"}, "email", "string_type", "A text is needed."),
        ({"email": "a@example.org", "password": "x", "e": 1}, "e", "extra_forbidden", "There is no such field here."),
    ],
)
async def test_a_wrong_value_is_named_in_plain_words(
    clerks: Clerks, body: dict[str, object], field: str, code: str, message: str
) -> None:
    answer = await (await clerks.nobody()).post("/session", body)
    (wrong,) = problem(answer, 422, "invalid")["errors"]
    assert (wrong["field"], wrong["code"]) == (field, code)
    assert wrong["message"].startswith(message)


WRONG_VALUES = [
    (date, "2027-02-31", "A day such as 2026-01-31 is needed."),
    (date, "soon", "A day such as 2026-01-31 is needed."),
    (date, [], "A day such as 2026-01-31 is needed."),
    (UUID, "1", "An id is needed."),
    (int, "1.5", "A whole number is needed."),
    (Literal["a", "b"], "c", "One of these is needed: 'a' or 'b'."),
    (Annotated[int, Field(ge=1)], 0, "At least 1 is needed."),
    (Annotated[int, Field(le=500)], 501, "At most 500 is possible."),
    (Annotated[str, Field(min_length=1)], "", "This is needed."),
    (Annotated[str, Field(min_length=12)], "a", "At least 12 characters are needed."),
    (Annotated[list[int], Field(min_length=1)], [], "At least one is needed."),
    (Annotated[list[int], Field(max_length=2)], [1, 2, 3], "At most 2 are possible."),
    (dict[str, int], "x", "An object with named values is needed."),
]


@pytest.mark.parametrize(("kind", "value", "message"), WRONG_VALUES)
def test_what_the_validator_says_to_programmers_has_words_of_its_own(kind: Any, value: Any, message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(kind).validate_python(value)
    assert plain(dict(raised.value.errors()[0])) == message


def test_the_words_are_of_errors_that_there_are() -> None:
    assert {kind.partition(".")[0] for kind in ENGLISH} <= set(get_args(ErrorType))


async def test_a_method_that_is_not_there_names_those_that_are(clerks: Clerks) -> None:
    answer = await (await clerks.nobody()).call("PUT", "/session")
    problem(answer, 405)
    require_headers(answer)
    assert answer.headers["Allow"]


async def test_an_address_that_is_not_there_carries_the_headers(clerks: Clerks) -> None:
    answer = await (await clerks.nobody()).get("/nowhere")
    problem(answer, 404, "not_found")
    require_headers(answer)
