"""Four instances of the application over one database, with 32 connections in all."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import World
from tests.support.races import Process, processes


@pytest.fixture
async def instances(world: World) -> AsyncIterator[list[Process]]:
    """The instances, each with a clerk signed in."""
    async with processes(world, 4) as made:
        yield made
