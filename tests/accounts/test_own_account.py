"""One's own account: the name, the sign-ins on other browsers."""

from uuid import uuid4

from fastapi import FastAPI

from api.platform.auth import AgencyRef
from tests.conftest import Clerks
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague
from tests.support.statements import counted


async def test_anybody_changes_the_own_name_and_nothing_else(administrator: Clerk, clerks: Clerks) -> None:
    ann = await colleague(clerks, administrator, "auditor")
    own = await ann.read("/account")
    assert own["email"] == ann.session["user"]["email"]
    problem(await ann.patch("/account", {"name": "Ann"}), 428, "version_required")
    problem(await ann.patch("/account", {"name": "Ann"}, version=9), 412, "stale_version")
    problem(await ann.patch("/account", {"roles": ["administrator"]}, version=1), 422)
    changed = (await ann.patch("/account", {"name": "Ann Onym"}, version=1)).json()
    assert changed == {**own, "name": "Ann Onym", "version": 2}
    assert (await ann.read("/session"))["user"]["name"] == "Ann Onym"


async def test_one_sees_and_ends_the_own_sign_ins_only(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    ann = await colleague(clerks, administrator, "auditor")
    phone = await clerks.sign_in(ann.session["user"]["email"])
    found = (await ann.read("/sessions"))["items"]
    assert sorted(one["is_current"] for one in found) == [False, True]
    theirs = next(one["id"] for one in found if not one["is_current"])

    stranger = await clerks.sign_in("admin@other.example")
    for clerk in (administrator, stranger):
        problem(await clerk.delete(f"/sessions/{theirs}"), 404, "not_found")
    assert (await phone.get("/session")).status_code == 200
    assert (await ann.delete(f"/sessions/{theirs}")).status_code == 204
    problem(await phone.get("/session"), 401, "unauthenticated")
    problem(await ann.delete(f"/sessions/{theirs}"), 404, "not_found")
    problem(await ann.delete(f"/sessions/{uuid4()}"), 404, "not_found")
    assert [one["is_current"] for one in (await ann.read("/sessions"))["items"]] == [True]


async def test_a_key_has_no_account_and_no_sign_ins(administrator: Clerk, clerks: Clerks) -> None:
    key = await administrator.make("/api-keys", {"name": "k", "scopes": ["session"]})
    holder = await clerks.nobody()
    holder.client.headers["Authorization"] = f"Bearer {key['token']}"
    for path in ("/account", "/sessions"):
        problem(await holder.get(path), 404, "not_found")


async def test_pages_of_sign_ins_take_the_same_statements(administrator: Clerk, clerks: Clerks, app: FastAPI) -> None:
    email = administrator.session["user"]["email"]
    await administrator.read("/sessions")  # the agency is remembered from here on
    counts = []
    for more in (1, 8):
        for _ in range(more):
            await clerks.sign_in(email)
        with counted(app) as statements:
            await administrator.read("/sessions")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 2
    assert len(await administrator.all("/sessions", limit=3)) == 10
