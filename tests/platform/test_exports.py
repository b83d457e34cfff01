"""Whole collections as CSV: what a page shows, all of it, for whoever may read that page."""

import csv
import io
from typing import Any

import pytest

from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague

# More than one page of 500, with ties, a formula and a quote in a name.
PEOPLE = [(f"P{number:04}", 2000 - number // 2) for number in range(600)] + [('=1+"1"', 10), ("Ann, Zoë", 9)]


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list of 602 people."""
    return await City.build(administrator, world, PEOPLE)


def table(answer: Any) -> list[list[str]]:
    """The rows of a CSV."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment;")
    return list(csv.reader(io.StringIO(answer.text)))


async def test_the_file_has_every_row_of_the_pages_in_their_order(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/eligibles"
    shown = await city.clerk.all(path)
    head, *rows = table(await city.clerk.get(f"{path}.csv?columns=rank,name,score"))
    assert head == ["Rank", "Name", "Score"]
    assert len(rows) == 602
    safe = {'=1+"1"': '\'=1+"1"'}
    names = [safe.get(one["person"]["display_name"], one["person"]["display_name"]) for one in shown]
    assert rows == [[str(one["rank"]), name, one["score"]] for one, name in zip(shown, names, strict=True)]


async def test_the_filters_of_the_page_are_those_of_the_file(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}/eligibles"
    query = "rank_from=2&rank_to=3&status=active"
    shown = await city.clerk.read(f"{path}?{query}")
    _, *rows = table(await city.clerk.get(f"{path}.csv?{query}&columns=name"))
    assert rows == [[one["person"]["display_name"]] for one in shown["items"]]
    assert len(rows) == 4


async def test_a_department_exports_only_whom_it_was_given(city: City, clerks: Clerks) -> None:
    own, others = (await city.certify(0))["id"], (await city.certify(1))["id"]
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    shown = await manager.all(f"/referrals/{own}/eligibles")
    _, *rows = table(await manager.get(f"/referrals/{own}/eligibles.csv?columns=name"))
    assert rows == [[one["person"]["display_name"]] for one in shown]
    # Two positions count under the Rule of Three Scores: four ranks of two people each.
    assert len(rows) == 8
    problem(await manager.get(f"/referrals/{others}/eligibles.csv"), 404)
    problem(await manager.get(f"/eligible-lists/{city.list_id}/eligibles.csv"), 403)


async def test_a_refusal_is_a_proper_answer(city: City) -> None:
    path = f"/eligible-lists/{city.list_id}"
    refused = problem(await city.clerk.get(f"{path}/eligibles.csv?columns=rank,salary"), 422, "unknown_column")
    assert [one["field"] for one in refused["errors"]] == ["columns"]
    problem(await city.clerk.get(f"{path}/eligibles.csv?rank_from=x"), 422)
    problem(await city.clerk.get("/eligible-lists/0199a000-0000-7000-8000-000000000000/eligibles.csv"), 404)


async def test_lists_and_referrals_leave_as_they_are_read(city: City) -> None:
    number = (await city.certify(0))["number"]
    assert table(await city.clerk.get("/eligible-lists.csv?columns=code,class,eligibles"))[1:] == [
        ["L1", "1823", "602"]
    ]
    assert table(await city.clerk.get("/referrals.csv?columns=number,list,vacancies"))[1:] == [[number, "L1", "1"]]
