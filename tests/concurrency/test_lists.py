"""Races of an import's commit with posting and adopting the list: results never change once it is posted."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest

from api.platform import child
from tests.conftest import World
from tests.support.clerk import Clerk, problem
from tests.support.invariants import require_whole
from tests.support.lists import Desk, people
from tests.support.races import RACES, Process, Tally, Watched, seeded
from tests.support.staff import job_class
from tests.support.stored import count, rows
from tests.support.worker import InProcessWorker, in_process_worker

AT_A_TIME = 8  # lists prepared side by side
POST_RACES = RACES // 4  # each needs a list of its own, made from file to scores


@dataclass
class Prepared:
    """A scored list, and imports of other results of it whose commit was asked for and has not run."""

    list_id: str
    version: int
    jobs: list[dict[str, Any]]


@pytest.fixture
async def worker(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[InProcessWorker]:
    """A worker with connections of its own; three rows are scored without a process of their own."""

    async def at_once(function: Any, *args: Any, **_: Any) -> Any:
        return function(*args)

    monkeypatch.setattr(child, "call", at_once)
    async with in_process_worker(world) as made:
        yield made


async def prepare(desk: Desk, place: int, model: str, class_id: str, imports: int) -> Prepared:
    """A scored list of three, with further imports about to be stored."""
    made = await desk.list(f"L{place:05}", scoring_model_id=model, job_class_id=class_id)
    await desk.imported(made["id"], people(3))
    listed = await desk.scored(made["id"])
    previews = [await desk.previewed(made["id"], people(3 + more, start=2)) for more in range(imports)]
    jobs = [await desk.clerk.make(f"/imports/{one['id']}/commit") for one in previews]
    return Prepared(made["id"], listed["version"], jobs)


async def prepare_all(desk: Desk, races: int, imports: int) -> list[Prepared]:
    """As many as there are races."""
    model = (await desk.scoring_model())["id"]
    class_id = (await job_class(desk.clerk))["id"]
    made: list[Prepared] = []
    for first in range(0, races, AT_A_TIME):
        batch = range(first, min(first + AT_A_TIME, races))
        made += await asyncio.gather(*(prepare(desk, place, model, class_id, imports) for place in batch))
    return made


async def run_as_request(worker: InProcessWorker, clerk: Clerk, job: dict[str, Any]) -> httpx.Response:
    """Run a job as a contender of a race: 200 when it stored its effect, 409 when it was refused."""
    ended = await worker.finish(clerk, job)
    return httpx.Response(200 if ended["status"] == "succeeded" else 409, json=ended)


async def results(world: World) -> dict[str, str]:
    """A digest of the results of each list."""
    query = (
        "SELECT list_id, md5(string_agg(external_id || components::text || version, ',' ORDER BY external_id)) AS md5 "
        "FROM exam_results GROUP BY list_id"
    )
    return {str(row["list_id"]): row["md5"] for row in await rows(world, query)}


async def test_an_import_is_stored_while_the_list_is_posted(
    world: World, instances: list[Process], worker: InProcessWorker
) -> None:
    """Results that came first make the scores outdated, so it is not posted; posted first, it takes no results."""
    poster, other = instances[:2]
    prepared = await prepare_all(Desk(other.clerk, worker), POST_RACES, imports=1)
    tally = Tally("import against post", seeded("post"))
    background = Watched().watch(world.database.engine)
    for one in prepared:
        path = f"/eligible-lists/{one.list_id}/post"
        starts = [
            partial(poster.clerk.post, path, version=one.version),
            partial(run_as_request, worker, other.clerk, one.jobs[0]),
        ]
        answers = await tally.race([poster, background], starts)
        winner = tally.winner(answers)
        if winner == 0:
            assert answers[1].json()["error"]["code"] == "list_not_open"
        else:
            problem(answers[0], 409, "scores_outdated")
    tally.require_real()
    posted = await count(world, "SELECT count(*) FROM eligible_lists WHERE status = 'tentative'")
    assert posted == tally.won[0]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_an_import_is_stored_while_the_list_is_adopted(
    world: World, instances: list[Process], worker: InProcessWorker
) -> None:
    """A posted list takes no results, whether its adoption comes first or second: adoption always wins."""
    adopter, other = instances[2:]
    prepared = await prepare_all(Desk(other.clerk, worker), RACES, imports=2)
    for one in prepared:
        posted = await adopter.clerk.make(f"/eligible-lists/{one.list_id}/post", version=one.version)
        one.version = posted["version"]
    before = await results(world)
    await adopter.clerk.make("/demo/clock", {"advance_seconds": 14 * 86_400})
    rng = seeded("adopt")
    tally = Tally("import against adoption", rng)
    background = Watched().watch(world.database.engine)
    for one in prepared:
        path = f"/eligible-lists/{one.list_id}/adopt"
        ended: list[int] = []

        async def run(place: int, start: Any, ended: list[int] = ended) -> httpx.Response:
            answer: httpx.Response = await start()
            ended.append(place)
            return answer

        starts = [
            partial(run, 0, partial(adopter.clerk.post, path, version=one.version)),
            partial(run, 1, partial(run_as_request, worker, other.clerk, one.jobs[0])),
            partial(run, 2, partial(run_as_request, worker, other.clerk, one.jobs[1])),
        ]
        answers = await tally.race([adopter, background], starts)
        assert [answer.status_code for answer in answers] == [200, 409, 409], [answer.text for answer in answers]
        assert {answer.json()["error"]["code"] for answer in answers[1:]} == {"list_not_open"}
        tally.won[0 if ended[0] == 0 else 1] += 1
    tally.require_real()
    assert await results(world) == before
    assert await count(world, "SELECT count(*) FROM eligible_lists WHERE status = 'adopted'") == RACES
    assert await count(world, "SELECT count(*) FROM list_imports WHERE status = 'stale'") == 2 * RACES
    await require_whole(world.admin_url, world.database, world.agency)
