"""Signing in and out."""

from tests.conftest import Clerks, World
from tests.support.clerk import PASSWORD, Clerk, problem


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
