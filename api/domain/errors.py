"""What the rules refuse, in codes that a program can read."""

from collections.abc import Mapping


class RuleViolation(Exception):  # noqa: N818 - the word of the domain, not of the programmer
    """A rule refuses what was asked, or a rule, model or figure is itself not well formed.

    `code` is stable and lower snake case; `field` is the dotted path of the offending input, if there is one;
    `params` are the values that a message about it needs.
    """

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        """Keep the code, the field and whatever else the message needs."""
        super().__init__(code if field is None else f"{code} ({field})")
        self.code = code
        self.field = field
        self.params: Mapping[str, object] = params


class IllegalTransition(RuleViolation):
    """A life cycle does not lead from the present state to the one asked for.

    `params` hold `machine`, `from`, `to` and `allowed` (the states it does lead to).
    """

    def __init__(self, machine: str, now: str, wanted: str, allowed: tuple[str, ...]) -> None:
        """Name the machine, both states and what would have been allowed."""
        params: dict[str, object] = {"from": now, "to": wanted, "allowed": allowed}
        super().__init__("illegal_transition", field=None, machine=machine, **params)
        self.machine = machine
        self.now = now
        self.wanted = wanted

    def __str__(self) -> str:
        """Say it in plain words: whoever is refused reads this."""
        now, wanted = (state.replace("_", " ") for state in (self.now, self.wanted))
        return f"From “{now}” there is no way to “{wanted}”."
