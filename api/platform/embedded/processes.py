"""Child processes of the launcher: start, watch, stop; and signals as one exception."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, Self

from api.platform.embedded import keeper as keeper_program
from api.platform.embedded.keeper import Stops


class LaunchError(Exception):
    """The launch cannot go on. The message is one sentence that says what to do."""


class StopRequested(SystemExit):
    """Raised in the main thread when the launcher is asked to stop (Ctrl-C, SIGTERM, closed terminal)."""


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `StopRequested`; ignore later ones while stopping.

    Stopping is bounded by the graces of the children, so a second Ctrl-C has nothing to hurry.
    """
    watched = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup` asks to outlive the terminal
        watched.append(signal.SIGHUP)

    def ask_to_stop(_signum: int, _frame: FrameType | None) -> None:
        for number in watched:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested(0)

    before = {number: signal.signal(number, ask_to_stop) for number in watched}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Keeper:
    """Handle on the process that stops our children when we no longer can (see `keeper.py`)."""

    def __init__(self, *, keep_open: Sequence[int] = ()) -> None:
        """Start the keeper; it also holds the descriptors `keep_open` until it has finished."""
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-I", "-S", keeper_program.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=tuple(keep_open),
            cwd="/",
            bufsize=0,
        )

    @property
    def pid(self) -> int:
        """The keeper's process id."""
        return self._process.pid

    @property
    def _pipe(self) -> IO[bytes]:
        pipe = self._process.stdin
        if pipe is None or pipe.closed:
            raise LaunchError("The launcher is stopping and starts nothing more.")
        return pipe

    def spawn(
        self,
        command: Sequence[str | Path],
        *,
        stops: Stops,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        output: int | IO[bytes] | None = None,
        stdin: int | IO[bytes] | None = subprocess.DEVNULL,
        user: int | None = None,
        group: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a child in a session of its own (Ctrl-C reaches only the launcher), known to the keeper.

        `output` takes standard output and error together; without it the child writes to ours.
        """
        descriptor = self._pipe.fileno()

        def report() -> None:
            os.write(descriptor, keeper_program.encode("watch", os.getpid(), stops))

        return subprocess.Popen(  # noqa: S603 - commands are composed by this package only
            [str(part) for part in command],
            stdin=stdin,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=report,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )

    def stop(self, process: subprocess.Popen[bytes], stops: Stops) -> None:
        """Stop a child with the given signals and graces, then whatever is left of its group."""
        for signum, grace in stops:
            if process.poll() is not None:
                break
            keeper_program.send(process.pid, signum)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        self.reaped(process)

    def reaped(self, process: subprocess.Popen[bytes]) -> None:
        """Clean up after a child that has ended: its group dies with it, the keeper forgets it."""
        if process.poll() is None:
            return
        keeper_program.send(process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError, LaunchError):
            self._pipe.write(keeper_program.encode("forget", process.pid))

    def close(self) -> None:
        """Let the keeper stop what is left and wait until it is done."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def command_line(pid: int) -> str:
    """Return the command line of a running process, or '' when there is none."""
    if keeper_program.incarnation(pid) is None:
        return ""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    return subprocess.run(  # noqa: S603 - fixed program, numeric argument
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout


def stop_orphan(pid_file: Path, owned: Path, stops: Stops) -> None:
    """Stop a server that a killed launcher left behind.

    Only the process named in its own pid file is touched, and only when its command line names
    the folder `owned`, so that a process which got the same id later is left alone.
    """
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    started = keeper_program.incarnation(pid)
    is_ours = started is not None and str(owned) in command_line(pid)
    if started is not None and is_ours and not keeper_program.stop(pid, started, stops):
        raise LaunchError(f"Process {pid} still uses {owned} and does not stop: end it, then start again.")
    pid_file.unlink(missing_ok=True)
