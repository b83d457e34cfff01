"""One launcher per data folder."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from pathlib import Path
from typing import Self

from api.platform.embedded.keeper import incarnation
from api.platform.embedded.processes import LaunchError

STOPPING_SECONDS = 60.0
"""How long a keeper may need to stop what a killed launcher left."""


class DataLock:
    """A lock that ends with its holders: this process, and the keeper until it has finished.

    Sharing the descriptor with the keeper makes a start right after `kill -9` wait for the old
    servers instead of meeting them.
    """

    def __init__(self, data_dir: Path, *, address: str) -> None:
        """Describe the lock; `address` is what a second launcher tells its user."""
        self._data_dir = data_dir
        self._address = address
        self._descriptor = -1

    def fileno(self) -> int:
        """Descriptor to hand to the keeper."""
        return self._descriptor

    def __enter__(self) -> Self:
        """Take the lock. Raises LaunchError when another launcher has it."""
        path = self._data_dir / "eligo.lock"
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as refusal:
            raise LaunchError(
                f"The data folder {self._data_dir} cannot be used ({refusal.strerror}):"
                " start Eligo as the user who owns it, or set ELIGO_DATA_DIR to another folder."
            ) from None
        try:
            self._acquire()
        except BaseException:
            os.close(self._descriptor)
            raise
        facts = {"pid": os.getpid(), "incarnation": incarnation(os.getpid()), "address": self._address}
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(facts).encode(), 0)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the lock back (the keeper, if any, has ended before)."""
        os.close(self._descriptor)

    def _acquire(self) -> None:
        deadline = time.monotonic() + STOPPING_SECONDS
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            holder = self._holder()
            if holder or time.monotonic() > deadline:
                raise LaunchError(
                    f"Eligo is already running on {self._data_dir}{holder}:"
                    " use that one, stop it first, or set ELIGO_DATA_DIR and ELIGO_PORT to start a second one."
                )
            time.sleep(0.05)

    def _holder(self) -> str:
        """Who has the lock, as words; '' when the launcher is gone and only its keeper still works."""
        with contextlib.suppress(ValueError, KeyError, TypeError, OSError):
            facts = json.loads(os.pread(self._descriptor, 10_000, 0))
            if incarnation(int(facts["pid"])) == facts["incarnation"]:
                return f" at {facts['address']} (process {facts['pid']})"
        return ""
