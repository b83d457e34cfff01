"""The timeline of a list, a referral and a person: sentences, names, and who may read what."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

import api
from api.domain.happenings import ENGLISH
from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN
from tests.support.city import City
from tests.support.clerk import PASSWORD, Clerk, problem
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


async def test_a_standing_rests_on_the_certification_and_on_what_concerns_the_person(
    city: City, clerks: Clerks
) -> None:
    referral = (await city.certify(0))["id"]
    await deactivate(city, "H")  # moves nobody, and is nobody else's reason
    await city.dispose(referral, "A", "waived")
    await deactivate(city, "A")
    about = {"eligible_id": str(city.people["A"])}
    told = await timeline(city.clerk, f"referral:{referral}", **about)
    assert [one["name"] for one in told] == ["eligible.deactivated", "disposition.recorded", "referral.certified"]

    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    own = await timeline(manager, f"referral:{referral}", **about)
    assert [one["name"] for one in own] == ["disposition.recorded", "referral.certified"]
    nobody = {"eligible_id": "0190c0de-0000-7000-8000-000000000000"}
    problem(await city.clerk.get("/timeline", params={"subject": f"referral:{referral}", **nobody}), 404)
    problem(await city.clerk.get("/timeline", params={"subject": f"list:{city.list_id}", **about}), 400)


async def test_a_timeline_may_begin_with_an_earlier_event(city: City) -> None:
    for name in "ABC":
        await deactivate(city, name)
    subject = f"list:{city.list_id}"
    whole = [one["seq"] for one in await timeline(city.clerk, subject)]
    page = await city.clerk.read("/timeline", params={"subject": subject, "until_seq": whole[1], "limit": 1})
    assert [one["seq"] for one in page["items"]] == whole[1:2]
    params = {"subject": subject, "until_seq": whole[1], "limit": 1, "cursor": page["next_cursor"]}
    assert [one["seq"] for one in (await city.clerk.read("/timeline", params=params))["items"]] == whole[2:]


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


async def ledger(clerk: Clerk, **params: Any) -> list[Any]:
    """One page of the whole ledger."""
    items: list[Any] = (await clerk.read("/ledger/entries", params=params))["items"]
    return items


async def test_the_whole_ledger_is_told_the_latest_first_and_narrowed(city: City, world: World) -> None:
    referral = await city.certify(0)
    await deactivate(city, "A", "called")
    whole = await ledger(city.clerk)
    assert [one["seq"] for one in whole] == list(range(whole[0]["seq"], whole[0]["seq"] - len(whole), -1))
    assert (whole[0]["sentence"], whole[0]["moved"]) == ("A was made inactive.", 1)
    assert whole[0]["private"] == [{"name": "note", "text": "called"}]
    by = f"{whole[0]['actor']['kind']}:{whole[0]['actor']['id']}"
    assert [one["name"] for one in await ledger(city.clerk, kind="referral")] == ["referral.certified"]
    assert [one["subject"]["title"] for one in await ledger(city.clerk, event="referral.certified")] == [
        referral["number"]
    ]
    (made,) = await ledger(city.clerk, kind="job_class")
    assert made["subject"]["title"] == "Analyst"
    assert len(await ledger(city.clerk, actor=by, kind="eligible")) == 1
    assert await ledger(city.clerk, actor="user:nobody") == []
    day = whole[0]["occurred_at"][:10]
    first = await city.clerk.read("/ledger/entries", params={"limit": 1, "kind": "position"})
    params = {"limit": 50, "kind": "position", "cursor": first["next_cursor"]}
    rest = await city.clerk.read("/ledger/entries", params=params)
    assert len(first["items"] + rest["items"]) == 4
    assert await ledger(city.clerk, from_on=_shifted(day, 3)) == []
    assert await ledger(city.clerk, to_on=_shifted(day, -3)) == []
    assert await ledger(city.clerk, from_on=_shifted(day, -3), to_on=_shifted(day, 3)) == whole


def _shifted(day: str, by: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=by))


@pytest.mark.parametrize(
    ("params", "status"),
    [({"from_on": "soon"}, 422), ({"to_on": "9999-12-31"}, 422), ({"kind": "\x00"}, 400), ({"cursor": "made-up"}, 400)],
)
async def test_a_bad_filter_of_the_ledger_is_refused(administrator: Clerk, params: dict[str, str], status: int) -> None:
    problem(await administrator.get("/ledger/entries", params=params), status)


async def test_only_who_may_read_the_ledger_reads_it_whole(city: City, clerks: Clerks) -> None:
    problem(await (await colleague(clerks, city.clerk, "exam_analyst")).get("/ledger/entries"), 403)
    assert await ledger(await colleague(clerks, city.clerk, "auditor"))


async def test_a_page_of_the_ledger_costs_the_same_for_one_event_and_for_fifty(city: City, app: FastAPI) -> None:
    for name in "ABCDEFGH":
        await deactivate(city, name)
    costs = []
    for limit in (1, 8):
        with counted(app) as statements:
            await ledger(city.clerk, kind="eligible", limit=limit)
        costs.append(len(statements))
    assert costs[0] == costs[1]


async def test_the_records_of_an_agency_are_told_with_who_and_what(administrator: Clerk) -> None:
    clerk = administrator
    made = await clerk.make("/departments", {"code": "DPH", "title": "Public Health"})
    await clerk.patch(f"/departments/{made['id']}", {"title": "Health"}, version=1)
    await clerk.make("/holidays", {"falls_on": "2027-03-31", "title": "Chavez Day"})
    ada = {"email": "ada@demo.example", "name": "Ada Obi", "roles": ["exam_analyst", "auditor"], "departments": []}
    user = await clerk.make("/users", ada | {"password": PASSWORD})
    changed = {"roles": ["auditor"]}
    assert (await clerk.patch(f"/users/{user['id']}", changed, version=user["version"])).status_code == 200
    await clerk.make("/api-keys", {"name": "Payroll", "scopes": ["lists:read"]})

    told = (await clerk.read("/ledger/entries", params={"limit": 6}))["items"]
    assert [(one["sentence"], one["subject"]["title"]) for one in told] == [
        ("The API key Payroll was made.", "Payroll"),
        ("The account of Ada Obi was changed: auditor.", "Ada Obi"),
        ("Ada Obi was added as a user: auditor, exam analyst.", "Ada Obi"),
        ("Mar 31, 2027 (Chavez Day) became a holiday.", "Chavez Day"),
        ("Department Health was changed.", "Health"),
        ("Department DPH (Public Health) was added.", "Health"),
    ]


def test_every_event_has_its_sentence() -> None:
    """An event that is told by its name alone says neither who nor what."""
    recorded = re.compile(r'"([a-z_]+\.[a-z_]+)",\s*(?:Subject\(|_subject\(|subject\b)')
    names = {name for path in Path(api.__path__[0]).rglob("*.py") for name in recorded.findall(path.read_text())}
    assert len(names) > 30
    assert names <= ENGLISH.keys()
