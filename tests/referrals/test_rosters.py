"""Where the people of a list stand on its open referrals."""

import csv
from typing import Any

import pytest
from fastapi import FastAPI

from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague
from tests.support.statements import counted

NOBODY = "0190c0de-0000-7000-8000-000000000000"


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, TEN)


async def standings(city: City, names: str, clerk: Clerk | None = None) -> dict[str, dict[str, str]]:
    """Name -> number of the referral -> what is shown there."""
    ids = {str(city.people[name]): name for name in names}
    path = f"/eligible-lists/{city.list_id}/standings"
    answer: Any = await (clerk or city.clerk).read(path, params={"eligible_id": list(ids)})
    return {
        ids[one["eligible_id"]]: {at["number"]: at["shown_as"] for at in one["referrals"]} for one in answer["people"]
    }


async def test_everybody_asked_for_on_every_open_referral(city: City) -> None:
    first, second = await city.certify(0), await city.certify(1)
    await city.dispose(first["id"], "A", "waived")
    await city.dispose(second["id"], "B", "not_selected")
    shown = await standings(city, "GBA")
    assert list(shown) == ["G", "B", "A"]
    for name, there in shown.items():
        for referral in (first, second):
            assert there[referral["number"]] == (await city.shown(referral["id"]))[name]
    assert shown["A"] == {first["number"]: "unavailable", second["number"]: "reachable"}
    assert shown["B"][second["number"]] == "not_selected"


async def test_the_list_leaves_with_them_as_a_file(city: City, clerks: Clerks) -> None:
    first, second = await city.certify(0), await city.certify(1)
    await city.dispose(first["id"], "A", "waived")

    async def file(clerk: Clerk, **asked: Any) -> list[list[str]]:
        params = {"columns": "rank,name,credits,standing", **asked}
        answer = await clerk.get(f"/eligible-lists/{city.list_id}/standings.csv", params=params)
        assert answer.status_code == 200, answer.text
        return list(csv.reader(answer.text.splitlines()))

    shown = await standings(city, "".join(city.people))
    head, *rows = await file(city.clerk)
    assert head == ["Rank", "Name", "Credits", "Standing on Open Referrals"]
    assert {row[1]: row[3] for row in rows} == {
        name: "; ".join(f"{number}: {word}" for number, word in at.items()) for name, at in shown.items()
    }
    assert rows[0] == ["1", "A", "", f"{first['number']}: unavailable; {second['number']}: reachable"]
    assert [row[1] for row in (await file(city.clerk, rank_from=2, rank_to=3))[1:]] == [
        row[1] for row in rows if row[0] in ("2", "3")
    ]
    both = await colleague(clerks, city.clerk, "auditor", "hiring_manager", departments=(str(city.departments[0]),))
    assert (await file(both))[1][3] == f"{first['number']}: unavailable"
    problem(await city.clerk.get(f"/eligible-lists/{NOBODY}/standings.csv"), 404)


async def test_closed_referrals_and_strangers_are_left_out(city: City) -> None:
    referral = await city.certify(0)
    await city.clerk.make(f"/referrals/{referral['id']}/cancel", {"reason": "test"}, version=referral["version"])
    path = f"/eligible-lists/{city.list_id}/standings"
    asked = [str(city.people["A"]), NOBODY, str(city.people["A"])]
    answer = await city.clerk.read(path, params={"eligible_id": asked})
    assert answer == {"people": [{"eligible_id": asked[0], "referrals": []}]}


async def test_what_cannot_be_asked(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/standings"
    problem(await city.clerk.get(path), 422)
    problem(await city.clerk.get(path, params={"eligible_id": "A\x00"}), 422)
    problem(await city.clerk.get(path, params={"eligible_id": [NOBODY] * 501}), 422)
    problem(await city.clerk.get(f"/eligible-lists/{NOBODY}/standings", params={"eligible_id": NOBODY}), 404)


async def test_who_is_bound_to_departments_sees_the_own_referrals_only(city: City, clerks: Clerks) -> None:
    own, _ = await city.certify(0), await city.certify(1)
    both = await colleague(clerks, city.clerk, "auditor", "hiring_manager", departments=(str(city.departments[0]),))
    assert await standings(city, "A", both) == {"A": {own["number"]: "reachable"}}
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    path = f"/eligible-lists/{city.list_id}/standings"
    problem(await manager.get(path, params={"eligible_id": str(city.people["A"])}), 403)


async def test_a_page_costs_the_same_for_one_person_and_for_all_on_any_number_of_referrals(
    city: City, app: FastAPI
) -> None:
    costs = []
    for position, names in enumerate(("A", "ABCDEFGH", "ABCDEFGH")):
        await city.certify(position)
        with counted(app) as statements:
            await standings(city, names)
        costs.append(len(statements))
    assert set(costs) == {costs[0]}
