"""What somebody bound to a department is told: looked for in every answer of every route that they may call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from api.platform.auth import ROLE_PERMISSIONS, Permission
from tests.architecture.access import TABLE
from tests.architecture.route_table import PREFIX, Route, all_routes, contract
from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.lists import Desk
from tests.support.staff import colleague

MAY = ROLE_PERMISSIONS["hiring_manager"]
READS = [one for one in all_routes() if one.method == "GET" and one.permission in MAY and one.name != "follow_events"]
# Under the Rule of Three Scores two positions of one pool reach four ranks: Amber to Edith.
PEOPLE = [("Amber", 1000), ("Basil", 990), ("Clove", 990), ("Dahlia", 980), ("Edith", 970)]
BELOW = [("Veiled Fennel", 960), ("Veiled Gorse", 950)]
ELSEWHERE = [("Veiled Hazel", 900), ("Veiled Iris", 890)]


@dataclass(frozen=True)
class Offices:
    """Two departments that certify from one list, and one of them from another list besides."""

    city: City
    manager: Clerk  # bound to the first department
    own: Mapping[str, str]  # path parameter -> what the manager may see
    veiled: Mapping[str, tuple[str, ...]]  # path parameter -> what they may not
    marks: frozenset[str]  # texts that must not reach them


@pytest.fixture
async def offices(desk: Desk, world: World, clerks: Clerks) -> Offices:
    """Both departments at work: asked, decided, noted, printed."""
    city = await City.build(desk.clerk, world, PEOPLE + BELOW)
    l1 = city.list_id
    l2 = city.list_id = await city.adopted_list("VEILED-LIST", ELSEWHERE, "R3")
    third = await city.certify(3, note="A veiled note of the third")
    city.list_id = l1
    first, second = await city.certify(0), await city.certify(1, note="A veiled note of the second")
    manager = await colleague(clerks, desk.clerk, "hiring_manager", departments=(str(city.departments[0]),))

    # The second of each pair keeps silent: her answer is still due.
    for referral, names in ((second, ("Edith", "Dahlia")), (third, ("Veiled Hazel", "Veiled Iris"))):
        body = {"means": "letter", "eligible_ids": [str(city.people[name]) for name in names]}
        await desk.clerk.make(f"/referrals/{referral['id']}/inquiries", body)
        decided = await city.dispose(referral["id"], names[0], "interested", note="A veiled reason")
        assert decided.status_code == 200, decided.text
    papers = {}
    for referral in (first, second, third):
        path = f"/referrals/{referral['id']}/documents"
        job = await desk.clerk.make(path, {"kind": "certification_report", "format": "csv"})
        papers[referral["id"]] = (await desk.worker.done(desk.clerk, job))["document_id"]

    persons = await _persons(world)
    hidden = [city.people[name] for name, _ in BELOW + ELSEWHERE]
    veiled: dict[str, tuple[str, ...]] = {
        "referral_id": (second["id"], third["id"]),
        "eligible_id": tuple(map(str, hidden)),
        "person_id": tuple(str(persons[one]) for one in hidden),
        "position_id": (str(city.positions[1]), str(city.positions[3])),
        "document_id": (papers[second["id"]], papers[third["id"]]),
        "list_id": (str(l2),),
    }
    own = {
        "referral_id": first["id"],
        "eligible_id": str(city.people["Amber"]),
        "person_id": str(persons[city.people["Amber"]]),
        "position_id": str(city.positions[0]),
        "document_id": papers[first["id"]],
        "department_id": str(city.departments[0]),
        "job_class_id": str(city.job_class),
    }
    texts = {"Veiled", "VEILED", "veiled", second["number"], third["number"]}
    marks = texts.union(*veiled.values())
    return Offices(city, manager, own, veiled, frozenset(marks))


async def _persons(world: World) -> dict[UUID, UUID]:
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return {one: person for one, person in await session.execute(text("SELECT id, person_id FROM eligibles"))}


def told(offices: Offices, answer: httpx.Response, *, asked: str = "") -> list[str]:
    """The veiled texts in an answer, beside what its question held already."""
    assert answer.status_code < 500, answer.text
    shown = answer.content.decode(errors="replace") + str(answer.headers)
    return sorted(one for one in offices.marks if one in shown and one not in asked)


def address(route: Route, ids: Mapping[str, str]) -> str:
    """The path of a route with these ids."""
    path = route.path
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{format}", "json")


def queries(route: Route, offices: Offices) -> Iterator[dict[str, str]]:
    """Every question that the contract allows: each parameter alone, with values that aim at what is veiled."""
    yield dict(TABLE[route.name].query)
    item = contract()["paths"][PREFIX + route.path]["get"]
    for one in item.get("parameters", []):
        if one["in"] != "query" or one["name"] in ("cursor", "limit"):
            continue
        for value in _values(one["schema"], offices):
            yield {one["name"]: value}


def _values(schema: Mapping[str, Any], offices: Offices) -> Iterator[str]:
    for one in schema.get("anyOf", [schema]):
        kind = contract()["components"]["schemas"][one["$ref"].split("/")[-1]] if "$ref" in one else one
        if "enum" in kind:
            yield from map(str, kind["enum"])
        elif kind.get("format") == "uuid":
            yield from (value for values in offices.veiled.values() for value in values)
        elif kind.get("type") == "string":
            yield from ("Veiled", "VEILED-LIST", "D2", "P1", *_subjects(offices))
        elif kind.get("type") == "boolean":
            yield from ("true", "false")
        elif kind.get("type") == "array":
            yield from _values(kind["items"], offices)


def _subjects(offices: Offices) -> Iterator[str]:
    for kind in ("list", "referral", "eligible", "person"):
        yield from (f"{kind}:{value}" for value in offices.veiled[f"{kind}_id"])


def test_the_sweep_reaches_what_a_manager_may_read() -> None:
    names = {route.name for route in READS}
    assert {"list_referrals", "export_standings", "list_persons", "read_timeline", "read_home"} <= names
    assert not names & {"list_eligibles", "list_jobs", "list_users", "list_ledger_events"}


async def test_no_read_tells_of_another_department(offices: Offices) -> None:
    wrong, answered = [], 0
    for route in READS:
        ids = {name: offices.own.get(name) for name in route.parameters}
        if None in ids.values():
            continue
        path = address(route, {name: str(value) for name, value in ids.items()})
        for query in queries(route, offices):
            answer = await offices.manager.get(path, params=query)
            if found := told(offices, answer, asked=str(query)):
                wrong.append(f"{route} ?{query}: {found}")
            answered += answer.status_code == 200
    assert wrong == []
    assert answered > len(READS)


async def test_what_is_named_outright_is_not_there(offices: Offices) -> None:
    tried = 0
    for route in READS:
        given = [name for name in route.parameters if name in offices.veiled]
        for values in product(*(offices.veiled[name] for name in given)) if given else ():
            ids = {**offices.own, **dict(zip(given, values, strict=True))}
            if any(name not in ids for name in route.parameters):
                continue
            answer = await offices.manager.get(address(route, ids), params=TABLE[route.name].query)
            problem(answer, 404)
            assert told(offices, answer, asked=str(answer.request.url)) == [], str(route)
            tried += 1
    assert tried >= 20


def _counted(body: Any) -> int:
    """How many a collection, one with a total, or counts by status tell of."""
    if isinstance(body, list):
        return len(body)
    if "by_status" in body:
        return sum(body["by_status"].values())
    return len(body["items"]) + (body.get("total") or 0)


async def test_a_search_counts_nobody_from_elsewhere(offices: Offices) -> None:
    asked = 0
    for route in READS:
        parameters = contract()["paths"][PREFIX + route.path]["get"].get("parameters", [])
        is_search = "q" in {one["name"] for one in parameters} and route.permission is not Permission.SIGNED_IN
        if route.parameters or not is_search:
            continue
        for word in ("Veiled", "VEILED-LIST"):
            answer = await offices.manager.get(address(route, {}), params={"q": word})
            if answer.headers["content-type"].startswith("application/json"):
                assert _counted(answer.json()) == 0, str(route)
                asked += 1
    assert asked >= 6


async def test_a_refusal_does_not_say_what_another_department_did(offices: Offices) -> None:
    """Edith is hired by the other department: the first is told that it cannot have her, and no more."""
    city, second = offices.city, offices.veiled["referral_id"][0]
    for step in ("selected", "hired"):
        answer = await city.dispose(second, "Edith", step, note="A veiled reason")
        assert answer.status_code == 200, answer.text
    own = offices.own["referral_id"]
    refused = await city.dispose(own, "Edith", "selected", clerk=offices.manager)
    assert refused.status_code == 409, refused.text
    assert told(offices, refused) == []
    for name in ("Veiled Fennel", "Veiled Hazel"):
        answer = await city.dispose(own, name, "interested", clerk=offices.manager)
        assert answer.status_code in (404, 409), answer.text
        assert told(offices, answer, asked=str(answer.request.url)) == []
    together = {"disposition": "interested", "people": [{"eligible_id": one} for one in offices.veiled["eligible_id"]]}
    answer = await offices.manager.post(f"/referrals/{own}/dispositions", together)
    assert answer.status_code in (404, 409, 422), answer.text
    assert told(offices, answer, asked=str(together)) == []
    # What they may still read about Edith says where she stands, not by whose deed.
    for path in (f"/referrals/{own}/eligibles", f"/referrals/{own}", "/home", f"/timeline?subject=referral:{own}"):
        assert told(offices, await offices.manager.get(path)) == [], path


async def test_a_paper_made_for_a_department_names_only_its_own(offices: Offices, desk: Desk) -> None:
    own = offices.own["referral_id"]
    for wanted in ("csv", "html"):
        job = await offices.manager.make(
            f"/referrals/{own}/documents", {"kind": "certification_report", "format": wanted}
        )
        paper = (await desk.worker.done(desk.clerk, job))["document_id"]
        answer = await offices.manager.get(f"/referrals/{own}/documents/{paper}/content")
        assert "Amber" in answer.text
        assert told(offices, answer) == []
