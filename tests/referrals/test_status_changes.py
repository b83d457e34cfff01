"""Status changes of many eligibles at once: preview, refusals, second confirmation, one event."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.conftest import World
from tests.referrals.test_reach import TEN, names
from tests.support.city import City
from tests.support.clerk import Clerk, problem

BECAUSE = {"reason_code": "own_request"}


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, TEN)


def path(city: City) -> str:
    return f"/eligible-lists/{city.list_id}/status-changes"


def body(city: City, letters: str, action: str = "deactivate", **more: Any) -> dict[str, Any]:
    """A change of the people with these letters."""
    return {"action": action, "eligible_ids": [str(city.people[one]) for one in letters], **BECAUSE, **more}


async def statuses(city: City) -> dict[str, str]:
    """Letter -> status of everybody on the list."""
    found = await city.clerk.all(f"/eligible-lists/{city.list_id}/eligibles")
    return {one["external_id"]: one["status"] for one in found}


async def events(city: City, name: str) -> list[Any]:
    found = await city.clerk.read("/ledger", params={"event": name})
    items: list[Any] = found["items"]
    return items


async def test_a_preview_writes_nothing_and_says_what_would_follow(city: City) -> None:
    referral = (await city.certify(0))["id"]
    before = (await statuses(city), await city.shown(referral), await events(city, "eligibles.deactivated"))
    preview = await city.clerk.make(path(city), body(city, "AB", dry_run=True))
    assert (preview["changed"], preview["refused"], preview["dry_run"]) == (2, 0, True)
    assert [one["moved"] for one in preview["moved"]] == [1]  # rank 4: nobody at rank 1 is left
    assert (await statuses(city), await city.shown(referral), await events(city, "eligibles.deactivated")) == before

    done = await city.clerk.make(path(city), body(city, "AB", digest=preview["digest"]))
    assert done["moved"] == preview["moved"]
    assert names(await city.shown(referral), "reachable") == "CDE"
    assert await city.counts_agree()


async def test_who_may_not_move_is_named_and_the_rest_takes_a_second_confirmation(city: City) -> None:
    await city.clerk.make(path(city), body(city, "A"))
    preview = await city.clerk.make(path(city), body(city, "ABC", dry_run=True))
    assert (preview["changed"], preview["refused"]) == (2, 1)
    assert [(one["eligible_id"], one["status"]) for one in preview["refused_people"]] == [
        (str(city.people["A"]), "inactive")
    ]
    problem(await city.clerk.post(path(city), body(city, "ABC")), 409, "some_may_not_move")
    assert (await statuses(city))["B"] == "active"
    await city.clerk.make(path(city), body(city, "ABC", skip_refused=True))
    assert [(await statuses(city))[one] for one in "ABCD"] == ["inactive", "inactive", "inactive", "active"]
    recorded = (await events(city, "eligibles.deactivated"))[-1]["payload"]
    assert (recorded["count"], recorded["left_out"]) == (2, 1)
    assert sorted(recorded["eligibles"]) == sorted(str(city.people[one]) for one in "BC")


async def test_everybody_whom_the_filters_leave_moves_in_one_event(city: City) -> None:
    order = {"action": "deactivate", "matching": {"rank_to": 3}, **BECAUSE}
    assert (await city.clerk.make(path(city), order))["changed"] == 4
    assert {letter for letter, status in (await statuses(city)).items() if status == "inactive"} == set("ABCD")
    assert len(await events(city, "eligibles.deactivated")) == 1
    async with city.database.transaction(city.world.agency.id, read_only=True) as session:
        rows = await session.execute(text("SELECT count(*), count(DISTINCT seq) FROM eligible_statuses"))
        assert tuple(rows.one()) == (4, 1)
    back = {"action": "activate", "matching": {"status": ["inactive"]}, **BECAUSE}
    assert (await city.clerk.make(path(city), back))["changed"] == 4
    assert await city.counts_agree()
    assert set((await statuses(city)).values()) == {"active"}


async def test_a_narrow_waiver_of_many_leaves_them_active_and_is_ended_by_activating(city: City) -> None:
    here, there = (await city.certify(0))["id"], (await city.certify(1))["id"]
    scope = {"scope": "department", "department_id": str(city.departments[0])}
    await city.clerk.make(path(city), body(city, "AB", "waive", **scope))
    assert (names(await city.shown(here), "unavailable"), names(await city.shown(there), "unavailable")) == ("AB", "")
    assert (await statuses(city))["A"] == "active"
    back = await city.clerk.make(path(city), body(city, "AB", "activate"))
    assert back["changed"] == 2
    assert names(await city.shown(here), "unavailable") == ""
    assert await city.counts_agree()


async def test_a_confirmation_of_what_is_no_longer_so_is_refused(city: City) -> None:
    preview = await city.clerk.make(path(city), body(city, "AB", dry_run=True))
    await city.clerk.make(path(city), body(city, "A", "waive"))
    later = body(city, "AB", digest=preview["digest"], skip_refused=True)
    problem(await city.clerk.post(path(city), later), 409, "preview_outdated")
    assert (await statuses(city))["B"] == "active"


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"eligible_ids": []}, 422, "eligible_ids"),
        ({"eligible_ids": [str(uuid4())]}, 422, "eligible_ids.0"),
        ({"eligible_ids": None}, 422, "eligible_ids or matching"),
        ({"action": "delete"}, 422, "action"),
        ({"reason_code": "nothing"}, 422, "reason_code"),
        ({"reason_code": "other"}, 422, "note"),
        ({"until": "2001-01-01"}, 422, "until"),
        ({"scope": "temporary"}, 422, "scope"),
        ({"action": "restore"}, 409, "nobody_may_move"),
    ],
)
async def test_what_cannot_be_done_is_refused_whole(city: City, more: dict[str, Any], status: int, said: str) -> None:
    found = problem(await city.clerk.post(path(city), body(city, "AB", **more)), status)
    assert said in str(found)
    assert set((await statuses(city)).values()) == {"active"}
