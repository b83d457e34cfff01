"""Races of applying a scoring: with another scoring of the list, with further results, and with a hire."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from tests.concurrency.test_lists import prepare_all, run_as_request
from tests.conftest import World
from tests.support.clerk import problem
from tests.support.exam import Exam
from tests.support.hall import dispose
from tests.support.invariants import require_whole
from tests.support.lists import Desk
from tests.support.races import RACES, Process, Tally, Watched, seeded
from tests.support.stored import count
from tests.support.worker import InProcessWorker, in_process_worker

SOME = RACES // 4  # each needs scores of its own


@pytest.fixture
async def worker(world: World) -> AsyncIterator[InProcessWorker]:
    """A worker with connections of its own."""
    async with in_process_worker(world) as made:
        yield made


async def asked(desk: Desk, scoring: Any, **body: str) -> Any:
    """The job that applies a previewed scoring, not yet run."""
    return await desk.clerk.make(f"/scorings/{scoring['id']}/apply", body, version=scoring["version"])


async def test_two_scorings_of_one_list_are_applied_at_once(
    world: World, instances: list[Process], worker: InProcessWorker
) -> None:
    """One is applied; the other has seen a list that is no longer there."""
    process = instances[0]
    desk = Desk(process.clerk, worker)
    prepared = await prepare_all(desk, SOME, imports=0)
    background = Watched().watch(world.database.engine)
    tally = Tally("two scorings", seeded("scorings"))
    for one in prepared:
        jobs = [await asked(desk, await desk.scoring(one.list_id)) for _ in range(2)]
        starts = [partial(run_as_request, worker, process.clerk, job) for job in jobs]
        answers = await tally.race([background], starts)
        winner = tally.winner(answers)
        assert answers[1 - winner].json()["error"]["code"] == "scoring_stale"
    tally.require_real()
    assert await count(world, "SELECT count(*) FROM scorings WHERE status = 'stale'") == SOME
    # Each list was scored once when it was made, and once by the winner.
    assert await count(world, "SELECT count(*) FROM scorings WHERE status = 'applied'") == 2 * SOME
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_scoring_is_applied_while_results_come_in(
    world: World, instances: list[Process], worker: InProcessWorker
) -> None:
    """Results that came first make the scoring stale; results that came second wait for the next scoring."""
    process = instances[1]
    desk = Desk(process.clerk, worker)
    prepared = await prepare_all(desk, SOME, imports=1)
    tally = Tally("scoring against import", seeded("import"))
    background = Watched().watch(world.database.engine)
    for one in prepared:
        job = await asked(desk, await desk.scoring(one.list_id))
        starts = [
            partial(run_as_request, worker, process.clerk, job),
            partial(run_as_request, worker, process.clerk, one.jobs[0]),
        ]
        applied, stored = await tally.race([background], starts)
        assert stored.status_code == 200, stored.text
        listed = await desk.clerk.read(f"/eligible-lists/{one.list_id}")
        if applied.status_code == 409:
            assert applied.json()["error"]["code"] == "scoring_stale"
        # Either way the new results are not among the scores yet, and the list says so.
        refused = await desk.clerk.post(f"/eligible-lists/{one.list_id}/post", version=listed["version"])
        problem(refused, 409, "scores_outdated")
        tally.won[0 if applied.status_code == 200 else 1] += 1
    tally.require_real()
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_correction_takes_somebody_out_of_reach_while_they_are_hired(
    world: World, instances: list[Process], worker: InProcessWorker
) -> None:
    """Hired first, the preview without the hire is out of date; applied first, the hire is out of reach."""
    scorer, hirer = instances[2:]
    desk = Desk(scorer.clerk, worker)
    people = {f"N{place:03}": 99 - place % 20 for place in range(SOME + 20)}
    exam = await (await Exam.made(desk, people)).adopted()
    tally = Tally("correction against hire", seeded("correction"))
    background = Watched().watch(world.database.engine)
    for race in range(SOME):
        referral = await exam.referral(f"P{race:03}")
        page = await desk.clerk.read(f"/referrals/{referral['id']}/eligibles", params={"limit": 1})
        best = page["items"][0]
        chosen = await dispose(hirer.clerk, referral["id"], best["eligible_id"], "selected")
        assert chosen.status_code == 200, chosen.text
        await exam.correct(best["external_id"], 70)
        job = await asked(desk, await desk.scoring(exam.list_id), reason="Protest decided")
        starts = [
            partial(run_as_request, worker, scorer.clerk, job),
            partial(dispose, hirer.clerk, referral["id"], best["eligible_id"], "hired"),
        ]
        applied, hired = await tally.race([background, hirer], starts)
        now = await desk.clerk.read(f"/referrals/{referral['id']}/eligibles/{best['eligible_id']}")
        if hired.status_code == 200:
            assert now["disposition"] == "hired"
            assert applied.status_code == 409
            assert applied.json()["error"]["code"] == "scoring_stale"
        else:
            problem(hired, 409, "not_reachable")
            assert applied.status_code == 200, applied.text
            assert (now["score"], now["standing"]) == ("70", "alternate")
        tally.won[0 if applied.status_code == 200 else 1] += 1
        await desk.clerk.make(f"/referrals/{referral['id']}/close", {"reason": "over"})
        if applied.status_code == 409:
            await exam.applied(await desk.scoring(exam.list_id))
    tally.require_real()
    await require_whole(world.admin_url, world.database, world.agency)
