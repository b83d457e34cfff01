"""The embedded PostgreSQL and Valkey: real processes, started, killed and started again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from api.platform.embedded.home import free_port
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.processes import LaunchError
from api.platform.embedded.programs import find_postgres, find_valkey
from api.platform.embedded.servers import start_servers
from api.platform.embedded.valkey import Valkey


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that was started once and stopped."""
    home = tmp_path_factory.mktemp("template") / "postgres"
    with Postgres(home, fast=True):
        pass
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that folder for one test (40 MB, so it goes afterwards)."""
    yield shutil.copytree(template, tmp_path / "postgres")
    shutil.rmtree(tmp_path / "postgres")


def kill(pid: int) -> None:
    """Kill one of our children and wait until it has ended, without taking its result from its owner."""
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


async def execute(server: Postgres, *statements: str) -> None:
    """Run statements, each in a transaction of its own."""
    connection = await asyncpg.connect(server.admin_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def value(url: str, query: str) -> object:
    """The single value a query gives."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_new_server_has_the_application_database_in_utf8(home: Path) -> None:
    with Postgres(home, fast=True) as server:
        encoding = await value(
            server.admin_url,
            "select pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datname"
            " from pg_database where datname = current_database()",
        )
        assert encoding == "UTF8 C.UTF-8 eligo"
        assert await value(server.admin_url, "show listen_addresses") == "127.0.0.1"
        assert await value(server.admin_url, "show unix_socket_directories") == ""


async def test_fsync_is_on_unless_the_server_is_for_tests(home: Path) -> None:
    with Postgres(home) as server:
        assert await value(server.admin_url, "show fsync") == "on"
        assert await value(server.admin_url, "show synchronous_commit") == "on"
        assert await value(server.admin_url, "show full_page_writes") == "on"
    with Postgres(home, fast=True) as server:
        assert await value(server.admin_url, "show fsync") == "off"


async def test_restart_keeps_data_address_and_password(home: Path) -> None:
    with Postgres(home, fast=True) as server:
        await execute(server, "create table kept (n int)", "insert into kept values (7)")
        url = server.admin_url
    with Postgres(home, fast=True) as server:
        assert server.admin_url == url
        assert await value(url, "select n from kept") == 7


async def test_the_password_is_needed_and_readable_by_the_owner_only(home: Path) -> None:
    with Postgres(home, fast=True) as server:
        assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.admin_url.replace(server.password, "guess"))


async def test_a_taken_port_is_replaced(home: Path) -> None:
    with Postgres(home, fast=True) as server:
        port = server.port
    with socket.create_server(("127.0.0.1", port)), Postgres(home, fast=True) as server:
        assert server.port != port
        assert await value(server.admin_url, "select 1") == 1


async def test_killed_server_is_revived_under_the_same_address_with_every_commit(home: Path) -> None:
    with Postgres(home) as server:
        await execute(server, "create table kept (n int)", "insert into kept values (7)")
        url, killed = server.admin_url, server.pid
        assert killed is not None
        assert server.revive() is False
        kill(killed)
        assert server.revive() is True
        assert server.pid != killed
        assert await value(url, "select n from kept") == 7


