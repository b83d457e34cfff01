"""Status changes on the list, as open referrals feel them."""

import pytest

from tests.conftest import World
from tests.referrals.test_reach import TEN, names
from tests.support.city import City
from tests.support.clerk import Clerk, problem

BECAUSE = {"reason_code": "own_request"}


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, TEN)


def path(city: City, name: str, action: str) -> str:
    """The address of an action on somebody."""
    return f"/eligible-lists/{city.list_id}/eligibles/{city.people[name]}/{action}"


async def test_a_deactivated_rank_opens_the_next_and_coming_back_is_for_new_certifications(city: City) -> None:
    referral = (await city.certify(0))["id"]
    changed = await city.clerk.make(path(city, "A", "deactivate"), BECAUSE)
    assert (changed["status"], changed["moved"][0]["moved"]) == ("inactive", 1)
    assert names(await city.shown(referral), "reachable") == "BCDE"
    assert (await city.clerk.make(path(city, "A", "activate"), BECAUSE))["status"] == "active"
    shown = await city.shown(referral)
    assert (names(shown, "reachable"), names(shown, "unavailable")) == ("BCDE", "A")
    later = (await city.certify(1))["id"]
    assert names(await city.shown(later), "reachable") == "ABCDE"
    assert await city.counts_agree()


async def test_a_waiver_of_one_department_is_felt_there_only(city: City) -> None:
    here, there = (await city.certify(0))["id"], (await city.certify(1))["id"]
    body = {**BECAUSE, "scope": "department", "department_id": str(city.departments[0])}
    assert (await city.clerk.make(path(city, "A", "waive"), body))["status"] == "active"
    shown = await city.shown(here)
    assert (names(shown, "reachable"), names(shown, "unavailable")) == ("BCDEF", "A")
    assert names(await city.shown(there), "reachable") == "ABCDE"
    answer = problem(await city.clerk.post(path(city, "B", "waive"), {**BECAUSE, "scope": "department"}), 422)
    assert answer["errors"][0]["field"] == "department_id"


async def test_activating_ends_a_waiver_of_one_department(city: City) -> None:
    body = {**BECAUSE, "scope": "department", "department_id": str(city.departments[0])}
    await city.clerk.make(path(city, "A", "waive"), body)
    assert names(await city.shown((await city.certify(0))["id"]), "reachable") == "BCDE"
    await city.clerk.make(path(city, "A", "activate"), BECAUSE)
    assert names(await city.shown((await city.certify(2))["id"]), "reachable") == "ABCDE"


async def test_what_cannot_be_waived_or_changed_is_refused(city: City) -> None:
    nowhere = {**BECAUSE, "scope": "position", "position_id": "0199a000-0000-7000-8000-000000000000"}
    answer = problem(await city.clerk.post(path(city, "A", "waive"), nowhere), 422)
    assert answer["errors"][0]["field"] == "position_id"
    listed = await city.clerk.read(f"/eligible-lists/{city.list_id}")
    cancel = f"/eligible-lists/{city.list_id}/cancel"
    await city.clerk.make(cancel, {"reason": "a court said so"}, version=listed["version"])
    problem(await city.clerk.post(path(city, "A", "deactivate"), BECAUSE), 409, "list_not_in_use")


async def test_only_an_order_brings_back_somebody_removed(city: City) -> None:
    await city.clerk.make(path(city, "A", "remove"), BECAUSE)
    problem(await city.clerk.post(path(city, "A", "activate"), BECAUSE), 409, "illegal_transition")
    problem(await city.clerk.post(path(city, "A", "deactivate"), BECAUSE), 409, "illegal_transition")
    assert (await city.clerk.make(path(city, "A", "restore"), {"reason_code": "order"}))["status"] == "active"
    assert await city.counts_agree()


async def test_reasons_are_checked(city: City) -> None:
    answer = problem(
        await city.clerk.post(path(city, "A", "remove"), {"reason_code": "nonsense"}), 422, "unknown_reason_code"
    )
    assert answer["errors"][0]["field"] == "reason_code"
    answer = problem(await city.clerk.post(path(city, "A", "remove"), {"reason_code": "other"}), 422, "note_required")
    assert answer["errors"][0]["field"] == "note"
    problem(await city.clerk.post(path(city, "A", "remove"), BECAUSE, version=9), 412)
