"""The commands put together. Only the one that is called is loaded, so that each starts as fast as it can."""

import importlib
import sys
from collections.abc import Callable

import typer

# Each command, and the module of this package that installs it.
COMMANDS = {
    "up": "launch",
    "serve": "processes",
    "worker": "processes",
    "migrate": "processes",
    "openapi": "contract",
    "settings": "settings",
    "rules": "rules",
    "verify": "ledger",
    "doctor": "doctor",
    "demo": "demo",
    "bench": "bench",
    "agency": "agencies",
    "api-key": "agencies",
}


def program(called: str | None) -> typer.Typer:
    """The program with the command that is called; with all of them when it is none of ours, as for `--help`."""
    app = typer.Typer(
        name="eligo",
        help="Civil-service hiring: eligible lists, certification, reachability, appointment.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_eligo)
    names = [COMMANDS[called]] if called in COMMANDS else dict.fromkeys(COMMANDS.values())
    for name in names:
        importlib.import_module(f"api.cli.{name}").install(app)
    return app


def _eligo() -> None:
    """Civil-service hiring: eligible lists, certification, reachability, appointment."""


def main() -> None:
    """Run the command that the arguments name; exit 0 when it succeeded, 1 when it was refused, 2 when misused."""
    run(program(sys.argv[1] if len(sys.argv) > 1 else None))


def run(command: Callable[[], object]) -> None:
    """Run something; whatever stops it is one sentence on stderr and exit code 1."""
    try:
        command()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has what he wanted, such as `head`.
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        told = importlib.import_module("api.cli.refusals").sentence(error)
        typer.echo(told, err=True)
        sys.exit(1)
