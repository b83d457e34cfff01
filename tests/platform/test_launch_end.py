"""However a launcher ends, nothing it started is left, and the next start finds everything committed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api.platform.embedded.children import Children, Command, wait_until_ready
from api.platform.embedded.home import free_port, require_free_port
from api.platform.embedded.keeper import decode, encode, incarnation
from api.platform.embedded.lock import DataLock
from api.platform.embedded.processes import Keeper, LaunchError

ROOT = Path(__file__).parents[2]
LAUNCHER = Path(__file__).with_name("launching.py")


def eventually(holds: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    """Wait until something holds; return whether it did in time."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def all_gone(pids: list[int]) -> bool:
    """Whether no process with one of these ids runs."""
    return eventually(lambda: all(incarnation(pid) is None for pid in pids))


class Launcher:
    """The small launcher of launching.py as a process."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, LAUNCHER, data_dir],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    def facts(self) -> dict[str, Any]:
        """What it reports when all is up."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            pytest.fail(self.process.stderr.read().decode())
        return dict(json.loads(line))

    def end(self) -> None:
        """End it in any case."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[[], Launcher]]:
    """Start launchers on one data folder; end them after the test."""
    started: list[Launcher] = []

    def start() -> Launcher:
        started.append(Launcher(tmp_path / "var"))
        return started[-1]

    yield start
    for launcher in started:
        launcher.end()
    with DataLock(tmp_path / "var", address=""):  # when the last keeper is done
        shutil.rmtree(tmp_path / "var/postgres")


def everybody(facts: dict[str, Any]) -> list[int]:
    """Every process a launcher started, with the children of its children."""
    return [facts["keeper"], facts["postgres"], facts["valkey"], *facts["children"]]


async def write(facts: dict[str, Any]) -> None:
    connection = await asyncpg.connect(facts["database"])
    await connection.execute("create table if not exists kept (n int)")
    await connection.execute("insert into kept values (7)")
    await connection.close()


async def written(facts: dict[str, Any]) -> int:
    connection = await asyncpg.connect(facts["database"])
    try:
        return int(await connection.fetchval("select count(*) from kept"))
    finally:
        await connection.close()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_asked_to_stop_it_stops_worker_api_and_servers(
    launch: Callable[[], Launcher], tmp_path: Path, signum: signal.Signals
) -> None:
    launcher = launch()
    facts = launcher.facts()
    await write(facts)
    launcher.process.send_signal(signum)
    assert launcher.process.wait(60) == 0
    assert all_gone(everybody(facts))
    assert (tmp_path / "var/children/stopped").read_text().split() == ["worker", "API"]
    assert not (tmp_path / "var/postgres/data/postmaster.pid").exists()


async def test_killed_launcher_leaves_nobody_and_the_next_start_has_every_commit(
    launch: Callable[[], Launcher],
) -> None:
    first = launch()
    facts = first.facts()
    await write(facts)
    os.killpg(first.process.pid, signal.SIGKILL)
    second = launch()  # at once, while the keeper of the first may still be at work
    later = second.facts()
    assert all_gone(everybody(facts))
    assert await written(later) == 1
    assert later["database"] == facts["database"]


async def test_servers_left_by_a_killed_launcher_and_keeper_are_stopped_by_the_next_start(
    launch: Callable[[], Launcher],
) -> None:
    first = launch()
    facts = first.facts()
    await write(facts)
    os.kill(facts["keeper"], signal.SIGKILL)
    first.process.kill()
    first.process.wait()
    assert incarnation(facts["postgres"]) is not None
    later = launch().facts()
    assert all_gone([facts["postgres"], facts["valkey"]])
    assert await written(later) == 1
    for pid in facts["children"]:
        os.kill(pid, signal.SIGKILL)


async def test_killed_while_making_the_data_directory_the_next_start_makes_it(
    launch: Callable[[], Launcher], tmp_path: Path
) -> None:
    first = launch()
    home = tmp_path / "var/postgres"
    assert eventually(lambda: any(home.glob("data.new-*/PG_VERSION")))
    first.process.kill()
    assert not (home / "data").exists()
    facts = launch().facts()
    await write(facts)
    assert await written(facts) == 1
    assert not list(home.glob("data.new-*"))


async def test_servers_and_children_that_die_come_back(launch: Callable[[], Launcher], tmp_path: Path) -> None:
    launcher = launch()
    facts = launcher.facts()
    await write(facts)
    api, worker = tmp_path / "var/children/API.pids", tmp_path / "var/children/worker.pids"
    before = {path: path.read_text() for path in (api, worker)}
    killed = [facts["postgres"], facts["valkey"], facts["children"][0], facts["children"][2]]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert all_gone(killed)
    assert eventually(lambda: all(path.read_text() != before[path] for path in (api, worker)))
    assert all_gone(facts["children"])  # with what the killed ones had started
    assert await written(facts) == 1
    launcher.process.send_signal(signal.SIGTERM)
    assert launcher.process.wait(60) == 0
    assert all_gone([int(pid) for path in (api, worker) for pid in path.read_text().split()])


def test_a_child_that_ends_while_starting_ends_the_launch() -> None:
    with Keeper() as keeper:
        children = Children(keeper, os.environ)
        children.start(Command("worker", [sys.executable, "-c", "raise SystemExit(3)"]))
        with pytest.raises(LaunchError, match="The worker ended while starting"):
            wait_until_ready(children, lambda: False)
        children.stop()


def test_a_child_that_does_not_stop_is_killed_after_its_grace() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    with Keeper() as keeper:
        children = Children(keeper, os.environ)
        children.start(Command("worker", [sys.executable, "-c", stubborn], grace=0.3))
        pid = children.pids()["worker"]
        children.stop()
        assert all_gone([pid])
        assert children.pids() == {}


def test_a_taken_port_is_one_sentence() -> None:
    port = free_port()
    require_free_port("127.0.0.1", port)
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(LaunchError, match=f"Port {port} on 127.0.0.1 is taken: stop the program .* ELIGO_PORT"),
    ):
        require_free_port("127.0.0.1", port)
    with pytest.raises(LaunchError, match="is not an address of this machine: set ELIGO_HOST"):
        require_free_port("no.such.host.invalid", port)


def test_lines_of_the_keepers_pipe_round_trip() -> None:
    stops = ((15, 3.0), (9, 2.0))
    assert decode(encode("watch", 4711, stops).decode()) == ("watch", 4711, stops)
    assert decode(encode("forget", 4711).decode()) == ("forget", 4711, ())
