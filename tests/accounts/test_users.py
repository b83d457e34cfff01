"""Users: roles, departments, passwords; and that somebody is always left who can let others in."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.clerk import PASSWORD, Clerk, problem
from tests.support.staff import colleague, department
from tests.support.statements import counted

PERSON: dict[str, Any] = {"email": "Ann@Demo.Example", "name": "Ann Onym", "roles": ["auditor"], "password": PASSWORD}


async def _admins(clerk: Clerk) -> list[Any]:
    found = await clerk.read("/users", params={"role": "administrator", "is_active": True})
    return list(found["items"])


async def test_somebody_is_added_and_signs_in(administrator: Clerk, clerks: Clerks) -> None:
    dph = await department(administrator)
    body = {**PERSON, "roles": ["hiring_manager", "hiring_manager"], "departments": [dph["id"]]}
    made = await administrator.make("/users", body)
    assert made["roles"] == ["hiring_manager"]
    assert made["departments"] == [dph["id"]]
    assert (made["is_active"], made["has_password"], made["version"]) == (True, True, 1)
    assert "password" not in made
    assert await administrator.read(f"/users/{made['id']}") == made
    signed_in = await clerks.sign_in("ann@demo.example")
    assert signed_in.session["departments"] == [dph["id"]]
    taken = problem(await administrator.post("/users", {**PERSON, "email": "ANN@demo.example"}), 409, "duplicate_user")
    assert [one["field"] for one in taken["errors"]] == ["email"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a\x00b@demo.example"}, "email"),
        ({"name": ""}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles.0"),
        ({"departments": [str(uuid4())]}, "departments.0"),
        ({"is_active": True}, "is_active"),
        ({"password": ""}, "password"),
    ],
)
async def test_what_is_wrong_about_somebody_is_named(administrator: Clerk, change: dict[str, Any], field: str) -> None:
    refused = problem(await administrator.post("/users", {**PERSON, **change}), 422)
    assert {one["field"] for one in refused["errors"]} == {field}


async def test_another_agencys_department_is_none(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    stranger = await clerks.sign_in("admin@other.example")
    own, foreign = await department(administrator), await department(stranger)
    body = {**PERSON, "departments": [own["id"], foreign["id"]]}
    refused = problem(await administrator.post("/users", body), 422, "unknown_reference")
    assert [one["field"] for one in refused["errors"]] == ["departments.1"]
    made = await administrator.make("/users", PERSON)
    moved = await administrator.patch(f"/users/{made['id']}", {"departments": [foreign["id"]]}, version=1)
    problem(moved, 422, "unknown_reference")
    where = f"/users/{made['id']}"
    problem(await stranger.get(where), 404, "not_found")
    problem(await stranger.patch(where, {"name": "x"}, version=1), 404, "not_found")
    problem(await stranger.post(f"{where}/password", {"password": PASSWORD}), 404, "not_found")
    assert len((await stranger.read("/users"))["items"]) == 1


async def test_a_change_needs_the_version_that_stands(administrator: Clerk) -> None:
    made = await administrator.make("/users", PERSON)
    where = f"/users/{made['id']}"
    problem(await administrator.patch(where, {"name": "x"}), 428, "version_required")
    problem(await administrator.patch(where, {"name": "x"}, version=3), 412, "stale_version")
    problem(await administrator.patch(where, {"name": None}, version=1), 422)
    problem(await administrator.patch(where, {"email": "x@demo.example"}, version=1), 422)
    changed = (await administrator.patch(where, {"name": "Ann Other"}, version=1)).json()
    assert changed == {**made, "name": "Ann Other", "version": 2}


async def test_new_roles_and_an_end_close_the_sign_ins_a_new_name_does_not(
    administrator: Clerk, clerks: Clerks
) -> None:
    made = await administrator.make("/users", PERSON)
    where = f"/users/{made['id']}"
    ann = await clerks.sign_in("ann@demo.example")
    await administrator.patch(where, {"name": "Ann Other"}, version=1)
    assert (await ann.get("/session")).status_code == 200
    await administrator.patch(where, {"roles": ["exam_analyst"]}, version=2)
    problem(await ann.get("/session"), 401, "unauthenticated")
    ann = await clerks.sign_in("ann@demo.example")
    assert ann.session["roles"] == ["exam_analyst"]
    gone = await administrator.patch(where, {"is_active": False}, version=3)
    assert gone.json()["is_active"] is False
    problem(await ann.get("/session"), 401, "unauthenticated")
    nobody = await clerks.nobody()
    problem(await nobody.post("/session", {"email": "ann@demo.example", "password": PASSWORD}), 401)
    await administrator.patch(where, {"is_active": True}, version=4)
    assert (await clerks.sign_in("ann@demo.example")).session["user"]["id"] == made["id"]


async def test_new_departments_hold_at_once(administrator: Clerk, clerks: Clerks) -> None:
    dph, pub = await department(administrator), await department(administrator, "PUB")
    body = {**PERSON, "roles": ["hiring_manager"], "departments": [dph["id"]]}
    made = await administrator.make("/users", body)
    ann = await clerks.sign_in("ann@demo.example")
    moved = await administrator.patch(f"/users/{made['id']}", {"departments": [pub["id"]]}, version=1)
    assert (moved.json()["departments"], moved.json()["version"]) == ([pub["id"]], 2)
    assert [one["id"] for one in (await ann.read("/departments"))["items"]] == [pub["id"]]


async def test_the_last_administrator_stays_and_nobody_ends_the_own_account(administrator: Clerk) -> None:
    own = administrator.session["user"]["id"]
    for change, field in (({"roles": ["auditor"]}, "roles"), ({"is_active": False}, "is_active")):
        refused = await administrator.patch(f"/users/{own}", change, version=9)
        assert [one["field"] for one in problem(refused, 409, "last_administrator")["errors"]] == [field]
    second = await administrator.make("/users", {**PERSON, "roles": ["administrator"]})
    problem(await administrator.patch(f"/users/{own}", {"is_active": False}, version=1), 409, "own_account")
    stepped = await administrator.patch(f"/users/{own}", {"roles": ["auditor"]}, version=1)
    assert stepped.status_code == 200
    problem(await administrator.get("/users"), 401, "unauthenticated")
    assert second["roles"] == ["administrator"]


async def test_two_administrators_who_demote_each_other_leave_one(administrator: Clerk, clerks: Clerks) -> None:
    for turn in range(5):
        email = f"second{turn}@demo.example"
        await administrator.make("/users", {**PERSON, "email": email, "roles": ["administrator"]})
        second = await clerks.sign_in(email)
        first_user, second_user = administrator.session["user"]["id"], second.session["user"]["id"]
        versions = {one["id"]: one["version"] for one in await _admins(administrator)}
        answers = await asyncio.gather(
            second.patch(f"/users/{first_user}", {"roles": ["auditor"]}, version=versions[first_user]),
            administrator.patch(f"/users/{second_user}", {"roles": ["auditor"]}, version=versions[second_user]),
        )
        # The loser is refused, or finds the own sign-in ended before it began.
        assert sorted(answer.status_code for answer in answers) in ([200, 401], [200, 409])
        winner = second if answers[0].status_code == 200 else administrator
        assert [one["id"] for one in await _admins(winner)] == [winner.session["user"]["id"]]
        administrator = winner


async def test_the_own_password_needs_the_current_one(administrator: Clerk, clerks: Clerks) -> None:
    ann = await colleague(clerks, administrator, "auditor")
    where = f"/users/{ann.session['user']['id']}/password"
    other_browser = await clerks.sign_in(ann.session["user"]["email"])
    new = "another-long-password"
    for current in ({}, {"current_password": "wrong"}):
        refused = problem(await ann.post(where, {"password": new, **current}), 422, "wrong_password")
        assert [one["field"] for one in refused["errors"]] == ["current_password"]
    await ann.make(where, {"password": new, "current_password": PASSWORD})
    assert (await ann.get("/session")).status_code == 200
    problem(await other_browser.get("/session"), 401)
    await clerks.sign_in(ann.session["user"]["email"], new)
    problem(await ann.post(f"/users/{administrator.session['user']['id']}/password", {"password": new}), 403)


async def test_an_administrator_sets_a_forgotten_password(administrator: Clerk, clerks: Clerks) -> None:
    ann = await colleague(clerks, administrator, "auditor")
    where = f"/users/{ann.session['user']['id']}/password"
    changed = await administrator.make(where, {"password": "set-by-somebody-else"})
    assert changed["version"] == 2
    problem(await ann.get("/session"), 401)
    await clerks.sign_in(ann.session["user"]["email"], "set-by-somebody-else")
    own = f"/users/{administrator.session['user']['id']}/password"
    problem(await administrator.post(own, {"password": "x" * 20}), 422, "wrong_password")


async def test_guessing_the_current_password_ends_after_ten_tries(administrator: Clerk, clerks: Clerks) -> None:
    ann = await colleague(clerks, administrator, "auditor")
    where = f"/users/{ann.session['user']['id']}/password"
    for _ in range(10):
        problem(await ann.post(where, {"password": "x" * 20, "current_password": "wrong"}), 422)
    problem(await ann.post(where, {"password": "x" * 20, "current_password": PASSWORD}), 429)


async def test_passwords_are_long_outside_a_demo(world: World, clerks: Clerks) -> None:
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute("UPDATE agencies SET is_demo = false")
    await connection.close()
    clerk = await clerks.sign_in()
    refused = problem(await clerk.post("/users", {**PERSON, "password": "elevenchars"}), 422, "password_too_short")
    assert [one["field"] for one in refused["errors"]] == ["password"]
    made = await clerk.make("/users", {**PERSON, "password": "twelve-chars"})
    short = await clerk.post(f"/users/{made['id']}/password", {"password": "elevenchars"})
    problem(short, 422, "password_too_short")


@pytest.mark.parametrize(
    ("role", "reads"),
    [("auditor", 200), ("exam_analyst", 403), ("certification_analyst", 403), ("hiring_manager", 403)],
)
async def test_who_may_see_and_keep_accounts(administrator: Clerk, clerks: Clerks, role: str, reads: int) -> None:
    clerk = await colleague(clerks, administrator, role)
    own = clerk.session["user"]["id"]
    for path in ("/users", f"/users/{own}", "/api-keys"):
        assert (await clerk.get(path)).status_code == reads
    problem(await clerk.post("/users", PERSON), 403, "forbidden")
    problem(await clerk.patch(f"/users/{own}", {"roles": ["administrator"]}, version=1), 403, "forbidden")
    problem(await clerk.post("/api-keys", {"name": "x", "scopes": ["session"]}), 403, "forbidden")


async def test_names_and_addresses_stand_beside_the_ledger_not_in_it(administrator: Clerk, world: World) -> None:
    made = await administrator.make("/users", PERSON)
    await administrator.patch(f"/users/{made['id']}", {"name": "Ann Other", "roles": ["exam_analyst"]}, version=1)
    await administrator.make(f"/users/{made['id']}/password", {"password": "another-long-password"})
    connection = await asyncpg.connect(world.admin_url)
    rows = await connection.fetch(
        "SELECT e.name, e.canonical, p.content FROM ledger_events e LEFT JOIN ledger_private p "
        "USING (agency_id, seq) WHERE subject_id = $1 ORDER BY seq",
        made["id"],
    )
    await connection.close()
    assert [row["name"] for row in rows] == ["user.added", "user.changed", "user.password_set"]
    told = "".join(row["canonical"] for row in rows)
    for secret in ("Ann", "demo.example", PASSWORD, "another-long-password"):
        assert secret not in told
    assert "exam_analyst" in rows[1]["canonical"]
    assert "Ann Other" in rows[1]["content"]
    assert "Ann@demo.example" in rows[0]["content"]


async def test_pages_of_users_show_each_once_for_the_same_statements(administrator: Clerk, app: FastAPI) -> None:
    counts = []
    for upto in (10, 100):
        have = len((await administrator.read("/users", params={"limit": 500}))["items"])
        for number in range(have, upto):
            body = {**PERSON, "email": f"p{number}@demo.example", "name": f"P{number % 7}"}
            await administrator.make("/users", {name: value for name, value in body.items() if name != "password"})
        with counted(app) as statements:
            assert len((await administrator.read("/users", params={"limit": 500}))["items"]) == upto
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4
    every = await administrator.all("/users", limit=9)
    assert len({one["id"] for one in every}) == len(every) == 100
    assert [one["name"] for one in every] == sorted(one["name"] for one in every)
    found = await administrator.read("/users", params={"q": "p42@", "count": True})
    assert (found["total"], found["items"][0]["has_password"]) == (1, False)
