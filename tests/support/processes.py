"""A whole installation in real processes: PostgreSQL that syncs, Valkey, one API, one worker; each may be killed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import asyncpg
import httpx
from pydantic import SecretStr

from api.founding import queries as founding_queries
from api.founding.service import found_agency
from api.platform import roles
from api.platform.auth import AgencyRef
from api.platform.db import Database
from api.platform.embedded.home import free_port
from api.platform.embedded.keeper import Stops
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.processes import Keeper
from api.platform.embedded.valkey import Valkey
from api.platform.startup import Addresses, child_environment, migrate
from api.settings import Settings
from tests.conftest import FIRST_AGENCY, World
from tests.support.clerk import PASSWORD, Clerk
from tests.support.races import IS_LONG

ROOT = Path(__file__).resolve().parents[2]
STOPS: Stops = ((15, 12.0), (9, 2.0))
PATIENCE = 120.0  # seconds after which something that should happen will not
# The whole figures of a release run with the lease that production has.
WORKER = ["-m", "api", "worker"] if IS_LONG else ["-m", "tests.support.hasty_worker"]


async def until(condition: Callable[[], Awaitable[Any]], what: str, *, seconds: float = PATIENCE) -> Any:
    """Wait until something holds; its value.

    Raises:
        AssertionError: naming what did not happen in `seconds`.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = await condition()
        if found:
            return found
        assert loop.time() < deadline, f"waited {seconds:g} seconds for this: {what}"
        await asyncio.sleep(0.02)


class Installation:
    """The processes of one installation below a folder. Everything it started ends with it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._stack = ExitStack()
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self.port = free_port()
        self.world: World

    def __enter__(self) -> Self:
        with self._stack:
            self.keeper = self._stack.enter_context(Keeper())
            self.valkey = self._stack.enter_context(Valkey(self.home / "valkey", keeper=self.keeper))
            self.postgres = self._stack.enter_context(Postgres(self.home / "postgres", keeper=self.keeper))
            self.world = asyncio.run(self._prepare())
            for name in ("api", "worker"):
                self.start(name)
            self._stack.callback(self._stop_children)
            self._kept = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    async def _prepare(self) -> World:
        urls = await roles.prepare(self.postgres.admin_url, self.home)
        await asyncio.to_thread(migrate, urls.owner)
        owner = Database(urls.owner, pool_size=1)
        async with owner.session() as session:
            await founding_queries.enable_demo_clock(session)
            agency: AgencyRef = await found_agency(session, **FIRST_AGENCY)  # type: ignore[arg-type]
        await owner.close()
        settings = Settings(
            environment="demo",
            port=self.port,
            secret_key=SecretStr("a key of the tests"),
            data_dir=self.home,
            log_level="warning",
        )
        self._addresses = Addresses(app=urls.app, relay=urls.relay, redis=self.valkey.url, owner=None)
        self._settings = settings
        return World(urls, self.postgres.admin_url, self.valkey.url, agency, Database(urls.app, pool_size=2), settings)

    def start(self, name: str) -> None:
        """Start the API or the worker."""
        command = [sys.executable, *(["-m", "api", "serve"] if name == "api" else WORKER)]
        environment = {**os.environ, **child_environment(self._settings, self._addresses), "PYTHONPATH": str(ROOT)}
        with (self.home / f"{name}.log").open("ab") as log:
            self._children[name] = self.keeper.spawn(command, stops=STOPS, env=environment, cwd=ROOT, output=log)

    def kill(self, name: str) -> None:
        """Kill the API or the worker at once, and start it again."""
        child = self._children[name]
        assert child.poll() is None, f"the {name} had ended by itself:\n{self.said(name)}"
        child.kill()
        child.wait()
        self.keeper.reaped(child)
        self.start(name)

    async def kill_postgres(self) -> None:
        """Kill PostgreSQL's first process at once; start it again, and wait until it recovered."""
        await _killed(self.postgres.pid)
        await until(lambda: asyncio.to_thread(self.postgres.revive), "PostgreSQL recovers")

    async def kill_valkey(self) -> None:
        """Kill Valkey at once, and start it again."""
        await _killed(self.valkey.pid)
        await until(lambda: asyncio.to_thread(self.valkey.revive), "Valkey starts again")

    async def ready(self) -> None:
        """Wait until the API answers that it is ready."""

        async def answers() -> bool:
            assert self._children["api"].poll() is None, self.said("api")
            try:
                async with httpx.AsyncClient() as client:
                    return (await client.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(answers, "the API is ready")

    async def rows(self, query: str) -> list[asyncpg.Record]:
        """Rows as the database has them."""
        connection = await asyncpg.connect(self.postgres.admin_url)
        try:
            return list(await connection.fetch(query))
        finally:
            await connection.close()

    async def clerk(self, client: httpx.AsyncClient) -> Clerk:
        """The administrator, signed in."""
        clerk = Clerk(client)
        await clerk.sign_in("admin@demo.example", PASSWORD)
        return clerk

    def client(self) -> httpx.AsyncClient:
        """A client of the API."""
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}/api/v1", timeout=60)

    def said(self, name: str) -> str:
        """The last of what a process wrote."""
        return (self.home / f"{name}.log").read_text()[-4000:]

    def _stop_children(self) -> None:
        for child in self._children.values():
            self.keeper.stop(child, STOPS)


async def _killed(pid: int | None) -> None:
    """Kill a server that we started; its parent, we, reap it when it is revived."""
    assert pid is not None
    os.kill(pid, 9)
