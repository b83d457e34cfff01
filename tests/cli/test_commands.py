"""The program as a user calls it: what it prints and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
import yaml

from api.cli.contract import OPENAPI, generated, write_openapi
from api.cli.errors import Refusal
from api.platform.startup import ROOT
from api.settings import Settings
from tests.conftest import Cluster, World

EXAMPLES = ROOT / "tests" / "data" / "certification_examples.yaml"
THREAD = ("SF", "GEN", "SC-01", "SC-03", "SC-09")


def eligo(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program with these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELIGO_")}
    return subprocess.run(
        [sys.executable, "-m", "api", *map(str, arguments)],
        cwd=ROOT,
        env=kept | {"ELIGO_DATA_DIR": os.devnull + "/nowhere"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def refused(answer: subprocess.CompletedProcess[str], *words: str) -> None:
    """Insist on exit 1 and one sentence on stderr with these words."""
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout == ""
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    assert lines[0].endswith(".")
    assert "Traceback" not in lines[0]
    assert [word for word in words if word not in lines[0]] == []


def prefixes(*names: str) -> list[str]:
    """`--only` for each."""
    return [part for name in names for part in ("--only", name)]


def test_the_examples_of_the_thread_pass() -> None:
    answer = eligo("rules", "check", EXAMPLES, *prefixes(*THREAD))
    document = yaml.safe_load(EXAMPLES.read_text())
    wanted = [
        one["id"]
        for section in ("examples", "scoring_examples")
        for one in document[section]
        if one["id"].startswith(THREAD)
    ]
    assert len(wanted) > 20
    assert answer.stdout == f"{len(wanted)} passed, 0 failed\n"
    assert answer.returncode == 0


def _example(**changes: object) -> dict[str, object]:
    """Rule of 3, one vacancy: three ranks, worked by hand."""
    return {
        "id": "MINE-01",
        "rule": {"code": "r3", "unit": "score", "base": 3, "per_extra_vacancy": 1, "pooling": "list"},
        "vacancies": 1,
        "candidates": [{"id": name, "score": score} for name, score in zip("ABCD", (90, 80, 70, 60), strict=True)],
        "steps": [{"event": "certify", "expected": {"reachable": ["A", "B", "C"], "alternate": ["D"]}}],
    } | changes


def test_a_file_of_ones_own_passes(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump({"examples": [_example()]}))
    answer = eligo("rules", "check", file)
    assert (answer.returncode, answer.stdout) == (0, "1 passed, 0 failed\n")


def test_a_mismatch_is_named_and_ends_with_one(tmp_path: Path) -> None:
    wrong = [{"event": "certify", "expected": {"reachable": ["A", "B", "C", "D"]}}]
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump({"examples": [_example(), _example(id="MINE-02", steps=wrong)]}))
    answer = eligo("rules", "check", file)
    *mismatches, last = answer.stdout.splitlines()
    assert answer.returncode == 1
    assert last == "1 passed, 1 failed"
    assert mismatches
    assert all(line.startswith("MINE-02: ") for line in mismatches)
    assert any("D" in line for line in mismatches)


def test_scores_are_read_as_they_are_written(tmp_path: Path) -> None:
    """Two scores that differ beyond what a binary fraction can hold are two ranks."""
    scores = ("90.00000000000000000002", "90.00000000000000000001", "70.0", "60.0")
    candidates = "".join(f"  - {{id: {name}, score: {score}}}\n" for name, score in zip("ABCD", scores, strict=True))
    file = tmp_path / "mine.yaml"
    file.write_text(
        "examples:\n- id: EXACT\n  rule: {code: r2, unit: score, base: 2, per_extra_vacancy: 1, pooling: list}\n"
        f"  vacancies: 1\n  candidates:\n{candidates}"
        "  steps:\n  - {event: certify, expected: {reachable: [A, B], alternate: [C, D]}}\n"
    )
    answer = eligo("rules", "check", file)
    assert answer.stdout == "1 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"examples: [", ("is not YAML at line 1",)),
        (b"- a\n- b\n", ("holds no mapping",)),
        (b"rules: []\n", ("neither", "scoring_examples")),
        (b"examples: []\n", ("no examples",)),
        (b"\xff\xfe\x00", ("UTF-8",)),
        (b"examples: [!!python/object/apply:os.system ['true']]\n", ("is not YAML",)),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, content: bytes, words: tuple[str, ...]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(content)
    refused(eligo("rules", "check", file), *words)


def test_a_missing_file_and_an_unknown_prefix_are_refused(tmp_path: Path) -> None:
    refused(eligo("rules", "check", tmp_path / "none.yaml"), "none.yaml", "cannot be read")
    refused(eligo("rules", "check", EXAMPLES, *prefixes("NOWHERE")), "NOWHERE")


def test_settings_lists_all_of_them_and_no_value() -> None:
    answer = eligo("settings", ELIGO_SECRET_KEY="a-value-nobody-may-see")
    assert answer.returncode == 0
    lines = answer.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [f"ELIGO_{name.upper()}" for name in Settings.model_fields]
    assert [line for line in lines if len(line.split()) < 4 or not line.endswith(".")] == []
    assert "a-value-nobody-may-see" not in answer.stdout
    assert next(line.split()[1] for line in lines if line.startswith("ELIGO_PORT ")) == "8000"


def test_the_contract_in_the_tree_is_current() -> None:
    assert OPENAPI.read_text(encoding="utf-8") == generated()


def test_drift_of_the_contract_is_told(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(generated(), encoding="utf-8")
    # An unusable environment plays no part: the contract is the code's.
    same = eligo("openapi", "--check", "--file", file, ELIGO_PORT="none", ELIGO_ENVIRONMENT="none")
    assert (same.returncode, same.stdout) == (0, "openapi.yaml is current.\n")
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines[:9], "# changed\n", *lines[9:]]))
    refused(eligo("openapi", "--check", "--file", file), "at line 10")


def test_a_missing_contract_is_told_and_written(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    with pytest.raises(Refusal, match="missing"):
        write_openapi(check=True, file=file)
    write_openapi(check=False, file=file)
    assert file.read_text(encoding="utf-8") == generated()


def test_misuse_is_exit_code_two() -> None:
    answer = eligo("rules", "check")
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_a_setting_that_cannot_be_is_named() -> None:
    refused(eligo("doctor", ELIGO_PORT="eight"), "ELIGO_PORT")


@pytest.mark.parametrize("command", ["doctor", "verify", "migrate"])
def test_a_command_without_an_installation_says_where_to_start(command: str, tmp_path: Path) -> None:
    refused(eligo(command, ELIGO_DATA_DIR=str(tmp_path)), "eligo up")


async def test_serve_refuses_a_role_that_sees_everything(world: World) -> None:
    refused(eligo("serve", ELIGO_DATABASE_URL=world.admin_url), "BYPASSRLS", "eligo_app")
    refused(eligo("worker", ELIGO_DATABASE_URL=world.urls.maintenance), "BYPASSRLS")


async def test_serve_refuses_plain_http_that_others_can_hear(world: World) -> None:
    refused(eligo("serve", ELIGO_DATABASE_URL=world.urls.app, ELIGO_HOST="0.0.0.0"), "ELIGO_ALLOW_HTTP")
    refused(eligo("up", "--host", "0.0.0.0"), "ELIGO_ALLOW_HTTP")


async def test_serve_refuses_a_placeholder_for_a_secret(world: World) -> None:
    refused(eligo("serve", ELIGO_DATABASE_URL=world.urls.app, ELIGO_SECRET_KEY="changeme"), "ELIGO_SECRET_KEY")


async def test_serve_refuses_an_outdated_schema(world: World) -> None:
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute("UPDATE alembic_version SET version_num = '0001'")
    await connection.close()
    refused(eligo("serve", ELIGO_DATABASE_URL=world.urls.app), "0001", "eligo migrate")


def test_serve_needs_a_database_that_is_there() -> None:
    refused(eligo("serve"), "ELIGO_DATABASE_URL")
    refused(eligo("serve", ELIGO_DATABASE_URL="postgresql://eligo_app:x@127.0.0.1:1/eligo"), "cannot be reached")


def test_a_wrong_password_is_not_repeated(cluster: Cluster) -> None:
    address = cluster.admin_url.replace("postgres:", "eligo_app:")
    answer = eligo("serve", ELIGO_DATABASE_URL=address)
    refused(answer, "refuses this role")
    assert address not in answer.stderr


def test_a_demo_that_others_can_reach_needs_a_password() -> None:
    refused(eligo("up", "--demo", "--host", "0.0.0.0", ELIGO_ALLOW_HTTP="1"), "ELIGO_DEMO_PASSWORD")
