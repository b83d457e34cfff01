"""The migrations make exactly what the models say, from nothing, and take it away again."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from api.platform import roles
from api.platform.startup import alembic_config
from tests.conftest import Cluster

NAME = re.compile(r"^\d{8}_\d{4}_[a-z0-9_]+\.py$")


async def _statement(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path) -> Iterator[Config]:
    """Alembic on an empty database with the roles made, as its owner."""
    name = f"empty_{uuid4().hex[:8]}"
    asyncio.run(_statement(cluster.admin_url, f"CREATE DATABASE {name}"))
    owner = asyncio.run(roles.prepare(cluster.address(name), cluster.secrets_dir)).owner
    yield alembic_config(owner)
    asyncio.run(_statement(cluster.admin_url, f"DROP DATABASE {name} WITH (FORCE)"))


def _contents(config: Config) -> list[str]:
    """Names of whatever stands in the schema."""

    async def read() -> list[str]:
        connection = await asyncpg.connect(config.attributes["url"])
        try:
            query = """
                SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
                UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                UNION ALL SELECT typname::text FROM pg_type
                    WHERE typnamespace = 'public'::regnamespace AND typtype NOT IN ('c', 'b')
                ORDER BY 1
            """
            return [row[0] for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(read())


def test_the_models_and_the_migrations_say_the_same(empty: Config) -> None:
    command.upgrade(empty, "head")
    command.check(empty)


def test_up_down_and_up_again_leaves_the_same(empty: Config) -> None:
    command.upgrade(empty, "head")
    first = _contents(empty)
    command.downgrade(empty, "base")
    assert _contents(empty) == ["alembic_version", "alembic_version_pkc"]
    command.upgrade(empty, "head")
    assert _contents(empty) == first


def test_each_migration_goes_down_to_the_one_before(empty: Config) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(empty).walk_revisions()][::-1]
    states = []
    for revision in revisions:
        command.upgrade(empty, revision)
        states.append(_contents(empty))
    for state in states[-2::-1]:
        command.downgrade(empty, "-1")
        assert _contents(empty) == state


def test_there_is_one_line_of_migrations_with_dated_names() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert len(scripts.get_heads()) == 1
    names = [Path(script.path).name for script in scripts.walk_revisions()][::-1]
    assert names == sorted(names)
    for name in names:
        assert NAME.match(name), name
