"""What roles reach: the departments that bind, and what nobody hands out because he may not do it himself."""

from typing import Any
from uuid import UUID

from tests.conftest import Clerks, World
from tests.support.clerk import PASSWORD, Clerk, problem
from tests.support.hall import Hall, dispose
from tests.support.staff import colleague, department

AUDITS = [
    "lists:read",
    "referrals:read",
    "referrals:simulate",
    "people:read",
    "people:file",
    "organization:read",
    "rules:read",
    "jobs:read",
    "ledger:read",
]


async def hall_with_referral(world: World, administrator: Clerk) -> tuple[Hall, str]:
    """A referral to a position of the hall's department."""
    hall = await Hall.build(world, people=3, positions=1)
    return hall, await hall.certify(administrator, hall.positions)


async def test_a_second_role_that_only_reads_lifts_no_department(
    world: World, administrator: Clerk, clerks: Clerks
) -> None:
    hall, referral = await hall_with_referral(world, administrator)
    elsewhere = (await department(administrator, "ELSE"))["id"]
    for second in ("auditor", "exam_analyst", "sync_operator"):
        clerk = await colleague(clerks, administrator, "hiring_manager", second, departments=(elsewhere,))
        assert clerk.session["departments"] == [elsewhere]
        assert (await clerk.read("/session"))["departments"] == [elsewhere]
        problem(await clerk.get(f"/referrals/{referral}"), 404, "not_found")
        problem(await dispose(clerk, referral, hall.people[0], "interested"), 404, "not_found")
    own = await colleague(clerks, administrator, "hiring_manager", "auditor", departments=(str(hall.department),))
    assert (await dispose(own, referral, hall.people[0], "interested")).status_code == 200


async def test_a_role_that_disposes_for_every_department_lifts_the_bound(
    world: World, administrator: Clerk, clerks: Clerks
) -> None:
    hall, referral = await hall_with_referral(world, administrator)
    elsewhere = (await department(administrator, "ELSE"))["id"]
    for second, person_id in zip(("certification_analyst", "administrator"), hall.people, strict=False):
        clerk = await colleague(clerks, administrator, "hiring_manager", second, departments=(elsewhere,))
        assert clerk.session["departments"] is None
        assert (await clerk.read("/session"))["departments"] is None
        assert (await dispose(clerk, referral, person_id, "interested")).status_code == 200


async def keeper(administrator: Clerk, clerks: Clerks, *scopes: str) -> Clerk:
    """A key that manages accounts."""
    body = {"name": "Keeper", "scopes": ["accounts:manage", "accounts:read", *scopes]}
    made = await administrator.make("/api-keys", body)
    client = await clerks.nobody()
    client.client.headers["Authorization"] = f"Bearer {made['token']}"
    return client


def person(*roles: str) -> dict[str, Any]:
    """Somebody to add."""
    return {"email": f"{'-'.join(roles)}@demo.example", "name": "Somebody", "roles": roles, "password": PASSWORD}


async def test_nobody_gives_a_role_that_may_do_more_than_the_giver(administrator: Clerk, clerks: Clerks) -> None:
    key = await keeper(administrator, clerks, *AUDITS)
    for roles in (["administrator"], ["auditor", "certification_analyst"]):
        refused = problem(await key.post("/users", person(*roles)), 422, "role_not_held")
        assert [one["field"] for one in refused["errors"]] == ["roles"]
    made = await key.make("/users", person("auditor"))
    path = f"/users/{made['id']}"
    refused = problem(await key.patch(path, {"roles": ["auditor", "administrator"]}, version=1), 422, "role_not_held")
    assert [one["field"] for one in refused["errors"]] == ["roles"]
    assert (await administrator.read(path))["roles"] == ["auditor"]


async def test_a_role_that_somebody_has_is_not_given_anew(administrator: Clerk, clerks: Clerks) -> None:
    key = await keeper(administrator, clerks, *AUDITS)
    made = await administrator.make("/users", person("certification_analyst"))
    path = f"/users/{made['id']}"
    both = await key.patch(path, {"roles": ["certification_analyst", "auditor"]}, version=1)
    assert both.json()["roles"] == ["auditor", "certification_analyst"]


async def test_nobody_sets_the_password_of_who_may_do_more(administrator: Clerk, clerks: Clerks) -> None:
    key = await keeper(administrator, clerks, "session", *AUDITS)
    chief, auditor = UUID(administrator.session["user"]["id"]), await key.make("/users", person("auditor"))
    problem(await key.post(f"/users/{chief}/password", {"password": "taken-over-by-a-key"}), 403, "forbidden")
    assert (await administrator.get("/session")).status_code == 200
    await key.make(f"/users/{auditor['id']}/password", {"password": "set-by-an-integrator"})
    await clerks.sign_in("auditor@demo.example", "set-by-an-integrator")


async def test_a_key_sets_passwords_with_both_scopes_only(administrator: Clerk, clerks: Clerks) -> None:
    made = await administrator.make("/users", person("auditor"))
    path, body = f"/users/{made['id']}/password", {"password": "set-by-an-integrator"}
    without = await keeper(administrator, clerks, *AUDITS)
    refused = problem(await without.post(path, body), 403, "forbidden")
    assert "session" in refused["detail"]
    only = await administrator.make("/api-keys", {"name": "x", "scopes": ["session", *AUDITS]})
    without.client.headers["Authorization"] = f"Bearer {only['token']}"
    refused = problem(await without.post(path, body), 403, "forbidden")
    assert "accounts:manage" in refused["detail"]
