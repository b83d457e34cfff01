"""The fixture of an analyst's desk; a folder's conftest takes it from here."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import World
from tests.support.clerk import Clerk
from tests.support.lists import Desk
from tests.support.worker import in_process_worker


@pytest.fixture
async def desk(world: World, administrator: Clerk) -> AsyncIterator[Desk]:
    """The administrator with a worker."""
    async with in_process_worker(world) as worker:
        yield Desk(administrator, worker)
