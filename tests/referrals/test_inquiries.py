"""Inquiries by hand: sent, to be answered by a day, answered in time or late, silence; who is still silent."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from api.platform.schema import Page
from api.referrals.standings.schemas import StandingRead
from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague
from tests.support.statements import counted

LETTER = {"means": "letter"}


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores and four vacant positions."""
    return await City.build(administrator, world, TEN)


def business_day(start: date, count: int) -> date:
    """So many weekdays later; the founded agency has no holidays."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


async def ask(city: City, referral: str, *names: str, **more: Any) -> dict[str, Any]:
    """Record a letter to people."""
    people = [str(city.people[name]) for name in names]
    made: dict[str, Any] = await city.clerk.make(
        f"/referrals/{referral}/inquiries", LETTER | {"eligible_ids": people} | more
    )
    return made


async def reply(city: City, referral: str, name: str, answer: str, **more: Any) -> Any:
    """Record an answer; returns the response."""
    path = f"/referrals/{referral}/eligibles/{city.people[name]}/replies"
    return await city.clerk.post(path, {"answer": answer, **more})


async def wait(city: City, days: int) -> None:
    """Let days pass."""
    await city.clerk.make("/demo/clock", {"advance_seconds": days * 86_400})


async def states(city: City, referral: str) -> dict[str, str]:
    """Name -> what has become of the inquiry."""
    items = await city.clerk.all(f"/referrals/{referral}/inquiries")
    return {one["person"]["display_name"]: one["state"] for one in items}


async def test_a_referral_that_reopens_waits_again_for_whom_it_waited(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await city.clerk.make(f"/referrals/{referral}/inquiries", LETTER | {"all_reachable": True})
    await city.dispose(referral, "A", "waived")
    await city.dispose(referral, "A", "pending")  # taken back by hand: it is known that A does not wait to answer
    before = await states(city, referral)
    assert (before["A"], before["B"]) == ("decided", "waiting")
    await city.clerk.make(f"/referrals/{referral}/close", {"reason": "test"})
    assert set((await states(city, referral)).values()) == {"decided"}
    await city.clerk.make(f"/referrals/{referral}/reopen", {"reason": "test"})
    assert await states(city, referral) == before

    await wait(city, 30)  # nothing records silence by itself here: no worker runs
    states_after = await states(city, referral)
    assert (states_after["A"], states_after["B"]) == ("decided", "overdue")
    people = {one["person"]["display_name"]: one for one in await city.clerk.all(f"/referrals/{referral}/eligibles")}
    assert [people[name]["notice"]["is_overdue"] for name in "AB"] == [False, True]


async def test_the_day_to_answer_by_follows_the_calendar_of_the_agency(city: City) -> None:
    referral = await city.certify(0)
    made = await city.clerk.make(f"/referrals/{referral['id']}/inquiries", LETTER | {"all_reachable": True})
    items = await city.clerk.all(f"/referrals/{referral['id']}/inquiries")
    assert made["recorded"] == referral["names_in_reach"] == len(items)
    sent_on = date.fromisoformat(items[0]["sent_on"])
    assert made["respond_by_on"] == business_day(sent_on, 5).isoformat()
    assert {one["state"] for one in items} == {"waiting"}
    # Of one day they come by name, whatever the pages.
    named = [one["person"]["display_name"] for one in items]
    assert named == sorted(named)
    paged = await city.clerk.all(f"/referrals/{referral['id']}/inquiries", limit=2)
    assert [one["person"]["display_name"] for one in paged] == named
    # Who was asked is not asked again by asking everybody.
    again = await city.clerk.post(f"/referrals/{referral['id']}/inquiries", LETTER | {"all_reachable": True})
    problem(again, 409, "nobody_to_ask")


async def test_holidays_do_not_count_and_temporary_work_is_answered_sooner(city: City) -> None:
    await city.position("T0", employment="temporary")
    permanent, temporary = (await city.certify(0))["id"], (await city.certify(-1))["id"]
    await ask(city, permanent, "A")
    (asked,) = await city.clerk.all(f"/referrals/{permanent}/inquiries")
    sent_on = date.fromisoformat(asked["sent_on"])
    await city.clerk.make("/holidays", {"falls_on": business_day(sent_on, 2).isoformat(), "title": "A holiday"})
    assert asked["respond_by_on"] == business_day(sent_on, 5).isoformat()
    assert (await ask(city, permanent, "B"))["respond_by_on"] == business_day(sent_on, 6).isoformat()
    assert (await ask(city, temporary, "A"))["respond_by_on"] == business_day(sent_on, 4).isoformat()


async def test_only_people_in_reach_are_asked_and_days_are_looked_at(city: City) -> None:
    referral = (await city.certify(0))["id"]
    path, a, h = f"/referrals/{referral}/inquiries", str(city.people["A"]), str(city.people["H"])
    body = problem(await city.clerk.post(path, LETTER | {"eligible_ids": [a, h]}), 409, "not_reachable")
    assert [one["field"] for one in body["errors"]] == ["eligible_ids.1"]
    for wrong, field in (
        ({"eligible_ids": [a], "sent_on": "2000-01-01"}, "sent_on"),
        ({"eligible_ids": [a], "respond_by_on": "2000-01-01"}, "respond_by_on"),
        ({"eligible_ids": [a], "respond_by_on": "9999-12-31"}, "respond_by_on"),
        ({"eligible_ids": [str(city.list_id)]}, "eligible_ids.0"),
    ):
        found = problem(await city.clerk.post(path, LETTER | wrong), 422)
        assert [one["field"] for one in found["errors"]] == [field]
    problem(await city.clerk.post(path, {"means": "pigeon", "eligible_ids": [a]}), 422)
    problem(await city.clerk.post(path, LETTER | {"eligible_ids": [a], "note": "a\x00b"}), 422)
    problem(await city.clerk.post(path, LETTER), 422)
    problem(await city.clerk.post(path, LETTER | {"eligible_ids": [a], "all_reachable": True}), 422)
    assert await city.clerk.all(path) == []


async def test_what_is_written_of_people_is_what_the_contract_says(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await ask(city, referral, "A", "B")
    assert (await reply(city, referral, "A", "interested")).status_code < 300
    page = await city.clerk.get(f"/referrals/{referral}/eligibles?limit=5")
    read = Page[StandingRead].model_validate_json(page.content)
    assert read.model_dump(mode="json") == page.json()
    assert [one.notice is None for one in read.items] == [False, False, True, True, True]


async def test_an_answer_in_time_becomes_the_disposition(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await ask(city, referral, "A", "B", "C")
    answer = await reply(city, referral, "A", "interested")
    assert answer.status_code == 201, answer.text
    assert (answer.json()["is_late"], answer.json()["is_applied"]) == (False, True)
    waived = (await reply(city, referral, "C", "waived")).json()
    assert waived["eligible"]["disposition"] == "waived"
    assert await states(city, referral) == {"A": "answered", "B": "waiting", "C": "answered"}
    item = await city.clerk.read(f"/referrals/{referral}/eligibles/{city.people['A']}")
    assert (item["disposition"], item["notice"]["answer"], item["notice"]["is_late"]) == (
        "interested",
        "interested",
        False,
    )


async def test_an_answer_arrives_between_the_inquiry_and_today_and_is_no_silence(city: City) -> None:
    referral = (await city.certify(0))["id"]
    made = await ask(city, referral, "A")
    (asked,) = await city.clerk.all(f"/referrals/{referral}/inquiries")
    for day in (date.fromisoformat(asked["sent_on"]) - timedelta(days=1), date.fromisoformat(made["respond_by_on"])):
        refused = problem(await reply(city, referral, "A", "waived", received_on=day.isoformat()), 422)
        assert [one["field"] for one in refused["errors"]] == ["received_on"]
    assert (await reply(city, referral, "A", "waived")).json()["is_applied"] is True
    assert (await city.dispose(referral, "A", "pending")).status_code == 200
    await wait(city, 10)
    problem(await city.dispose(referral, "A", "no_response"), 409, "answered")


async def test_silence_counts_after_the_day_and_not_before(city: City) -> None:
    referral = (await city.certify(0))["id"]
    sent = await ask(city, referral, "A", "B")
    due = date.fromisoformat(sent["respond_by_on"])
    refused = problem(await city.dispose(referral, "A", "no_response"), 409, "response_open")
    assert refused["detail"] == f"An answer counts until the end of {due:%b} {due.day}, {due.year}."
    await reply(city, referral, "B", "interested")
    await wait(city, 10)
    assert await states(city, referral) == {"A": "overdue", "B": "answered"}
    assert (await city.dispose(referral, "A", "no_response")).status_code == 200
    assert (await states(city, referral))["A"] == "decided"


async def test_a_late_answer_is_recorded_and_changes_nothing_by_itself(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await ask(city, referral, "A", "B")
    await wait(city, 10)
    await city.dispose(referral, "A", "no_response")
    for name, now in (("A", "no_response"), ("B", "pending")):
        found = (await reply(city, referral, name, "interested")).json()
        assert (found["is_late"], found["is_applied"], found["eligible"]["disposition"]) == (True, False, now)
    assert await states(city, referral) == {"A": "answered_late", "B": "answered_late"}
    # What it means is for an analyst to decide, with a reason.
    assert (await city.dispose(referral, "A", "interested")).status_code == 200


async def test_silence_before_the_hour_of_closing_is_refused_with_that_hour(city: City) -> None:
    referral = (await city.certify(0))["id"]
    agency = await city.clerk.read("/agency")
    await city.clerk.patch("/agency", {"deadline_closes_at": "16:30"}, version=agency["version"])
    due = date.fromisoformat((await ask(city, referral, "A"))["respond_by_on"])
    refused = problem(await city.dispose(referral, "A", "no_response"), 409, "response_open")
    assert refused["detail"] == f"An answer counts until 4:30 PM on {due:%b} {due.day}, {due.year}."


async def test_an_answer_that_came_in_time_is_in_time_however_late_it_is_written_down(city: City) -> None:
    referral = (await city.certify(0))["id"]
    made = await ask(city, referral, "A", "B")
    await wait(city, 10)
    on_time = made["respond_by_on"]
    too_late = (date.fromisoformat(on_time) + timedelta(days=1)).isoformat()
    assert (await reply(city, referral, "A", "interested", received_on=on_time)).json()["is_late"] is False
    assert (await reply(city, referral, "B", "interested", received_on=too_late)).json()["is_late"] is True
    problem(await city.dispose(referral, "A", "no_response"), 409)


async def test_more_time_is_given_to_who_has_not_answered(city: City) -> None:
    referral = (await city.certify(0))["id"]
    made = await ask(city, referral, "A", "B")
    await reply(city, referral, "B", "waived")
    later = (date.fromisoformat(made["respond_by_on"]) + timedelta(days=20)).isoformat()
    path, why = f"/referrals/{referral}/inquiries/extend", {"respond_by_on": later, "reason": "post was slow"}
    extended = await city.clerk.make(path, why)
    assert (extended["recorded"], extended["respond_by_on"]) == (1, later)
    problem(await city.clerk.post(path, why | {"eligible_ids": [str(city.people["B"])]}), 409, "nobody_waits")
    problem(await city.clerk.post(path, why | {"respond_by_on": "2000-01-01"}), 422)
    await wait(city, 10)
    problem(await city.dispose(referral, "A", "no_response"), 409, "response_open")


async def test_deadlines_say_how_many_wait_and_a_department_sees_its_own(city: City, clerks: Clerks) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    await ask(city, one, "A", "B", "C")
    made = await ask(city, two, "A")
    await reply(city, one, "A", "interested")
    found = await city.clerk.all("/response-deadlines")
    assert {one["referral_id"]: one["waiting"] for one in found} == {one: 2, two: 1}
    assert not any(one["is_past"] for one in found)
    due = {"due_by": made["respond_by_on"]}
    assert len((await city.clerk.read("/response-deadlines", params=due))["items"]) == 2
    before = {"due_by": "2000-01-01"}
    assert (await city.clerk.read("/response-deadlines", params=before))["items"] == []
    assert (await city.clerk.read("/response-deadlines", params={"is_past": True}))["items"] == []
    second = {"department_id": str(city.departments[1])}
    assert [one["referral_id"] for one in (await city.clerk.read("/response-deadlines", params=second))["items"]] == [
        two
    ]

    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[1]),))
    assert [one["referral_id"] for one in await manager.all("/response-deadlines")] == [two]
    problem(await manager.get(f"/referrals/{one}/inquiries"), 404)
    await city.clerk.make(f"/referrals/{two}/close", {"reason": "over"})
    assert [one["referral_id"] for one in await city.clerk.all("/response-deadlines")] == [one]


async def test_report_backs_are_found_by_day_department_and_delay(city: City) -> None:
    one, two = await city.certify(0), await city.certify(1)
    sooner = {"report_back_on": one["certified_at"][:10]}
    answer = await city.clerk.patch(f"/referrals/{one['id']}", sooner, version=one["version"])
    assert answer.status_code == 200, answer.text

    async def found(**asked: Any) -> list[str]:
        return [item["id"] for item in (await city.clerk.read("/referrals", params=asked))["items"]]

    assert await found(sort="report_back_on") == [one["id"], two["id"]]
    assert await found(sort="-number") == [two["id"], one["id"]]
    assert await found(report_back_by=sooner["report_back_on"]) == [one["id"]]
    assert await found(department_id=str(city.departments[1])) == [two["id"]]
    await wait(city, 3)
    assert await found(overdue=True) == [one["id"]]
    assert await found(overdue=False) == [two["id"]]
    problem(await city.clerk.get("/referrals", params={"sort": "note"}), 422)
    problem(await city.clerk.get("/referrals", params={"report_back_by": "soon"}), 422)
    first = await city.clerk.read("/referrals", params={"sort": "report_back_on", "limit": 1})
    rest = {"sort": "report_back_on", "limit": 1, "cursor": first["next_cursor"]}
    assert [first["items"][0]["id"], *await found(**rest)] == [one["id"], two["id"]]


async def test_referrals_are_counted_by_status_under_the_other_filters(
    city: City, clerks: Clerks, app: FastAPI
) -> None:
    one = await city.certify(0)
    before = await statements(city, app, "/referrals/counts")
    _, third = await city.certify(1), await city.certify(2)
    await city.clerk.make(f"/referrals/{third['id']}/close", {"reason": "over"})

    async def counts(clerk: Clerk = city.clerk, **asked: Any) -> Any:
        return (await clerk.read("/referrals/counts", params=asked))["by_status"]

    assert await counts() == {"certified": 2, "closed_unfilled": 1}
    assert await counts(q=one["number"]) == {"certified": 1}
    assert await counts(department_id=str(city.departments[1])) == {"certified": 1}
    assert await counts(overdue=True) == {}
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[1]),))
    assert await counts(manager) == {"certified": 1}
    assert await statements(city, app, "/referrals/counts") == before
    problem(await city.clerk.get("/referrals/counts", params={"overdue": "maybe"}), 422)


async def test_collections_read_as_often_for_many_as_for_one(city: City, app: FastAPI) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    await ask(city, one, "A")
    paths = ("/response-deadlines", f"/referrals/{one}/inquiries")
    few = [await statements(city, app, path) for path in paths]
    await ask(city, two, "A", "B", "C")
    await ask(city, one, "B", "C")
    assert [await statements(city, app, path) for path in paths] == few


async def statements(city: City, app: FastAPI, path: str) -> int:
    """How many statements a read takes."""
    with counted(app) as seen:
        await city.clerk.read(path)
    return len(seen)
