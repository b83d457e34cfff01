"""Finding the installation a command is for: by the settings, or the one that `eligo up` runs here."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path

from api.cli.errors import Refusal
from api.platform import roles
from api.platform.db import Database
from api.platform.embedded.home import write_private
from api.platform.startup import Addresses, require_current_schema, resolve, secret
from api.settings import Settings

RUNNING = "running.json"


def read_settings() -> Settings:
    """The settings of this process, with the data folder as an absolute path."""
    settings = Settings()
    return settings.model_copy(update={"data_dir": settings.data_dir.absolute()})


def note_running(data_dir: Path, addresses: Addresses) -> None:
    """Keep the addresses of what runs now, readable by its user only, for the other commands."""
    write_private(data_dir / RUNNING, json.dumps(asdict(addresses)))


def forget_running(data_dir: Path) -> None:
    """What ran has ended."""
    (data_dir / RUNNING).unlink(missing_ok=True)


async def find(settings: Settings) -> Addresses:
    """Where the parts of this installation are.

    Raises:
        Refusal: when nothing is set and nothing runs here.
    """
    given, admin = secret(settings.database_url), secret(settings.database_admin_url)
    redis = secret(settings.redis_url)
    if given is None and admin is None:
        return _running(settings.data_dir)
    if given is not None and admin is None and not await roles.is_privileged(given):
        return Addresses(app=given, relay=secret(settings.relay_url) or "", redis=redis or "", owner=None)
    return replace(await resolve(settings, admin_url=None, redis_url=redis or ""), redis=redis or "")


def _running(data_dir: Path) -> Addresses:
    with suppress(OSError, ValueError, TypeError):
        return Addresses(**json.loads((data_dir / RUNNING).read_text()))
    raise Refusal("No database is set and Eligo does not run here: start `eligo up`, or set ELIGO_DATABASE_URL.")


def owner_of(addresses: Addresses) -> str:
    """The address that may change the schema and found agencies.

    Raises:
        Refusal: when this process was given none.
    """
    if addresses.owner is None:
        raise Refusal("This needs the owner of the schema: set ELIGO_DATABASE_ADMIN_URL.")
    return addresses.owner


@asynccontextmanager
async def opened(url: str, settings: Settings, *, pool_size: int = 1) -> AsyncIterator[Database]:
    """A database at the schema this program was written for, for a few calls.

    Raises:
        OutdatedSchemaError: when it is at another one.
    """
    await require_current_schema(url)
    database = Database(url, pool_size=pool_size, transaction_pooler=settings.transaction_pooler)
    try:
        yield database
    finally:
        await database.close()
