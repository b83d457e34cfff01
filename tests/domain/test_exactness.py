"""A9: no binary floating point and no division that could make one, anywhere in the domain."""

import ast
from pathlib import Path

import pytest

import api.domain

DOMAIN = Path(api.domain.__file__).parent
MODULES = sorted(DOMAIN.rglob("*.py"))


def faults(source: str) -> list[str]:
    """Return every float literal, every use of `float` and every true division in a module."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"float literal in line {node.lineno}")
        if isinstance(node, ast.Name) and node.id == "float":
            found.append(f"float in line {node.lineno}")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"division in line {node.lineno}")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(DOMAIN)))
def test_no_float_in_the_domain(module: Path) -> None:
    assert faults(module.read_text("utf-8")) == []


@pytest.mark.parametrize("source", ["x = 0.5", "x = float('1')", "x = 1 / 2", "x /= 2"])
def test_the_lint_finds_what_it_forbids(source: str) -> None:
    assert len(faults(source)) == 1


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    import sys

    imported = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                own = node.module.startswith("api.domain")
                imported |= set() if own else {node.module.partition(".")[0]}
    assert imported <= set(sys.stdlib_module_names)
    assert not imported & {"random", "os", "io", "pathlib", "socket", "time"}
