"""The main job played from outside against a server as a user starts it, held to a naive reading of the rules."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.platform.embedded.home import free_port

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
SEEDS = range(1, 21) if os.environ.get("ELIGO_LONG") else range(1, 3)
START_SECONDS = 120


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`eligo up --demo` on a fresh data folder and a free port; stopped as by Ctrl-C."""
    home, port = tmp_path_factory.mktemp("thread"), free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in ("ELIGO_DATABASE_URL", "ELIGO_REDIS_URL")
    }
    environment |= {"ELIGO_DATA_DIR": str(home), "ELIGO_PORT": str(port), "ELIGO_LOG_LEVEL": "error"}
    with (home / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "up", "--demo"], env=environment, stdout=log, stderr=log, cwd=HERE.parents[1]
        )
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", process, home / "up.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no answer within {START_SECONDS} s: {log.read_text()}")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_thread_holds_from_outside(server: str, seed: int) -> None:
    play = subprocess.run(
        [
            sys.executable,
            str(HERE / "thread.py"),
            *("--url", server, "--seed", str(seed)),
            *("--results", str(DATA / "sf_exam_results.csv"), "--expected", str(DATA / "expected_public.json")),
        ],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    lines = play.stdout.strip().splitlines()
    assert play.returncode == 0, "\n".join(line for line in lines if not line.startswith("ok"))
    passed = sum(line.startswith("ok") for line in lines)
    assert lines[-1] == f"{passed} passed, 0 failed"
    assert passed >= 40
