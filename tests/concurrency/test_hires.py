"""Races for a person and for a position: one winner each, and tables and ledger tell the same."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from tests.conftest import World
from tests.support.clerk import problem
from tests.support.hall import Hall, dispose, offer
from tests.support.invariants import require_whole
from tests.support.races import RACES, Process, Tally, seeded
from tests.support.stored import hires, require_dispositions, statuses

ROUND = 100  # races on one pair of referrals: a referral holds at most 200 positions
OVER = {"reason": "over"}
LEFT = "not_considered"  # what closing makes of an offer that nobody decided on


def rounds() -> Iterator[range]:
    """The races, as many at a time as one pair of referrals has positions for."""
    return (range(first, min(first + ROUND, RACES)) for first in range(0, RACES, ROUND))


async def referral_with_offers(hall: Hall, process: Process, positions: list[UUID], people: list[UUID]) -> str:
    """A referral on which everybody of `people` has an offer."""
    made = await hall.certify(process.clerk, positions)
    await offer(hall.world, made, hall.lists[0], people)
    return made


async def test_two_referrals_hire_the_same_person_at_once(world: World, instances: list[Process]) -> None:
    pair = instances[:2]
    hall = await Hall.build(world, people=RACES, positions=2 * RACES)
    tally = Tally("two referrals hire one person", seeded("person"))
    expected: dict[tuple[str, UUID], str] = {}
    for these in rounds():
        people = [hall.people[race] for race in these]
        here = await referral_with_offers(hall, pair[0], [hall.positions[race] for race in these], people)
        there = await referral_with_offers(hall, pair[1], [hall.positions[RACES + race] for race in these], people)
        for person in people:
            starts = [
                partial(dispose, process.clerk, where, person, "hired")
                for process, where in zip(pair, (here, there), strict=True)
            ]
            answers = await tally.race(pair, starts)
            winner = tally.winner(answers)
            problem(answers[1 - winner], 409, "illegal_transition")
            won, lost = (here, there) if winner == 0 else (there, here)
            expected |= {(won, person): "hired", (lost, person): "hired_elsewhere"}
        for referral in (here, there):
            await pair[0].clerk.make(f"/referrals/{referral}/close", OVER)
    tally.require_real()
    await require_dispositions(world, expected)
    assert await hires(world) == RACES
    await require_whole(world.admin_url, world.database, world.agency)


async def test_two_people_are_hired_for_one_position_at_once(world: World, instances: list[Process]) -> None:
    pair = instances[2:]
    hall = await Hall.build(world, people=2 * RACES, positions=RACES)
    tally = Tally("two hires for one position", seeded("position"))
    expected: dict[tuple[str, UUID], str] = {}
    for these in rounds():
        positions = [hall.positions[race] for race in these]
        people = hall.people[2 * these.start : 2 * these.stop]
        referral = await referral_with_offers(hall, pair[0], positions, people)
        for position, persons in zip(positions, zip(people[::2], people[1::2], strict=True), strict=True):
            starts = [
                partial(dispose, process.clerk, referral, person, "hired", position_id=str(position))
                for process, person in zip(pair, persons, strict=True)
            ]
            answers = await tally.race(pair, starts)
            winner = tally.winner(answers)
            problem(answers[1 - winner], 409, "no_position_left")
            expected |= {(referral, persons[winner]): "hired", (referral, persons[1 - winner]): LEFT}
        await pair[0].clerk.make(f"/referrals/{referral}/close", OVER)
    tally.require_real()
    await require_dispositions(world, expected)
    assert await hires(world) == RACES
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_waiver_of_the_list_races_a_hire(world: World, instances: list[Process]) -> None:
    """Who waived first is out of reach; who was hired first has nothing left to waive."""
    pair = instances[:2]
    hall = await Hall.build(world, people=RACES, positions=RACES)
    tally, expected = Tally("waiver against hire", seeded("waiver")), {}
    for these in rounds():
        people = [hall.people[race] for race in these]
        referral = await referral_with_offers(hall, pair[0], [hall.positions[race] for race in these], people)
        for person in people:
            path = f"/eligible-lists/{hall.lists[0]}/eligibles/{person}/waive"
            waiver = {"scope": "general", "reason_code": "other", "note": "moved away"}
            starts = [
                partial(dispose, pair[0].clerk, referral, person, "hired"),
                partial(pair[1].clerk.post, path, waiver),
            ]
            answers = await tally.race(pair, starts)
            winner = tally.winner(answers)
            problem(answers[1 - winner], 409, "illegal_transition" if winner == 0 else "not_reachable")
            expected[person] = "appointed" if winner == 0 else "under_waiver"
        await pair[0].clerk.make(f"/referrals/{referral}/close", OVER)
    tally.require_real()
    found = await statuses(world)
    assert {person: found[person] for person in expected} == expected
    assert await hires(world) == tally.won[0]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_an_offer_is_declined_and_hired_upon_at_once(world: World, instances: list[Process]) -> None:
    pair, words = instances[:2], ("hired", "declined")
    hall = await Hall.build(world, people=RACES, positions=RACES)
    tally, expected = Tally("decline against hire", seeded("decline")), {}
    for these in rounds():
        people = [hall.people[race] for race in these]
        referral = await referral_with_offers(hall, pair[0], [hall.positions[race] for race in these], people)
        for person in people:
            starts = [
                partial(dispose, process.clerk, referral, person, word)
                for process, word in zip(pair, words, strict=True)
            ]
            answers = await tally.race(pair, starts)
            winner = tally.winner(answers)
            problem(answers[1 - winner], 409)
            expected[referral, person] = words[winner]
        await pair[0].clerk.make(f"/referrals/{referral}/close", OVER)
    tally.require_real()
    await require_dispositions(world, expected)
    assert await hires(world) == tally.won[0]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_position_is_removed_while_somebody_is_hired_for_it(world: World, instances: list[Process]) -> None:
    pair = instances[1:3]
    hall = await Hall.build(world, people=RACES, positions=RACES + 1)
    tally, expected = Tally("removal of a position against hire", seeded("removal")), {}
    for these in rounds():
        people = [hall.people[race] for race in these]
        positions = [hall.positions[race] for race in these]
        referral = await referral_with_offers(hall, pair[0], [*positions, hall.positions[RACES]], people)
        version = 1
        for person, position in zip(people, positions, strict=True):
            path = f"/referrals/{referral}/positions/{position}?reason=frozen"
            starts = [
                partial(dispose, pair[0].clerk, referral, person, "hired", position_id=str(position)),
                partial(pair[1].clerk.delete, path, version=version),
            ]
            answers = await tally.race(pair, starts)
            winner = tally.winner(answers)
            if winner == 0:
                problem(answers[1], 409, "position_has_hire")
            else:
                problem(answers[0], 422, "invalid")
                version = answers[1].json()["version"]
            expected[referral, person] = "hired" if winner == 0 else LEFT
        await pair[0].clerk.make(f"/referrals/{referral}/close", OVER)
    tally.require_real()
    await require_dispositions(world, expected)
    assert await hires(world) == tally.won[0]
    await require_whole(world.admin_url, world.database, world.agency)
