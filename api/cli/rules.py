"""`eligo rules check`: worked examples, played through the very functions that certify."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from api.cli.errors import Refusal
from api.domain.worked_examples import ExampleResult, check


class _Loader(yaml.SafeLoader):
    """Reads a number with a point as the decimal that is written, never as a binary fraction."""


def _decimal(_: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    written = node.value.replace("_", "").lower()
    try:
        return Decimal(written)
    except ArithmeticError:
        raise yaml.constructor.ConstructorError(
            problem=f"{node.value} is no number", problem_mark=node.start_mark
        ) from None


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def install(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="Certification and scoring rules.")
    group.command("check")(check_rules)
    app.add_typer(group, name="rules")


def check_rules(
    files: Annotated[list[Path], typer.Argument(help="Example files, YAML or JSON.", metavar="FILE...")],
    only: Annotated[
        list[str] | None,
        typer.Option(help="Play only the examples whose id begins so; may be repeated.", metavar="PREFIX"),
    ] = None,
) -> None:
    """Play worked examples; print each mismatch and, last, how many passed and failed. Exit 1 when one failed."""
    results = [result for file in files for result in play(file, tuple(only or ("",)))]
    if not results:
        raise Refusal(
            f"No example has an id that begins with {' or '.join(only)}." if only else "There are no examples in there."
        )
    failed = [result for result in results if not result.passed]
    for result in failed:
        for mismatch in result.mismatches:
            typer.echo(f"{result.id}: {mismatch}")
    typer.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)


def play(file: Path, prefixes: tuple[str, ...]) -> list[ExampleResult]:
    """The results of one file's examples whose id begins with one of the prefixes.

    Raises:
        Refusal: when it cannot be read, or holds no examples.
    """
    document = read(file)
    if not {"examples", "scoring_examples"} & document.keys():
        raise Refusal(f"{file} holds neither `examples` nor `scoring_examples`.")
    return [result for result in check(document) if result.id.startswith(prefixes)]


def read(file: Path) -> Mapping[str, Any]:
    """The parsed file.

    Raises:
        Refusal: with the place of the fault.
    """
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refusal(f"{file} is not a text in UTF-8.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise Refusal(
            f"{file} is not YAML{where}: {getattr(error, 'problem', None) or 'it cannot be parsed'}."
        ) from None
    if not isinstance(document, Mapping):
        raise Refusal(f"{file} is not an example file: it holds no mapping.")
    return document
