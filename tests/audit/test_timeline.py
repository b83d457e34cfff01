"""The timeline of a list, a referral and a person: sentences, names, and who may read what."""

from typing import Any

import pytest
from fastapi import FastAPI

from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague
from tests.support.statements import counted


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, TEN)


async def timeline(clerk: Clerk, subject: str, **params: Any) -> list[Any]:
    """One page."""
    page = await clerk.read("/timeline", params={"subject": subject, **params})
    items: list[Any] = page["items"]
    return items


async def deactivate(city: City, name: str, note: str = "called") -> None:
    """Make somebody inactive, with a note."""
    body = {"reason_code": "own_request", "note": note}
    await city.clerk.make(f"/eligible-lists/{city.list_id}/eligibles/{city.people[name]}/deactivate", body)


async def test_a_list_tells_what_happened_to_its_people_and_referrals_the_latest_first(city: City) -> None:
    referral = await city.certify(0)
    await deactivate(city, "A")
    told = await timeline(city.clerk, f"list:{city.list_id}")

    assert [one["name"] for one in told] == ["eligible.deactivated", "referral.certified"]
    latest = told[0]
    assert latest["sentence"] == "A was made inactive."
    assert latest["reason"] == "At the person's own request"
    assert latest["changes"] == [{"field": "status", "before": "active", "after": "inactive"}]
    assert latest["moved"] == 1
    assert latest["actor"]["kind"] == "user"
    assert latest["actor"]["name"]
    assert latest["private"] == [{"name": "note", "text": "called"}]
    assert told[1]["subject"] == {"kind": "referral", "id": referral["id"], "title": referral["number"]}
    assert f"Referral {referral['number']} certified under R3, version 1: 3 ranks" in told[1]["sentence"]


async def test_a_referral_tells_what_moved_its_line(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await deactivate(city, "A")
    names = [one["name"] for one in await timeline(city.clerk, f"referral:{referral}")]
    assert names == ["eligible.deactivated", "referral.certified"]


async def test_somebody_has_one_story_on_the_list_and_on_referrals(city: City) -> None:
    referral = (await city.certify(0))["id"]
    person = city.people["A"]
    path = f"/referrals/{referral}/eligibles/{person}"
    await city.clerk.make(f"{path}/dispositions", {"disposition": "interested"})
    await deactivate(city, "A")
    read = await city.clerk.read(f"/eligible-lists/{city.list_id}/eligibles/{person}")
    for subject in (f"eligible:{person}", f"person:{read['person']['id']}"):
        told = await timeline(city.clerk, subject)
        assert [one["name"] for one in told] == ["eligible.deactivated", "disposition.recorded"]
        assert told[1]["sentence"].endswith(": interested.")


async def test_pages_follow_one_another_without_gap(city: City) -> None:
    for name in "ABCDE":
        await deactivate(city, name)
    whole = [one["seq"] for one in await timeline(city.clerk, f"list:{city.list_id}")]
    page = await city.clerk.read("/timeline", params={"subject": f"list:{city.list_id}", "limit": 2})
    seqs = [one["seq"] for one in page["items"]]
    while page["next_cursor"]:
        params = {"subject": f"list:{city.list_id}", "limit": 2, "cursor": page["next_cursor"]}
        page = await city.clerk.read("/timeline", params=params)
        seqs += [one["seq"] for one in page["items"]]
    assert seqs == whole == sorted(whole, reverse=True)
    assert len(whole) == 5


async def test_notes_are_for_who_shares_the_work(city: City, clerks: Clerks) -> None:
    await deactivate(city, "A", "a sick child")
    read = {}
    for role in ("exam_analyst", "certification_analyst", "auditor"):
        clerk = await colleague(clerks, city.clerk, role)
        read[role] = (await timeline(clerk, f"list:{city.list_id}"))[0]
    assert all(one["has_private"] for one in read.values())
    assert read["auditor"]["private"] == read["exam_analyst"]["private"] == [{"name": "note", "text": "a sick child"}]
    assert read["certification_analyst"]["private"] is not None  # their own kind of work


async def test_a_hiring_manager_sees_the_own_referral_and_nothing_else(city: City, clerks: Clerks) -> None:
    own, other = (await city.certify(0))["id"], (await city.certify(1))["id"]
    await deactivate(city, "A", "private")
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    told = await timeline(manager, f"referral:{own}")
    assert {one["subject"]["id"] for one in told} == {own}
    problem(await manager.get("/timeline", params={"subject": f"referral:{other}"}), 404)
    problem(await manager.get("/timeline", params={"subject": f"list:{city.list_id}"}), 403)
    problem(await manager.get("/timeline", params={"subject": f"eligible:{city.people['A']}"}), 403)


@pytest.mark.parametrize(
    ("subject", "status"),
    [("nothing", 400), ("list:x", 400), ("list:0190c0de-0000-7000-8000-000000000000", 404), ("\x00", 400)],
)
async def test_what_is_no_subject_is_refused(administrator: Clerk, subject: str, status: int) -> None:
    problem(await administrator.get("/timeline", params={"subject": subject}), status)


async def test_a_page_costs_the_same_for_two_events_and_for_twenty(city: City, app: FastAPI) -> None:
    costs = []
    for name in "ABCDEFGH":
        await deactivate(city, name)
        await city.clerk.make(
            f"/eligible-lists/{city.list_id}/eligibles/{city.people[name]}/activate", {"reason_code": "own_request"}
        )
        with counted(app) as statements:
            await timeline(city.clerk, f"list:{city.list_id}")
        costs.append(len(statements))
    assert set(costs) == {costs[0]}
