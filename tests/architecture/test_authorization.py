"""Every route x everybody: anonymous, each role, keys, ended sign-ins, another agency's administrator."""

from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import text

from api.platform.auth import ROLE_PERMISSIONS, AgencyRef, Permission
from api.platform.db import Database, new_id
from tests.architecture.access import SMUGGLED, TABLE, a_list, a_position
from tests.architecture.calling import IN_ORDER, ROUTES, access, attempt, probe, table_of, without_id
from tests.architecture.filling import Filled, fill
from tests.architecture.route_table import Route
from tests.conftest import Clerks, World
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague

GUARDED = [route for route in IN_ORDER if not route.is_open]


@dataclass(frozen=True)
class City:
    """An agency with one row in every table, and its administrator."""

    filled: Filled
    administrator: Clerk


@pytest.fixture
async def city(world: World, clerks: Clerks) -> City:
    """The first agency."""
    return City(await fill(world.urls.owner, world.agency), await clerks.sign_in())


@pytest.fixture
async def other_city(world: World, clerks: Clerks, other_agency: AgencyRef) -> City:
    """Another agency in the same database."""
    return City(await fill(world.urls.owner, other_agency), await clerks.sign_in("admin@other.example"))


def test_the_table_has_a_row_for_every_route_and_no_other() -> None:
    assert set(TABLE) == set(ROUTES)


def test_the_table_says_what_the_routes_declare() -> None:
    """Written twice on purpose: a guard is not changed by accident."""
    assert {name: row.permission for name, row in TABLE.items()} == {name: r.permission for name, r in ROUTES.items()}


async def test_nobody_gets_in_without_signing_in(city: City, clerks: Clerks) -> None:
    nobody = await clerks.nobody()
    for route in IN_ORDER:
        answer = await probe(nobody, route, city.filled)
        if route.is_open:
            assert answer.status_code not in (401, 403), (str(route), answer.text)
        else:
            problem(answer, 401, "unauthenticated")


def refuses(answer: httpx.Response, route: Route) -> bool:
    """Whether somebody was sent away; a server error is never an answer."""
    assert answer.status_code < 500, (str(route), answer.text)
    assert answer.status_code != 401, (str(route), answer.text)
    return answer.status_code == 403


@pytest.mark.parametrize("role", sorted(ROLE_PERMISSIONS))
async def test_a_role_may_do_exactly_what_it_should(city: City, clerks: Clerks, role: str) -> None:
    department = str(city.filled.id("departments"))
    clerk = await colleague(clerks, city.administrator, role, departments=(department,))
    wrong = []
    for route in GUARDED:
        allowed = access(route).permission in ROLE_PERMISSIONS[role]
        answer = await probe(clerk, route, city.filled)
        if refuses(answer, route) == allowed:
            wrong.append(f"{route}: {answer.status_code} {answer.text}")
        elif allowed and route.method == "GET" and answer.status_code == 404:
            wrong.append(f"{route}: the row is there, but not for {role}")
    assert wrong == []


async def test_a_hiring_manager_of_another_department_sees_no_referral(city: City, clerks: Clerks) -> None:
    elsewhere = await city.administrator.make("/departments", {"code": "ELSE", "title": "Elsewhere"})
    clerk = await colleague(clerks, city.administrator, "hiring_manager", departments=(elsewhere["id"],))
    tried = 0
    for route in GUARDED:
        may = access(route).permission in ROLE_PERMISSIONS["hiring_manager"]
        if may and "referral_id" in route.parameters:
            problem(await attempt(clerk, route, city.filled), 404, "not_found")
            tried += 1
    assert tried >= 3
    assert (await clerk.read("/referrals"))["items"] == []


async def _key(city: City, clerks: Clerks, scopes: list[str]) -> Clerk:
    made = await city.administrator.make("/api-keys", {"name": "A key", "scopes": scopes})
    clerk = await clerks.nobody()
    clerk.client.headers["Authorization"] = f"Bearer {made['token']}"
    return clerk


async def test_a_key_needs_exactly_the_scope(city: City, clerks: Clerks) -> None:
    wrong = []
    for permission in sorted({route.permission for route in GUARDED if route.permission}):
        with_it = await _key(city, clerks, [permission.value])
        without = await _key(city, clerks, [one.value for one in Permission if one is not permission])
        for route in GUARDED:
            if access(route).permission is not permission:
                continue
            if not refuses(await probe(without, route, city.filled), route):
                wrong.append(f"{route} lets a key in without {permission}")
            if refuses(await probe(with_it, route, city.filled), route):
                wrong.append(f"{route} refuses a key with {permission}")
    assert wrong == []


