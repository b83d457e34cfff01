"""The keeper: a tiny process that outlives the launcher only to stop what the launcher started.

The launcher holds the write end of this process's standard input. Every child writes
its own process id into that pipe between fork and exec, so there is no instant at which
a child exists and the keeper does not know it. When the pipe reaches its end - after a
clean stop, a crash, `kill -9` or a closed terminal - whatever is still listed is stopped,
last started first.

Chosen over PR_SET_PDEATHSIG, which exists on Linux only, is cleared when credentials change,
fires when the starting *thread* ends, sends one signal without escalation or order, and
does not reach grandchildren.

Run by path with the bare interpreter (`python -I -S keeper.py`), so it imports nothing of the
project and costs a few milliseconds. Standard library only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

POLL_SECONDS = 0.02

Stops = tuple[tuple[int, float], ...]
"""Signals to send in turn, each with the seconds granted before the next."""


def incarnation(pid: int) -> str | None:
    """Return what tells this process from a later one with the same id; None when it is gone.

    A zombie counts as gone: nobody may ever reap an orphan in a container.
    """
    if Path("/proc/self/stat").exists():
        try:
            fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            return None
        return None if fields[0] in (b"Z", b"X") else fields[19].decode()
    listing = subprocess.run(  # noqa: S603 - fixed program, numeric argument
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return None if not listing or listing[0].startswith("Z") else " ".join(listing[1:])


def send(pid: int, signum: int) -> None:
    """Signal a process, or its whole group when the signal cannot be caught."""
    try:
        if signum == signal.SIGKILL:
            os.killpg(pid, signum)
        else:
            os.kill(pid, signum)
    except ProcessLookupError:
        return
    except PermissionError:
        # Not the leader of a group of ours (macOS answers EPERM for a group of zombies).
        return


def stop(pid: int, started: str, stops: Stops) -> bool:
    """Stop a process that need not be our child; return whether it is gone.

    Does nothing when the id has passed to another process (`started` differs). What the
    process leaves behind in its own group is killed.
    """
    for signum, grace in stops:
        if incarnation(pid) != started:
            break
        send(pid, signum)
        deadline = time.monotonic() + grace
        while incarnation(pid) == started and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    if incarnation(pid) is None:
        send(pid, signal.SIGKILL)
    return incarnation(pid) != started


def encode(verb: str, pid: int, stops: Stops = ()) -> bytes:
    """One line of the pipe: `watch 4711 15:3.0,9:2.0` or `forget 4711`."""
    return f"{verb} {pid} {','.join(f'{int(number)}:{grace}' for number, grace in stops)}\n".encode()


def decode(line: str) -> tuple[str, int, Stops]:
    """Read one line written by `encode`."""
    verb, pid, stops = line.rstrip("\n").split(" ")
    pairs = (part.split(":") for part in stops.split(",") if part)
    return verb, int(pid), tuple((int(number), float(grace)) for number, grace in pairs)


def main() -> None:
    """Follow the pipe to its end, then stop what is left, last started first."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)
    watched: dict[int, tuple[str, Stops]] = {}
    for line in sys.stdin:
        verb, pid, stops = decode(line)
        watched.pop(pid, None)
        started = incarnation(pid)
        if verb == "watch" and started is not None:
            watched[pid] = (started, stops)
    for pid, (started, stops) in reversed(watched.items()):
        stop(pid, started, stops)


if __name__ == "__main__":
    main()
