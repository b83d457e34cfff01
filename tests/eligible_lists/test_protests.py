"""Protests of a tentative list, notes, and the turns in a list's life that an analyst makes."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from tests.conftest import Clerks
from tests.support.clerk import problem
from tests.support.lists import Desk, people
from tests.support.staff import colleague
from tests.support.statements import counted

DAY = 86_400


@pytest.fixture
async def path(desk: Desk) -> str:
    """A posted list of five people."""
    made = await desk.list()
    await desk.imported(made["id"], people(5))
    await desk.scored(made["id"])
    path = f"/eligible-lists/{made['id']}"
    assert (await desk.act(path, "post")).status_code == 200
    return path


async def somebody(desk: Desk, path: str, place: int = 0) -> Any:
    """One of the people on the list."""
    return (await desk.clerk.read(f"{path}/eligibles"))["items"][place]


async def protest(desk: Desk, path: str, place: int = 0, **more: Any) -> Any:
    """A protest filed by somebody on the list."""
    person = (await somebody(desk, path, place))["person"]["id"]
    body = {"person_id": person, "kind": "own_rating", "grounds": "My oral score was added wrongly.", **more}
    return await desk.clerk.make(f"{path}/protests", body)


async def pass_inspection(desk: Desk, path: str) -> None:
    """Move the clock past the last day of inspection."""
    row = await desk.clerk.read(path)
    now = date.fromisoformat((await desk.clerk.read(f"{path}/outlook"))["today"])
    days = (date.fromisoformat(row["inspection_ends_on"]) - now).days + 1
    await desk.clerk.make("/demo/clock", {"advance_seconds": days * DAY + 3600})


async def test_a_protest_is_filed_listed_and_decided_once(desk: Desk, path: str) -> None:
    made = await protest(desk, path)
    assert (made["status"], made["is_late"]) == ("filed", False)
    page = await desk.clerk.read(f"{path}/protests")
    assert page["items"] == [made]
    assert page["counts"] == {"filed": 1, "granted": 0, "denied": 0, "withdrawn": 0, "late": 0}

    decision = {"decision": "grant", "reason": "The sum was wrong."}
    decided = await desk.clerk.make(f"{path}/protests/{made['id']}/decision", decision, version=made["version"])
    assert (decided["status"], decided["decision_reason"]) == ("granted", "The sum was wrong.")
    again = await desk.clerk.post(f"{path}/protests/{made['id']}/decision", decision)
    problem(again, 409, "illegal_transition")
    told = await desk.clerk.read("/timeline", params={"subject": f"list:{path.rpartition('/')[2]}"})
    assert [one["sentence"] for one in told["items"][:2]] == [
        f"Protest {made['number']} was granted.",
        f"Protest {made['number']} was filed by {made['person']['display_name']}.",
    ]


async def test_a_protest_after_the_inspection_is_kept_as_late(desk: Desk, path: str) -> None:
    posted = (await desk.clerk.read(path))["inspection_ends_on"]
    await pass_inspection(desk, path)
    assert (await protest(desk, path))["is_late"]
    in_time = await protest(desk, path, 1, filed_on=posted)
    assert not in_time["is_late"]
    assert (await desk.clerk.read(f"{path}/protests"))["counts"]["late"] == 1


async def test_undecided_protests_do_not_stop_the_adoption_which_says_how_many(desk: Desk, path: str) -> None:
    await protest(desk, path)
    await protest(desk, path, 1)
    await pass_inspection(desk, path)
    assert (await desk.clerk.read(f"{path}/outlook"))["protests_undecided"] == 2
    assert (await desk.act(path, "adopt")).json()["status"] == "adopted"
    told = await desk.clerk.read("/timeline", params={"subject": f"list:{path.rpartition('/')[2]}", "limit": 1})
    assert "while 2 protests were undecided" in told["items"][0]["sentence"]


async def test_an_agency_may_let_undecided_protests_stop_the_adoption(desk: Desk, path: str) -> None:
    clerk = desk.clerk
    agency = await clerk.read("/agency")
    assert agency["undecided_protests"] == "count"
    problem(await clerk.patch("/agency", {"undecided_protests": "maybe"}, version=agency["version"]), 422)
    changed = await clerk.patch("/agency", {"undecided_protests": "refuse"}, version=agency["version"])
    assert changed.json()["undecided_protests"] == "refuse"
    made = await protest(desk, path)
    await pass_inspection(desk, path)
    problem(await desk.act(path, "adopt"), 409, "protests_undecided")
    decided = {"decision": "deny", "reason": "The key is right"}
    assert (await clerk.post(f"{path}/protests/{made['id']}/decision", decided, version=made["version"])).is_success
    assert (await desk.act(path, "adopt")).json()["status"] == "adopted"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"filed_on": "2999-01-01"}, "filed_on"),
        ({"filed_on": "2020-01-01"}, "filed_on"),
        ({"person_id": str(uuid4())}, "person_id"),
        ({"kind": "unhappy"}, "kind"),
        ({"grounds": ""}, "grounds"),
        ({"grounds": "nul\x00"}, "grounds"),
        ({"grounds": "x" * 5001}, "grounds"),
    ],
)
async def test_what_is_no_protest_is_refused_by_field(desk: Desk, path: str, more: dict[str, Any], field: str) -> None:
    person = (await somebody(desk, path))["person"]["id"]
    body = {"person_id": person, "kind": "other", "grounds": "wrong", **more}
    found = problem(await desk.clerk.post(f"{path}/protests", body), 422)
    assert field in str(found["errors"])
    assert (await desk.clerk.read(f"{path}/protests"))["items"] == []


async def test_a_list_that_is_not_posted_cannot_be_protested(desk: Desk) -> None:
    made = await desk.list("L2")
    body = {"person_id": str(uuid4()), "kind": "other", "grounds": "wrong"}
    problem(await desk.clerk.post(f"/eligible-lists/{made['id']}/protests", body), 409, "list_not_posted")


async def test_pages_of_protests_cost_the_same(desk: Desk, path: str, app: FastAPI) -> None:
    costs = []
    for count in (1, 8):
        while len((await desk.clerk.read(f"{path}/protests"))["items"]) < count:
            await protest(desk, path)
        with counted(app) as statements:
            await desk.clerk.read(f"{path}/protests")
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert len(await desk.clerk.all(f"{path}/protests", limit=3)) == 8


async def test_notes_on_the_list_and_on_somebody(desk: Desk, path: str, clerks: Clerks) -> None:
    one = await somebody(desk, path)
    await desk.clerk.make(f"{path}/notes", {"body": "Room 4 was cold."})
    about = await desk.clerk.make(f"{path}/notes", {"body": "<i>Called</i>", "eligible_id": one["id"]})
    assert about["about"] == one["person"]["display_name"]
    assert about["author"]
    assert [note["body"] for note in (await desk.clerk.read(f"{path}/notes"))["items"]] == [
        "<i>Called</i>",
        "Room 4 was cold.",
    ]
    only = await desk.clerk.read(f"{path}/notes", params={"eligible_id": one["id"]})
    assert [note["id"] for note in only["items"]] == [about["id"]]
    problem(await desk.clerk.post(f"{path}/notes", {"body": "x", "eligible_id": str(uuid4())}), 422)
    auditor = await colleague(clerks, desk.clerk, "auditor")
    assert len((await auditor.read(f"{path}/notes"))["items"]) == 2
    problem(await auditor.post(f"{path}/notes", {"body": "x"}), 403)


async def test_a_posting_is_taken_back_and_made_again(desk: Desk, path: str) -> None:
    back = (await desk.act(path, "withdraw", {"reason": "A protest was granted."})).json()
    assert (back["status"], back["posted_at"], back["inspection_ends_on"]) == ("scored", None, None)
    problem(await desk.act(path, "withdraw", {"reason": "again"}), 409, "illegal_transition")
    assert (await desk.act(path, "post")).json()["status"] == "tentative"


async def test_a_list_is_exhausted_and_taken_back_into_use(desk: Desk, path: str) -> None:
    problem(await desk.act(path, "exhaust", {"reason": "short"}), 409, "illegal_transition")
    await pass_inspection(desk, path)
    await desk.act(path, "adopt")
    problem(await desk.clerk.post(f"{path}/exhaust", {"reason": "Two scores left."}, version=1), 412, "stale_version")
    assert (await desk.act(path, "exhaust", {"reason": "Two scores left."})).json()["status"] == "exhausted"
    assert (await desk.act(path, "reopen", {"reason": "By order."})).json()["status"] == "adopted"
    problem(await desk.act(path, "reopen", {"reason": "again"}), 409, "illegal_transition")


async def test_the_outlook_counts_the_inspection_in_business_days(desk: Desk, path: str) -> None:
    row, seen = await desk.clerk.read(path), await desk.clerk.read(f"{path}/outlook")
    first, last = (date.fromisoformat(row[f"inspection_{end}_on"]) for end in ("starts", "ends"))
    weekdays = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert seen["inspection_days"] == sum(day.weekday() < 5 for day in weekdays) == 3
    assert seen["inspection_day"] == 0  # the day of posting is not the first
    assert seen["open_referrals"] == 0


async def test_a_change_of_terms_is_recorded_with_what_was_before(desk: Desk) -> None:
    made = await desk.list("L3")
    path = f"/eligible-lists/{made['id']}"
    answer = await desk.clerk.patch(path, {"duration_months": 24, "specialty": "Night"}, version=made["version"])
    assert answer.status_code == 200
    told = await desk.clerk.read("/timeline", params={"subject": f"list:{made['id']}"})
    assert told["items"][0]["changes"] == [
        {"field": "duration_months", "before": "12", "after": "24"},
        {"field": "specialty", "before": None, "after": "Night"},
    ]
