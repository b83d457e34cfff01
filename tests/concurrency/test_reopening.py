"""What happened while a referral was closed is told to it when it opens again."""

from tests.conftest import World
from tests.support.hall import Hall, dispose, offer
from tests.support.invariants import require_whole
from tests.support.races import Process
from tests.support.stored import require_dispositions


async def test_somebody_interested_here_is_hired_elsewhere_while_the_referral_is_closed(
    world: World, instances: list[Process]
) -> None:
    clerk = instances[0].clerk
    hall = await Hall.build(world, people=4, positions=2)
    here, there = [await hall.certify(clerk, [position]) for position in hall.positions]
    person = hall.people[0]
    assert (await dispose(clerk, there, person, "interested")).status_code == 200
    await offer(world, here, hall.lists[0], [person])
    await clerk.make(f"/referrals/{there}/close", {"reason": "over"})
    assert (await dispose(clerk, here, person, "hired")).status_code == 200
    await clerk.make(f"/referrals/{there}/reopen", {"reason": "again"})
    await require_dispositions(world, {(here, person): "hired", (there, person): "hired_elsewhere"})
    await require_whole(world.admin_url, world.database, world.agency)
