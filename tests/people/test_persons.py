"""People found, read and changed; notes; what a department sees."""

from typing import Any

import pytest
from fastapi import FastAPI

from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.lists import Desk, rows
from tests.support.staff import colleague
from tests.support.statements import counted
from tests.support.stored import rows as stored


def line(external_id: str, last: str, first: str, email: str = "") -> str:
    return f'{external_id},"{last}","{first}",{email},80,40,16,none,,completed'


@pytest.fixture
async def crowd(desk: Desk) -> Desk:
    """Five people with results on one list."""
    made = await desk.list("L1")
    await desk.imported(
        made["id"],
        rows(
            line("A-1", "Okafor", "Adaeze", "a.okafor@example.org"),
            line("A-2", "O'Brien-Núñez", "Zoë", "zoe@example.org"),
            line("A-3", "Lee", "Min-jun", "lee@example.org"),
            line("A-4", "李", "小龙"),
            line("A-5", "=cmd()", "<b>Bold</b>"),
        ),
    )
    return desk


async def found(clerk: Clerk, q: str, **more: Any) -> list[str]:
    page = await clerk.read("/persons", params={"q": q, **more})
    return [one["display_name"] for one in page["items"]]


async def person(clerk: Clerk, q: str) -> Any:
    (one,) = (await clerk.read("/persons", params={"q": q}))["items"]
    return await clerk.read(f"/persons/{one['id']}")


async def test_people_are_found_by_any_word_an_address_or_a_number(crowd: Desk) -> None:
    clerk = crowd.clerk
    okafor, obrien, lee = "Okafor, Adaeze", "O'Brien-Núñez, Zoë", "Lee, Min-jun"
    for q in ("oka", "ADA", "adaeze okafor", "Okafor, A", "a.okafor@example.org", "A.OKAFOR@ex", "A-1"):
        assert await found(clerk, q) == [okafor], q
    for q in ("brien", "nunez", "ZOE", "o'brien zo"):
        assert await found(clerk, q) == [obrien], q
    assert await found(clerk, "jun") == [lee]
    assert await found(clerk, "李") == ["李, 小龙"]
    assert await found(clerk, "=cmd") == ["=cmd(), <b>Bold</b>"]
    for q in ("kafor", "okafor lee", "A-9", "%", "_", "nobody", "'; DROP TABLE persons; --"):
        assert await found(clerk, q) == [], q
    by_address = await clerk.read("/persons", params={"email": "LEE@example.org"})
    by_number = await clerk.read("/persons", params={"external_id": "A-3"})
    assert [one["display_name"] for one in by_address["items"] + by_number["items"]] == [lee, lee]
    assert by_number["items"][0]["numbers"] == ["A-3"]
    assert by_number["items"][0]["lists"] == 1


async def test_people_come_in_pages_by_name_and_refuse_what_is_no_search(crowd: Desk) -> None:
    clerk = crowd.clerk
    everybody = [one["display_name"] for one in await clerk.all("/persons", limit=2)]
    assert everybody == ["=cmd(), <b>Bold</b>", "Lee, Min-jun", "O'Brien-Núñez, Zoë", "Okafor, Adaeze", "李, 小龙"]
    back = await clerk.read("/persons", params={"sort": "-name", "count": "true"})
    assert (back["total"], back["items"][0]["display_name"]) == (5, "李, 小龙")
    problem(await clerk.get("/persons", params={"sort": "phone"}), 422, "unknown_sort")
    problem(await clerk.get("/persons", params={"q": " ".join("abcdefghi")}), 422, "too_many_words")
    problem(await clerk.get("/persons", params={"q": "x" * 201}), 422)
    problem(await clerk.get("/persons/nobody"), 404)
    assert (await clerk.get("/persons", params={"q": "a\0b"})).status_code in (200, 400, 422)


async def test_a_page_of_people_takes_as_many_statements_with_one_as_with_many(crowd: Desk, app: FastAPI) -> None:
    async def statements(limit: int) -> int:
        with counted(app) as seen:
            await crowd.clerk.read("/persons", params={"limit": limit})
        return len(seen)

    assert await statements(1) == await statements(5)


