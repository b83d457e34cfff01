"""What the ledger is told of who moved: by name, and of very many by count and digest."""

import hashlib
import json
from typing import Any

import pytest

from tests.conftest import World
from tests.support.clerk import Clerk
from tests.support.hall import Hall
from tests.support.stored import rows


async def moved_at_certification(world: World, referral: str) -> Any:
    """What the event of a certification says of who moved on the referral."""
    query = "SELECT canonical FROM ledger_events WHERE name = 'referral.certified' AND subject_id = $1::uuid"
    event = json.loads((await rows(world, query, referral))[0]["canonical"])
    return event["payload"]["moved"][referral]


@pytest.mark.parametrize("people", [500, 501])
async def test_up_to_500_are_named_and_more_are_a_count_with_a_digest(
    administrator: Clerk, world: World, people: int
) -> None:
    hall = await Hall.build(world, people=people, positions=1, rule="LIST")
    referral = await hall.certify(administrator, hall.positions)
    named = {str(person): "reachable" for person in hall.people}
    told = await moved_at_certification(world, referral)
    if people == 500:
        assert told == named
    else:
        canonical = json.dumps(named, sort_keys=True, separators=(",", ":"))
        assert told == {"count": 501, "sha256": hashlib.sha256(canonical.encode()).hexdigest()}
