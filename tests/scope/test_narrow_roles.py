"""Whoever runs the connections, and keys with one scope: no name of a person where people are not theirs to read."""

from collections.abc import Set

import pytest

from api.platform.auth import ROLE_PERMISSIONS, Permission
from tests.architecture.access import TABLE
from tests.architecture.route_table import all_routes
from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk
from tests.support.lists import Desk, rows
from tests.support.staff import colleague

PEOPLE = [("Amaranth", 1000), ("Bergamot", 990)]
NOTE = "Amaranth asked to be called later"
MARKS = ("Amaranth", "Bergamot", "Calendula", "bergamot@people.example", NOTE)
P = Permission
# Whoever may read lists, referrals or the ledger meets people by name: without it they could not work.
NAMES = {P.READ_LISTS, P.READ_REFERRALS, P.READ_PEOPLE, P.READ_PERSON_FILES, P.READ_LEDGER}


@pytest.fixture
async def city(desk: Desk, world: World) -> City:
    """People on a list and on a referral, asked and decided; a file whose row was rejected; a paper."""
    city = await City.build(desk.clerk, world, PEOPLE)
    referral = (await city.certify(0))["id"]
    await city.dispose(referral, "Amaranth", "interested", note=NOTE)
    path = f"/referrals/{referral}/documents"
    paper = await desk.clerk.make(path, {"kind": "certification_report", "format": "pdf"})
    await desk.worker.done(desk.clerk, paper)
    made = await desk.list("L2", job_class_id=str(city.job_class))
    content = rows("CND-1,Calendula,Petal,bergamot@people.example,,800,,P", "CND-1,Bergamot,,,,no number,,P")
    await desk.upload(made["id"], content)
    return city


async def answers(clerk: Clerk, permissions: Set[Permission]) -> list[str]:
    """What every collection and overview that these permissions open says, and whose marks stand in it."""
    found, read = [], 0
    for route in all_routes():
        if route.method != "GET" or route.permission is None or route.parameters:
            continue
        if route.permission not in permissions:
            continue
        if route.name == "follow_events":
            continue
        answer = await clerk.get(route.path.replace("{format}", "csv"), params=TABLE[route.name].query)
        assert answer.status_code < 500, answer.text
        read += answer.status_code == 200
        found += [f"{route} tells {mark}" for mark in MARKS if mark in answer.text]
    assert read >= 1
    return found


async def test_who_runs_the_connections_meets_no_name(city: City, clerks: Clerks) -> None:
    operator = await colleague(clerks, city.clerk, "sync_operator")
    assert await answers(operator, ROLE_PERMISSIONS["sync_operator"]) == []
    for job in (await operator.read("/jobs"))["items"]:
        answer = await operator.get(f"/jobs/{job['id']}")
        assert answer.status_code == 200
        assert [mark for mark in MARKS if mark in answer.text] == []


async def test_a_key_without_the_scopes_of_people_meets_no_name(city: City, clerks: Clerks) -> None:
    scopes = set(Permission) - NAMES - {Permission.SIGNED_IN}
    made = await city.clerk.make("/api-keys", {"name": "No names", "scopes": sorted(scopes)})
    key = await clerks.nobody()
    key.client.headers["Authorization"] = f"Bearer {made['token']}"
    assert await answers(key, scopes | {Permission.SIGNED_IN}) == []


async def test_the_marks_are_there_for_who_may_read_people(city: City) -> None:
    assert {f"tells {mark}" for mark in MARKS[:2]} <= {
        one.split(") ")[1] for one in await answers(city.clerk, {Permission.READ_PEOPLE})
    }
