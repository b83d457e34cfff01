"""How one state leads to another."""

from collections.abc import Mapping
from dataclasses import dataclass

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    """How one state leads to another: the action's name, whether it needs a reason, and who alone may make it.

    `by` is None (whoever may act at all), `system`, or the part a person must have (`certification_analyst`,
    `appeal`).
    """

    action: str
    needs_reason: bool = False
    by: str | None = None


Machine = Mapping[str, Mapping[str, Move]]
