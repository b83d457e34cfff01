"""A real PostgreSQL and Valkey: migrated once into a template, cloned for each test whose work commits."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from api.founding import queries as founding_queries
from api.founding.service import found_agency
from api.main import create_app
from api.platform import roles
from api.platform.auth import AgencyRef
from api.platform.db import Database
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.valkey import Valkey
from api.platform.startup import migrate
from api.settings import Settings
from tests.support.clerk import PASSWORD, Clerk


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of this test session, with a migrated template database."""

    admin_url: str
    template: str
    secrets_dir: Path

    def address(self, database: str) -> str:
        """The superuser's address of a database."""
        return make_url(self.admin_url).set(database=database).render_as_string(hide_password=False)


@dataclass(frozen=True)
class World:
    """A database of its own with one founded agency."""

    urls: roles.DatabaseUrls
    admin_url: str
    redis_url: str
    agency: AgencyRef
    database: Database
    settings: Settings


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """PostgreSQL, started once; ELIGO_TEST_DATABASE_URL names one that runs already."""
    home = tmp_path_factory.mktemp("cluster")
    given = os.environ.get("ELIGO_TEST_DATABASE_URL")
    if given:
        yield _template(given, home)
        return
    with Postgres(home / "postgres", fast=True) as postgres:
        yield _template(postgres.admin_url, home)


def _template(admin_url: str, home: Path) -> Cluster:
    name = f"eligo_template_{uuid4().hex[:8]}"

    async def prepare() -> str:
        connection = await asyncpg.connect(admin_url)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        address = make_url(admin_url).set(database=name).render_as_string(hide_password=False)
        return (await roles.prepare(address, home)).owner

    migrate(asyncio.run(prepare()))
    return Cluster(admin_url, name, home)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Valkey, started once."""
    given = os.environ.get("ELIGO_TEST_REDIS_URL")
    if given:
        yield given
        return
    with Valkey(tmp_path_factory.mktemp("valkey")) as valkey:
        yield valkey.url


async def _clone(cluster: Cluster) -> str:
    name = f"t_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(cluster.admin_url)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {cluster.template}")
    await connection.close()
    return name


async def _drop(cluster: Cluster, name: str) -> None:
    connection = await asyncpg.connect(cluster.admin_url)
    await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def world(cluster: Cluster, redis_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A cloned database with the agency `demo` and its administrator; dropped afterwards."""
    # Attempts and jobs of the test before are nobody's business here.
    async with Redis.from_url(redis_url) as redis:
        await redis.flushdb()
    name = await _clone(cluster)
    address = cluster.address(name)
    kept = roles.installation_secrets(cluster.secrets_dir)
    urls = roles.DatabaseUrls(
        *(
            make_url(address).set(username=role, password=kept[role]).render_as_string(hide_password=False)
            for role in (roles.OWNER, roles.APP, roles.RELAY, roles.MAINTENANCE)
        )
    )
    owner = Database(urls.owner, pool_size=1)
    async with owner.session() as session:
        await founding_queries.enable_demo_clock(session)
        agency = await found_agency(session, **FIRST_AGENCY)  # type: ignore[arg-type]
    await owner.close()
    database = Database(urls.app, pool_size=8)
    settings = Settings(
        environment="demo",
        database_url=SecretStr(urls.app),
        relay_url=SecretStr(urls.relay),
        redis_url=SecretStr(redis_url),
        secret_key=SecretStr("a key of the tests"),
        data_dir=tmp_path,
        pool_size=8,
        log_level="error",
    )
    try:
        yield World(urls, address, redis_url, agency, database, settings)
    finally:
        await database.close()
        await _drop(cluster, name)


FIRST_AGENCY = {
    "slug": "demo",
    "name": "City of Example",
    "zone": "America/Los_Angeles",
    "pack": "sf",
    "administrator_email": "admin@demo.example",
    "administrator_password": PASSWORD,
    "is_demo": True,
}


@pytest.fixture
async def other_agency(world: World) -> AgencyRef:
    """A second agency in the same database, with an administrator of its own."""
    owner = Database(world.urls.owner, pool_size=1)
    async with owner.session() as session:
        agency = await found_agency(
            session,
            **{**FIRST_AGENCY, "slug": "other", "name": "Other City", "administrator_email": "admin@other.example"},  # type: ignore[arg-type]
        )
    await owner.close()
    return agency


@pytest.fixture
async def app(world: World) -> AsyncIterator[FastAPI]:
    """The application over that database, started as a server starts it."""
    application = create_app(world.settings)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def clerks(app: FastAPI) -> AsyncIterator["Clerks"]:
    """Makes clients that sign in."""
    async with AsyncExitStack() as stack:
        yield Clerks(app, stack)


class Clerks:
    """Clients of one application, each with cookies of its own."""

    def __init__(self, app: FastAPI, stack: AsyncExitStack) -> None:
        self._app, self._stack = app, stack

    async def nobody(self) -> Clerk:
        """A client that has not signed in."""
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/api/v1")
        return Clerk(await self._stack.enter_async_context(client))

    async def sign_in(self, email: str = "admin@demo.example", password: str = PASSWORD) -> Clerk:
        """A client that has signed in."""
        clerk = await self.nobody()
        await clerk.sign_in(email, password)
        return clerk


@pytest.fixture
async def administrator(clerks: Clerks) -> Clerk:
    """The first agency's administrator, signed in."""
    return await clerks.sign_in()


__all__ = ["Clerks", "Cluster", "World"]
