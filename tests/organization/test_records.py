"""Departments, job classes, positions, holidays: made, changed, voided, and what is refused."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from fastapi import FastAPI

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague, department, job_class, position
from tests.support.statements import counted

CODED = pytest.mark.parametrize("path", ["/departments", "/job-classes"])


@CODED
async def test_a_record_is_made_read_changed_and_voided(administrator: Clerk, path: str) -> None:
    made = await administrator.make(path, {"code": " A1 ", "title": "First"})
    assert (made["code"], made["title"], made["version"], made["voided_at"]) == ("A1", "First", 1, None)
    assert await administrator.read(f"{path}/{made['id']}") == made

    changed = (await administrator.patch(f"{path}/{made['id']}", {"title": "Second"}, version=1)).json()
    assert changed == {**made, "title": "Second", "version": 2}
    same = (await administrator.patch(f"{path}/{made['id']}", {"title": "Second"}, version=2)).json()
    assert same["version"] == 2

    voided = await administrator.delete(f"{path}/{made['id']}", json={"reason": "merged"}, version=2)
    assert voided.status_code == 200
    assert voided.json()["void_reason"] == "merged"
    assert voided.json()["version"] == 3
    assert (await administrator.read(path))["items"] == []
    gone = await administrator.read(path, params={"is_voided": True})
    assert [one["id"] for one in gone["items"]] == [made["id"]]
    again = await administrator.delete(f"{path}/{made['id']}", json={"reason": "again"}, version=3)
    problem(again, 409, "voided")
    problem(await administrator.patch(f"{path}/{made['id']}", {"title": "x"}, version=1), 409, "voided")


@CODED
async def test_a_code_is_taken_once(administrator: Clerk, path: str) -> None:
    first = await administrator.make(path, {"code": "A1", "title": "First"})
    second = await administrator.make(path, {"code": "A2", "title": "Second"})
    refused = problem(await administrator.post(path, {"code": "A1", "title": "x"}), 409, "duplicate_code")
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("code", "duplicate_code")]
    renamed = await administrator.patch(f"{path}/{second['id']}", {"code": "A1"}, version=1)
    problem(renamed, 409, "duplicate_code")
    await administrator.delete(f"{path}/{first['id']}", json={"reason": "closed"}, version=1)
    problem(await administrator.post(path, {"code": "A1", "title": "x"}), 409, "duplicate_code")


async def test_two_who_make_the_same_code_at_once_get_one_record(administrator: Clerk) -> None:
    body = {"code": "A1", "title": "First"}
    answers = await asyncio.gather(*(administrator.post("/departments", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"duplicate_code"}


async def test_the_same_idempotency_key_makes_one_record(administrator: Clerk) -> None:
    headers = {"Idempotency-Key": "one"}
    body = {"code": "A1", "title": "First"}
    first = await administrator.post("/departments", body, headers=headers)
    second = await administrator.post("/departments", body, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    other = await administrator.post("/departments", {**body, "title": "x"}, headers=headers)
    problem(other, 422, "idempotency_key_reused")
    assert len((await administrator.read("/departments"))["items"]) == 1


@CODED
async def test_a_change_needs_the_version_that_stands(administrator: Clerk, path: str) -> None:
    made = await administrator.make(path, {"code": "A1", "title": "First"})
    where, body, reason = f"{path}/{made['id']}", {"title": "x"}, {"reason": "y"}
    problem(await administrator.patch(where, body), 428, "version_required")
    problem(await administrator.delete(where, json=reason), 428, "version_required")
    assert problem(await administrator.patch(where, body, version=9), 412, "stale_version")["version"] == 1
    problem(await administrator.delete(where, json=reason, version=9), 412, "stale_version")
    problem(await administrator.patch(where, body, headers={"If-Match": "1"}), 400, "unreadable")
    assert await administrator.read(where) == made


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"code", "title"}),
        ({"code": "", "title": "x" * 201}, {"code", "title"}),
        ({"code": "A\x00", "title": "x"}, {"code"}),
        ({"code": "A", "title": "x", "agency_id": str(uuid4())}, {"agency_id"}),
        ({"code": 7, "title": "x"}, {"code"}),
        ([1], {"body"}),
    ],
)
async def test_invalid_fields_are_named(administrator: Clerk, body: Any, fields: set[str]) -> None:
    answer = problem(await administrator.post("/departments", body), 422)
    assert {one["field"] for one in answer["errors"]} == fields


async def test_null_is_no_value_but_where_a_field_may_be_empty(administrator: Clerk) -> None:
    dph, analyst = await department(administrator), await job_class(administrator)
    body = {"title": "x", "number": "1", "job_class_id": analyst["id"], "department_id": dph["id"]}
    seat = await administrator.make("/positions", {**body, "requisition_number": "RTF-1"})
    refused = problem(await administrator.patch(f"/positions/{seat['id']}", {"title": None}, version=1), 422)
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("title", "not_null")]
    emptied = await administrator.patch(f"/positions/{seat['id']}", {"requisition_number": None}, version=1)
    assert emptied.json()["requisition_number"] is None


async def test_a_position_names_a_department_and_a_class_of_the_agency(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    dph, analyst = await department(administrator), await job_class(administrator)
    stranger = await clerks.sign_in("admin@other.example")
    foreign = await department(stranger, "FGN")
    gone = await department(administrator, "OLD")
    await administrator.delete(f"/departments/{gone['id']}", json={"reason": "closed"}, version=1)
    seat = await position(administrator, "1", analyst["id"], dph["id"])
    assert (seat["status"], seat["employment"], seat["requisition_number"]) == ("vacant", "permanent", None)

    for bad in (foreign["id"], gone["id"], str(uuid4())):
        body = {"number": "2", "title": "x", "job_class_id": analyst["id"], "department_id": bad}
        refused = problem(await administrator.post("/positions", body), 422, "unknown_reference")
        assert [one["field"] for one in refused["errors"]] == ["department_id"]
        moved = await administrator.patch(f"/positions/{seat['id']}", {"department_id": bad}, version=1)
        problem(moved, 422, "unknown_reference")
    body = {"number": "2", "title": "x", "job_class_id": dph["id"], "department_id": dph["id"]}
    refused = problem(await administrator.post("/positions", body), 422, "unknown_reference")
    assert [one["field"] for one in refused["errors"]] == ["job_class_id"]
    filled = problem(await administrator.post("/positions", {**body, "status": "filled"}), 422)
    assert [one["field"] for one in filled["errors"]] == ["status"]
    taken = await administrator.post("/positions", {**body, "job_class_id": analyst["id"], "number": "1"})
    assert [one["field"] for one in problem(taken, 409, "duplicate_code")["errors"]] == ["number"]


async def test_what_is_in_use_is_not_voided(administrator: Clerk, clerks: Clerks) -> None:
    dph, analyst = await department(administrator), await job_class(administrator)
    seat = await position(administrator, "1", analyst["id"], dph["id"])
    await colleague(clerks, administrator, "hiring_manager", departments=(dph["id"],))
    reason = {"json": {"reason": "closed"}}
    problem(await administrator.delete(f"/departments/{dph['id']}", **reason, version=9), 409, "in_use")
    problem(await administrator.delete(f"/job-classes/{analyst['id']}", **reason, version=1), 409, "in_use")
    assert (await administrator.delete(f"/positions/{seat['id']}", **reason, version=1)).status_code == 200
    assert (await administrator.delete(f"/job-classes/{analyst['id']}", **reason, version=1)).status_code == 200
    managed = await administrator.delete(f"/departments/{dph['id']}", **reason, version=1)
    assert "Hiring managers" in problem(managed, 409, "in_use")["detail"]


async def test_a_filled_position_stays_what_it_was_certified_as(administrator: Clerk, world: World) -> None:
    dph, pub, analyst = await department(administrator), await department(administrator, "PUB"), None
    analyst = await job_class(administrator)
    seat = await position(administrator, "1", analyst["id"], dph["id"])
    await _execute(world, "UPDATE positions SET status = 'filled' WHERE id = $1", seat["id"])
    where = f"/positions/{seat['id']}"
    refused = problem(await administrator.patch(where, {"department_id": pub["id"]}, version=1), 409, "in_use")
    assert [one["field"] for one in refused["errors"]] == ["department_id"]
    problem(await administrator.delete(where, json={"reason": "x"}, version=1), 409, "in_use")
    renamed = await administrator.patch(where, {"title": "Senior", "department_id": dph["id"]}, version=1)
    assert renamed.json()["title"] == "Senior"
    vacant = await administrator.read("/positions", params={"status": "vacant"})
    assert vacant["items"] == []


async def _execute(world: World, statement: str, *values: Any) -> None:
    connection = await asyncpg.connect(world.admin_url)
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


async def test_a_department_is_not_voided_beneath_a_position_made_meanwhile(administrator: Clerk) -> None:
    analyst = await job_class(administrator)
    for turn in range(8):
        dph = await department(administrator, f"D{turn}")
        body = {"number": f"{turn}", "title": "x", "job_class_id": analyst["id"], "department_id": dph["id"]}
        made, voided = await asyncio.gather(
            administrator.post("/positions", body),
            administrator.delete(f"/departments/{dph['id']}", json={"reason": "closed"}, version=1),
        )
        assert (made.status_code, voided.status_code) in {(201, 409), (422, 200)}


async def test_another_agency_sees_and_changes_nothing(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    dph, analyst = await department(administrator), await job_class(administrator)
    seat = await position(administrator, "1", analyst["id"], dph["id"])
    day = await administrator.make("/holidays", {"falls_on": "2026-12-25", "title": "Christmas"})
    stranger = await clerks.sign_in("admin@other.example")
    for path, row in (("/departments", dph), ("/job-classes", analyst), ("/positions", seat), ("/holidays", day)):
        where = f"{path}/{row['id']}"
        problem(await stranger.get(where), 404, "not_found")
        problem(await stranger.patch(where, {"title": "x"}, version=1), 404, "not_found")
        problem(await stranger.delete(where, json={"reason": "x"}, version=1), 404, "not_found")
        assert (await stranger.read(path))["items"] == []
        assert await administrator.read(where) == row


async def test_unknown_ids_and_what_is_no_id_read_the_same(administrator: Clerk) -> None:
    for name in (str(uuid4()), "1", "x' OR true --"):
        problem(await administrator.get(f"/departments/{name}"), 404, "not_found")


async def test_a_hiring_manager_sees_the_own_departments_only(administrator: Clerk, clerks: Clerks) -> None:
    dph, pub = await department(administrator), await department(administrator, "PUB")
    analyst = await job_class(administrator)
    own = await position(administrator, "1", analyst["id"], dph["id"])
    foreign = await position(administrator, "2", analyst["id"], pub["id"])
    manager = await colleague(clerks, administrator, "hiring_manager", departments=(dph["id"],))
    seen = await manager.read("/departments", params={"count": True})
    assert ([one["id"] for one in seen["items"]], seen["total"]) == ([dph["id"]], 1)
    assert [one["id"] for one in (await manager.read("/positions"))["items"]] == [own["id"]]
    problem(await manager.get(f"/departments/{pub['id']}"), 404, "not_found")
    problem(await manager.get(f"/positions/{foreign['id']}"), 404, "not_found")
    assert (await manager.get(f"/job-classes/{analyst['id']}")).status_code == 200
    nobody = await colleague(clerks, administrator, "hiring_manager")
    assert (await nobody.read("/departments"))["items"] == []
    both = await colleague(clerks, administrator, "hiring_manager", "auditor", departments=(dph["id"],))
    assert [one["id"] for one in (await both.read("/departments"))["items"]] == [dph["id"]]
    unbound = await colleague(
        clerks, administrator, "hiring_manager", "certification_analyst", departments=(dph["id"],)
    )
    assert len((await unbound.read("/departments"))["items"]) == 2


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("exam_analyst", 200, 403),
        ("certification_analyst", 200, 201),
        ("hiring_manager", 200, 403),
        ("auditor", 200, 403),
        ("sync_operator", 200, 403),
    ],
)
async def test_who_may_read_and_keep_the_organization(
    administrator: Clerk, clerks: Clerks, role: str, reads: int, writes: int
) -> None:
    clerk = await colleague(clerks, administrator, role)
    for path, body in (
        ("/departments", {"code": "X", "title": "x"}),
        ("/job-classes", {"code": "X", "title": "x"}),
        ("/holidays", {"falls_on": "2026-12-25", "title": "x"}),
    ):
        assert (await clerk.get(path)).status_code == reads
        assert (await clerk.post(path, body)).status_code == writes
    problem(await (await clerks.nobody()).get("/departments"), 401, "unauthenticated")


async def test_holidays_are_simply_removed(administrator: Clerk) -> None:
    day = await administrator.make("/holidays", {"falls_on": "2026-12-25", "title": "Christmas"})
    taken = await administrator.post("/holidays", {"falls_on": "2026-12-25", "title": "x"})
    assert [one["field"] for one in problem(taken, 409, "duplicate_holiday")["errors"]] == ["falls_on"]
    for bad in ("2026-13-01", "2027-02-29", "yesterday", 5):
        answer = problem(await administrator.post("/holidays", {"falls_on": bad, "title": "x"}), 422)
        assert [one["field"] for one in answer["errors"]] == ["falls_on"]
    moved = await administrator.patch(f"/holidays/{day['id']}", {"falls_on": "2026-12-24"}, version=1)
    assert (moved.json()["falls_on"], moved.json()["version"]) == ("2026-12-24", 2)
    problem(await administrator.delete(f"/holidays/{day['id']}"), 428, "version_required")
    problem(await administrator.delete(f"/holidays/{day['id']}", version=1), 412, "stale_version")
    assert (await administrator.delete(f"/holidays/{day['id']}", version=2)).status_code == 204
    problem(await administrator.get(f"/holidays/{day['id']}"), 404)


async def test_every_change_stands_in_the_ledger_and_the_reason_beside_it(administrator: Clerk, world: World) -> None:
    made = await department(administrator)
    await administrator.patch(f"/departments/{made['id']}", {"title": "Public Health"}, version=1)
    await administrator.patch(f"/departments/{made['id']}", {"title": "Public Health"}, version=2)
    await administrator.delete(f"/departments/{made['id']}", json={"reason": "merged into X"}, version=2)
    connection = await asyncpg.connect(world.admin_url)
    rows = await connection.fetch(
        "SELECT e.name, e.actor, e.canonical, p.content FROM ledger_events e LEFT JOIN ledger_private p "
        "USING (agency_id, seq) WHERE subject_type = 'department' AND subject_id = $1 ORDER BY seq",
        made["id"],
    )
    await connection.close()
    assert [row["name"] for row in rows] == ["department.created", "department.changed", "department.voided"]
    assert {row["actor"] for row in rows} == {f"user:{administrator.session['user']['id']}"}
    assert '"before":{"title":"Department DPH"}' in rows[1]["canonical"]
    assert "merged into X" not in rows[2]["canonical"]
    assert "merged into X" in rows[2]["content"]


@pytest.mark.parametrize("sort", ["code", "-code", "title", "-title"])
async def test_pages_show_every_record_once_in_order(administrator: Clerk, sort: str) -> None:
    for number in range(23):
        await administrator.make("/departments", {"code": f"D{number:02}", "title": f"T{number % 4}"})
    seen: list[Any] = []
    cursor, pages = None, 0
    while pages < 10:
        params = {"limit": 5, "sort": sort, "count": True} | ({"cursor": cursor} if cursor else {})
        page = await administrator.read("/departments", params=params)
        assert page["total"] == 23
        seen, cursor, pages = seen + page["items"], page["next_cursor"], pages + 1
        if cursor is None:
            break
    assert pages == 5
    assert len({one["id"] for one in seen}) == len(seen) == 23
    field = sort.removeprefix("-")
    assert [one[field] for one in seen] == sorted((one[field] for one in seen), reverse=sort.startswith("-"))


async def test_a_page_costs_the_same_statements_for_ten_and_a_hundred_rows(administrator: Clerk, app: FastAPI) -> None:
    dph, analyst = await department(administrator), await job_class(administrator)
    counts = []
    for upto in (10, 100):
        have = len((await administrator.read("/positions", params={"limit": 500}))["items"])
        for number in range(have, upto):
            await position(administrator, f"{number:03}", analyst["id"], dph["id"])
        with counted(app) as statements:
            page = await administrator.read("/positions", params={"limit": 500})
        assert len(page["items"]) == upto
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 2


async def test_a_collection_is_searched_filtered_and_sorted_by_what_it_has(administrator: Clerk) -> None:
    dph, pub = await department(administrator), await department(administrator, "P_B")
    analyst = await job_class(administrator)
    first = await position(administrator, "A-1", analyst["id"], dph["id"])
    second = await position(administrator, "B%2", analyst["id"], pub["id"])

    async def found(path: str, **params: Any) -> list[str]:
        return [one["id"] for one in (await administrator.read(path, params=params))["items"]]

    assert await found("/positions", q="a-") == [first["id"]]
    assert await found("/positions", q="%") == [second["id"]]
    assert await found("/departments", q="p_b") == [pub["id"]]
    assert await found("/departments", q="department") == [dph["id"], pub["id"]]
    assert await found("/positions", department_id=pub["id"]) == [second["id"]]
    assert await found("/positions", employment="temporary") == []
    assert await found("/departments", code="DPH") == [dph["id"]]
    refused = problem(await administrator.get("/positions", params={"sort": "agency_id"}), 422, "unknown_sort")
    assert [one["field"] for one in refused["errors"]] == ["sort"]
    problem(await administrator.get("/positions", params={"limit": 501}), 422)
    problem(await administrator.get("/positions", params={"cursor": "AAAA"}), 400, "unreadable")
    problem(await administrator.get("/positions", params={"q": "\x00"}), 400)
    cursor = (await administrator.read("/departments", params={"limit": 1}))["next_cursor"]
    problem(await administrator.get("/departments", params={"cursor": cursor, "sort": "title"}), 400, "unreadable")


async def test_every_use_has_reasons_and_the_open_one_needs_a_note(administrator: Clerk, clerks: Clerks) -> None:
    reasons = (await administrator.read("/reason-codes"))["items"]
    uses = {one["use"] for one in reasons}
    assert uses == {"disposition", "rescind", "status", "position", "referral", "list"}
    for use in uses:
        codes = (await administrator.read("/reason-codes", params={"use": use}))["items"]
        assert {one["use"] for one in codes} == {use}
        assert [one["code"] for one in codes if one["needs_note"]] == ["other"]
        assert codes[-1]["code"] == "other"
        assert len(codes) > 3
    problem(await administrator.get("/reason-codes", params={"use": "x"}), 422)
