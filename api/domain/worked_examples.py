"""Worked examples: cases with their outcome written by hand, played through the very functions the product uses.

The document is the parsed form of an examples file: `examples` (certification) and `scoring_examples`. A rule cannot be
activated while one of its examples fails.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from api.domain.errors import RuleViolation
from api.domain.example_play import play
from api.domain.parameters import Parameters
from api.domain.worked_scoring import play_scoring

UNSUPPORTED = frozenset({"parameter_not_supported", "unit_not_supported", "example_not_supported"})


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How one example came out: `mismatches` say in words what differs; not `supported`: it could not be played."""

    id: str
    passed: bool
    mismatches: list[str]
    supported: bool = True


def check(document: Mapping[str, object], only: Collection[str] | None = None) -> list[ExampleResult]:
    """Play the examples of a document, or those named in `only`, in the document's order.

    Never raises on what a document holds: what cannot be read is a mismatch of its example.
    """
    results: list[ExampleResult] = []
    for section, player in (("examples", play), ("scoring_examples", play_scoring)):
        examples = document.get(section) or ()
        if isinstance(examples, str) or not isinstance(examples, Sequence):
            results.append(ExampleResult(section, False, [f"{section} is not a list"]))
            continue
        for index, example in enumerate(examples):
            name = _name(example, f"{section}.{index}")
            if only is None or name in only:
                results.append(_checked(name, example, player))
    return results


def _name(example: object, otherwise: str) -> str:
    """Return the id of an example."""
    given = example.get("id") if isinstance(example, Mapping) else None
    return otherwise if given is None else str(given)


def _checked(name: str, example: object, player: Callable[[Parameters], list[str]]) -> ExampleResult:
    """Play one example and turn a refusal into a mismatch."""
    try:
        mismatches = player(Parameters(without_floats(example)))
    except RuleViolation as refused:
        return ExampleResult(name, False, [_in_words(refused)], refused.code not in UNSUPPORTED)
    return ExampleResult(name, not mismatches, mismatches)


def _in_words(refused: RuleViolation) -> str:
    """Say what a refusal is about."""
    details = ", ".join(f"{name} {value}" for name, value in refused.params.items())
    return " ".join(part for part in (refused.code, f"at {refused.field}" if refused.field else "", details) if part)


def without_floats(value: object) -> object:
    """Return a parsed document with every number that is no integer as the decimal its text says.

    Parsers of YAML and JSON make binary floats of 969.99999; the shortest text of such a float is what was written.
    """
    if value is None or isinstance(value, str | int | Decimal | date):
        return value
    if isinstance(value, Mapping):
        return {_key(name): without_floats(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [without_floats(each) for each in value]
    try:
        return Decimal(str(value))
    except InvalidOperation as cause:
        raise RuleViolation("bad_parameter", expected="a value of an example") from cause


def _key(name: object) -> str:
    """Return a key as text, as ids may have been read as numbers."""
    return name if isinstance(name, str) else str(name)