async def test_what_ended_lets_nobody_in(world: World, city: City, clerks: Clerks) -> None:
    """A revoked key, an expired sign-in, one that was signed out, and somebody who was suspended."""
    revoked = await _key(city, clerks, ["lists:read"])
    (key,) = [one for one in (await city.administrator.read("/api-keys"))["items"] if one["name"] == "A key"]
    assert (await city.administrator.delete(f"/api-keys/{key['id']}", version=key["version"])).status_code == 204

    suspended = await colleague(clerks, city.administrator, "administrator")
    me = suspended.session["user"]
    body = {"is_active": False}
    answer = await city.administrator.patch(f"/users/{me['id']}", body, version=1)
    assert answer.status_code == 200, answer.text

    signed_out = await colleague(clerks, city.administrator, "administrator")
    cookies = dict(signed_out.client.cookies)
    assert (await signed_out.delete("/session")).status_code == 204
    signed_out.client.cookies.update(cookies)

    expired = await colleague(clerks, city.administrator, "administrator")
    await _expire(world, expired)

    for clerk in (revoked, suspended, signed_out, expired):
        for route in GUARDED:
            problem(await probe(clerk, route, city.filled), 401)


async def _expire(world: World, clerk: Clerk) -> None:
    owner = Database(world.urls.owner, pool_size=1)
    async with owner.transaction(world.agency.id) as session:
        past = "UPDATE user_sessions SET expires_at = clock_timestamp() - interval '1 second' WHERE user_id = :user"
        await session.execute(text(past), {"user": clerk.session["user"]["id"]})
    await owner.close()


async def test_a_row_of_another_agency_is_not_there(city: City, other_city: City) -> None:
    """Refused as an id that was never given is, to the letter, whichever of the ids in the path is foreign.

    Where only the lesser id is foreign, the state of one's own greater row may be what refuses.
    """
    wrong = []
    for route in GUARDED:
        for foreign in _swaps(route):
            theirs = {one: foreign_id(city, route, one) for one in foreign}
            answer = await attempt(other_city.administrator, route, other_city.filled, given=theirs)
            never = dict.fromkeys(foreign, new_id())
            plain = await attempt(other_city.administrator, route, other_city.filled, given=never)
            expected = {404} if foreign == route.parameters else {404, 409}
            if answer.status_code not in expected or without_id(plain) != without_id(answer):
                wrong.append(f"{route} with {foreign}: {answer.text}")
    assert wrong == []


def foreign_id(city: City, route: Route, parameter: str) -> str:
    """The id of a city's row for a path parameter."""
    return str(city.filled.id(table_of(route, parameter)))


def _swaps(route: Route) -> list[tuple[str, ...]]:
    """Which ids of a path to take from another agency: all, and each alone."""
    each: list[tuple[str, ...]] = [(one,) for one in route.parameters]
    return [route.parameters, *each] if len(each) > 1 else each


ASKED_BY_QUERY = ("follow_events", "read_timeline", "export_timeline")


async def test_collections_hold_no_row_of_another_agency(city: City, other_city: City) -> None:
    theirs = {str(row["id"]) for row in city.filled.rows.values() if "id" in row}
    read = 0
    for route in GUARDED:
        # What names its subject in the query is called with foreign ones by SMUGGLED.
        if route.method != "GET" or route.parameters or route.name in ASKED_BY_QUERY:
            continue
        answer = await attempt(other_city.administrator, route, other_city.filled)
        assert answer.status_code == 200, (str(route), answer.text)
        assert [one for one in theirs if one in answer.text] == [], str(route)
        read += 1
    assert read >= 10


async def test_a_body_cannot_name_a_row_of_another_agency(city: City, other_city: City) -> None:
    mine, theirs = other_city.filled, city.filled
    position = await other_city.administrator.make("/positions", a_position(mine, theirs) | {"number": "P-2"})
    draft = await other_city.administrator.make("/eligible-lists", a_list(mine, theirs) | {"code": "L-2"})
    fresh = {"position_id": position["id"], "list_id": draft["id"]}
    for call in SMUGGLED:
        answer = await attempt(
            other_city.administrator,
            ROUTES[call.route],
            mine,
            given=fresh if call.fresh else None,
            body=call.body(mine, theirs),
            query=call.query(mine, theirs),
        )
        assert answer.status_code in (404, 422), (call.route, answer.text)


UNSAFE = [route for route in GUARDED if route.method != "GET"]


async def test_another_site_cannot_act_for_somebody_signed_in(city: City, clerks: Clerks) -> None:
    """Without the token, with a wrong one, or from another origin, nothing that acts goes through by cookie."""
    disguises = (
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    )
    for disguise in disguises:
        clerk = await clerks.sign_in()
        clerk.client.headers.update(disguise)
        for route in UNSAFE:
            problem(await probe(clerk, route, city.filled), 403)


async def test_nobody_is_signed_in_from_another_site(clerks: Clerks) -> None:
    nobody = await clerks.nobody()
    credentials = {"email": "admin@demo.example", "password": "whatever it may be"}
    for disguise in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await nobody.post("/session", credentials, headers=disguise)
        problem(answer, 403)
        assert "set-cookie" not in answer.headers
