"""Two merges of the same persons at once: one happens, and every count stays right."""

from functools import partial
from uuid import UUID

from tests.conftest import World
from tests.support.clerk import problem
from tests.support.hall import Hall, dispose
from tests.support.invariants import require_whole
from tests.support.races import RACES, Process, Tally, seeded
from tests.support.stored import count, rows

MOST = min(RACES, 100)


async def _persons(world: World, hall: Hall) -> list[UUID]:
    """The persons of the hall's people, best first."""
    found = await rows(world, "SELECT id, person_id FROM eligibles WHERE list_id = $1", hall.lists[0])
    of = {UUID(str(one["id"])): UUID(str(one["person_id"])) for one in found}
    return [of[eligible] for eligible in hall.people]


async def test_two_who_are_one_are_merged_into_each_other_at_once(world: World, instances: list[Process]) -> None:
    """A into B and B into A: exactly one of the two entries of each pair is left standing."""
    pair = instances[:2]
    hall = await Hall.build(world, people=2 * MOST, positions=1)
    await hall.certify(pair[0].clerk, hall.positions)
    persons = await _persons(world, hall)
    tally = Tally("merge against merge", seeded("merges"))
    for one, other in zip(persons[::2], persons[1::2], strict=True):
        starts = [
            partial(
                process.clerk.post, f"/persons/{into}/merge", {"other_id": str(gone), "reason": "one person"}, version=1
            )
            for process, into, gone in zip(pair, (one, other), (other, one), strict=True)
        ]
        answers = await tally.race(pair, starts)
        winner = tally.winner(answers)
        problem(answers[1 - winner], 409, "person_merged")
    tally.require_real()
    assert await count(world, "SELECT count(*) FROM eligibles WHERE status = 'merged_out'") == MOST
    assert await count(world, "SELECT count(*) FROM persons WHERE merged_into_id IS NOT NULL") == MOST
    assert await count(world, "SELECT count(*) FROM person_merges") == MOST
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_merge_races_an_answer_on_an_open_referral(world: World, instances: list[Process]) -> None:
    """Who was decided on first is merged no more; who was merged first still takes what is recorded of them."""
    pair = instances[2:]
    hall = await Hall.build(world, people=2 * MOST, positions=1)
    referral = await hall.certify(pair[0].clerk, hall.positions)
    persons = await _persons(world, hall)
    tally = Tally("merge against answer", seeded("answers"))
    merged = 0
    for place in range(0, 2 * MOST, 2):
        body = {"other_id": str(persons[place + 1]), "reason": "one person"}
        starts = [
            partial(pair[0].clerk.post, f"/persons/{persons[place]}/merge", body, version=1),
            partial(dispose, pair[1].clerk, referral, hall.people[place], "interested"),
        ]
        answers = await tally.race(pair, starts)
        if answers[0].status_code == 201:
            merged += 1
        else:
            problem(answers[0], 409, "person_on_referral")
        assert answers[1].status_code == 200, answers[1].text
    assert tally.overlapped >= MOST // 2, tally.told()
    assert await count(world, "SELECT count(*) FROM eligibles WHERE status = 'merged_out'") == merged
    await require_whole(world.admin_url, world.database, world.agency)
