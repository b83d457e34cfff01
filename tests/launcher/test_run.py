"""The launcher `run`: what it needs, what it skips, what it says, how it ends."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "run"


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher as a module, at home in an empty checkout."""
    loader = importlib.machinery.SourceFileLoader("eligo_run", str(PROGRAM))
    spec = importlib.util.spec_from_loader("eligo_run", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    venv, frontend = tmp_path / ".venv", tmp_path / "frontend"
    for name, path in {
        "ROOT": tmp_path,
        "VENV": venv,
        "BIN": venv / "bin",
        "VAR": tmp_path / "var",
        "FRONTEND": frontend,
        "UNFINISHED": venv / ".eligo-unfinished",
        "PYTHON_STAMP": venv / ".eligo-stamp",
        "NODE_STAMP": frontend / "node_modules" / ".eligo-stamp",
        "BUILD_STAMP": frontend / "dist" / ".eligo-stamp",
    }.items():
        monkeypatch.setattr(module, name, path)
    (tmp_path / "var" / "tmp").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("")
    (frontend / "src").mkdir(parents=True)
    (frontend / "src" / "main.tsx").write_text("one")
    (frontend / "package.json").write_text("{}")
    (frontend / "package-lock.json").write_text("{}")
    return module


def program(folder: Path, name: str, answer: str) -> None:
    """A program that prints one line."""
    (folder / name).write_text(f"#!/bin/sh\necho {answer}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"])
