"""Links by which somebody joins or sets a new password: shown once, good once, for some days."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.clerk import PASSWORD, Clerk, problem
from tests.support.staff import colleague, department

PERSON: dict[str, Any] = {"email": "Ann@Demo.Example", "name": "Ann", "roles": ["hiring_manager"]}
NEW = "a-password-of-her-own"


async def _invite(administrator: Clerk, **person: Any) -> tuple[Any, str]:
    """Somebody new and the public address of her link."""
    made = await administrator.make("/users", {**PERSON, **person})
    link = await administrator.make(f"/users/{made['id']}/link")
    return link, link["path"].replace("/join/", "/public/account-links/")


async def _sql(world: World, statement: str) -> list[Any]:
    connection = await asyncpg.connect(world.admin_url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


async def test_somebody_joins_by_the_link_and_only_once(administrator: Clerk, clerks: Clerks) -> None:
    dph = await department(administrator)
    link, where = await _invite(administrator, departments=[dph["id"]])
    assert (link["kind"], link["user"]["version"], link["user"]["has_password"]) == ("invitation", 2, False)
    assert link["user"]["link"]["expires_at"] == link["expires_at"]

    nobody = await clerks.nobody()
    shown = await nobody.read(where)
    assert (shown["agency"], shown["email"], shown["kind"]) == ("City of Example", "Ann@demo.example", "invitation")
    joined = await nobody.make(where, {"name": "Ann Onym", "password": NEW})
    assert joined == {"email": "Ann@demo.example", "agency": "demo"}

    ann = await clerks.sign_in("ann@demo.example", NEW)
    assert (ann.session["user"]["name"], ann.session["departments"]) == ("Ann Onym", [dph["id"]])
    problem(await nobody.get(where), 410, "link_used")
    problem(await nobody.post(where, {"password": "somebody-elses-word"}), 410, "link_used")
    assert (await administrator.read(f"/users/{link['user']['id']}"))["link"] is None


async def test_of_two_who_use_it_at_once_one_does(administrator: Clerk, clerks: Clerks) -> None:
    for turn in range(5):
        _, where = await _invite(administrator, email=f"ann{turn}@demo.example")
        first, second = await clerks.nobody(), await clerks.nobody()
        words = [f"first-password-{turn}", f"second-password-{turn}"]
        answers = await asyncio.gather(
            *(c.post(where, {"password": w}) for c, w in zip((first, second), words, strict=True))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 410]
        won = words[0] if answers[0].status_code == 200 else words[1]
        await clerks.sign_in(f"ann{turn}@demo.example", won)


async def test_a_new_link_withdraws_the_one_before(administrator: Clerk, clerks: Clerks) -> None:
    link, before = await _invite(administrator)
    again = await administrator.make(f"/users/{link['user']['id']}/link")
    nobody = await clerks.nobody()
    problem(await nobody.get(before), 410, "link_withdrawn")
    assert (await nobody.get(again["path"].replace("/join/", "/public/account-links/"))).status_code == 200


async def test_two_who_make_a_link_at_once_leave_one_open(administrator: Clerk, world: World) -> None:
    made = await administrator.make("/users", PERSON)
    answers = await asyncio.gather(*(administrator.post(f"/users/{made['id']}/link") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    count = "SELECT count(*) FROM account_links WHERE used_at IS NULL AND withdrawn_at IS NULL"
    assert (await _sql(world, count))[0][0] == 1


async def test_a_link_ends_withdrawn_expired_or_with_the_work_here(
    administrator: Clerk, clerks: Clerks, world: World
) -> None:
    nobody = await clerks.nobody()
    link, where = await _invite(administrator)
    user = f"/users/{link['user']['id']}"
    problem(await administrator.delete(f"{user}/link"), 428, "version_required")
    problem(await administrator.delete(f"{user}/link", version=1), 412, "stale_version")
    gone = (await administrator.delete(f"{user}/link", version=2)).json()
    assert (gone["link"], gone["version"]) == (None, 3)
    problem(await nobody.get(where), 410, "link_withdrawn")
    problem(await administrator.delete(f"{user}/link", version=3), 409, "no_link")

    link, where = await _invite(administrator, email="ben@demo.example")
    await _sql(world, "UPDATE account_links SET expires_at = clock_timestamp() WHERE withdrawn_at IS NULL")
    problem(await nobody.get(where), 410, "link_expired")
    problem(await nobody.post(where, {"password": NEW}), 410, "link_expired")

    link, where = await _invite(administrator, email="cid@demo.example")
    user = f"/users/{link['user']['id']}"
    await administrator.patch(user, {"is_active": False}, version=2)
    problem(await nobody.post(where, {"password": NEW}), 410, "link_withdrawn")
    problem(await administrator.post(f"{user}/link"), 409, "not_active")


async def test_an_administrator_lets_somebody_set_a_new_password(administrator: Clerk, clerks: Clerks) -> None:
    ann = await colleague(clerks, administrator, "auditor")
    link = await administrator.make(f"/users/{ann.session['user']['id']}/link")
    assert link["kind"] == "password"
    assert (await ann.get("/session")).status_code == 200
    where = link["path"].replace("/join/", "/public/account-links/")
    nobody = await clerks.nobody()
    await nobody.make(where, {"password": NEW})
    problem(await ann.get("/session"), 401, "unauthenticated")
    email = ann.session["user"]["email"]
    problem(await nobody.post("/session", {"email": email, "password": PASSWORD}), 401)
    await clerks.sign_in(email, NEW)


async def test_a_password_set_otherwise_ends_the_link(administrator: Clerk, clerks: Clerks) -> None:
    link, where = await _invite(administrator)
    await administrator.make(f"/users/{link['user']['id']}/password", {"password": NEW})
    problem(await (await clerks.nobody()).get(where), 410, "link_withdrawn")


async def test_nobody_makes_a_link_to_more_than_he_may_nor_to_himself(administrator: Clerk, clerks: Clerks) -> None:
    own = administrator.session["user"]["id"]
    problem(await administrator.post(f"/users/{own}/link"), 409, "own_account")
    key = await administrator.make("/api-keys", {"name": "k", "scopes": ["accounts:manage", "accounts:read"]})
    holder = await clerks.nobody()
    holder.client.headers["Authorization"] = f"Bearer {key['token']}"
    problem(await holder.post(f"/users/{own}/link"), 422, "role_not_held")
    problem(await administrator.post(f"/users/{uuid4()}/link"), 404, "not_found")


@pytest.mark.parametrize(
    "token", ["x", "eli_", "els_demo_aaaaaaaaaaaaaaaaaaaaaaaa", "eli_demo_" + "a" * 43, "eli_none_" + "a" * 43]
)
async def test_a_link_that_was_never_made_is_none(clerks: Clerks, token: str) -> None:
    nobody = await clerks.nobody()
    problem(await nobody.get(f"/public/account-links/{token}"), 404, "not_found")
    problem(await nobody.post(f"/public/account-links/{token}", {"password": NEW}), 404, "not_found")


async def test_a_link_opens_in_its_own_agency_whoever_is_signed_in(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    _, where = await _invite(administrator)
    stranger = await clerks.sign_in("admin@other.example")
    assert (await stranger.read(where))["agency"] == "City of Example"
    problem(await stranger.post(where, {"password": NEW}, headers={"Origin": "https://elsewhere.example"}), 403)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "password"),
        ({"password": ""}, "password"),
        ({"password": "x" * 1001}, "password"),
        ({"password": NEW, "name": ""}, "name"),
        ({"password": NEW, "name": "a\x00b"}, "name"),
        ({"password": NEW, "roles": ["administrator"]}, "roles"),
        ({"password": "Password2026!"}, "password"),
        ({"password": "ann@demo.example"}, "password"),
        ({"password": "abcabcabcabc"}, "password"),
    ],
)
async def test_what_is_wrong_is_named_and_the_link_still_works(
    administrator: Clerk, clerks: Clerks, body: dict[str, Any], field: str
) -> None:
    _, where = await _invite(administrator)
    nobody = await clerks.nobody()
    refused = problem(await nobody.post(where, body), 422)
    assert {one["field"] for one in refused["errors"]} == {field}
    await nobody.make(where, {"password": NEW})


async def test_the_secret_is_kept_nowhere(administrator: Clerk, world: World) -> None:
    made = await administrator.make("/users", PERSON)
    headers = {"Idempotency-Key": "invite"}
    link = await administrator.make(f"/users/{made['id']}/link", headers=headers)
    again = await administrator.make(f"/users/{made['id']}/link", headers=headers)
    assert (again["path"], again["expires_at"]) == (None, link["expires_at"])
    secret = link["path"].rpartition("_")[2]
    stored = await _sql(world, "SELECT t::text FROM account_links t UNION ALL SELECT canonical FROM ledger_events")
    kept = await _sql(world, "SELECT convert_from(answer, 'UTF8') FROM idempotency_keys WHERE key = 'invite'")
    assert len(kept) == 1
    assert all(secret not in row[0] for row in [*stored, *kept])
