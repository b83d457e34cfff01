"""Merging two persons who are one, undoing it, and the queue of those who may be."""

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import IntegrityError

from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.exam import Exam
from tests.support.invariants import require_whole
from tests.support.lists import Desk, rows
from tests.support.processes import until
from tests.support.staff import colleague
from tests.support.stored import count

PEOPLE = [("Best", 99), ("Twin", 98), ("Third", 97), ("Twyn", 96), ("Fifth", 95), ("Sixth", 94)]


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores, on which Twin and Twyn are one person."""
    return await City.build(administrator, world, PEOPLE)


async def person(clerk: Clerk, name: str) -> Any:
    (one,) = (await clerk.read("/persons", params={"q": name}))["items"]
    return await clerk.read(f"/persons/{one['id']}")


async def merge(clerk: Clerk, one: Any, other: Any, **more: Any) -> Any:
    body = {"other_id": other["id"], "reason": "same address and birth day", **more}
    return await clerk.post(f"/persons/{one['id']}/merge", body, version=one["version"])


async def eligible(city: City, name: str) -> Any:
    return await city.clerk.read(f"/eligible-lists/{city.list_id}/eligibles/{city.people[name]}")


async def test_a_merge_keeps_the_better_place_moves_the_line_and_can_be_undone(city: City, world: World) -> None:
    clerk = city.clerk
    referral = await city.certify(0)
    assert [name for name, shown in (await city.shown(referral["id"])).items() if shown == "reachable"] == [
        "Best",
        "Twin",
        "Third",
    ]
    twin, twyn = await person(clerk, "twin"), await person(clerk, "twyn")
    plan = await clerk.read(f"/persons/{twyn['id']}/merge-preview", params={"other_id": twin["id"]})
    assert plan["is_possible"]
    (on_list,) = plan["lists"]
    assert (on_list["kept"]["person_id"], on_list["kept"]["score"]) == (twin["id"], "98")
    assert [(one["person_id"], one["score"]) for one in on_list["merged_out"]] == [(twyn["id"], "96")]
    before = await clerk.read(f"/eligible-lists/{city.list_id}")

    made = (await merge(clerk, twyn, twin, take=["name"])).json()
    assert (made["merged_out"], made["taken"], made["other"]["display_name"]) == (1, ["last_name"], "Twin")
    assert (await eligible(city, "Twyn"))["status"] == "merged_out"
    assert (await eligible(city, "Twin"))["status"] == "active"
    after = await clerk.read(f"/eligible-lists/{city.list_id}")
    assert after["counts"]["active"] == before["counts"]["active"] - 1
    remaining = await clerk.read(f"/persons/{twyn['id']}")
    assert [one["id"] for one in remaining["merged"]] == [twin["id"]]
    assert (remaining["display_name"], remaining["lists"]) == ("Twin", 1)
    assert (await clerk.read(f"/persons/{twin['id']}"))["merged_into"]["id"] == twyn["id"]
    assert [one["id"] for one in (await clerk.read("/persons", params={"q": "twin"}))["items"]] == [twyn["id"]]
    places = await clerk.all(f"/persons/{twyn['id']}/lists")
    assert sorted((one["score"], one["eligible_status"]) for one in places) == [("96", "merged_out"), ("98", "active")]
    await require_whole(world.admin_url, world.database, world.agency)

    path = f"/persons/{twyn['id']}/merges/{made['id']}/undo"
    problem(await clerk.post(path, {"reason": "x"}, version=remaining["version"] + 5), 412)
    undone = await clerk.make(path, {"reason": "two people after all"}, version=remaining["version"])
    assert (undone["is_undone"], undone["undone_reason"]) == (True, "two people after all")
    assert (await eligible(city, "Twyn"))["status"] == "active"
    assert (await clerk.read(f"/persons/{twyn['id']}"))["display_name"] == "Twyn"
    assert (await clerk.read(f"/persons/{twin['id']}"))["merged_into"] is None
    assert (await clerk.read(f"/eligible-lists/{city.list_id}"))["counts"] == before["counts"]
    problem(await clerk.post(path, {"reason": "again"}, version=remaining["version"] + 1), 409, "merge_undone")
    told = [one["event"] for one in await clerk.all(f"/persons/{twyn['id']}/history")]
    assert told[:2] == ["person.merge_undone", "person.merged"]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_reachable_entry_that_goes_lets_the_next_rank_in(city: City, world: World) -> None:
    """Third and Best are one: the third rank has nobody left, so the fourth comes into reach."""
    clerk = city.clerk
    referral = await city.certify(0)
    best, third = await person(clerk, "best"), await person(clerk, "third")
    assert (await merge(clerk, best, third)).status_code == 201
    shown = await city.shown(referral["id"])
    assert (shown.get("Third"), shown["Twyn"], shown["Fifth"]) == (None, "reachable", "alternate")
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_general_waiver_comes_back_with_the_undoing(city: City) -> None:
    clerk = city.clerk
    path = f"/eligible-lists/{city.list_id}/eligibles/{city.people['Twyn']}/waive"
    await clerk.make(path, {"scope": "general", "reason_code": "other", "note": "abroad", "until": "2027-01-31"})
    twin, twyn = await person(clerk, "twin"), await person(clerk, "twyn")
    made = (await merge(clerk, twin, twyn)).json()
    assert (await eligible(city, "Twyn"))["status"] == "merged_out"
    await clerk.make(f"/persons/{twin['id']}/merges/{made['id']}/undo", {"reason": "error"}, version=2)
    back = await eligible(city, "Twyn")
    assert (back["status"], back["status_reason"], back["status_until"]) == ("under_waiver", "other", "2027-01-31")
    assert await city.counts_agree()


async def test_who_is_appointed_or_decided_on_is_named_in_the_refusal(city: City, world: World) -> None:
    clerk = city.clerk
    referral = await city.certify(0, 1)
    twin, twyn, best = await person(clerk, "twin"), await person(clerk, "twyn"), await person(clerk, "best")
    assert (await city.dispose(referral["id"], "Twin", "interested")).status_code == 200
    refused = problem(await merge(clerk, twyn, twin), 409, "person_on_referral")
    assert (refused["person_id"], refused["list_id"]) == (twin["id"], str(city.list_id))
    assert referral["number"] in refused["detail"]
    for word in ("selected", "hired"):
        assert (await city.dispose(referral["id"], "Best", word)).status_code == 200
    refused = problem(await merge(clerk, best, twyn), 409, "person_appointed")
    assert refused["person_id"] == best["id"]
    plan = await clerk.read(f"/persons/{twyn['id']}/merge-preview", params={"other_id": best["id"]})
    assert (plan["is_possible"], [one["code"] for one in plan["hindrances"]]) == (False, ["person_appointed"])
    assert await clerk.read(f"/persons/{twyn['id']}") == twyn
    await require_whole(world.admin_url, world.database, world.agency)


async def test_what_is_no_merge_is_refused(city: City) -> None:
    clerk = city.clerk
    twin, twyn, third = await person(clerk, "twin"), await person(clerk, "twyn"), await person(clerk, "third")
    refused = problem(await merge(clerk, twin, twin), 422, "same_person")
    assert [one["field"] for one in refused["errors"]] == ["other_id"]
    nobody = {"id": "00000000-0000-7000-8000-000000000000"}
    problem(await merge(clerk, twin, nobody), 422, "unknown_person")
    problem(await merge(clerk, twin, twyn, reason=" "), 422)
    problem(await merge(clerk, twin, twyn, take=["salary"]), 422)
    problem(await merge(clerk, twin, twyn, other_version=7), 412)
    problem(await merge(clerk, twin | {"version": 9}, twyn), 412)
    body = {"other_id": twyn["id"], "reason": "x"}
    problem(await clerk.post(f"/persons/{twin['id']}/merge", body), 428)
    assert (await merge(clerk, twin, twyn)).status_code == 201
    twin = await clerk.read(f"/persons/{twin['id']}")
    problem(await merge(clerk, twin, twyn), 409, "person_merged")
    problem(await merge(clerk, twyn, third), 409, "person_merged")
    problem(await clerk.patch(f"/persons/{twyn['id']}", {"city": "X"}, version=2), 409, "person_merged")
    problem(await clerk.post(f"/persons/{twyn['id']}/notes", {"body": "x"}), 409, "person_merged")


async def test_merges_on_merges_are_undone_from_the_last(city: City, world: World) -> None:
    clerk = city.clerk
    twin, twyn, best = await person(clerk, "twin"), await person(clerk, "twyn"), await person(clerk, "best")
    first = (await merge(clerk, twin, twyn)).json()
    second = (await merge(clerk, best, await clerk.read(f"/persons/{twin['id']}"))).json()
    assert (await clerk.read(f"/persons/{twyn['id']}"))["merged_into"]["id"] == best["id"]
    assert len(await clerk.all(f"/persons/{best['id']}/lists")) == 3
    early = await clerk.post(f"/persons/{twin['id']}/merges/{first['id']}/undo", {"reason": "x"}, version=3)
    problem(early, 409, "later_merge")
    await clerk.make(f"/persons/{best['id']}/merges/{second['id']}/undo", {"reason": "x"}, version=2)
    assert (await clerk.read(f"/persons/{twyn['id']}"))["merged_into"]["id"] == twin["id"]
    version = (await clerk.read(f"/persons/{twin['id']}"))["version"]
    await clerk.make(f"/persons/{twin['id']}/merges/{first['id']}/undo", {"reason": "x"}, version=version)
    names = ("Best", "Twin", "Twyn")
    assert [(await eligible(city, name))["status"] for name in names] == ["active", "active", "active"]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_persons_on_different_lists_are_one_for_the_next_import(desk: Desk, world: World) -> None:
    clerk = desk.clerk
    first, second, third = await desk.list("L1"), await desk.list("L2"), await desk.list("L3")
    head = "80,40,16,none,,completed"
    await desk.imported(first["id"], rows(f"1,Okafor,Adaeze,old@example.org,{head}"))
    await desk.imported(second["id"], rows(f"2,Okafor-Smith,Adaeze,new@example.org,{head}"))
    old, new = await person(clerk, "old@example.org"), await person(clerk, "new@example.org")
    made = (await merge(clerk, new, old, take=["email"])).json()
    assert (await clerk.read(f"/persons/{new['id']}"))["email"] == "old@example.org"
    # Both addresses are hers now: the first row is she, the second somebody separate, as with one address twice.
    preview = await desk.imported(
        third["id"], rows(f"3,Okafor,Adaeze,old@example.org,{head}", f"4,Okafor,Ada,new@example.org,{head}")
    )
    assert preview["new"] == 2
    places = await clerk.all(f"/persons/{new['id']}/lists")
    assert [(one["code"], one["external_id"]) for one in places] == [("L3", "3"), ("L2", "2"), ("L1", "1")]
    version = (await clerk.read(f"/persons/{new['id']}"))["version"]
    await clerk.make(f"/persons/{new['id']}/merges/{made['id']}/undo", {"reason": "x"}, version=version)
    assert (await clerk.read(f"/persons/{new['id']}"))["email"] == "new@example.org"
    assert [one["code"] for one in await clerk.all(f"/persons/{old['id']}/lists")] == ["L1"]


async def test_a_list_in_preparation_on_which_both_have_a_result_waits(desk: Desk) -> None:
    made = await desk.list("L1")
    head = "80,40,16,none,,completed"
    content = rows(f"1,Okafor,Adaeze,a@example.org,{head}", f"2,Okafor,Ada,b@example.org,{head}")
    await desk.imported(made["id"], content)
    one, other = await person(desk.clerk, "a@example.org"), await person(desk.clerk, "b@example.org")
    problem(await merge(desk.clerk, one, other), 409, "list_in_preparation")
    await desk.scored(made["id"])
    assert (await merge(desk.clerk, one, other)).status_code == 201


async def test_possible_duplicates_are_found_by_rule_and_decided_on(desk: Desk, world: World, clerks: Clerks) -> None:
    clerk = desk.clerk
    first, second = await desk.list("L1"), await desk.list("L2")
    head = "80,40,16,none,,completed"
    await desk.imported(
        first["id"],
        rows(
            f"1,Okafor,Adaeze,same@example.org,{head}",
            f"2,Okafor,Ada,same@example.org,{head}",
            f"3,Lindqvist,Johan,,{head}",
            f"4,Lindquist,Johan,,{head}",
            f"5,Nakamura,Emi,,{head}",
            f"6,Emi,Nakamura,,{head}",
            f"7,Alone,Quite,,{head}",
        ),
    )
    await desk.imported(second["id"], rows(f"8,Lindqvist,Johan,,{head}", f"9,Marsh,Ida,,{head}"))
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(text("UPDATE persons SET phone = '(415) 555-0100' WHERE sort_name = 'lindqvist johan'"))

    job = await clerk.make("/duplicates/search")
    assert (await desk.worker.done(clerk, job))["found"] == 4
    pairs = await clerk.all("/duplicates", limit=1)
    assert {(tuple(sorted(p["numbers"][0] for p in one["people"])), tuple(one["rules"])) for one in pairs} == {
        (("1", "2"), ("same_email",)),
        (("3", "4"), ("close_name_on_list",)),
        (("5", "6"), ("same_name_on_list",)),
        (("3", "8"), ("same_name_and_phone",)),
    }
    by_rule = {one["rules"][0]: one for one in pairs}
    twins = by_rule["same_name_on_list"]
    path = f"/duplicates/{twins['id']}"
    problem(await clerk.post(f"{path}/dismiss", {"reason": ""}, version=1), 422)
    problem(await clerk.post(f"{path}/dismiss", {"reason": "x"}, version=4), 412)
    auditor = await colleague(clerks, clerk, "auditor")
    assert len(await auditor.all("/duplicates")) == 4
    problem(await auditor.post(f"{path}/dismiss", {"reason": "x"}, version=1), 403)
    decided = await clerk.make(f"{path}/dismiss", {"reason": "sisters"}, version=1)
    assert (decided["status"], decided["reason"]) == ("not_same", "sisters")
    problem(await clerk.post(f"{path}/dismiss", {"reason": "x"}, version=2), 409, "pair_decided")

    same = by_rule["same_email"]["people"]
    scored = await merge(clerk, same[0], same[1])
    problem(scored, 409, "list_in_preparation")
    across = by_rule["same_name_and_phone"]["people"]
    assert (await merge(clerk, across[0], across[1])).status_code == 201

    assert (await desk.worker.done(clerk, await clerk.make("/duplicates/search")))["found"] <= 1
    left = {one["rules"][0] for one in await clerk.all("/duplicates")}
    assert left == {"same_email", "close_name_on_list"}
    decided_on = (await clerk.read("/duplicates", params={"status": "not_same"}))["items"]
    assert [one["id"] for one in decided_on] == [twins["id"]]
    merged = (await clerk.read("/duplicates", params={"status": "merged"}))["items"]
    assert [one["rules"] for one in merged] == [["same_name_and_phone"]]
    opened = await clerk.make(f"{path}/reopen", {"reason": "looked again"}, version=2)
    assert (opened["status"], opened["reason"], opened["decided_by"]) == ("open", None, None)


async def test_a_correction_places_nobody_twice(desk: Desk, world: World) -> None:
    """B stands, F failed, and they are one person; later F's result is corrected to a pass."""
    clerk, exam = desk.clerk, await (await Exam.made(desk, {"A": 100, "B": 95, "C": 90, "F": 60})).adopted()
    stays, goes = await person(clerk, "b@example.org"), await person(clerk, "f@example.org")
    made = (await merge(clerk, stays, goes)).json()
    await exam.correct("F", 99)
    scoring = await desk.scoring(exam.list_id)
    twice = {"person_id": stays["id"], "external_ids": ["B", "F"]}
    assert scoring["summary"]["placed_twice"] == [twice]
    apply, reason = f"/scorings/{scoring['id']}/apply", {"reason": "Protest 17 decided"}
    refused = problem(await clerk.post(apply, reason, version=scoring["version"]), 409, "placed_twice")
    assert "Candidates B and F" in refused["detail"]
    assert list(await exam.roster()) == ["A", "B", "C"]

    version = (await clerk.read(f"/persons/{stays['id']}"))["version"]
    await clerk.make(f"/persons/{stays['id']}/merges/{made['id']}/undo", {"reason": "two after all"}, version=version)
    await exam.applied(scoring)
    assert list(await exam.roster()) == ["A", "F", "B", "C"]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_who_failed_before_a_merge_does_not_come_back_beside_the_other(desk: Desk, world: World) -> None:
    clerk, exam = desk.clerk, await (await Exam.made(desk, {"A": 100, "B": 95, "C": 90})).adopted()
    await exam.referral("P1")
    await exam.rescored(C=60)
    assert (await merge(clerk, await person(clerk, "b@example.org"), await person(clerk, "c@example.org"))).is_success
    await exam.correct("C", 98)
    scoring = await desk.scoring(exam.list_id)
    assert [one["external_ids"] for one in scoring["summary"]["placed_twice"]] == [["B", "C"]]
    # The other way out: the result that is not to count is taken out of it.
    found = await exam.result("C")
    gone = {"attendance": "withdrew", "reason": "the result of B counts"}
    assert (await clerk.patch(f"/results/{found['id']}", gone, version=found["version"])).is_success
    await exam.applied(await desk.scoring(exam.list_id))
    assert list(await exam.roster()) == ["A", "B"]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_nobody_is_restored_beside_a_merged_record(city: City, world: World) -> None:
    clerk, path = city.clerk, f"/eligible-lists/{city.list_id}"
    order, twyn = {"reason_code": "other", "note": "by order"}, city.people["Twyn"]
    await clerk.make(f"{path}/eligibles/{twyn}/remove", order)
    made = (await merge(clerk, await person(clerk, "twin"), await person(clerk, "twyn"))).json()
    refused = problem(await clerk.post(f"{path}/eligibles/{twyn}/restore", order), 409, "placed_twice")
    assert "stands on the list already" in refused["detail"]
    many = {"action": "restore", "eligible_ids": [str(twyn)], "dry_run": True, **order}
    preview = await clerk.make(f"{path}/status-changes", many)
    assert [one["message"] for one in preview["refused_people"]] == [
        "This person stands on the list already, under a record that was merged."
    ]
    await clerk.make(f"{path}/eligibles/{city.people['Twin']}/remove", order)
    await clerk.make(f"{path}/eligibles/{twyn}/restore", order)
    problem(await clerk.post(f"{path}/eligibles/{city.people['Twin']}/restore", order), 409, "placed_twice")
    await require_whole(world.admin_url, world.database, world.agency)
    version = (await person(clerk, "twin"))["version"]
    undo = f"/persons/{(await person(clerk, 'twin'))['id']}/merges/{made['id']}/undo"
    await clerk.make(undo, {"reason": "two after all"}, version=version)
    await clerk.make(f"{path}/eligibles/{city.people['Twin']}/restore", order)
    await require_whole(world.admin_url, world.database, world.agency)


