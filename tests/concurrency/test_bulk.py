"""Races of a decision for many people at once: all of it or nothing, whoever else decides about one of them."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import httpx

from tests.conftest import World
from tests.support.clerk import Clerk, problem
from tests.support.hall import Hall, dispose, offer
from tests.support.invariants import require_whole
from tests.support.races import RACES, Process, Tally, seeded
from tests.support.stored import hires, rows

ROUND = 50  # races on one referral


async def decide(clerk: Clerk, referral: str, disposition: str, people: Sequence[dict[str, Any]]) -> httpx.Response:
    """One disposition for several people, without leaving anybody out."""
    body = {"disposition": disposition, "reason_code": "other", "note": "together", "people": people}
    return await clerk.post(f"/referrals/{referral}/dispositions", body)


def seat(person: UUID, position: UUID | None = None) -> dict[str, Any]:
    """Somebody of a joint decision, with the position of a hire."""
    return {"eligible_id": str(person)} | ({} if position is None else {"position_id": str(position)})


async def stand(world: World, referral: str) -> dict[UUID, str]:
    """Person -> the latest disposition on a referral, for everybody who has one."""
    query = "SELECT eligible_id, disposition FROM referral_eligibles WHERE referral_id = $1"
    found = await rows(world, query, UUID(referral))
    return {row["eligible_id"]: row["disposition"] for row in found}


def rounds() -> Iterator[range]:
    """The races of one referral after the other."""
    return (range(first, min(first + ROUND, RACES)) for first in range(0, RACES, ROUND))


async def prepared(world: World, process: Process, hall: Hall, these: range, seats: int) -> tuple[str, list[UUID]]:
    """A referral with `seats` positions a race, and its three people a race, all with an offer."""
    positions = hall.positions[seats * these.start : seats * these.stop]
    people = hall.people[3 * these.start : 3 * these.stop]
    referral = await hall.certify(process.clerk, positions)
    await offer(world, referral, hall.lists[0], people)
    return referral, people


async def test_many_decline_while_one_of_them_is_hired(world: World, instances: list[Process]) -> None:
    pair = instances[:2]
    hall = await Hall.build(world, people=3 * RACES, positions=RACES)
    tally = Tally("three decline against one's hire", seeded("many"))
    for these in rounds():
        referral, people = await prepared(world, pair[0], hall, these, seats=1)
        expected: dict[UUID, str] = {}
        for place in range(0, len(people), 3):
            three = people[place : place + 3]
            position = hall.positions[these.start + place // 3]
            starts = [
                partial(decide, pair[0].clerk, referral, "declined", [seat(one) for one in three]),
                partial(dispose, pair[1].clerk, referral, three[1], "hired", position_id=str(position)),
            ]
            answers = await tally.race(pair, starts)
            if tally.winner(answers) == 0:
                problem(answers[1], 409, "illegal_transition")
                expected |= dict.fromkeys(three, "declined")
            else:
                named = problem(answers[0], 409, "some_may_not_move")["errors"]
                assert [one["field"] for one in named] == ["people.1"]
                expected |= {three[0]: "selected", three[1]: "hired", three[2]: "selected"}
        found = await stand(world, referral)
        assert {one: found[one] for one in expected} == expected
        await pair[0].clerk.make(f"/referrals/{referral}/close", {"reason": "over"})
    tally.require_real()
    assert await hires(world) == tally.won[1]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_two_joint_decisions_share_a_person(world: World, instances: list[Process]) -> None:
    """Two are hired together while two decline, and one person is of both: only one of the decisions happens."""
    pair = instances[2:]
    seats = 2
    hall = await Hall.build(world, people=3 * RACES, positions=seats * RACES)
    tally = Tally("two decisions with one person of both", seeded("both"))
    for these in rounds():
        referral, people = await prepared(world, pair[0], hall, these, seats)
        expected: dict[UUID, str] = {}
        for place in range(0, len(people), 3):
            first, both, last = people[place : place + 3]
            free = hall.positions[seats * these.start + seats * (place // 3) :][:seats]
            starts = [
                partial(decide, pair[0].clerk, referral, "declined", [seat(first), seat(both)]),
                partial(decide, pair[1].clerk, referral, "hired", [seat(both, free[0]), seat(last, free[1])]),
            ]
            answers = await tally.race(pair, starts)
            winner = tally.winner(answers)
            named = problem(answers[1 - winner], 409, "some_may_not_move")["errors"]
            assert [one["field"] for one in named] == ["people.1" if winner else "people.0"]
            if winner == 0:
                expected |= {first: "declined", both: "declined", last: "selected"}
            else:
                expected |= {first: "selected", both: "hired", last: "hired"}
        found = await stand(world, referral)
        assert {one: found[one] for one in expected} == expected
        await pair[0].clerk.make(f"/referrals/{referral}/close", {"reason": "over"})
    tally.require_real()
    assert await hires(world) == 2 * tally.won[1]
    await require_whole(world.admin_url, world.database, world.agency)
