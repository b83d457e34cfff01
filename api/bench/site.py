"""A place to measure in: a PostgreSQL and a Valkey of its own, safe as in production, with one agency."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from api.founding.service import found_agency
from api.platform import roles
from api.platform.auth import AgencyRef
from api.platform.db import Database
from api.platform.embedded.children import Children, Command, answers, wait_until_ready
from api.platform.embedded.home import free_port
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.processes import Keeper
from api.platform.embedded.valkey import Valkey
from api.platform.startup import Addresses, child_environment, migrate
from api.settings import Settings

_WORKER = (
    "import asyncio, uvloop; from api.platform import telemetry; from api.settings import Settings; "
    "from api.worker import run_worker; telemetry.configure('warning'); "
    "asyncio.Runner(loop_factory=uvloop.new_event_loop).run(run_worker(Settings(), modules=('{module}',)))"
)
ADDRESS, PASSWORD = "bench@demo.example", "a password of the bench"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the parts are, and the agency that is measured."""

    admin_url: str
    urls: roles.DatabaseUrls
    redis_url: str
    data_dir: Path
    agency: AgencyRef
    keeper: Keeper

    def environment(self, port: int) -> dict[str, str]:
        """The environment of a process of the application, as `eligo up` would give it."""
        settings = Settings(
            environment="development", data_dir=self.data_dir, port=port, secret_key=SecretStr("a key of the bench"),
            log_level="warning",
        )  # fmt: skip
        addresses = Addresses(self.urls.app, self.urls.relay, self.redis_url, None)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ELIGO_")}
        return inherited | child_environment(settings, addresses) | {"ELIGO_LOG_LEVEL": "warning"}

    @contextmanager
    def process(self, arguments: Sequence[str], env: dict[str, str], url: str | None = None) -> Iterator[None]:
        """A process of the application while it is measured; with `url`, from when it answers there."""
        children = Children(self.keeper, env)
        try:
            children.start(Command("bench", [sys.executable, *arguments]))
            if url is not None:
                wait_until_ready(children, lambda: answers(url))
            yield
        finally:
            children.stop()

    @contextmanager
    def api(self) -> Iterator[int]:
        """The API as `eligo serve` runs it, on a free port of loopback; yields the port."""
        port = free_port()
        with self.process(["-m", "api", "serve"], self.environment(port), f"http://127.0.0.1:{port}/readyz"):
            yield port

    @contextmanager
    def worker(self, module: str) -> Iterator[None]:
        """A worker that knows the jobs of one module only: what its clocks ask for disturbs no measurement."""
        with self.process(["-c", _WORKER.format(module=module)], self.environment(0)):
            yield

    def database(self) -> Database:
        """The application's own way to the database."""
        return Database(self.urls.app, pool_size=4)


@asynccontextmanager
async def opened(data_dir: Path) -> AsyncIterator[Site]:
    """Start the servers below a folder, and stop them at the end; what was built there is kept for the next time."""
    home = await asyncio.to_thread(_home, data_dir)
    with closing(Keeper()) as keeper:
        postgres = Postgres(home / "postgres", keeper=keeper)
        valkey = Valkey(home / "valkey", keeper=keeper)
        try:
            await asyncio.to_thread(postgres.start)
            await asyncio.to_thread(valkey.start)
            urls = await roles.prepare(postgres.admin_url, home)
            await asyncio.to_thread(migrate, urls.owner)
            agency = await _found(urls.owner)
            yield Site(postgres.admin_url, urls, valkey.url, home, agency, keeper)
        finally:
            await asyncio.to_thread(valkey.stop)
            await asyncio.to_thread(postgres.stop)


def _home(data_dir: Path) -> Path:
    home = data_dir.absolute() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    return home


async def _found(owner_url: str) -> AgencyRef:
    owner = Database(owner_url, pool_size=1)
    try:
        async with owner.session() as session:
            return await found_agency(
                session,
                slug="bench",
                name="City of Figures",
                zone="America/Los_Angeles",
                pack="sf",
                administrator_email=ADDRESS,
                administrator_password=PASSWORD,
            )
    finally:
        await owner.close()


async def connect(url: str) -> asyncpg.Connection:
    """A plain connection."""
    return await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
