"""The passwords of the roles: generated and kept, but the operator's where the operator gave an address."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import make_url

from api.platform import roles
from tests.conftest import Cluster

THEIRS = "chosen-by-the-operator"


@pytest.fixture
def relay_address(cluster: Cluster) -> Iterator[str]:
    """The relay's address with a password that somebody set by hand; put back afterwards."""
    address = cluster.address(cluster.template)
    asyncio.run(_execute(address, f"ALTER ROLE eligo_relay PASSWORD '{THEIRS}'"))
    yield make_url(address).set(username="eligo_relay", password=THEIRS).render_as_string(hide_password=False)
    asyncio.run(roles.prepare(address, cluster.secrets_dir))


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def test_the_password_of_a_role_that_was_given_is_kept(cluster: Cluster, relay_address: str) -> None:
    admin = cluster.address(cluster.template)
    ours = asyncio.run(roles.prepare(admin, cluster.secrets_dir, given=[relay_address]))
    asyncio.run(_execute(relay_address, "SELECT 1"))
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(_execute(ours.relay, "SELECT 1"))
    asyncio.run(_execute(ours.app, "SELECT 1"))  # the others are ours


def test_the_password_of_a_role_that_was_not_given_is_brought_in_line(cluster: Cluster, relay_address: str) -> None:
    ours = asyncio.run(roles.prepare(cluster.address(cluster.template), cluster.secrets_dir))
    asyncio.run(_execute(ours.relay, "SELECT 1"))
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(_execute(relay_address, "SELECT 1"))