async def test_contact_data_changes_with_its_history(crowd: Desk, world: World) -> None:
    clerk = crowd.clerk
    one = await person(clerk, "okafor")
    path = f"/persons/{one['id']}"
    body = {"last_name": "Smith", "phone": "+1 415 555 0100", "city": "San Francisco", "email": "New@Example.org"}
    changed = await clerk.patch(path, body, version=one["version"])
    assert changed.status_code == 200, changed.text
    assert changed.json()["display_name"] == "Smith, Adaeze"
    assert (changed.json()["phone"], changed.json()["version"]) == ("+1 415 555 0100", one["version"] + 1)
    assert await found(clerk, "smith") == ["Smith, Adaeze"]
    assert await found(clerk, "new@example.org") == ["Smith, Adaeze"]
    assert await found(clerk, "okafor") == []

    (told,) = (await clerk.read(f"{path}/history", params={"event": "person.changed"}))["items"]
    assert told["private"]["before"] == {
        "last_name": "Okafor",
        "phone": None,
        "city": None,
        "email": "a.okafor@example.org",
    }
    assert told["private"]["after"]["phone"] == "+1 415 555 0100"
    assert (told["actor"], told["facts"]["fields"]) == (
        f"user:{clerk.session['user']['id']}",
        ["city", "email", "last_name", "phone"],
    )
    public = await stored(world, "SELECT canonical FROM ledger_events WHERE name LIKE 'person.%'")
    assert not any("555 0100" in row["canonical"] or "Smith" in row["canonical"] for row in public)

    again = await clerk.patch(path, {"city": "San Francisco"}, version=one["version"] + 1)
    assert again.json()["version"] == one["version"] + 1
    cleared = await clerk.patch(path, {"phone": None}, version=one["version"] + 1)
    assert cleared.json()["phone"] is None


async def test_what_cannot_be_contact_data_is_refused_by_name(crowd: Desk) -> None:
    clerk = crowd.clerk
    one, other = await person(clerk, "okafor"), await person(clerk, "lee")
    path, version = f"/persons/{one['id']}", one["version"]
    for body, field in (
        ({"email": "no address"}, "email"),
        ({"last_name": "x" * 201}, "last_name"),
        ({"last_name": None}, "last_name"),
        ({"last_name": "", "first_name": ""}, "last_name"),
        ({"last_name": 7}, "last_name"),
        ({"city": ""}, "city"),
        ({"nickname": "Ada"}, "nickname"),
    ):
        refused = problem(await clerk.patch(path, body, version=version), 422)
        assert field in {each["field"] for each in refused["errors"]}, (body, refused)
    assert (await clerk.patch(path, {"city": "a\u0000b"}, version=version)).status_code in (400, 422)
    taken = problem(await clerk.patch(path, {"email": "LEE@example.org"}, version=version), 409, "email_in_use")
    assert taken["person_id"] == other["id"]
    problem(await clerk.patch(path, {"city": "X"}, version=99), 412, "stale_version")
    problem(await clerk.patch(path, {"city": "X"}), 428)
    assert await clerk.read(path) == one