_ONCE = "a person stands on a list once"
_MERGE = text("UPDATE persons SET merged_into_id = :into WHERE id = :other")
_SET = text("UPDATE eligibles SET status = :status WHERE id = :id")
_REENTER = (
    text("CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM eligibles WHERE id = :id"),
    text("DELETE FROM eligibles WHERE id = :id"),
    text("INSERT INTO eligibles SELECT * FROM kept WHERE id = :id"),
)


async def test_the_database_itself_refuses_a_second_place(city: City, world: World) -> None:
    """Past every service: whoever is merged, comes back or enters. The last statement of each is refused."""
    merging = (
        _MERGE,
        {name: (await person(city.clerk, who))["id"] for name, who in (("into", "twin"), ("other", "twyn"))},
    )
    gone: dict[str, Any] = {"id": city.people["Twyn"]}
    out, back = (_SET, gone | {"status": "removed"}), (_SET, gone | {"status": "inactive"})
    keep, delete, enter = ((statement, gone) for statement in _REENTER)
    for steps in ((merging,), (out, merging, back), (keep, delete, merging, enter)):
        with pytest.raises(IntegrityError, match=_ONCE):
            await _run(world, *steps)
    assert await count(world, "SELECT count(*) FROM persons WHERE merged_into_id IS NOT NULL") == 0


async def test_entering_and_merging_wait_for_each_other(city: City, world: World) -> None:
    """Neither sees what the other has not committed, so whoever comes second decides after the first."""
    twin, twyn = (await person(city.clerk, "twin"))["id"], (await person(city.clerk, "twyn"))["id"]
    gone: dict[str, Any] = {"id": city.people["Twyn"]}
    await _run(world, (_SET, gone | {"status": "removed"}))
    async with world.database.transaction(world.agency.id) as first:
        await first.execute(_SET, gone | {"status": "active"})
        second = asyncio.create_task(_run(world, (_MERGE, {"into": twin, "other": twyn})))
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        await until(partial(count, world, waiting), "the merge waits for who comes back", seconds=20)
    with pytest.raises(IntegrityError, match=_ONCE):
        await second


async def _run(world: World, *steps: tuple[TextClause, dict[str, Any]]) -> None:
    async with world.database.transaction(world.agency.id) as session:
        for statement, values in steps:
            await session.execute(statement, values)
