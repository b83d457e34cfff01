"""The servers an installation needs and does not have elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.platform.embedded.home import require_free_port
from api.platform.embedded.lock import DataLock
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.processes import Keeper, LaunchError
from api.platform.embedded.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Servers:
    """What runs for this launch. The addresses are None where a server stands elsewhere."""

    keeper: Keeper
    postgres: Postgres | None
    valkey: Valkey | None

    @property
    def database_admin_url(self) -> str | None:
        """Address of the embedded database as superuser (`postgresql://...`)."""
        return self.postgres.admin_url if self.postgres else None

    @property
    def redis_url(self) -> str | None:
        """Address of the embedded Valkey (`redis://...`)."""
        return self.valkey.url if self.valkey else None

    def revive(self) -> None:
        """Start again, under the same address, what has died. Raises LaunchError."""
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.revive()


@contextlib.contextmanager
def start_servers(data_dir: Path, *, need_postgres: bool, need_valkey: bool, host: str, port: int) -> Iterator[Servers]:
    """Lock the data folder, start the servers, and stop them at the end: PostgreSQL, then Valkey.

    `host` and `port` are where this installation will answer: a second launcher on the same folder is
    told, and a taken port ends the launch before anything is started.
    Raises LaunchError with one sentence that says what to do.
    """
    data_dir = data_dir.absolute()
    with (
        DataLock(data_dir, address=f"http://{host}:{port}") as lock,
        Keeper(keep_open=[lock.fileno()]) as keeper,
        contextlib.ExitStack() as running,
    ):
        require_free_port(host, port)
        try:
            valkey = running.enter_context(Valkey(data_dir / "valkey", keeper=keeper)) if need_valkey else None
            postgres = running.enter_context(Postgres(data_dir / "postgres", keeper=keeper)) if need_postgres else None
        except PermissionError as refusal:
            raise LaunchError(
                f"{refusal.filename or data_dir} cannot be used by this user:"
                " start Eligo as the user who owns it, or set ELIGO_DATA_DIR to another folder."
            ) from None
        yield Servers(keeper, postgres, valkey)
