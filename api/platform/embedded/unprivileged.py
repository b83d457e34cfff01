"""Running a server that refuses root, when we are root.

PostgreSQL does not start as uid 0. In order of preference:

1. we are not root: nothing to do;
2. the data already belongs to another user: run as that user;
3. a user namespace in which root appears as an ordinary user (`unshare`): no new user, no change of
   owner, works below a private home folder;
4. where namespaces are forbidden (container profiles): the account `nobody`, in place when it can reach
   programs and data, else with both in a folder of their own that every user can pass through.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from api.platform.embedded.processes import LaunchError

OPEN_PLACE = Path("/var/tmp")  # noqa: S108 - survives a restart of the machine; the folder in it is checked for its owner


@dataclass(frozen=True, slots=True)
class Place:
    """Where programs and data stand, and as whom the programs run."""

    bin_dir: Path
    home: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def command(self, program: str, *arguments: str | Path) -> list[str | Path]:
        """The command that runs one of the programs."""
        return [*self.prefix, self.bin_dir / program, *arguments]

    def give(self, path: Path) -> None:
        """Hand a file or folder to the user the programs run as."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def find_place(bin_dir: Path, home: Path) -> Place:
    """Choose how to run the programs in `bin_dir` on data below `home`, which exists.

    Raises LaunchError when root has no way to run them.
    """
    if os.geteuid() != 0:
        return Place(bin_dir, home)
    data = home / "data"
    owner = data.stat().st_uid if data.exists() else 0
    nobody = pwd.getpwnam("nobody").pw_uid
    # One after the other, since a trial as another user hands the folder over.
    trials: list[Callable[[], Place | None]] = [partial(_as_user, bin_dir, home, owner or nobody)]
    if not owner:
        trials.insert(0, partial(_as_namespace, bin_dir, home))
    for trial in trials:
        place = trial()
        if place is not None and _works(place):
            return place
    if owner:
        raise LaunchError(f"{data} belongs to another user (uid {owner}): start Eligo as that user.")
    place = _as_user(*_moved(bin_dir, home), nobody)
    if place is None or not _works(place):
        raise LaunchError("PostgreSQL cannot run as root on this machine: start Eligo as an ordinary user.")
    return place


def _as_namespace(bin_dir: Path, home: Path) -> Place | None:
    """A user namespace; the id inside must be one that has a name, since initdb looks it up."""
    unshare = shutil.which("unshare")
    named = next((entry for entry in pwd.getpwall() if entry.pw_uid), None)
    if unshare is None or named is None:
        return None
    return Place(bin_dir, home, prefix=(unshare, f"--map-user={named.pw_uid}", f"--map-group={named.pw_gid or 1}"))


def _as_user(bin_dir: Path, home: Path, uid: int) -> Place | None:
    """Another account of this machine."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    os.chown(home, uid, entry.pw_gid)
    return Place(bin_dir, home, user=uid, group=entry.pw_gid)


def _works(place: Place) -> bool:
    """Whether the programs start there and may write below `home`."""
    trials: Sequence[Sequence[str | Path]] = (
        place.command("postgres", "--version"),
        [*place.prefix, "/usr/bin/env", "test", "-w", place.home],
    )
    return all(_succeeds(trial, place) for trial in trials)


def _succeeds(command: Sequence[str | Path], place: Place) -> bool:
    try:
        finished = subprocess.run(  # noqa: S603 - commands composed above
            command,
            capture_output=True,
            check=False,
            cwd="/",
            user=place.user,
            group=place.group,
            extra_groups=[] if place.user is not None else None,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


def _moved(bin_dir: Path, home: Path) -> tuple[Path, Path]:
    """Copy the programs to a folder every user can pass through and return it with a home beside it.

    The name follows from `home`, so that the next start finds the same data.
    """
    base = OPEN_PLACE / f"eligo-{hashlib.sha256(str(home).encode()).hexdigest()[:16]}"
    base.mkdir(mode=0o711, exist_ok=True)
    if base.is_symlink() or base.stat().st_uid != 0:
        raise LaunchError(f"{base} belongs to somebody else: remove it or start Eligo as an ordinary user.")
    base.chmod(0o711)
    moved_home = base / "home"
    moved_home.mkdir(mode=0o700, exist_ok=True)
    if bin_dir.parent.name != "pginstall":  # a system installation is within everybody's reach
        return bin_dir, moved_home
    package = bin_dir.parent.parent
    libraries = package.with_name(f"{package.name}.libs")  # found by a path relative to the programs
    if not (base / package.name).exists():
        partial = base / f"{package.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(package, partial, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, base / libraries.name, dirs_exist_ok=True)
        partial.rename(base / package.name)
    return base / package.name / "pginstall" / "bin", moved_home