def test_a_node_that_is_new_enough(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    program(tmp_path, "node", version)
    program(tmp_path, "npm", "11")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert launcher.require_node() == version


@pytest.mark.parametrize("version", ["v18.19.0", "v20.18.3", "v9.0.0"])
def test_an_old_node_is_one_sentence(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    program(tmp_path, "node", version)
    program(tmp_path, "npm", "11")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        launcher.SetupError, match=rf"^Node 20\.19 or newer is needed and this is {version}: install it"
    ):
        launcher.require_node()


@pytest.mark.parametrize("present", [None, "node"])
def test_a_missing_node_or_npm_is_one_sentence(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: str | None
) -> None:
    if present:
        program(tmp_path, present, "v20.19.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(launcher.SetupError, match=r"^Node 20\.19 or newer with npm was not found: install it"):
        launcher.require_node()


def test_an_old_python_goes_on_with_a_newer_one_or_says_so(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer and this is 3\.9: install one"):
        launcher.require_python()
    program(tmp_path, "python3.12", "")
    became: list[Any] = []
    monkeypatch.setattr(os, "execv", lambda *call: became.append(call))
    monkeypatch.setattr(sys, "argv", ["./run", "test"])
    with pytest.raises(SystemExit):  # only because the replaced execv returns
        launcher.require_python()
    assert became == [(str(tmp_path / "python3.12"), [str(tmp_path / "python3.12"), "./run", "test"])]


def test_an_old_python_can_read_the_program_to_say_so() -> None:
    assert ast.parse(PROGRAM.read_text(), feature_version=(3, 7)).body


def test_only_the_standard_library_is_used() -> None:
    tree = ast.parse(PROGRAM.read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_installer_is_taken_from_the_lock_with_its_hashes(launcher: ModuleType) -> None:
    uv = "uv==2.0 \\\n    --hash=sha256:2 \\\n    --hash=sha256:3\n"
    text = f"a==1 \\\n    --hash=sha256:1\n{uv}uvicorn==3 \\\n    --hash=sha256:4\n"
    assert launcher.locked("uv", text) == uv
    with pytest.raises(launcher.SetupError, match="missing is not in"):
        launcher.locked("missing", text)


def test_uv_learns_where_pip_looks(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_FIND_LINKS", "/mine")
    settings = launcher.uv_settings(
        "global.extra-index-url='one\\ntwo'\n:env:.index-url='main'\n:env:.default-timeout='180'\n"
        "global.find-links='/wheels'\n:env:.disable-pip-version-check='1'\n"
    )
    assert settings == {
        "UV_DEFAULT_INDEX": "main",
        "UV_INDEX": "one two",
        "UV_HTTP_TIMEOUT": "180",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_a_digest_knows_where_one_part_ends(launcher: ModuleType) -> None:
    assert launcher.digest("ab", "c") != launcher.digest("a", "bc")
    assert launcher.digest("ab", "c") == launcher.digest(b"ab", b"c")


class Installs:
    """Stands for the commands of the set-up, which the tests of the stamps only count."""

    def __init__(self, launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.launcher = launcher
        self.done: list[str] = []
        monkeypatch.setattr(launcher, "install", self)

    def __call__(self, what: str, *_: object, **__: object) -> None:
        self.done.append(what)
        for made in ("node_modules", "dist"):
            (self.launcher.FRONTEND / made).mkdir(exist_ok=True)

    def again(self) -> list[str]:
        """What a further start would install."""
        self.done.clear()
        self.launcher.set_up_frontend("v20.19.0")
        return self.done


def test_the_front_end_is_made_again_only_when_it_changed(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installs = Installs(launcher, monkeypatch)
    build = "The build of the front end"
    assert installs.again() == ["npm ci", build]
    assert installs.again() == []
    (launcher.FRONTEND / "src" / "main.tsx").write_text("two")
    assert installs.again() == [build]
    (launcher.FRONTEND / "src" / "main.tsx").rename(launcher.FRONTEND / "src" / "other.tsx")
    assert installs.again() == [build]
    (launcher.FRONTEND / "node_modules" / "react.js").write_text("")
    assert installs.again() == []
    (launcher.FRONTEND / "package-lock.json").write_text('{"packages": {}}')
    assert installs.again() == ["npm ci", build]
    launcher.BUILD_STAMP.unlink()  # as an interrupted build leaves it
    assert installs.again() == [build]


def test_a_failed_build_is_tried_again(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installs = Installs(launcher, monkeypatch)
    installs.again()
    (launcher.FRONTEND / "src" / "main.tsx").write_text("two")

    def fail(what: str, *_: object, **__: object) -> None:
        raise launcher.SetupError(f"{what} failed")

    monkeypatch.setattr(launcher, "install", fail)
    with pytest.raises(launcher.SetupError, match="The build of the front end failed"):
        launcher.set_up_frontend("v20.19.0")
    monkeypatch.setattr(launcher, "install", installs)
    assert installs.again() == ["The build of the front end"]


def test_an_interrupted_environment_is_made_anew(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".venv" / "left-over").write_text("half")
    launcher.UNFINISHED.touch()
    monkeypatch.setattr(launcher, "LOCK", ROOT / "requirements.lock")
    monkeypatch.setattr(launcher, "install", lambda what, command, *_, **__: fake_step(what, command, launcher))
    launcher.set_up_python()
    assert not (tmp_path / ".venv" / "left-over").exists()
    assert not launcher.UNFINISHED.exists()
    monkeypatch.setattr(launcher, "install", lambda what, *_, **__: pytest.fail(f"{what} ran again"))
    launcher.set_up_python()


def fake_step(what: str, command: Any, launcher: ModuleType) -> None:
    """Makes the environment for real but installs nothing into it."""
    if what == "Making the virtual environment":
        subprocess.run([*command[:3], "--without-pip", command[3]], check=True)
    if what == "Installing Eligo":
        (launcher.BIN / "eligo").touch()


def test_a_failing_step_shows_its_last_lines_and_one_sentence(launcher: ModuleType) -> None:
    with pytest.raises(launcher.SetupError, match=r"no network\nNumbers failed; its last lines stand above"):
        launcher.install("Numbers", ("sh", "-c", "echo no network; exit 3"))
    launcher.install("Numbers", ("true",))


def test_a_second_set_up_waits_for_the_first_and_for_what_it_started(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first one is killed with `kill -9`; the command it ran goes on for a moment with the lock in its hands."""
    command = "sh -c 'echo started; read line; touch finished'"
    first = (
        "import fcntl, os, subprocess, sys\n"
        f"lock = open({str(tmp_path / 'var' / 'setup.lock')!r}, 'w')\n"
        "os.set_inheritable(lock.fileno(), True)\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        f"subprocess.run({command!r}, shell=True, close_fds=False, cwd={str(tmp_path)!r})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", first], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "started\n"
    process.kill()
    monkeypatch.setattr(launcher, "require_node", lambda: "v20.19.0")
    monkeypatch.setattr(launcher, "set_up_python", lambda: None)
    monkeypatch.setattr(launcher, "set_up_frontend", lambda _node: (tmp_path / "finished").stat())

    def let_the_first_finish(text: str) -> None:
        assert "Waiting for another set-up" in text
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.close()

    monkeypatch.setattr(launcher, "say", let_the_first_finish)
    launcher.set_up()
    process.wait()
    assert (tmp_path / "finished").exists()


def test_caches_stay_in_the_checkout_unless_set(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("npm_config_cache", raising=False)
    monkeypatch.setenv("UV_CACHE_DIR", "/elsewhere")
    env = launcher.environment()
    assert env["npm_config_cache"] == str(tmp_path / "var" / "cache" / "npm")
    assert env["UV_CACHE_DIR"] == "/elsewhere"
    assert env["TMPDIR"] == str(tmp_path / "var" / "tmp")


def checks(launcher: ModuleType, folder: Path, *commands: str) -> tuple[Any, ...]:
    """A table of checks made of shell commands."""
    return tuple(launcher.Step(f"step {n}", folder, ("sh", "-c", text)) for n, text in enumerate(commands, start=1))


def test_every_check_runs_unless_the_first_failure_is_to_end_it(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "CHECKS", checks(launcher, tmp_path, "true", "false", "touch reached"))
    assert launcher.test(long=False, fail_fast=True) == 1
    assert not (tmp_path / "reached").exists()
    assert capsys.readouterr().out.splitlines()[-1].endswith("FAILED: step 2")
    assert launcher.test(long=False, fail_fast=False) == 1
    assert (tmp_path / "reached").exists()
    assert capsys.readouterr().out.splitlines()[-1].startswith("3 of 3 checks in ")


def test_the_long_tier_reaches_the_checks(
    launcher: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ELIGO_LONG", raising=False)
    monkeypatch.setattr(launcher, "CHECKS", checks(launcher, tmp_path, 'test "$ELIGO_LONG" = 1'))
    assert launcher.test(long=False, fail_fast=False) == 1
    assert launcher.test(long=True, fail_fast=False) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("all passed")


def test_the_checks_look_at_the_contract_its_client_and_every_test(launcher: ModuleType) -> None:
    scripts = json.loads((ROOT / "frontend" / "package.json").read_text())["scripts"]
    said = [" ".join(Path(part).name for part in step.command) for step in launcher.CHECKS]
    own = [command.removeprefix("npm run --silent ") for command in said if command.startswith("npm")]
    assert "eligo openapi --check" in said
    assert {"check:client", "lint", "typecheck", "test", "e2e"} <= set(own) & scripts.keys()
    assert scripts["check:client"].endswith("schema.d.ts --check")
    assert any(command.startswith("python -m pytest") for command in said)
    assert {"mypy", "lint-imports"} <= set(said)


@pytest.mark.parametrize(
    ("arguments", "done"),
    [([], "up"), (["up"], "up"), (["setup"], "setup"), (["test", "--long"], "test"), (["wheel"], "wheel")],
)
def test_one_word_sets_up_and_does_what_it_says(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], done: str
) -> None:
    seen: list[Any] = []

    def tested(**tier: bool) -> int:
        seen.append(tier)
        return 0

    monkeypatch.setattr(launcher, "set_up", lambda: seen.append("setup"))
    monkeypatch.setattr(launcher.os, "chdir", lambda _: None)
    monkeypatch.setattr(launcher.os, "execve", lambda path, words, _: seen.append([Path(path).name, *words[1:]]))
    monkeypatch.setattr(launcher, "test", tested)
    monkeypatch.setattr(launcher, "install", lambda _, words: seen.append([Path(words[0]).name, *words[1:4]]))
    assert launcher.main(arguments) in (0, None)
    after: dict[str, list[Any]] = {
        "up": [["eligo", "up", "--demo"]],
        "setup": [],
        "test": [{"long": True, "fail_fast": False}],
        "wheel": [["python", "-m", "pip", "wheel"]],
    }
    assert seen == ["setup", *after[done]]


@pytest.mark.parametrize("arguments", [["tests"], ["test", "--fast"], ["setup", "--long"], ["--demo"]])
def test_unknown_arguments_show_the_usage(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setattr(launcher, "set_up", lambda: pytest.fail("it started to work"))
    assert launcher.main(arguments) == 2
    assert "./run test [--long] [--fail-fast]" in capsys.readouterr().out


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_ends_what_was_started(launcher: ModuleType, tmp_path: Path, signum: signal.Signals) -> None:
    """A check with a child of its own, both in the way of a clean end; a copy of the launcher in an empty checkout."""
    script = (
        "import importlib.machinery as m, importlib.util as u, signal, sys\n"
        f"loader = m.SourceFileLoader('eligo_run', {str(PROGRAM)!r})\n"
        "run = u.module_from_spec(u.spec_from_loader('eligo_run', loader)); loader.exec_module(run)\n"
        "from pathlib import Path\n"
        "signal.signal(signal.SIGTERM, run.be_stopped); signal.signal(signal.SIGHUP, run.be_stopped)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may have us ignore it
        "run.set_up = lambda: None\n"
        "run.CHECKS = (run.Step('long', Path('/'), ('sh', '-c', 'sleep 600 & echo $$ $!; wait')),)\n"
        "sys.exit(run.main(['test']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-B", "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    pids = next(line for line in process.stdout if line[0].isdigit()).split()
    process.send_signal(signum)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in rest
    states = [Path(f"/proc/{pid}/stat") for pid in pids]
    assert [path for path in states if path.exists() and path.read_text().rpartition(")")[2].split()[0] != "Z"] == []


def test_lock_files_name_versions_and_hashes_but_no_addresses() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pinned = re.compile(r"[a-z0-9.\[\]-]+==[^ @]+( ; [^@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pinned.fullmatch(line)] == []
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
