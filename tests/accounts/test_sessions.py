"""Signing in and out."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import text

from api.accounts.sessions import service
from api.platform import passwords
from tests.conftest import Clerks, World
from tests.support.clerk import PASSWORD, Clerk, problem
from tests.support.staff import colleague


async def test_a_sign_in_says_who_and_where(administrator: Clerk) -> None:
    session = await administrator.read("/session")
    assert session["user"]["email"] == "admin@demo.example"
    assert session["agency"]["slug"] == "demo"
    assert session["roles"] == ["administrator"]
    assert session["csrf_token"] == administrator.session["csrf_token"]


async def test_a_wrong_password_and_an_unknown_address_read_the_same(clerks: Clerks) -> None:
    clerk = await clerks.nobody()
    wrong = await clerk.post("/session", {"email": "admin@demo.example", "password": "wrong"})
    unknown = await clerk.post("/session", {"email": "nobody@demo.example", "password": PASSWORD})
    first, second = problem(wrong, 401, "wrong_credentials"), problem(unknown, 401, "wrong_credentials")
    assert {**first, "request_id": ""} == {**second, "request_id": ""}


async def test_the_cookie_is_out_of_reach_of_scripts(clerks: Clerks) -> None:
    clerk = await clerks.nobody()
    answer = await clerk.post("/session", {"email": "admin@demo.example", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.json()["csrf_token"] not in cookie


async def test_an_unsafe_call_needs_the_token_of_its_sign_in(clerks: Clerks, administrator: Clerk) -> None:
    del administrator.client.headers["X-CSRF-Token"]
    problem(await administrator.delete("/session"), 403, "forbidden")
    other = await clerks.sign_in()
    administrator.client.headers["X-CSRF-Token"] = other.session["csrf_token"]
    problem(await administrator.delete("/session"), 403, "forbidden")
    assert (await administrator.get("/session")).status_code == 200


async def test_a_foreign_page_can_do_nothing(clerks: Clerks, administrator: Clerk) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    problem(await administrator.delete("/session", headers=foreign), 403, "forbidden")
    cross = {"Sec-Fetch-Site": "cross-site"}
    body = {"email": "admin@demo.example", "password": PASSWORD}
    problem(await (await clerks.nobody()).post("/session", body, headers=cross), 403, "forbidden")


async def test_signing_out_ends_the_sign_in_on_the_server(administrator: Clerk) -> None:
    cookie = administrator.client.cookies["eligo_session"]
    assert (await administrator.delete("/session")).status_code == 204
    administrator.client.cookies.set("eligo_session", cookie)
    problem(await administrator.get("/session"), 401, "unauthenticated")


async def test_ten_failures_lock_the_door_for_a_while_and_a_success_forgets_them(clerks: Clerks) -> None:
    clerk = await clerks.nobody()
    wrong, right = ({"email": "admin@demo.example", "password": word} for word in ("wrong", PASSWORD))
    for _ in range(9):
        problem(await clerk.post("/session", wrong), 401)
    assert (await clerk.post("/session", right)).status_code == 200
    for _ in range(10):
        problem(await clerk.post("/session", wrong), 401)
    refused = await clerk.post("/session", right)
    problem(refused, 429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 0


async def test_an_address_of_two_agencies_must_choose(clerks: Clerks, world: World) -> None:
    from api.founding.service import found_agency
    from api.platform.db import Database
    from tests.conftest import FIRST_AGENCY

    owner = Database(world.urls.owner, pool_size=1)
    async with owner.session() as session:
        await found_agency(session, **{**FIRST_AGENCY, "slug": "second"})  # type: ignore[arg-type]
    await owner.close()
    clerk = await clerks.nobody()
    body = {"email": "admin@demo.example", "password": PASSWORD}
    chosen = problem(await clerk.post("/session", body), 409, "choose_agency")
    assert chosen["agencies"] == ["demo", "second"]
    answer = await clerk.post("/session", {**body, "agency": "second"})
    assert answer.json()["agency"]["slug"] == "second"


async def test_malformed_and_invalid_bodies_are_told_apart(clerks: Clerks) -> None:
    clerk = await clerks.nobody()
    headers = {"Content-Type": "application/json"}
    problem(await clerk.call("POST", "/session", content=b'{"email": ', headers=headers), 400)
    answer = problem(await clerk.post("/session", {"email": "x\x00y@demo.example", "password": "x"}), 422)
    assert answer["errors"][0]["field"] == "email"
    answer = problem(await clerk.post("/session", {"email": "", "unknown": 1}), 422)
    assert {one["field"] for one in answer["errors"]} == {"email", "password", "unknown"}


class Watched:
    """Looks at passwords as ever, and notes how many connections are out of the pool meanwhile."""

    def __init__(self, app: FastAPI) -> None:
        self.hasher, self.pool = PasswordHasher(), app.state.database.engine.pool
        self.held: list[int] = []

    def verify(self, stored: str, password: str) -> bool:
        """Look."""
        self.held.append(self.pool.checkedout())
        return self.hasher.verify(stored, password)


def test_a_stored_password_costs_what_is_advised() -> None:
    """RFC 9106, section 4, second recommended option: argon2id, 64 MiB, three passes, four lanes."""
    program = "from api.platform import passwords; print(passwords._HASHER.hash('x'), passwords._NOBODY)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    for stored in said.stdout.split():
        assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_a_password_is_looked_at_once_whatever_is_known_and_no_connection_waits(
    app: FastAPI, world: World, clerks: Clerks, administrator: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = await colleague(clerks, administrator, "auditor")
    user = gone.session["user"]
    await administrator.patch(f"/users/{user['id']}", {"is_active": False}, version=1)
    await administrator.make("/users", {"email": "new@demo.example", "name": "New", "roles": ["auditor"]})
    nobody, watched = await clerks.nobody(), Watched(app)
    monkeypatch.setattr(passwords, "_HASHER", watched)
    tries: list[tuple[dict[str, Any], int]] = [
        ({"email": "admin@demo.example"}, 200),
        ({"email": "admin@demo.example", "password": "wrong"}, 401),
        ({"email": "admin@demo.example", "agency": "elsewhere"}, 401),
        ({"email": user["email"]}, 401),
        ({"email": "new@demo.example"}, 401),
        ({"email": "nobody@demo.example"}, 401),
    ]
    for body, status in tries:
        watched.held.clear()
        assert (await nobody.post("/session", {"password": PASSWORD, **body})).status_code == status
        assert watched.held == [0], body


@pytest.mark.parametrize("change", ["is_active = false", "password_hash = 'another'"])
async def test_what_changes_while_the_password_is_looked_at_counts(
    clerks: Clerks, world: World, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    async def change_meanwhile(stored: str | None, password: str) -> bool:
        async with world.database.transaction(world.agency.id) as session:
            await session.execute(text(f"UPDATE users SET {change}"))
        return await passwords.is_password(stored, password)

    nobody = await clerks.nobody()
    monkeypatch.setattr(service, "is_password", change_meanwhile)
    answer = await nobody.post("/session", {"email": "admin@demo.example", "password": PASSWORD})
    problem(answer, 401, "wrong_credentials")


@asynccontextmanager
async def browser(app: FastAPI, address: str) -> AsyncIterator[Clerk]:
    """Somebody at an address of the network."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 123))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/api/v1") as client:
        yield Clerk(client)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared as they stand: only how often matters."""

    async def is_password(stored: str | None, password: str) -> bool:
        return stored is not None and password == PASSWORD

    monkeypatch.setattr(service, "is_password", is_password)


@pytest.mark.usefixtures("quick")
async def test_one_address_of_the_network_tries_a_hundred_times(app: FastAPI) -> None:
    async with browser(app, "192.0.2.1") as stranger, browser(app, "192.0.2.2") as other:
        for number in range(100):
            body = {"email": f"p{number}@demo.example", "password": "wrong"}
            problem(await stranger.post("/session", body), 401, "wrong_credentials")
        right = {"email": "admin@demo.example", "password": PASSWORD}
        refused = await stranger.post("/session", right)
        problem(refused, 429, "too_many_requests")
        assert int(refused.headers["Retry-After"]) > 0
        assert (await other.post("/session", right)).status_code == 200


@pytest.mark.usefixtures("quick")
async def test_one_account_is_tried_fifty_times_from_wherever(app: FastAPI) -> None:
    wrong, right = ({"email": "admin@demo.example", "password": word} for word in ("wrong", PASSWORD))
    for number in range(5):
        async with browser(app, f"192.0.2.{number}") as stranger:
            for _ in range(10):
                problem(await stranger.post("/session", wrong), 401, "wrong_credentials")
    async with browser(app, "192.0.2.9") as another:
        problem(await another.post("/session", right), 429, "too_many_requests")
