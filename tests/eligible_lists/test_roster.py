"""Reading the people on a list: order, ranks, pages, filters, and how many statements that takes."""

from typing import Any

import pytest
from fastapi import FastAPI

from api.eligible_lists.roster.schemas import EligibleRead
from api.platform.schema import Page
from tests.conftest import Clerks
from tests.support.clerk import problem
from tests.support.lists import Desk, people, rows
from tests.support.statements import counted

NAMES = ("Ångström,Åsa", "Angst,Zoe", "O'Neil,Eve", "Lee,Min-jun", "lee,Ann")


@pytest.fixture
async def path(desk: Desk) -> str:
    """A scored list of five people with three scores."""
    made = await desk.list()
    written = (70, 80, 80, 90, 80)
    lines = [
        f"X{number},{name},p{number}@example.org,{raw},40,16,none,,completed"
        for number, (name, raw) in enumerate(zip(NAMES, written, strict=True))
    ]
    await desk.imported(made["id"], rows(*lines))
    await desk.scored(made["id"])
    return f"/eligible-lists/{made['id']}"


def ids(page: Any) -> list[str]:
    return [one["external_id"] for one in page["items"]]


async def test_order_is_score_then_name(desk: Desk, path: str) -> None:
    page = await desk.clerk.read(f"{path}/eligibles", params={"count": True})
    assert [(one["external_id"], one["rank"]) for one in page["items"]] == [
        ("X3", 1),
        ("X1", 2),
        ("X4", 2),
        ("X2", 2),
        ("X0", 3),
    ]
    assert page["total"] == 5
    one = page["items"][1]
    assert one["person"]["display_name"] == "Angst, Zoe"
    assert one["components"] == {"written": "80", "oral": "40", "training": "16"}
    assert (one["credits"], one["status"], one["band"]) == ({}, "tentative", None)
    assert await desk.clerk.read(f"{path}/eligibles/{one['id']}") == one


async def test_what_is_written_is_what_the_contract_says(desk: Desk, path: str) -> None:
    page = await desk.clerk.get(f"{path}/eligibles")
    read = Page[EligibleRead].model_validate_json(page.content, strict=True)
    assert read.model_dump(mode="json") == page.json()
    one = await desk.clerk.get(f"{path}/eligibles/{read.items[0].id}")
    assert EligibleRead.model_validate_json(one.content, strict=True) == read.items[0]
    assert EligibleRead.model_validate_json(one.content).model_dump(mode="json") == one.json()


async def test_pages_join_without_gap_and_keep_the_ranks(desk: Desk, path: str) -> None:
    whole = await desk.clerk.all(f"{path}/eligibles")
    for limit in (1, 2, 3):
        assert await desk.clerk.all(f"{path}/eligibles", limit=limit) == whole


async def test_filters(desk: Desk, path: str) -> None:
    async def found(**params: Any) -> list[str]:
        return ids(await desk.clerk.read(f"{path}/eligibles", params=params))

    assert await found(q="angst") == ["X1", "X0"]
    assert await found(q="Ångst") == ["X1", "X0"]
    assert await found(q="Lee, Min") == ["X3"]
    assert await found(q="lee min") == ["X3"]
    assert await found(q="X2") == ["X2"]
    assert await found(q="%") == []
    assert await found(rank_from=2, rank_to=2) == ["X1", "X4", "X2"]
    assert await found(rank_from=4) == []
    assert await found(rank_to=99) == ["X3", "X1", "X4", "X2", "X0"]
    assert len(await found(status="tentative")) == 5
    assert await found(status=["active", "removed"]) == []
    problem(await desk.clerk.get(f"{path}/eligibles", params={"status": "happy"}), 422)
    problem(await desk.clerk.get(f"{path}/eligibles", params={"limit": 501}), 422)
    problem(await desk.clerk.get(f"{path}/eligibles", params={"cursor": "made-up"}), 400)


async def test_statuses_are_counted_under_the_other_filters(desk: Desk, path: str) -> None:
    async def counts(**params: Any) -> Any:
        return (await desk.clerk.read(f"{path}/eligibles/counts", params=params))["by_status"]

    assert await counts() == {"tentative": 5}
    assert await counts(q="lee") == {"tentative": 2}
    assert await counts(rank_from=2, rank_to=2, credit="veteran") == {}
    problem(await desk.clerk.get(f"{path}/eligibles/counts", params={"rank_from": 0}), 422)


