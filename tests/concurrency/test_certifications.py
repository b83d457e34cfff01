"""Races for positions between referrals: a position is on one open referral, whoever comes first."""

from functools import partial

from tests.conftest import World
from tests.support.clerk import problem
from tests.support.hall import Hall, dispose, offer
from tests.support.invariants import require_whole
from tests.support.races import RACES, Process, Tally, seeded
from tests.support.stored import count, hires


async def test_two_certifications_of_one_position_at_once(world: World, instances: list[Process]) -> None:
    """Half of the races are fought between two lists, where no common list lock orders them: the position's does."""
    pair = instances[:2]
    hall = await Hall.build(world, people=20, positions=1)
    lists = (hall.lists[0], await hall.add_list(20))
    tally = Tally("two certifications of one position", seeded("certify"))
    position = str(hall.positions[0])
    for race in range(RACES):
        chosen = lists if race % 2 else (lists[0], lists[0])
        starts = [
            partial(process.clerk.post, "/referrals", {"eligible_list_id": str(one), "position_ids": [position]})
            for process, one in zip(pair, chosen, strict=True)
        ]
        answers = await tally.race(pair, starts)
        winner = tally.winner(answers)
        problem(answers[1 - winner], 409, "position_on_open_referral")
        made = answers[winner].json()["id"]
        await pair[0].clerk.make(f"/referrals/{made}/cancel", {"reason": "next race"})
    tally.require_real()
    assert await count(world, "SELECT count(*) FROM referrals") == RACES
    # Every certification got a number, and none was spent on a refused one.
    assert await count(world, "SELECT value FROM counters WHERE name LIKE 'referral:%'") == RACES
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_referral_closes_while_somebody_is_hired_on_it(world: World, instances: list[Process]) -> None:
    pair = instances[:2]
    hall = await Hall.build(world, people=RACES, positions=RACES)
    tally = Tally("close against hire", seeded("close"))
    ends = {"filled": 0, "closed_unfilled": 0}
    for person, position in zip(hall.people, hall.positions, strict=True):
        referral = await hall.certify(pair[0].clerk, [position])
        await offer(world, referral, hall.lists[0], [person])
        starts = [
            partial(dispose, pair[0].clerk, referral, person, "hired"),
            partial(pair[1].clerk.post, f"/referrals/{referral}/close", {"reason": "over"}),
        ]
        answers = await tally.race(pair, starts)
        # A hire that came first makes the close a filling one; a close that came first leaves nobody to hire.
        end = answers[1].json()["status"]
        ends[end] += 1
        tally.won[0 if end == "filled" else 1] += 1
        if end == "filled":
            assert answers[0].status_code == 200
        else:
            problem(answers[0], 409, "referral_closed")
    tally.require_real()
    assert await hires(world) == ends["filled"]
    assert sum(ends.values()) == RACES
    await require_whole(world.admin_url, world.database, world.agency)
