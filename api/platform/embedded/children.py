"""The application's own processes (API, worker): start, restart after a crash, stop in order."""

from __future__ import annotations

import logging
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from api.platform.embedded.keeper import Stops
from api.platform.embedded.processes import Keeper, LaunchError
from api.platform.embedded.servers import Servers

log = logging.getLogger("eligo.launcher")

POLL_SECONDS = 0.1
READY_SECONDS = 60.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
"""A child that ran this long starts again at once when it crashes."""
KEEPER_STOPS: Stops = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 2.0))
"""How the keeper stops them once the launcher is gone: soon, since nobody waits for their work."""


@dataclass(frozen=True, slots=True)
class Command:
    """A process of the application: its name for people, its command, the seconds it may take to stop."""

    name: str
    arguments: Sequence[str]
    grace: float = 15.0


@dataclass(slots=True)
class _Child:
    command: Command
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    crashes: int = 0


@dataclass
class Children:
    """The running commands. Started in the given order, stopped in the opposite one."""

    keeper: Keeper
    env: Mapping[str, str]
    _children: list[_Child] = field(default_factory=list)

    def start(self, command: Command) -> None:
        """Start one more."""
        child = _Child(command)
        self._children.append(child)
        self._start(child)

    def crashed(self) -> Command | None:
        """The first command whose process has ended by itself."""
        ended = (c.command for c in self._children if c.process is not None and c.process.poll() is not None)
        return next(ended, None)

    def restart_crashed(self) -> None:
        """Start crashed children again, each crash in a row after a longer pause."""
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and (code := child.process.poll()) is not None:
                self.keeper.reaped(child.process)
                child.process = None
                child.crashes = child.crashes + 1 if now - child.started_at < STEADY_SECONDS else 0
                pause = min(0.5 * 2 ** (child.crashes - 1), LONGEST_PAUSE) if child.crashes else 0.0
                child.start_at = now + pause
                log.warning("%s ended (%s); it starts again in %.1f s", child.command.name, code, pause)
            elif child.process is None and now >= child.start_at:
                self._start(child)

    def stop(self) -> None:
        """Stop all, last started first, each politely and then by force."""
        for child in reversed(self._children):
            if child.process is not None:
                self.keeper.stop(child.process, ((signal.SIGTERM, child.command.grace), (signal.SIGKILL, 2.0)))
                child.process = None

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {child.command.name: child.process.pid for child in self._children if child.process is not None}

    def _start(self, child: _Child) -> None:
        child.process = self.keeper.spawn(child.command.arguments, stops=KEEPER_STOPS, env=self.env)
        child.started_at = time.monotonic()


def run_children(
    servers: Servers,
    commands: Sequence[Command],
    *,
    env: Mapping[str, str],
    is_ready: Callable[[], bool],
    on_ready: Callable[[], None],
) -> NoReturn:
    """Run the commands until the launcher is asked to stop, which arrives as an exception.

    `on_ready` is called once, when `is_ready` holds for the first time. Before that a process that
    ends is an error of the launch; afterwards it is started again. Servers that die are revived.
    Raises LaunchError, StopRequested, KeyboardInterrupt. No command is running when it returns.
    """
    children = Children(servers.keeper, env)
    try:
        for command in commands:
            children.start(command)
        wait_until_ready(children, is_ready)
        on_ready()
        while True:
            servers.revive()
            children.restart_crashed()
            time.sleep(POLL_SECONDS)
    finally:
        children.stop()


def wait_until_ready(children: Children, is_ready: Callable[[], bool]) -> None:
    """Wait for the first answer. Raises LaunchError when a process ends instead, or after a minute."""
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready():
        if (command := children.crashed()) is not None:
            raise LaunchError(f"The {command.name} ended while starting; its last lines above say why.")
        if time.monotonic() > deadline:
            raise LaunchError(f"Eligo was not ready within {READY_SECONDS:.0f} s; the lines above may say why.")
        time.sleep(POLL_SECONDS)


def answers(url: str) -> bool:
    """Whether an http address answers 200 within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
