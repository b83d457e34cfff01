"""deploy/compose.yaml as a composer reads it: merged, with the variables of an environment file filled in."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from api.platform.startup import ROOT

DEPLOY = ROOT / "deploy"
_VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Z_]+)(?::([-?])([^}]*))?\})")


def asked_for() -> dict[str, bool]:
    """Every variable that the file names, and whether it must be set."""
    found: dict[str, bool] = {}
    for _, name, kind, _ in _VARIABLE.findall((DEPLOY / "compose.yaml").read_text()):
        if name:
            found[name] = found.get(name, False) or kind == "?"
    return found


def offered() -> dict[str, bool]:
    """Every variable of the example environment file, and whether its line is in force."""
    lines = re.findall(r"^(#?)([A-Z_]+)=", (DEPLOY / "eligo.env.example").read_text(), re.MULTILINE)
    return {name: not mark for mark, name in lines}


def composed(environment: Mapping[str, str]) -> dict[str, Any]:
    """The file with its variables filled in.

    Raises:
        LookupError: naming a variable that must be set and is not.
    """

    def value(found: re.Match[str]) -> str:
        literal, name, kind, text = found.groups()
        if literal:
            return "$"
        if environment.get(name):
            return environment[name]
        if kind == "?":
            raise LookupError(name)
        return text or ""

    whole: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(value, (DEPLOY / "compose.yaml").read_text()))
    return whole
