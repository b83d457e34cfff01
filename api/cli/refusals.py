"""What stops a command, as the one sentence that its user reads."""

import asyncpg
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from api.cli.errors import Refusal
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
"""Errors whose message is the sentence."""


def sentence(error: Exception) -> str:
    """An error as one sentence; nothing of our inside, no address and no secret."""
    if isinstance(error, TOLD):
        return str(error)
    if isinstance(error, Problem):
        return error.detail if error.detail.endswith((".", "?", "!")) else f"{error.detail}."
    if isinstance(error, ValidationError):
        return _of_settings(error)
    found = error.orig.__cause__ or error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(found, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError):
        return "The database refuses this role or its password: check ELIGO_DATABASE_URL."
    if isinstance(found, asyncpg.InvalidCatalogNameError):
        return "There is no such database on that server: create it, or correct ELIGO_DATABASE_URL."
    if isinstance(found, OSError | TimeoutError):
        return "The database or Redis cannot be reached: see that it runs, and that its address is right."
    return f"This did not work ({type(found).__name__}): report it with the command and this name."


def _of_settings(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    return f"ELIGO_{name} is not usable: {first['msg']}."
