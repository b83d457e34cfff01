"""A small launcher, run as a program by the tests of the embedded servers and then killed.

Usage: python launching.py DATA_DIR. Prints one line of JSON with every process id when all is up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from api.platform.embedded.children import Command, run_children
from api.platform.embedded.processes import stop_signals
from api.platform.embedded.servers import start_servers

CHILD = """
import os, signal, subprocess, sys, time
name, folder = sys.argv[1:]
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
def stop(*_):
    with open(os.path.join(folder, "stopped"), "a") as log:
        log.write(name + "\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, stop)
partial = os.path.join(folder, name + ".partial")
with open(partial, "w") as out:
    out.write(f"{os.getpid()} {grandchild.pid}")
os.rename(partial, os.path.join(folder, name + ".pids"))
time.sleep(600)
"""
NAMES = ("API", "worker")


def main(data_dir: Path) -> None:
    """Start both servers and two children, report, and wait for a signal."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may have us ignore it
    with (
        stop_signals(),
        start_servers(data_dir, need_postgres=True, need_valkey=True, host="127.0.0.1", port=0) as servers,
    ):
        folder = data_dir / "children"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()

        def report() -> None:
            pids = [int(pid) for name in NAMES for pid in (folder / f"{name}.pids").read_text().split()]
            facts = {
                "keeper": servers.keeper.pid,
                "postgres": servers.postgres.pid if servers.postgres else None,
                "valkey": servers.valkey.pid if servers.valkey else None,
                "children": pids,
                "database": servers.database_admin_url,
            }
            print(json.dumps(facts), flush=True)  # noqa: T201 - read by the test

        run_children(
            servers,
            [Command(name, [sys.executable, "-c", CHILD, name, str(folder)]) for name in NAMES],
            env=os.environ,
            is_ready=lambda: all((folder / f"{name}.pids").exists() for name in NAMES),
            on_ready=report,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
