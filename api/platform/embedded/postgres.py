"""PostgreSQL as a child process: make the data directory, start, stop, recover."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Self
from urllib.parse import quote

from api.platform.embedded.home import Log, free_port, last_words, port_is_free, write_private
from api.platform.embedded.keeper import Stops
from api.platform.embedded.processes import Keeper, LaunchError, stop_orphan
from api.platform.embedded.programs import find_postgres
from api.platform.embedded.unprivileged import Place, find_place

SUPERUSER = "postgres"
START_SECONDS = 300.0
"""Recovery after a crash replays the log first; it may take minutes and must not be cut short."""
STOPS: Stops = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 2.0))
"""Fast shutdown, then immediate, then by force."""
TOOL_STOPS: Stops = ((signal.SIGINT, 5.0), (signal.SIGKILL, 2.0))

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_WHOLE = ("PG_VERSION", "postgresql.conf", "pg_hba.conf", "global/pg_control", "base", "pg_wal")
_PASSING = ("pre-existing shared memory block", "could not bind", "could not create any TCP/IP sockets")
"""Reasons not to start that pass by themselves or with another port."""


class Postgres:
    """One PostgreSQL server on 127.0.0.1 with its data below `home`.

    `home` holds `data/` (which appears whole or not at all), `server.json` (port and password of the
    superuser, readable by the owner only) and `postgres.log`. With `fast` the server may lose data
    when the machine loses power: for tests only.
    """

    def __init__(
        self, home: Path, *, keeper: Keeper | None = None, fast: bool = False, database: str = "eligo"
    ) -> None:
        """Describe the server; nothing happens before `start`. Without a keeper it brings its own."""
        self._given_home = home.absolute()
        self._given_keeper = keeper
        self._fast = fast
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None
        self._place: Place
        self._keeper: Keeper
        self.port = 0
        self.password = ""

    @property
    def pid(self) -> int | None:
        """Process id of the server while it is meant to run."""
        return self._process.pid if self._process else None

    @property
    def admin_url(self) -> str:
        """Address of the application's database as superuser (`postgresql://...`)."""
        return self.url(self._database)

    def url(self, database: str) -> str:
        """Address of any database of this server as superuser."""
        return f"postgresql://{SUPERUSER}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/{quote(database)}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, making its data directory first when there is none. Raises LaunchError."""
        self._given_home.mkdir(mode=0o700, parents=True, exist_ok=True)
        programs = find_postgres(_written_by(self._given_home / "data"))
        self._place = find_place(programs.bin_dir, self._given_home)
        written_by = _written_by(self._data)
        if written_by not in (None, programs.major):  # the place lies elsewhere and has data already
            programs = find_postgres(written_by)
            self._place = find_place(programs.bin_dir, self._given_home)
        self._keeper = self._given_keeper or Keeper()
        try:
            self._prepare(programs.major)
            self._launch()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server; everything committed is on disk."""
        if self._process is not None:
            self._keeper.stop(self._process, STOPS)
            self._process = None
        if self._given_keeper is None:
            self._keeper.close()

    def revive(self) -> bool:
        """Start the server again, on the same port, when it has ended by itself; return whether it had."""
        if self._process is None or self._process.poll() is None:
            return False
        self._keeper.reaped(self._process)
        self._launch(keep_port=True)
        return True

    @property
    def _home(self) -> Path:
        return self._place.home

    @property
    def _data(self) -> Path:
        return self._place.home / "data"

    def _prepare(self, major: int) -> None:
        """Bring the data directory into a state from which the server can start."""
        stop_orphan(self._data / "postmaster.pid", self._data, STOPS)
        if self._data.is_dir() and not any(self._data.iterdir()):
            self._data.rmdir()
        self._read_secrets()
        if not self._data.exists():
            self._initialise(major)
        _require_whole(self._data)

    def _read_secrets(self) -> None:
        stored = self._home / "server.json"
        try:
            facts = json.loads(stored.read_text())
            self.port, self.password = int(facts["port"]), str(facts["password"])
        except FileNotFoundError:
            if self._data.exists():
                raise LaunchError(
                    f"{stored}, which holds the password of the data beside it, is missing:"
                    f" restore it from a backup, or remove {self._data} to start empty."
                ) from None
            self.password = secrets.token_urlsafe(24)
        except (ValueError, KeyError, TypeError):
            raise LaunchError(
                f"{stored} cannot be read: restore it from a backup, or remove {self._home} to start empty."
            ) from None

    def _write_secrets(self) -> None:
        write_private(self._home / "server.json", json.dumps({"port": self.port, "password": self.password}))

    def _initialise(self, major: int) -> None:
        """Make the data directory under another name and rename it: an interruption leaves nothing half-made."""
        for leftover in self._home.glob("data.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        self._write_secrets()
        growing = self._home / f"data.new-{secrets.token_hex(4)}"
        growing.mkdir(mode=0o700)
        password_file = self._home / "password.new"
        write_private(password_file, self.password)
        self._place.give(growing)
        self._place.give(password_file)
        options = ["--encoding=UTF8", "--locale=C.UTF-8", f"--username={SUPERUSER}", "--auth=scram-sha-256"]
        options += [f"--pwfile={password_file}"]
        options += ["--locale-provider=builtin"] if major >= 17 else []
        options += ["--no-sync"] if self._fast else []
        try:
            self._run(self._place.command("initdb", "-D", growing, *options))
            single: list[str | Path] = ["--single", "-D", growing, *(["-F"] if self._fast else []), "postgres"]
            self._run(self._place.command("postgres", *single), f'CREATE DATABASE "{self._database}"\n')
        finally:
            password_file.unlink(missing_ok=True)
        growing.rename(self._data)

    def _spawn(
        self, command: list[str | Path], log: Log, stops: Stops, *, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start one of the programs as the right user, with its output in `log`."""
        with log.path.open("ab") as out:
            return self._keeper.spawn(
                command,
                stops=stops,
                env=_environment(),
                cwd=self._home,
                output=out,
                stdin=stdin,
                user=self._place.user,
                group=self._place.group,
            )

    def _run(self, command: list[str | Path], text: str = "") -> None:
        """Run one of the programs to its end. Raises LaunchError with its last words when it fails."""
        log = Log(self._home / "initdb.log")
        before = log.size()
        process = self._spawn(command, log, TOOL_STOPS, stdin=subprocess.PIPE)
        try:
            process.communicate(text.encode())
        finally:
            self._keeper.stop(process, TOOL_STOPS)
        said = log.since(before)
        if process.returncode or "ERROR:" in said:
            raise LaunchError(f"The data directory could not be made in {self._home}: {last_words(said)}")

    def _launch(self, *, keep_port: bool = False) -> None:
        """Start the server and wait until it answers; try again while the obstacle may pass."""
        log = Log(self._home / "postgres.log")
        said = ""
        for pause in (0.2, 0.5, 1.0, 2.0, 4.0):
            if not keep_port and not (self.port and port_is_free("127.0.0.1", self.port)):
                self.port = free_port()
                self._write_secrets()
            before = log.size()
            if self._answers(log):
                return
            said = log.since(before)
            if not any(reason in said for reason in _PASSING):
                break
            time.sleep(pause)
        raise LaunchError(
            f"PostgreSQL did not start ({last_words(said)}): see {log.path}; if {self._data} is damaged,"
            " restore it from a backup or remove it to start empty."
        )

    def _answers(self, log: Log) -> bool:
        settings = _SETTINGS | (_FAST if self._fast else {}) | {"port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = self._spawn(self._place.command("postgres", "-D", self._data, *options), log, STOPS)
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if _is_ready(self._data / "postmaster.pid", self._process.pid):
                return True
            time.sleep(0.02)
        self._keeper.stop(self._process, STOPS)
        return False


def _is_ready(pid_file: Path, pid: int) -> bool:
    """Line 1 is the process id, line 8 the state: what pg_ctl itself waits for."""
    with contextlib.suppress(OSError):
        lines = pid_file.read_text().splitlines()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
    return False


def _written_by(data: Path) -> int | None:
    """Major version of the server that made the data directory."""
    with contextlib.suppress(OSError, ValueError):
        return int((data / "PG_VERSION").read_text())
    return None


def _require_whole(data: Path) -> None:
    """Refuse a directory that lost files: starting anew over it would hide the loss."""
    missing = [name for name in _WHOLE if not (data / name).exists()]
    if missing:
        raise LaunchError(
            f"The data directory {data} is incomplete ({missing[0]} is missing):"
            " restore it from a backup, or remove it to start empty."
        )


def _environment() -> dict[str, str]:
    """Our environment without what would redirect PostgreSQL's programs or change their language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}
