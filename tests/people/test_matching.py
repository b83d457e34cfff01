"""Who is who: persons found again by address, never by name."""

import asyncio
from typing import Any

from sqlalchemy import text

from api.people import service
from api.people.service import PersonFacts, display_name, sort_name
from tests.conftest import World
from tests.support.lists import Desk, rows


def line(external_id: str, last: str, first: str, email: str) -> str:
    return f"{external_id},{last},{first},{email},80,40,16,none,,completed"


async def persons(desk: Desk, list_id: str) -> dict[str, Any]:
    """The persons of a list's results by the candidate's id."""
    return {one["external_id"]: one["person"] for one in await desk.clerk.all(f"/eligible-lists/{list_id}/results")}


async def test_the_same_address_on_another_list_is_the_same_person(desk: Desk) -> None:
    first, second = await desk.list("L1"), await desk.list("L2")
    await desk.imported(first["id"], rows(line("1", "Okafor", "Adaeze", "a.okafor@example.org")))
    await desk.imported(second["id"], rows(line("77", "OKAFOR", "adaeze", " A.Okafor@Example.ORG ")))
    assert (await persons(desk, second["id"]))["77"] == (await persons(desk, first["id"]))["1"]


async def test_another_name_at_a_known_address_is_kept_and_told(desk: Desk) -> None:
    first, second = await desk.list("L1"), await desk.list("L2")
    await desk.imported(first["id"], rows(line("1", "Okafor", "Adaeze", "a@example.org")))
    preview = await desk.previewed(second["id"], rows(line("7", "Smith", "Ann", "a@example.org")))
    assert [(one["row"], one["line"], one["code"], one["field"]) for one in preview["warnings"]] == [
        (1, 2, "name_differs", "last_name")
    ]
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{preview['id']}/commit"))
    found = (await persons(desk, second["id"]))["7"]
    assert found == (await persons(desk, first["id"]))["1"]
    assert found["display_name"] == "Okafor, Adaeze"


async def test_an_address_twice_in_a_file_makes_two_persons(desk: Desk) -> None:
    made = await desk.list()
    content = rows(line("1", "Okafor", "Adaeze", "a@example.org"), line("2", "Okafor", "Adaeze", "A@example.org"))
    preview = await desk.previewed(made["id"], content)
    assert [(one["row"], one["code"]) for one in preview["warnings"]] == [(2, "email_in_use")]
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{preview['id']}/commit"))
    found = await persons(desk, made["id"])
    assert found["1"]["id"] != found["2"]["id"]
    again = await desk.previewed(made["id"], content)
    assert (again["warnings"], again["diff"]) == ([], {"new": 0, "changed": 0, "unchanged": 2})


async def test_an_address_of_somebody_on_the_list_makes_a_separate_person(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(made["id"], rows(line("1", "Okafor", "Adaeze", "a@example.org")))
    preview = await desk.previewed(made["id"], rows(line("2", "Okafor", "Adaeze", "a@example.org")))
    assert [(one["row"], one["code"]) for one in preview["warnings"]] == [(1, "email_in_use")]
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{preview['id']}/commit"))
    found = await persons(desk, made["id"])
    assert found["1"]["id"] != found["2"]["id"]


async def test_without_an_address_everybody_is_somebody_new(desk: Desk) -> None:
    first, second = await desk.list("L1"), await desk.list("L2")
    content = rows(line("1", "Okafor", "Adaeze", ""), line("2", "Okafor", "Adaeze", ""))
    for made in (first, second):
        await desk.imported(made["id"], content)
    found = [one["id"] for made in (first, second) for one in (await persons(desk, made["id"])).values()]
    assert len(set(found)) == 4


async def test_a_candidate_s_name_and_address_are_kept_when_a_file_says_otherwise(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(made["id"], rows(line("1", "Okafor", "Adaeze", "a@example.org")))
    preview = await desk.previewed(made["id"], rows(line("1", "Smith", "Ann", "b@example.org")))
    assert {one["code"] for one in preview["warnings"]} == {"name_differs", "email_differs"}
    assert preview["diff"] == {"new": 0, "changed": 0, "unchanged": 1}


async def test_two_files_with_one_new_address_at_once_make_one_person(desk: Desk, world: World) -> None:
    """Both know nobody, both add: the second waits for the first and finds what it added."""
    facts = PersonFacts(last_name="Okafor", first_name="Adaeze", email="a@example.org")

    async def add() -> Any:
        async with world.database.transaction(world.agency.id) as session:
            await service.open_staging(session)
            await service.stage(session, [(1, facts)])
            await service.survey(session)
            await barrier.wait()
            await service.settle(session)
            found = await session.execute(text("SELECT person_id FROM staged_persons"))
            await asyncio.sleep(0.05)
            return found.scalar_one()

    barrier = asyncio.Barrier(2)
    first, second = await asyncio.gather(add(), add())
    assert first == second


async def test_one_person_is_found_or_added(world: World) -> None:
    facts = PersonFacts(last_name="Lee", first_name="Min-jun", email="M@example.org")
    async with world.database.transaction(world.agency.id) as session:
        added, was_known = await service.find_or_add(session, world.agency.id, facts)
        assert not was_known
        again = PersonFacts(last_name="Li", first_name="M", email=" m@EXAMPLE.org")
        assert await service.find_or_add(session, world.agency.id, again) == (added, True)
        nobody = PersonFacts(last_name="Lee", first_name="Min-jun")
        assert (await service.find_or_add(session, world.agency.id, nobody))[0] != added


def test_names_are_ordered_without_accents_and_case() -> None:
    assert sort_name("Ångström", "Åsa", " B. ") == "angstrom asa b."
    assert sort_name("De  la\u00a0Cruz", "") == "de la cruz"
    assert display_name("Okafor", "Adaeze", "N.") == "Okafor, Adaeze N."
    assert display_name("", "Cher") == "Cher"
    assert display_name("", "") == "(no name)"
