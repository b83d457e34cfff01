"""The folder of an embedded server: its private files, its log, its port."""

from __future__ import annotations

import contextlib
import os
import re
import socket
from pathlib import Path

from api.platform.embedded.processes import LaunchError

LOG_BYTES = 10_000_000


def free_port() -> int:
    """Ask the system for a free TCP port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def require_free_port(host: str, port: int) -> None:
    """Raise LaunchError when the server could not listen there."""
    try:
        socket.getaddrinfo(host, port)
    except OSError:
        raise LaunchError(f"{host} is not an address of this machine: set ELIGO_HOST to one.") from None
    if port < 1024 and not port_is_free(host, port):
        raise LaunchError(f"Port {port} is taken or needs root: set ELIGO_PORT to a free port above 1023.")
    if not port_is_free(host, port):
        raise LaunchError(f"Port {port} on {host} is taken: stop the program that uses it, or set ELIGO_PORT.")


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read, whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)


class Log:
    """A server's log file, kept below twice `LOG_BYTES`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size > LOG_BYTES:
                path.replace(path.with_name(f"{path.name}.1"))

    def size(self) -> int:
        """Bytes written so far: where the next start begins."""
        with contextlib.suppress(FileNotFoundError):
            return self.path.stat().st_size
        return 0

    def since(self, offset: int) -> str:
        """What was written after `offset`."""
        with self.path.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")


def last_words(text: str) -> str:
    """The last error in a server's output, for a sentence that says why it did not start."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    last = (errors or lines or ["it said nothing"])[-1]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR): +", "", last).rstrip(".")
