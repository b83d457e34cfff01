"""What a container does, without one: the wheel alone, the roles' script, each service's command, a restore."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from api.platform import roles
from api.platform.embedded.home import free_port
from api.platform.embedded.postgres import Postgres
from api.platform.embedded.programs import find_postgres
from api.platform.embedded.valkey import Valkey
from api.platform.startup import ROOT, head_revision
from tests.support.compose import DEPLOY, composed

PATIENCE = 60
PAGE = "<!doctype html><title>A stand-in for the front end</title><script nonce=__CSP_NONCE__></script>"
CARRIED = ("api/alembic.ini", "api/migrations/env.py", "api/static/index.html", "api/static/assets/a-1.js")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this project, with a stand-in for the built front end."""
    project = tmp_path_factory.mktemp("project")
    for name in ("pyproject.toml", "README.md", "LICENSE", "alembic.ini"):
        shutil.copy(ROOT / name, project)
    for name in ("api", "migrations", "deploy"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    built = project / "frontend" / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text(PAGE)
    (built / ".eligo-stamp").write_text("of the set-up")
    (built / "assets" / "a-1.js").write_text("1")
    command = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", ".")
    subprocess.run([sys.executable, *command], cwd=project, check=True, timeout=PATIENCE)
    (made,) = (project / "dist").glob("eligo-*.whl")
    return made


@dataclass
class Machine:
    """Servers that stand apart, the unpacked wheel, and the environment that the composition gives each service."""

    home: Path
    site: Path
    postgres: Postgres
    environments: Mapping[str, Mapping[str, str]]
    port: int = 0

    def eligo(self, service: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """A command of the wheel in a service's place."""
        return subprocess.run(
            [sys.executable, "-m", "api", *arguments],
            env=self.environment(service) | more,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def environment(self, service: str) -> dict[str, str]:
        """What a service sees, and nothing else."""
        always = {"PATH": os.environ["PATH"], "PYTHONPATH": str(self.site), "ELIGO_PORT": str(self.port)}
        return {**always, **self.environments[service]}

    @contextmanager
    def running(self, service: str, *arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
        """A service's process; it must end well when it is told to stop."""
        log = self.home / f"{service}.log"
        self.port = free_port()
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "api", *arguments],
                env=self.environment(service),
                cwd=self.home,
                stdout=out,
                stderr=out,
            )
        try:
            yield process
            assert process.poll() is None, log.read_text()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        # The API's server passes the signal on to itself when it has drained.
        assert process.returncode in (0, -signal.SIGTERM), log.read_text()

    def fetch(self, path: str) -> tuple[int, str]:
        """An answer of the API's process, as soon as it gives one."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                    return answer.status, answer.read().decode()
            except OSError:
                assert time.monotonic() < end, (self.home / "api.log").read_text()
                time.sleep(0.1)


@pytest.fixture(scope="module")
def machine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The composition's servers, with its scripts and passwords, and its schema."""
    home = tmp_path_factory.mktemp("machine")
    zipfile.ZipFile(wheel).extractall(home / "site")
    with Postgres(home / "postgres", fast=True) as postgres, Valkey(home / "valkey") as valkey:
        secrets = {name: f"{place}filled" for place, name in enumerate(("ELIGO_APP_PASSWORD", "ELIGO_RELAY_PASSWORD"))}
        others = {
            "ELIGO_SECRET_KEY": "a1b2c3",
            "ELIGO_METRICS_TOKEN": "d4e5f6",
            "ELIGO_PUBLIC_URL": "https://m.example",
        }
        database = {"POSTGRES_PASSWORD": postgres.password, "VALKEY_PASSWORD": valkey.password}
        services = composed(secrets | others | database)["services"]
        prepare_roles(postgres, secrets)
        yield Machine(
            home,
            home / "site",
            postgres,
            {name: here(services[name], postgres, valkey, home) for name in ("migrate", "api", "worker")},
        )


def prepare_roles(postgres: Postgres, secrets: Mapping[str, str]) -> None:
    """What the database's image runs on a new volume."""
    programs = find_postgres().bin_dir
    reached = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGPASSWORD": postgres.password}
    named = {"POSTGRES_USER": make_url(postgres.admin_url).username or "", "POSTGRES_DB": "eligo"}
    subprocess.run(
        ["sh", DEPLOY / "postgres-roles.sh"],
        env={"PATH": f"{programs}:{os.environ['PATH']}", **reached, **named, **secrets},
        check=True,
        timeout=PATIENCE,
    )


def here(service: Mapping[str, Any], postgres: Postgres, valkey: Valkey, home: Path) -> dict[str, str]:
    """A service's environment, with the addresses of this machine in place of the containers'."""
    user = make_url(postgres.admin_url).username
    given = {
        name: value.replace("@postgres:5432", f"@127.0.0.1:{postgres.port}")
        .replace("@valkey:6379", f"@127.0.0.1:{valkey.port}")
        .replace("//postgres:", f"//{user}:")
        for name, value in service["environment"].items()
    }
    return given | {"ELIGO_HOST": "127.0.0.1", "ELIGO_DATA_DIR": str(home / "data")}


def test_a_wheel_carries_what_a_checkout_has(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert names >= set(CARRIED)
    migrations = {f"api/migrations/versions/{path.name}" for path in (ROOT / "migrations" / "versions").glob("*.py")}
    assert {name for name in names if name.startswith("api/migrations/versions/")} == migrations
    assert not any(name.endswith("-stamp") or name.startswith(("tests/", "frontend/", "deploy/")) for name in names)


def test_a_wheel_without_a_front_end_is_not_built(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("api/__init__.py", "deploy/wheel.py"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    refused = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert refused.returncode != 0
    assert "holds no front end" in refused.stdout + refused.stderr


def test_the_services_run_from_the_wheel_alone(machine: Machine) -> None:
    refused = machine.eligo("api", "serve")
    assert refused.returncode == 1
    assert "run `eligo migrate`" in refused.stderr

    for _ in range(2):  # an upgrade runs it again
        migrated = machine.eligo("migrate", "migrate")
        assert migrated.stdout == f"The schema is at migration {head_revision()}.\n", migrated.stderr
    founded = machine.eligo(
        "migrate", "agency", "create", "--slug", "oakbridge", "--name", "Oakbridge", "--email", "ada@oakbridge.example"
    )
    assert re.search(r"^The agency oakbridge was founded\. Sign in as ada@oakbridge\.example", founded.stdout)

    with machine.running("worker", "worker"), machine.running("api", "serve"):
        assert machine.fetch("/readyz")[0] == 200
        status, page = machine.fetch("/lists")
        assert status == 200
        assert page.startswith("<!doctype html><title>A stand-in for the front end</title>")
        assert "__CSP_NONCE__" not in page
        assert machine.fetch("/assets/a-1.js") == (200, "1")
        sound = machine.eligo("api", "doctor")
        assert sound.stdout.endswith(" 0 wrong\n"), sound.stdout
        assert "WRONG" not in sound.stdout


def test_a_backup_restored_on_a_new_server_is_whole(machine: Machine, tmp_path: Path) -> None:
    """The commands of docs/operations.md, with this machine's addresses."""
    assert machine.eligo("migrate", "migrate").returncode == 0
    machine.eligo("migrate", "agency", "create", "--slug", "elm", "--name", "Elm", "--email", "eve@elm.example")
    programs = find_postgres().bin_dir
    kept = roles.installation_secrets(machine.home / "data")
    maintenance = make_url(machine.postgres.admin_url).set(username=roles.MAINTENANCE, password=kept[roles.MAINTENANCE])
    dump = tmp_path / "eligo.dump"
    _run(programs / "pg_dump", "--format=custom", f"--file={dump}", maintenance.render_as_string(hide_password=False))
    before = asyncio.run(_rows(machine.postgres.admin_url))
    assert before["agencies"] >= 1
    assert before["ledger_events"] > 0

    with Postgres(tmp_path / "postgres", fast=True) as another:
        new = machine.environment("migrate") | {"ELIGO_DATABASE_ADMIN_URL": another.admin_url}
        new |= {"ELIGO_DATA_DIR": str(tmp_path / "data")}
        del new["ELIGO_DATABASE_URL"], new["ELIGO_RELAY_URL"]
        migrated = machine.eligo("migrate", "migrate", **new | {"ELIGO_DATABASE_URL": another.admin_url})
        assert migrated.returncode == 0, migrated.stderr
        _run(
            programs / "pg_restore", "--clean", "--if-exists", "--exit-on-error", "--single-transaction",
            f"--dbname={another.admin_url}", str(dump),
        )  # fmt: skip
        assert asyncio.run(_rows(another.admin_url)) == before
        verified = machine.eligo("migrate", "verify", **new | {"ELIGO_DATABASE_URL": another.admin_url})
        assert verified.returncode == 0, verified.stderr
        assert "elm: whole, " in verified.stdout


def _run(*command: str | Path) -> None:
    done = subprocess.run(list(command), capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr


async def _rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in tables}
    finally:
        await connection.close()