async def test_another_agency_sees_nothing_of_it(desk: Desk, path: str, clerks: Clerks, other_agency: object) -> None:
    """Every id of one agency is unknown to another, whatever is done with it."""
    clerk = desk.clerk
    (one, *_) = await clerk.all(f"{path}/eligibles")
    (imported, *_) = await clerk.all(f"{path}/imports")
    (scoring, *_) = await clerk.all(f"{path}/scorings")
    document = await desk.worker.done(
        clerk, await clerk.make(f"{path}/documents", {"kind": "score_report", "format": "csv"})
    )
    other = await clerks.sign_in("admin@other.example")
    reads = (
        "",
        "/eligibles",
        f"/eligibles/{one['id']}",
        "/results",
        "/imports",
        "/scorings",
        "/documents",
        "/score-report",
        "/score-distribution",
    )
    elsewhere = (
        f"/imports/{imported['id']}",
        f"/imports/{imported['id']}/rejected.csv",
        f"/scorings/{scoring['id']}",
        f"/scorings/{scoring['id']}/diff",
        f"/documents/{document['document_id']}",
        f"/documents/{document['document_id']}/content",
    )
    for place in (*(path + part for part in reads), *elsewhere):
        assert (await clerk.get(place)).status_code == 200, place
        problem(await other.get(place), 404, "not_found")
    unsafe: list[tuple[str, dict[str, str]]] = [(f"{path}/{action}", {}) for action in ("post", "adopt")]
    unsafe += [(f"{path}/extend", {"expires_on": "2090-01-01", "reason": "x"}), (f"{path}/cancel", {"reason": "x"})]
    unsafe += [(f"{path}/scorings", {}), (f"{path}/documents", {"kind": "score_report", "format": "pdf"})]
    unsafe += [(f"/imports/{imported['id']}/commit", {}), (f"/scorings/{scoring['id']}/apply", {})]
    for place, body in unsafe:
        problem(await other.post(place, body, version=1), 404, "not_found")
    problem(await other.patch(path, {"specialty": "x"}, version=1), 404, "not_found")
    assert (await other.read("/eligible-lists"))["items"] == []


async def test_a_page_takes_as_many_statements_for_ten_rows_as_for_a_hundred(desk: Desk, app: FastAPI) -> None:
    made = await desk.list("L2")
    path = f"/eligible-lists/{made['id']}"
    await desk.imported(made["id"], people(120))
    scoring = await desk.scored(made["id"]) and (await desk.clerk.all(f"{path}/scorings"))[0]
    for place in (f"{path}/eligibles", f"{path}/results", f"/scorings/{scoring['id']}/diff", f"{path}/imports"):
        seen = []
        for limit in (10, 100):
            with counted(app) as statements:
                await desk.clerk.read(place, params={"limit": limit})
            seen.append(len(statements))
        assert seen[0] == seen[1], place


async def test_the_collection_of_lists_takes_as_many_statements_for_ten_as_for_a_hundred(
    desk: Desk, app: FastAPI
) -> None:
    body = await desk.list_body()
    for number in range(101):
        await desk.clerk.make("/eligible-lists", {**body, "code": f"L{number}"})
    seen = []
    for limit in (10, 100):
        with counted(app) as statements:
            assert len((await desk.clerk.read("/eligible-lists", params={"limit": limit}))["items"]) == limit
        seen.append(len(statements))
    assert seen[0] == seen[1]


async def test_scores_credits_and_the_order_are_the_servers(desk: Desk, path: str) -> None:
    async def found(**params: Any) -> list[str]:
        return ids(await desk.clerk.read(f"{path}/eligibles", params=params))

    scores = {one["external_id"]: one["score"] for one in await desk.clerk.all(f"{path}/eligibles")}
    middle = scores["X1"]
    assert await found(score_from=middle, score_to=middle) == ["X1", "X4", "X2"]
    assert await found(score_to=middle, rank_to=2) == ["X1", "X4", "X2"]
    assert await found(score_from="99999999999999999999") == []
    assert await found(sort="-rank") == ["X0", "X2", "X4", "X1", "X3"]
    assert await found(sort="name") == ["X1", "X0", "X4", "X3", "X2"]
    assert await found(sort="-name") == ["X2", "X3", "X4", "X0", "X1"]
    assert await found(credit="veteran") == []
    for sort in ("-rank", "name", "-name"):
        whole = await found(sort=sort)
        pages: list[Any] = []
        cursor = None
        while cursor != "":
            params = {"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = await desk.clerk.read(f"{path}/eligibles", params=params)
            pages, cursor = pages + page["items"], page["next_cursor"] or ""
        assert [one["external_id"] for one in pages] == whole
        assert {one["external_id"]: one["rank"] for one in pages} == {"X3": 1, "X1": 2, "X4": 2, "X2": 2, "X0": 3}
    for bad in ({"score_from": "high"}, {"sort": "score"}, {"credit": "x" * 61}):
        problem(await desk.clerk.get(f"{path}/eligibles", params=bad), 422)
