"""docs/integrators.md does what it says: its blocks, as they stand, in one shell against real processes."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.platform.startup import ROOT
from tests.support.processes import Installation

PAGE = ROOT / "docs" / "integrators.md"
PATIENCE = 240


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A database, a Valkey, an API and a worker."""
    with Installation(tmp_path / "installation") as started:
        asyncio.run(started.ready())
        yield started


def test_the_commands_lead_from_a_key_to_a_hire(installation: Installation, tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 10
    played = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "ELIGO": f"http://127.0.0.1:{installation.port}/api/v1",
            "ELIGO_DATABASE_URL": installation.world.urls.app,
            "ELIGO_DATA_DIR": str(installation.home),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert played.returncode == 0, f"{played.stderr}\nafter\n{played.stdout}\n{installation.said('worker')}"
    lines = played.stdout.splitlines()
    assert lines[:8] == ["5", "bad_score", "succeeded", "5", "succeeded", "tentative", "adopted", "3"]
    sentence, *rest = lines[8:18]
    assert sentence.endswith(".")
    assert rest == ["reachable", "curl ended with 22", "illegal_transition", "hired", "certified", "filled", "filled",
                    "%PDF-", "True"]  # fmt: skip
    assert lines[18] == "Rank,Score,Name"
    assert lines[-1] == "the stream was left"
