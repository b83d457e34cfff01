"""API keys: shown once, no more rights than their maker, gone when revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.clerk import Clerk, problem
from tests.support.statements import parameters

KEY: dict[str, Any] = {"name": "Integration", "scopes": ["organization:read", "session"]}


async def with_key(clerks: Clerks, token: str) -> Clerk:
    """A client that signs in by a key."""
    clerk = await clerks.nobody()
    clerk.client.headers["Authorization"] = f"Bearer {token}"
    return clerk


async def test_a_key_is_shown_once_and_does_what_its_scopes_say(
    administrator: Clerk, clerks: Clerks, world: World
) -> None:
    made = await administrator.make("/api-keys", KEY)
    token = made.pop("token")
    assert token.startswith(f"elk_{world.agency.key}_")
    assert made["created_by"] == administrator.session["user"]["id"]
    assert await administrator.read(f"/api-keys/{made['id']}") == made
    assert (await administrator.read("/api-keys"))["items"] == [made]
    client = await with_key(clerks, token)
    assert (await client.get("/departments")).status_code == 200
    problem(await client.post("/departments", {"code": "X", "title": "x"}), 403, "forbidden")
    problem(await client.get("/users"), 403, "forbidden")
    problem(await (await with_key(clerks, token[:-1] + "!")).get("/departments"), 401, "unauthenticated")

    connection = await asyncpg.connect(world.admin_url)
    dump = await connection.fetch("SELECT row_to_json(t)::text FROM (SELECT * FROM ledger_events) t")
    stored = await connection.fetch("SELECT encode(answer, 'escape') AS answer FROM idempotency_keys")
    await connection.close()
    assert not any(token in row[0] for row in dump)
    assert any('"token"' in row["answer"] for row in stored)
    assert not any(token in row["answer"] for row in stored)


async def test_the_answer_given_again_holds_no_secret(administrator: Clerk) -> None:
    headers = {"Idempotency-Key": "one"}
    first = await administrator.make("/api-keys", KEY, headers=headers)
    again = await administrator.post("/api-keys", KEY, headers=headers)
    assert again.status_code == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == {**first, "token": None}
    assert len((await administrator.read("/api-keys"))["items"]) == 1


async def test_the_secret_is_never_sent_to_the_database(administrator: Clerk, app: FastAPI) -> None:
    with parameters(app) as sent:
        token = (await administrator.make("/api-keys", KEY))["token"]
    assert any('"token": null' in given for given in sent)
    assert [given for given in sent if token in given] == []


async def test_a_revoked_key_opens_nothing(administrator: Clerk, clerks: Clerks) -> None:
    made = await administrator.make("/api-keys", KEY)
    client = await with_key(clerks, made["token"])
    where = f"/api-keys/{made['id']}"
    problem(await administrator.delete(where), 428, "version_required")
    problem(await administrator.delete(where, version=2), 412, "stale_version")
    assert (await administrator.delete(where, version=1)).status_code == 204
    problem(await client.get("/departments"), 401, "unauthenticated")
    problem(await administrator.delete(where, version=2), 409, "already_revoked")
    assert (await administrator.read("/api-keys"))["items"] == []
    revoked = (await administrator.read("/api-keys", params={"is_revoked": True}))["items"]
    assert [one["id"] for one in revoked] == [made["id"]]
    assert revoked[0]["revoked_at"] is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["organization:read", "everything"]}, "scopes.1"),
        ({"name": ""}, "name"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({"token": "mine"}, "token"),
    ],
)
async def test_what_is_wrong_about_a_key_is_named(administrator: Clerk, change: dict[str, Any], field: str) -> None:
    refused = problem(await administrator.post("/api-keys", {**KEY, **change}), 422)
    assert [one["field"] for one in refused["errors"]] == [field]


async def test_a_key_hands_out_no_more_than_it_has(administrator: Clerk, clerks: Clerks) -> None:
    keeper = await administrator.make("/api-keys", {"name": "Keeper", "scopes": ["accounts:manage", "rules:read"]})
    client = await with_key(clerks, keeper["token"])
    refused = problem(await client.post("/api-keys", {"name": "x", "scopes": ["rules:read", "lists:adopt"]}), 422)
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("scopes.1", "scope_not_held")]
    made = await client.make("/api-keys", {"name": "x", "scopes": ["rules:read"]})
    assert made["created_by"] is None


async def test_a_key_ends_by_the_real_clock(administrator: Clerk, clerks: Clerks, world: World) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = await administrator.make("/api-keys", {**KEY, "expires_at": soon})
    client = await with_key(clerks, made["token"])
    await administrator.make("/demo/clock", {"advance_seconds": 86_400})
    assert (await client.get("/departments")).status_code == 200
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute("UPDATE api_keys SET expires_at = clock_timestamp()")
    await connection.close()
    problem(await client.get("/departments"), 401, "unauthenticated")


async def test_another_agency_sees_no_key(administrator: Clerk, clerks: Clerks, other_agency: AgencyRef) -> None:
    made = await administrator.make("/api-keys", KEY)
    stranger = await clerks.sign_in("admin@other.example")
    assert (await stranger.read("/api-keys"))["items"] == []
    problem(await stranger.get(f"/api-keys/{made['id']}"), 404, "not_found")
    problem(await stranger.delete(f"/api-keys/{made['id']}", version=1), 404, "not_found")
    problem(await administrator.get(f"/api-keys/{uuid4()}"), 404, "not_found")
