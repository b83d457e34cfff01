"""Rules about the source text that reviews would otherwise repeat."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.platform.startup import ROOT

API = ROOT / "api"
MODULES = sorted(API.rglob("*.py"))
FILES = sorted(path for folder in ("api", "tests", "migrations") for path in (ROOT / folder).rglob("*.py"))

FEATURES = (
    "accounts",
    "home",
    "announcements",
    "applications",
    "audit",
    "documents",
    "eligible_lists",
    "messages",
    "notices",
    "organization",
    "partners",
    "people",
    "referrals",
    "rules",
    "scorings",
    "sync",
    "webhooks",
    "founding",
)
SHAPE = {"__init__.py", "router.py", "schemas.py", "service.py", "queries.py", "jobs.py"}
# Folders of another shape: readers of files, renderers of papers. They hold no use case.
OTHER_SHAPE = ("eligible_lists/imports/formats", "documents/pdf", "documents/twins")
# The score path: from the imported text to the printed rank.
SCORE_PATH = ("domain", "scorings", "eligible_lists", "referrals", "models", "documents")

# What a pure rule must not reach for, though it is in the standard library.
IMPURE = {
    "time",
    "random",
    "os",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "secrets",
    "uuid",
    "asyncio",
    "threading",
    "sys",
}
IMPURE_CALLS = {"now", "utcnow", "today", "open", "print", "input", "eval", "exec", "__import__", "float"}


def tree(path: Path) -> ast.Module:
    """A parsed source file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def relative(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(API).as_posix()


def imported(module: ast.Module) -> Iterator[str]:
    """Full names of what a module imports."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def called(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and last name of every call."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield node.lineno, name


def in_feature(path: Path) -> bool:
    """Whether a module belongs to a feature, and not to a folder of another shape."""
    return path.relative_to(API).parts[0] in FEATURES and not relative(path).startswith(OTHER_SHAPE)


DOMAIN = [path for path in MODULES if relative(path).startswith("domain/")]
FEATURE_MODULES = [path for path in MODULES if in_feature(path)]


def test_there_is_something_to_look_at() -> None:
    assert len(DOMAIN) > 15
    assert len(FEATURE_MODULES) > 50


@pytest.mark.parametrize("path", DOMAIN, ids=relative)
def test_a_rule_needs_the_standard_library_only(path: Path) -> None:
    for name in imported(tree(path)):
        top = name.partition(".")[0]
        own = name.startswith("api.domain")
        assert own or (top in sys.stdlib_module_names and top not in IMPURE), f"{relative(path)} imports {name}"


@pytest.mark.parametrize("path", DOMAIN, ids=relative)
def test_a_rule_has_no_clock_and_no_float(path: Path) -> None:
    module = tree(path)
    assert [(line, name) for line, name in called(module) if name in IMPURE_CALLS] == []
    assert list(_floats(module)) == []


def _floats(module: ast.Module) -> Iterator[int]:
    """Lines with a binary fraction: a literal, or the type."""
    for node in ast.walk(module):
        if isinstance(node, ast.Constant):
            yield from [node.lineno] if isinstance(node.value, float) else []
        elif isinstance(node, ast.Name):
            yield from [node.lineno] if node.id == "float" else []


# Points on a page are no scores; and a workbook stores binary fractions, which its reader turns into their text.
FLOATS_ALLOWED = ("documents/pdf/", "eligible_lists/imports/formats/workbook.py")
SCORES = [path for path in MODULES if relative(path).split("/")[0] in SCORE_PATH]


@pytest.mark.parametrize("path", SCORES, ids=relative)
def test_no_score_becomes_a_float(path: Path) -> None:
    if relative(path).startswith(FLOATS_ALLOWED):
        return
    module = tree(path)
    assert [line for line, name in called(module) if name == "float"] == []
    types = [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in ("Float", "REAL", "Double")
    ]
    assert types == []


@pytest.mark.parametrize("path", FEATURE_MODULES, ids=relative)
def test_a_feature_holds_only_the_files_of_the_shape(path: Path) -> None:
    assert path.name in SHAPE, relative(path)


def test_the_folders_of_another_shape_are_there() -> None:
    """An exemption that nothing needs any more must go."""
    assert [folder for folder in OTHER_SHAPE if not (API / folder).is_dir()] == []


@pytest.mark.parametrize("path", [path for path in FEATURE_MODULES if path.name != "queries.py"], ids=relative)
def test_sql_stands_in_queries(path: Path) -> None:
    names = {name for name in imported(tree(path)) if name.startswith("sqlalchemy")}
    builders = re.compile(r"sqlalchemy\.(text|select|insert|update|delete|func|and_|or_|sql\b.*|dialects\b.*)$")
    assert [name for name in names if builders.match(name)] == [], relative(path)
    spoken = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s+\w+[\s\S]*\b(FROM|SET|VALUES|SELECT)\b")
    sentences = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and spoken.match(node.value)
    ]
    assert sentences == []


@pytest.mark.parametrize("path", [path for path in FEATURE_MODULES if path.name == "queries.py"], ids=relative)
def test_queries_decide_nothing(path: Path) -> None:
    """They raise no refusal and ask no rule."""
    names = set(imported(tree(path)))
    assert {name for name in names if name.startswith(("fastapi", "api.platform.errors"))} == set()


@pytest.mark.parametrize("path", FEATURE_MODULES, ids=relative)
def test_a_feature_uses_services_and_queries_of_another(path: Path) -> None:
    """Never its router, schemas or jobs."""
    own = path.relative_to(API).parts[0]
    for name in imported(tree(path)):
        parts = name.split(".")
        if parts[0] == "api" and len(parts) > 2 and parts[1] in FEATURES and parts[1] != own:
            private = {"router", "schemas", "jobs"} & set(parts[2:])
            assert not private or parts[-2:] == ["jobs", "service"], f"{relative(path)} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    if path.parent.name == "versions":
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", [path for path in FEATURE_MODULES if path.name == "router.py"], ids=relative)
def test_a_router_translates_only(path: Path) -> None:
    """It opens no transaction and writes no event."""
    names = set(imported(tree(path)))
    assert {name for name in names if name.startswith("api.platform.ledger") or name.endswith(".enqueue")} == set()
    assert not any(name in ("commit", "rollback", "begin", "flush", "add", "execute") for _, name in called(tree(path)))


def tracked() -> list[Path]:
    """Every file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


LOCKS = ("requirements.lock", "frontend/package-lock.json")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address(name: str) -> None:
    """Where a package comes from is the machine's setting; what it is stands in its hash."""
    content = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r'"resolved"|--index-url|--extra-index|--find-links|file://| @ ', content) == []
    assert re.findall(r"https?://\S+\.(?:tgz|whl|tar\.gz|zip)", content) == []


def test_every_locked_package_has_a_hash() -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8").strip())
    packages = [block for block in blocks if not block.startswith("#")]
    assert len(packages) > 60
    assert [block.splitlines()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_no_tracked_file_names_a_place_on_a_machine() -> None:
    """Nor a user's folder: whoever clones this stands elsewhere."""
    place = re.compile(rb"(?<![\w./-])/(?:home|Users|root|work)/[\w.-]+")
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in (".png", ".woff2", ".ico", ".ttf"):
            continue
        found += [f"{path.relative_to(ROOT)}: {match.decode()}" for match in place.findall(path.read_bytes())]
    assert found == []


def test_nothing_built_is_tracked() -> None:
    folders = {"dist", "node_modules", ".venv", "var", "__pycache__"}
    assert [path for path in tracked() if folders & set(path.relative_to(ROOT).parts)] == []