async def test_notes_are_corrected_and_withdrawn_but_never_lost(crowd: Desk) -> None:
    clerk = crowd.clerk
    path = f"/persons/{(await person(clerk, 'okafor'))['id']}"
    first = await clerk.make(f"{path}/notes", {"body": "Called on <b>Monday</b>."})
    better = await clerk.make(
        f"{path}/notes/{first['id']}/correct", {"body": "Called on Tuesday.", "reason": "wrong day"}, version=1
    )
    assert (better["corrects_id"], better["status"]) == (first["id"], "current")
    gone = await clerk.make(f"{path}/notes/{better['id']}/withdraw", {"reason": "another person"}, version=1)
    assert (gone["status"], gone["body"]) == ("withdrawn", "Called on Tuesday.")
    notes = await clerk.all(f"{path}/notes", limit=1)
    assert [(one["body"], one["status"], one["ended_reason"]) for one in notes] == [
        ("Called on Tuesday.", "withdrawn", "another person"),
        ("Called on <b>Monday</b>.", "corrected", "wrong day"),
    ]
    assert notes[0]["written_by_name"] == clerk.session["user"]["name"]
    again = await clerk.post(f"{path}/notes/{better['id']}/withdraw", {"reason": "again"}, version=2)
    problem(again, 409, "note_ended")
    other = await person(clerk, "lee")
    missing = await clerk.post(f"/persons/{other['id']}/notes/{first['id']}/withdraw", {"reason": "x"}, version=2)
    problem(missing, 404)
    for body in ({"body": ""}, {"body": " "}, {"body": "x" * 5001}, {"body": 1}, {}):
        problem(await clerk.post(f"{path}/notes", body), 422)
    told = [one["event"] for one in await clerk.all(f"{path}/history")]
    assert told[:3] == ["person.note_withdrawn", "person.note_corrected", "person.note_added"]


async def test_a_department_sees_whom_it_was_given_and_searches_no_further(
    administrator: Clerk, clerks: Clerks, world: World
) -> None:
    city = await City.build(administrator, world, [("Near", 99), ("Farther", 98), ("Below", 50), ("Lowest", 40)])
    referral = await city.certify(0)
    here = await colleague(clerks, administrator, "hiring_manager", departments=(str(city.departments[0]),))
    there = await colleague(clerks, administrator, "hiring_manager", departments=(str(city.departments[1]),))
    assert {one["display_name"] for one in await here.all("/persons")} == {"Near", "Farther", "Below"}
    assert await there.all("/persons") == []
    near, lowest = (await person(administrator, "near"))["id"], (await person(administrator, "lowest"))["id"]
    seen = await here.read(f"/persons/{near}")
    assert (seen["display_name"], seen["lists"], seen["numbers"]) == ("Near", None, [])
    for clerk, hidden in ((here, lowest), (there, near)):
        assert await found(clerk, "near" if clerk is there else "lowest") == []
        for path in ("", "/referrals"):
            problem(await clerk.get(f"/persons/{hidden}{path}"), 404, "not_found")
        for path in ("/notes", "/history", "/lists", "/merges"):
            problem(await clerk.get(f"/persons/{hidden}{path}"), 403, "forbidden")
        problem(await clerk.get("/duplicates"), 403, "forbidden")
    on = await here.all(f"/persons/{near}/referrals")
    assert [(one["number"], one["disposition"], one["was_reached"]) for one in on] == [
        (referral["number"], "pending", True)
    ]
    other = await city.certify(1)
    assert {one["number"] for one in await administrator.all(f"/persons/{near}/referrals")} == {
        referral["number"],
        other["number"],
    }
    assert [one["number"] for one in await here.all(f"/persons/{near}/referrals")] == [referral["number"]]


async def test_everything_that_happened_is_told_of_this_person_only(desk: Desk) -> None:
    made = await desk.list("L1")
    await desk.imported(made["id"], rows(line("1", "Okafor", "Adaeze"), line("2", "Lee", "Min-jun")))
    await desk.scored(made["id"])
    path = f"/persons/{(await person(desk.clerk, 'okafor'))['id']}"
    told = await desk.clerk.all(f"{path}/history", limit=1)
    assert [one["event"] for one in told] == ["scoring.applied", "import.committed"]
    (place,) = await desk.clerk.all(f"{path}/lists")
    assert told[0]["facts"]["score"] == place["score"]
    assert told[0]["sentence"] == f"Score {place['score']} on list L1, version {told[0]['facts']['list_version']}."
    assert told[1]["facts"] == {"number": "1", "attendance": "completed"}
    assert (place["code"], place["rank"], place["outcome"], place["eligible_status"]) == (
        "L1",
        1,
        "passed",
        "tentative",
    )
    assert not any("Lee" in str(one) for one in told)
