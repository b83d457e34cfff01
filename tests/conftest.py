"""A real PostgreSQL and Valkey: migrated and founded once in a template, cloned for each test whose work commits."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy.engine import make_url

from api.founding import queries as founding_queries
from api.founding.service import found_agency
from api.platform import passwords, roles
from api.platform.auth import AgencyRef
from api.platform.db import Database
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.valkey import Valkey
from api.platform.startup import migrate
from api.settings import Settings
from tests.support.apps import application
from tests.support.clerk import PASSWORD, Clerk

SHARED_MEMORY = Path("/dev/shm")
# What takes longest begins first, so that both workers end at about the same time.
LONGEST = ("concurrency", "faults", "deploy", "acceptance", "cli", "demo", "scope", "docs", "bench", "platform")
ROOM = 4 * 2**30


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of this test session, with a template database: migrated, and with the agency `demo` founded."""

    admin_url: str
    template: str
    secrets_dir: Path
    agency: AgencyRef

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the packages of the longest tests first; `--no-loadscope-reorder` keeps this order on every worker."""
    tests = Path(__file__).parent

    def turn(item: pytest.Item) -> int:
        package = item.path.relative_to(tests).parts[0]
        return LONGEST.index(package) if package in LONGEST else len(LONGEST)

    items.sort(key=turn)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Thousands of sign-ins: each at a small part of the work. What real ones cost is a test of its own."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one with room: thousands of databases are made and dropped in it."""
    if not (SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > ROOM):
        yield tmp_path_factory.mktemp("cluster")
        return
    for left in SHARED_MEMORY.glob("eligo-tests-*"):
        # Of a run that was killed: nobody else would ever take it away.
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"eligo-tests-{os.getpid()}-", dir=SHARED_MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def cluster(in_memory: Path) -> Iterator[Cluster]:
    """PostgreSQL, started once; ELIGO_TEST_DATABASE_URL names one that runs already."""
    home = in_memory
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

    async def found(address: str) -> AgencyRef:
        owner = Database(address, pool_size=1)
        async with owner.session() as session:
            await founding_queries.enable_demo_clock(session)
            agency = await found_agency(session, **FIRST_AGENCY)  # type: ignore[arg-type]
        await owner.close()
        return agency

    owner = asyncio.run(prepare())
    migrate(owner)
    return Cluster(admin_url, name, home, asyncio.run(found(owner)))


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
    """A clone of the template, with the agency `demo` and its administrator; dropped afterwards."""
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
        yield World(urls, address, redis_url, cluster.agency, database, settings)
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
    made = application(world.settings)
    async with made.router.lifespan_context(made):
        yield made


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
