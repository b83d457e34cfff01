"""Valkey (or Redis) as a child process. It holds only what may be lost; jobs are rows in PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from api.platform.embedded.home import Log, free_port, last_words, port_is_free, write_private
from api.platform.embedded.keeper import Stops
from api.platform.embedded.processes import Keeper, LaunchError, stop_orphan
from api.platform.embedded.programs import find_valkey

START_SECONDS = 60.0
STOPS: Stops = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 2.0))


class Valkey:
    """One Valkey server on 127.0.0.1 with its append-only file below `home`."""

    def __init__(self, home: Path, *, keeper: Keeper | None = None) -> None:
        """Describe the server; nothing happens before `start`. Without a keeper it brings its own."""
        self._home = home.absolute()
        self._given_keeper = keeper
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: Keeper
        self._program: Path
        self.port = 0
        self.password = ""

    @property
    def pid(self) -> int | None:
        """Process id of the server while it is meant to run."""
        return self._process.pid if self._process else None

    @property
    def url(self) -> str:
        """Address with password (`redis://...`)."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server. Raises LaunchError."""
        (self._home / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
        self._program = find_valkey()
        self._keeper = self._given_keeper or Keeper()
        try:
            stop_orphan(self._home / "valkey.pid", self._home, STOPS)
            self._read_secrets()
            self._launch()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server."""
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

    def _read_secrets(self) -> None:
        """Port and password of the last start; new ones when they are missing or damaged."""
        try:
            facts = json.loads((self._home / "server.json").read_text())
            self.port, self.password = int(facts["port"]), str(facts["password"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            self.port, self.password = 0, secrets.token_urlsafe(24)

    def _launch(self, *, keep_port: bool = False) -> None:
        log = Log(self._home / "valkey.log")
        said = ""
        for attempt in range(3):
            if not keep_port and not (self.port and port_is_free("127.0.0.1", self.port)):
                self.port = free_port()
            self._write_settings()
            before = log.size()
            if self._answers(log):
                return
            said = log.since(before)
            if attempt == 1:
                # A damaged append-only file: nothing in it is needed, and it must not stop the launch.
                (self._home / "data").replace(self._home / f"data.damaged-{secrets.token_hex(4)}")
                (self._home / "data").mkdir(mode=0o700)
        raise LaunchError(f"Valkey did not start ({last_words(said)}): see {log.path}.")

    def _write_settings(self) -> None:
        """Settings go into a file, since a command line is visible to every user of the machine."""
        write_private(self._home / "server.json", json.dumps({"port": self.port, "password": self.password}))
        write_private(
            self._home / "valkey.conf",
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'dir "{self._home / "data"}"\nappendonly yes\nsave ""\ndaemonize no\n'
            f'pidfile "{self._home / "valkey.pid"}"\nset-proc-title no\n',
        )

    def _answers(self, log: Log) -> bool:
        with log.path.open("ab") as out:
            self._process = self._keeper.spawn(
                [self._program, self._home / "valkey.conf"], stops=STOPS, cwd=self._home, output=out
            )
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._pong():
                return True
            time.sleep(0.02)
        self._keeper.stop(self._process, STOPS)
        return False

    def _pong(self) -> bool:
        """Whether the server answers; it says LOADING while it reads its file."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection,
        ):
            connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(200)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
        return False
