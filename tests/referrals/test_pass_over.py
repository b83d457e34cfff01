"""Whoever is in reach and not selected: where the agency asks why, a department says it, singly and together."""

import pytest

from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague

WHY = {"reason_code": "better_qualified"}


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores: A, B and C, D are the three ranks that one position reaches."""
    return await City.build(administrator, world, TEN)


async def demand(city: City) -> None:
    """Let the agency ask why somebody in reach was not selected."""
    agency = await city.clerk.read("/agency")
    assert agency["pass_over_needs_reason"] is False
    answer = await city.clerk.patch("/agency", {"pass_over_needs_reason": True}, version=agency["version"])
    assert answer.json()["pass_over_needs_reason"] is True


async def test_a_department_says_why_it_did_not_select_somebody_in_reach(city: City, clerks: Clerks) -> None:
    await demand(city)
    referral = (await city.certify(0))["id"]
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    assert (await city.dispose(referral, "A", "selected", clerk=manager)).status_code == 200
    silent = await city.dispose(referral, "B", "not_selected", clerk=manager, reason_code=None, note=None)
    found = problem(silent, 422, "reason_needed")
    assert [one["field"] for one in found["errors"]] == ["reason_code"]

    path = f"/referrals/{referral}/dispositions"
    people = [{"eligible_id": str(city.people[one])} for one in "BCD"]
    body = {"disposition": "not_selected", "people": people}
    for dry_run in (True, False):
        found = problem(await manager.post(path, {**body, "dry_run": dry_run}), 422, "reason_needed")
        assert [one["field"] for one in found["errors"]] == ["reason_code"]
    assert {one["disposition"] for one in await city.clerk.all(f"/referrals/{referral}/eligibles")} == {
        "pending", "selected",
    }  # fmt: skip

    await manager.make(path, {**body, **WHY})
    items = {one["external_id"]: one for one in await manager.all(f"/referrals/{referral}/eligibles")}
    assert [(items[one]["shown_as"], items[one]["reason_code"]) for one in "BCD"] == [
        ("not_selected", "better_qualified")
    ] * 3


async def test_nobody_is_asked_about_somebody_out_of_reach(city: City) -> None:
    await demand(city)
    referral = (await city.certify(0))["id"]
    assert (await city.dispose(referral, "H", "not_selected", reason_code=None, note=None)).status_code == 200


async def test_an_agency_that_does_not_ask_takes_it_without_a_reason(city: City) -> None:
    referral = (await city.certify(0))["id"]
    assert (await city.dispose(referral, "A", "not_selected", reason_code=None, note=None)).status_code == 200
