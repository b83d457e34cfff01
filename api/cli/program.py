"""The commands put together, and what a user reads when one of them cannot go on."""

import sys
from collections.abc import Callable

import asyncpg
import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from api.cli import agencies, contract, doctor, launch, ledger, processes, rules, settings
from api.cli.refusals import Refusal
from api.domain.errors import RuleViolation
from api.platform.embedded.processes import LaunchError
from api.platform.errors import Problem
from api.platform.roles import PrivilegedRoleError
from api.platform.startup import MissingAddressError, OutdatedSchemaError
from api.settings import PlaceholderSecretError

TOLD = (
    Refusal,
    LaunchError,
    MissingAddressError,
    OutdatedSchemaError,
    PrivilegedRoleError,
    PlaceholderSecretError,
    RuleViolation,
)
"""Errors whose message is the sentence for the user."""

app = typer.Typer(
    name="eligo",
    help="Civil-service hiring: eligible lists, certification, reachability, appointment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (launch, processes, contract, settings, rules, ledger, doctor, agencies):
    group.install(app)


def main() -> None:
    """Run the command that the arguments name; exit 0 when it succeeded, 1 when it was refused, 2 when misused."""
    refused(app)


def refused(command: Callable[[], object]) -> None:
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
        typer.echo(sentence(error), err=True)
        sys.exit(1)


def sentence(error: Exception) -> str:
    """An error as one sentence; nothing of our inside, no address and no secret."""
    if isinstance(error, TOLD):
        return str(error)
    if isinstance(error, Problem):
        return error.detail if error.detail.endswith((".", "?", "!")) else f"{error.detail}."
    if isinstance(error, ValidationError):
        return _settings(error)
    found = error.orig.__cause__ or error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(found, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError):
        return "The database refuses this role or its password: check ELIGO_DATABASE_URL."
    if isinstance(found, asyncpg.InvalidCatalogNameError):
        return "There is no such database on that server: create it, or correct ELIGO_DATABASE_URL."
    if isinstance(found, OSError | TimeoutError):
        return "The database or Redis cannot be reached: is it running, and are its addresses right?"
    return f"This did not work ({type(found).__name__}); run it with ELIGO_LOG_LEVEL=debug to see where."


def _settings(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    return f"ELIGO_{name} is not usable: {first['msg']}."
