"""Whole collections as files: what a page shows, all of it, for whoever may read that page."""

import csv
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from api.platform.csv_safety import neutralised, neutralised_sql
from api.platform.exports import MEDIA_TYPES
from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.lists import SF_FILE, Desk
from tests.support.staff import colleague
from tests.support.statements import counted
from tests.support.worker import in_process_worker

# Ties, a formula, markup, a quote and a line end in a name.
PEOPLE = [
    *((f"P{number:04}", 2000 - number // 2) for number in range(12)),
    ('=1+"1"', 10),
    ("<b>&amp;</b>\nX", 9),
    ("Ann, Zoë", 9),
]


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list of 15 people."""
    return await City.build(administrator, world, PEOPLE)


@pytest.fixture
async def desk(world: World, administrator: Clerk) -> AsyncIterator[Desk]:
    """The administrator with a worker."""
    async with in_process_worker(world) as worker:
        yield Desk(administrator, worker)


def sound(answer: httpx.Response, form: str) -> bytes:
    """The content of a file that names itself and its instant."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPES[form]  # type: ignore[index]
    name = rf'attachment; filename="[a-z_]+-\d{{4}}-\d\d-\d\d-\d{{4}}\.{form}"'
    assert re.fullmatch(name, answer.headers["content-disposition"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", answer.headers["x-as-of"])
    return answer.content


def table(answer: httpx.Response) -> list[list[str]]:
    """The rows of a CSV."""
    return list(csv.reader(io.StringIO(sound(answer, "csv").decode(), newline="")))


def book(answer: httpx.Response) -> list[list[Any]]:
    """The rows of the first sheet of a workbook that holds no formula and no link."""
    content = sound(answer, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def names_of(items: list[Any]) -> list[str]:
    """The names of people."""
    return [one["person"]["display_name"] for one in items]


async def test_the_file_has_every_row_of_the_pages_in_their_order(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/eligibles"
    shown = await city.clerk.all(path, limit=6)
    head, *rows = table(await city.clerk.get(f"{path}.csv?columns=rank,name,score"))
    assert head == ["Rank", "Name", "Score"]
    assert len(rows) == 15
    safe = {'=1+"1"': '\'=1+"1"'}
    assert rows == [
        [str(one["rank"]), safe.get(name, name), one["score"]] for one, name in zip(shown, names_of(shown), strict=True)
    ]
    head, *cells = book(await city.clerk.get(f"{path}.xlsx?columns=name,score,rank,external_id"))
    assert head == ["Name", "Score", "Rank", "Applicant Number"]
    assert cells == [
        [one["person"]["display_name"], float(one["score"]), float(one["rank"]), one["external_id"]] for one in shown
    ]


async def test_a_collection_of_many_pages_leaves_whole(administrator: Clerk, world: World) -> None:
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(
            text(
                "INSERT INTO persons (agency_id, id, first_name, last_name, sort_name) SELECT eligo_agency(), "
                "gen_random_uuid(), 'Ada', 'P' || n, 'p' || to_char(n, 'FM0000') FROM generate_series(1, 1203) n"
            )
        )
    names = [f"P{number}, Ada" for number in range(1, 1204)]
    assert [name for (name,) in table(await administrator.get("/persons.csv?columns=name"))[1:]] == names
    assert [name for (name,) in book(await administrator.get("/persons.xlsx?columns=name"))[1:]] == names
    told = json.loads(sound(await administrator.get("/persons.json?columns=name&sort=-name"), "json"))
    assert [one["name"] for one in told] == names[::-1]


async def test_json_is_an_array_of_objects_by_the_keys_that_were_asked_for(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/eligibles"
    shown = await city.clerk.all(path, sort="-name")
    answer = await city.clerk.get(f"{path}.json?columns=score,name,until&sort=-name")
    assert json.loads(sound(answer, "json")) == [
        {"score": one["score"], "name": one["person"]["display_name"], "until": None} for one in shown
    ]
    nobody = await city.clerk.get(f"{path}.json?q=nobody")
    assert json.loads(sound(nobody, "json")) == []


QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"sort": "name"},
    {"sort": "-rank", "status": "tentative"},
    {"rank_from": "3", "rank_to": "9"},
    {"q": "a", "sort": "-name"},
    {"credit": "veteran"},
    {"score_from": "900"},
    {"status": "removed"},
)


async def test_one_statement_gives_what_the_pages_give_under_every_order_and_filter(desk: Desk) -> None:
    """Components, credits, bands, statuses before adoption: what the database writes is what the handler answers."""
    made = await desk.list()
    await desk.imported(made["id"], SF_FILE.read_bytes())
    await desk.scored(made["id"])
    path = f"/eligible-lists/{made['id']}/eligibles"
    for query in QUERIES:
        shown = await desk.clerk.all(path, 500, **query)
        expected = [
            {
                "rank": one["rank"], "score": one["score"], "name": one["person"]["display_name"],
                "external_id": one["external_id"], "band": one["band"], "components": one["components"],
                "credits": one["credits"], "status": one["status"], "status_reason": one["status_reason"],
                "until": one["status_until"] or one["expires_on"],
            }
            for one in shown
        ]  # fmt: skip
        assert json.loads(sound(await desk.clerk.get(f"{path}.json", params=query), "json")) == expected, query
        _, *rows = table(await desk.clerk.get(f"{path}.csv", params=query))
        assert rows == [[written(value) for value in one.values()] for one in expected], query
    content = (await desk.clerk.get(f"{path}.xlsx?columns=score&rank_to=20")).content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        numbers = re.findall(r"<v>([^<]+)</v>", parts.read("xl/worksheets/sheet1.xml").decode())
    shown = await desk.clerk.all(path, rank_to=20)
    assert [Decimal(one) for one in numbers] == [Decimal(one["score"]) for one in shown]


def written(value: Any) -> str:
    """A value of JSON as a cell of a CSV."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {one}" for name, one in value.items())
    return "" if value is None else neutralised(str(value))


async def test_the_database_guards_cells_as_the_program_does(world: World) -> None:
    signs = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b'\t\r\n \xa0\u2003\u3000\x85\x1caZ09<&é王~"
    cells = ["", "-5", "-5.50", "-5.", "--5", "-1+1", "-٥", *signs]
    cells += [first + second + "x" for first in signs for second in signs]
    query = text(
        f"SELECT {neutralised_sql('cell')} FROM unnest(CAST(:cells AS text[])) WITH ORDINALITY t(cell, at) ORDER BY at"
    )
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        guarded = list((await session.execute(query, {"cells": cells})).scalars())
    assert guarded == [neutralised(cell) for cell in cells]


async def test_the_filters_of_the_page_are_those_of_the_file(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/eligibles"
    query = "rank_from=2&rank_to=3&status=active"
    shown = await city.clerk.read(f"{path}?{query}")
    _, *rows = table(await city.clerk.get(f"{path}.csv?{query}&columns=name"))
    assert [name for (name,) in rows] == names_of(shown["items"])
    assert len(rows) == 4


async def test_a_department_exports_only_whom_it_was_given(city: City, clerks: Clerks) -> None:
    own, others = (await city.certify(0))["id"], (await city.certify(1))["id"]
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    shown = await manager.all(f"/referrals/{own}/eligibles")
    # Two positions count under the Rule of Three Scores: four ranks of two people each.
    assert len(shown) == 8
    path = f"/referrals/{own}/eligibles"
    _, *rows = table(await manager.get(f"{path}.csv?columns=name"))
    assert [name for (name,) in rows] == names_of(shown)
    _, *rows = book(await manager.get(f"{path}.xlsx?columns=name"))
    assert [name for (name,) in rows] == names_of(shown)
    own_number = (await manager.read(f"/referrals/{own}"))["number"]
    assert [one["number"] for one in (await manager.get("/referrals.json?columns=number")).json()] == [own_number]
    assert (await manager.get("/positions.json?columns=number")).json() == [{"number": "P0"}, {"number": "P2"}]
    people = (await manager.get("/persons.json?columns=name,numbers")).json()
    assert sorted(one["name"] for one in people) == sorted(names_of(shown))
    assert {one["numbers"] is None or one["numbers"] == [] for one in people} == {True}
    for form in MEDIA_TYPES:
        problem(await manager.get(f"/referrals/{others}/eligibles.{form}"), 404)
        problem(await manager.get(f"/eligible-lists/{city.list_id}/eligibles.{form}"), 403)
        problem(await manager.get(f"/ledger.{form}"), 403)


async def test_a_refusal_is_a_proper_answer(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}"
    for place in (f"{path}/eligibles", "/referrals", "/persons"):
        refused = problem(await city.clerk.get(f"{place}.csv?columns=name,salary"), 422, "unknown_column")
        assert [one["field"] for one in refused["errors"]] == ["columns"]
        problem(await city.clerk.get(f"{place}.pdf"), 404)
    problem(await city.clerk.get(f"{path}/eligibles.csv?columns="), 422, "unknown_column")
    problem(await city.clerk.get(f"{path}/eligibles.csv?rank_from=x"), 422)
    problem(await city.clerk.get("/persons.csv?sort=salary"), 422, "unknown_sort")
    problem(await city.clerk.get("/eligible-lists/0199a000-0000-7000-8000-000000000000/eligibles.xlsx"), 404)


def _at(column: str) -> Callable[[Any], Any]:
    return lambda one: one[column]


# Where, and what some columns hold in an item of the page.
PLACES: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "/eligible-lists": {
        "code": _at("code"),
        "class": lambda one: one["job_class"]["code"],
        "expires": _at("expires_on"),
    },
    "/referrals": {
        "number": _at("number"),
        "positions": lambda one: "; ".join(seat["number"] for seat in one["positions"]),
        "line_score": lambda one: one["line"]["score"],
        "overdue": lambda one: "yes" if one["is_overdue"] else "no",
    },
    "/departments": {"title": _at("title"), "code": _at("code")},
    "/job-classes": {"code": _at("code"), "title": _at("title")},
    "/positions": {"number": _at("number"), "status": _at("status"), "employment": _at("employment")},
    "/holidays": {"day": _at("falls_on"), "title": _at("title")},
    "/persons": {"name": _at("display_name"), "lists": _at("lists")},
    "/response-deadlines": {"due": _at("respond_by_on"), "waiting": _at("waiting"), "referral": _at("number")},
    "/referrals/{referral}/inquiries": {"name": lambda one: one["person"]["display_name"], "state": _at("state")},
    "/eligible-lists/{list}/results": {"external_id": _at("external_id")},
    "/eligible-lists/{list}/protests": {"number": _at("number")},
    "/ledger": {"seq": _at("seq"), "event": _at("name"), "hash": _at("hash")},
    "/ledger/entries": {"seq": _at("seq"), "kind": lambda one: one["subject"]["kind"]},
    "/timeline?subject=referral:{referral}": {"seq": _at("seq"), "sentence": _at("sentence")},
    "/persons/{person}/history": {"seq": _at("seq"), "sentence": _at("sentence")},
    "/jobs": {"kind": _at("kind")},
    "/users": {"email": _at("email"), "roles": lambda one: "; ".join(one["roles"])},
}


async def test_every_table_leaves_as_it_is_read(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await city.clerk.make(f"/referrals/{referral}/inquiries", {"all_reachable": True, "means": "letter"})
    await city.clerk.make("/holidays", {"falls_on": "2031-01-01", "title": "=New Year"})
    person = (await city.clerk.read("/persons?limit=1"))["items"][0]["id"]
    filled = 0
    for place, columns in PLACES.items():
        path, _, query = place.format(referral=referral, list=city.list_id, person=person).partition("?")
        shown = await city.clerk.all(path, 500, **dict([query.split("=")] if query else []))
        expected = [[written(of(one)) for of in columns.values()] for one in shown]
        _, *rows = table(await city.clerk.get(f"{path}.csv?{query}&columns={','.join(columns)}"))
        assert rows == expected, place
        objects = json.loads(sound(await city.clerk.get(f"{path}.json?{query}&columns={next(iter(columns))}"), "json"))
        assert [list(one) for one in objects] == [[next(iter(columns))]] * len(shown), place
        filled += bool(shown)
    assert filled >= 11


async def test_days_and_instants_are_those_of_the_agency(city: City) -> None:
    await city.clerk.make("/holidays", {"falls_on": "2031-01-01", "title": "=New Year"})
    made = await city.certify(0)
    _, day = book(await city.clerk.get("/holidays.xlsx?year=2031"))
    assert [str(day[0]), day[1]] == ["2031-01-01", "=New Year"]
    _, (certified,) = table(await city.clerk.get("/referrals.csv?columns=certified"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d-0[78]:00", certified)
    (told,) = (await city.clerk.get("/referrals.json?columns=certified")).json()
    assert told["certified"][:19] == made["certified_at"][:19]
    assert told["certified"].endswith("Z")


async def test_a_file_takes_as_many_statements_for_ten_rows_as_for_a_hundred(
    administrator: Clerk, world: World, app: FastAPI
) -> None:
    city = await City.build(administrator, world, [(f"P{number}", 200 - number) for number in range(10)])
    longer = await city.adopted_list("L2", [(f"Q{number}", 200 - number) for number in range(100)], "R3")
    few = (await city.certify(0))["id"]
    body = {"eligible_list_id": str(longer), "position_ids": [str(city.positions[1])]}
    many = (await administrator.make("/referrals", body))["id"]

    for first, second in (
        (f"/eligible-lists/{city.list_id}/eligibles.{{}}", f"/eligible-lists/{longer}/eligibles.{{}}"),
        (f"/referrals/{few}/eligibles.{{}}", f"/referrals/{many}/eligibles.{{}}"),
        ("/persons.{}?q=p", "/persons.{}"),
        ("/positions.{}?number=P0", "/positions.{}"),
    ):
        for form in ("csv", "json"):
            taken = []
            for path in (first.format(form), second.format(form)):
                await administrator.get(path)  # once before, so that the process knows its agency
                with counted(app) as seen:
                    assert (await administrator.get(path)).status_code == 200
                taken.append(len(seen))
            assert taken[0] == taken[1], first
