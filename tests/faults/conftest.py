"""One installation in real processes for all tests of faults, and room for the load."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.load import Load, Told, require_effects
from tests.support.hall import Hall
from tests.support.invariants import require_whole
from tests.support.processes import Installation

PEOPLE = 3000  # more than a test decides about


@dataclass
class Scene:
    """An installation with a referral that reaches everybody."""

    installation: Installation

    async def load(self, *, examiners: int = 2, deciders: int = 4) -> Load:
        """Clients with a list and a referral of their own."""
        await self.installation.ready()
        world = self.installation.world
        await world.database.engine.dispose()
        hall = await Hall.build(world, people=PEOPLE, positions=2)
        async with self.installation.client() as client:
            clerk = await self.installation.clerk(client)
            self.referral = await hall.certify(clerk, hall.positions)
        return Load(self.installation, hall, self.referral, examiners=examiners, deciders=deciders)

    async def require_whole(self, told: Told) -> None:
        """Nothing acknowledged is lost, nothing was done twice, nothing is broken."""
        print(told)  # noqa: T201  (figures of the run)
        world = self.installation.world
        await world.database.engine.dispose()  # its connections did not survive PostgreSQL
        await require_effects(self.installation, told, self.referral)
        await require_whole(world.admin_url, world.database, world.agency)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """An installation that runs."""
    with Installation(tmp_path_factory.mktemp("installation")) as installation:
        yield Scene(installation)
