"""Founding agencies by hand, beside what is there."""

import pytest

from api.cli import founding
from api.cli.errors import Refusal
from tests.conftest import World
from tests.support.stored import count


async def test_no_agency_is_founded_beside_a_demo(world: World) -> None:
    """The demo's clock would move its deadlines, and the next start of the demo would refuse."""
    facts = {
        "slug": "elm",
        "name": "Elm",
        "zone": "UTC",
        "pack": "sf",
        "email": "eve@elm.example",
        "password": "x" * 16,
    }
    assert world.agency.is_demo
    agencies = await count(world, "SELECT count(*) FROM agencies")
    with pytest.raises(Refusal, match="clock would move the deadlines of elm"):
        await founding.found_another(world.urls.owner, **facts)
    assert await count(world, "SELECT count(*) FROM agencies") == agencies
