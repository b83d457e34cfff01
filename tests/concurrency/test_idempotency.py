"""One Idempotency-Key many times at once: one effect, equal answers; with two bodies, one of them."""

import asyncio
from collections import Counter
from uuid import UUID

import httpx

from tests.conftest import World
from tests.support.clerk import problem
from tests.support.hall import Hall, dispose
from tests.support.invariants import require_whole
from tests.support.races import RACES, Process, seeded
from tests.support.stored import rows

AT_ONCE = 20


async def all_at_once(
    instances: list[Process], referral: str, person: UUID, key: str, words: list[str]
) -> list[httpx.Response]:
    """The same key from every instance at the same moment, with these dispositions."""
    line = asyncio.Barrier(len(words))

    async def call(process: Process, word: str) -> httpx.Response:
        await line.wait()
        return await dispose(process.clerk, referral, person, word, key=key)

    return await asyncio.gather(*(call(instances[place % len(instances)], word) for place, word in enumerate(words)))


async def recorded(world: World) -> Counter[str]:
    """How many events there are about each eligible's disposition."""
    query = (
        "SELECT canonical::jsonb -> 'payload' ->> 'eligible' AS eligible FROM ledger_events "
        "WHERE name = 'disposition.recorded'"
    )
    return Counter(row["eligible"] for row in await rows(world, query))


async def test_the_same_key_twenty_times_at_once(world: World, instances: list[Process]) -> None:
    hall = await Hall.build(world, people=RACES, positions=2)
    referral = await hall.certify(instances[0].clerk, hall.positions)
    first_by: Counter[int] = Counter()
    for person in hall.people:
        answers = await all_at_once(instances, referral, person, f"key-{person}", ["interested"] * AT_ONCE)
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        done = [place for place, answer in enumerate(answers) if "idempotency-replayed" not in answer.headers]
        assert len(done) == 1
        first_by[done[0] % len(instances)] += 1
    assert await recorded(world) == {str(person): 1 for person in hall.people}
    assert len(first_by) > 1, first_by  # not always the same instance came first
    await require_whole(world.admin_url, world.database, world.agency)


async def test_one_key_with_two_bodies_at_once_acts_for_one_of_them(world: World, instances: list[Process]) -> None:
    rng = seeded("two bodies")
    races = max(10, RACES // 4)
    hall = await Hall.build(world, people=races, positions=2)
    referral = await hall.certify(instances[0].clerk, hall.positions)
    won: Counter[str] = Counter()
    for person in hall.people:
        words = ["interested", "waived"] * 5
        rng.shuffle(words)
        answers = await all_at_once(instances, referral, person, f"key-{person}", words)
        right = {word for word, answer in zip(words, answers, strict=True) if answer.status_code == 200}
        assert len(right) == 1, [answer.text for answer in answers]
        word = right.pop()
        won[word] += 1
        assert len({a.content for w, a in zip(words, answers, strict=True) if w == word}) == 1
        for other, answer in zip(words, answers, strict=True):
            if other != word:
                problem(answer, 422, "idempotency_key_reused")
    assert len(won) == 2, won
    assert await recorded(world) == {str(person): 1 for person in hall.people}
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_refused_request_leaves_its_key_free(world: World, instances: list[Process]) -> None:
    """Nothing is stored for a refusal: the next request with the key is judged anew."""
    hall = await Hall.build(world, people=4, positions=1)
    referral = await hall.certify(instances[0].clerk, hall.positions)
    person = hall.people[0]
    answers = await all_at_once(instances, referral, person, "later", ["hired"] * AT_ONCE)
    for answer in answers:
        problem(answer, 409, "illegal_transition")
    selected = await dispose(instances[1].clerk, referral, person, "selected")
    assert selected.status_code == 200
    answers = await all_at_once(instances, referral, person, "later", ["hired"] * AT_ONCE)
    assert {answer.status_code for answer in answers} == {200}
    assert await recorded(world) == {str(person): 2}
    await require_whole(world.admin_url, world.database, world.agency)