async def test_stale_pid_file_that_names_another_process_does_no_harm(home: Path) -> None:
    """After a crash of the machine the id may belong to anybody, here to this test run."""
    (home / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{home / 'data'}\n1\n1\n\n127.0.0.1\n1 1\nready\n")
    with Postgres(home, fast=True) as server:
        assert await value(server.admin_url, "select 1") == 1


async def test_an_interrupted_initialisation_starts_over(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    (home / "data.new-00000000" / "global").mkdir(parents=True)
    (home / "data.new-00000000" / "PG_VERSION").write_text("18\n")
    (home / "data").mkdir()  # the folder alone never held data
    with Postgres(home, fast=True) as server:
        assert await value(server.admin_url, "select 1") == 1
    assert not list(home.glob("data.new-*"))


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control", "pg_hba.conf"])
def test_a_data_directory_that_lost_files_is_refused_and_left_alone(home: Path, lost: str) -> None:
    (home / "data" / lost).unlink()
    before = sorted((home / "data").rglob("*"))
    with pytest.raises(LaunchError, match=rf"incomplete \({lost} is missing\): restore it from a backup, or remove it"):
        Postgres(home, fast=True).start()
    assert sorted((home / "data").rglob("*")) == before


def test_a_missing_password_file_is_one_sentence(home: Path) -> None:
    (home / "server.json").unlink()
    with pytest.raises(LaunchError, match=r"server\.json, which holds the password .* is missing: restore it"):
        Postgres(home, fast=True).start()


def test_damaged_control_file_gives_the_servers_own_reason(home: Path) -> None:
    (home / "data" / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with pytest.raises(LaunchError, match=r"did not start \(database files are incompatible with server\): see "):
        Postgres(home, fast=True).start()


def fake_postgres(folder: Path, version: str) -> Path:
    """A program that says it is some PostgreSQL."""
    folder.mkdir()
    program = folder / "postgres"
    program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    program.chmod(0o755)
    return folder


def test_the_chosen_programs_win_and_old_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELIGO_PG_BIN", str(fake_postgres(tmp_path / "16", "16.2 (Debian 16.2-1)")))
    assert (find_postgres().major, find_postgres().bin_dir) == (16, tmp_path / "16")
    with pytest.raises(LaunchError, match="written by PostgreSQL 17, which was not found here: install PostgreSQL 17"):
        find_postgres(17)
    monkeypatch.setenv("ELIGO_PG_BIN", str(fake_postgres(tmp_path / "14", "14.11")))
    with pytest.raises(LaunchError, match="No PostgreSQL 15 or newer was found"):
        find_postgres()
    monkeypatch.setenv("ELIGO_PG_BIN", str(tmp_path / "nowhere"))
    with pytest.raises(LaunchError, match="ELIGO_DATABASE_URL"):
        find_postgres()


def test_missing_valkey_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELIGO_VALKEY_BIN", str(tmp_path / "nowhere"))
    with pytest.raises(LaunchError, match="ELIGO_REDIS_URL"):
        find_valkey()


async def test_valkey_keeps_jobs_over_a_restart_and_wants_its_password(tmp_path: Path) -> None:
    with Valkey(tmp_path / "valkey") as server:
        url = server.url
        async with Redis.from_url(url) as client:
            await client.set("queued", "1")
        async with Redis(port=server.port) as stranger:
            with pytest.raises(Exception, match="Authentication required"):
                await stranger.get("queued")
    with Valkey(tmp_path / "valkey") as server:
        assert server.url == url
        async with Redis.from_url(url) as client:
            assert await client.get("queued") == b"1"


async def test_killed_valkey_is_revived_under_the_same_address(tmp_path: Path) -> None:
    with Valkey(tmp_path / "valkey") as server:
        url, killed = server.url, server.pid
        assert killed is not None
        kill(killed)
        assert server.revive() is True
        async with Redis.from_url(url) as client:
            assert await client.ping() is True


async def test_a_damaged_append_only_file_is_put_aside(tmp_path: Path) -> None:
    with Valkey(tmp_path / "valkey") as server:
        async with Redis.from_url(server.url) as client:
            await client.set("queued", "1")
    for part in (tmp_path / "valkey" / "data").rglob("*.aof"):
        part.write_bytes(b"not a command\r\n" * 50)
    with Valkey(tmp_path / "valkey") as server:
        async with Redis.from_url(server.url) as client:
            assert await client.get("queued") is None
    assert len(list((tmp_path / "valkey").glob("data.damaged-*"))) == 1


async def test_a_second_launcher_is_told_where_the_first_one_answers(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with start_servers(tmp_path, need_postgres=False, need_valkey=True, host="127.0.0.1", port=port) as servers:
        assert servers.database_admin_url is None
        with (
            pytest.raises(LaunchError) as refusal,
            start_servers(tmp_path, need_postgres=False, need_valkey=True, host="127.0.0.1", port=0),
        ):
            pass
        assert f"already running on {tmp_path} at {address} (process {os.getpid()})" in str(refusal.value)
        assert servers.redis_url is not None
        async with Redis.from_url(servers.redis_url) as client:
            assert await client.ping() is True
    assert json.loads((tmp_path / "eligo.lock").read_text())["address"] == address
    with start_servers(tmp_path, need_postgres=False, need_valkey=False, host="127.0.0.1", port=port) as servers:
        assert servers.redis_url is None


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(LaunchError, match=r"cannot be used .* set ELIGO_DATA_DIR to another folder"),
        start_servers(tmp_path / "file", need_postgres=False, need_valkey=False, host="127.0.0.1", port=0),
    ):
        pass
