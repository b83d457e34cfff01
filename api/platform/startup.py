"""What must hold before a process serves: addresses, a current schema, a role that row-level security binds."""

import gc
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from api.platform import roles
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "api"  # a wheel carries inside it what stands beside it in a checkout


class OutdatedSchemaError(RuntimeError):
    """The database is not at the migration this program was written for."""


class MissingAddressError(RuntimeError):
    """An address that this process needs is not set."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts of an installation are. `owner` is None when this process may not migrate."""

    app: str
    relay: str
    redis: str
    owner: str | None


def secret(value: SecretStr | None) -> str | None:
    """The text of a secret setting, or None."""
    return value.get_secret_value() if value is not None else None


def alembic_config(url: str | None = None) -> Config:
    """Alembic's configuration, for a database address."""
    places = (PACKAGE / "alembic.ini", ROOT / "alembic.ini")
    config = Config(next(place for place in places if place.is_file()))
    config.attributes["url"] = url
    return config


def head_revision() -> str:
    """The migration this program was written for."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


def migrate(owner_url: str) -> None:
    """Bring the schema up to date, as its owner. Blocking: call it before an event loop runs."""
    command.upgrade(alembic_config(owner_url), "head")


async def require_current_schema(url: str) -> None:
    """Refuse to start on an outdated schema.

    Raises:
        OutdatedSchemaError: naming both revisions.
    """
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(False), timeout=15)
    try:
        exists = await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NOT NULL")
        found = await connection.fetchval("SELECT version_num FROM alembic_version") if exists else None
    finally:
        await connection.close()
    if found != head_revision():
        raise OutdatedSchemaError(
            f"The database is at migration {found or 'none'}, this program needs {head_revision()}: "
            "run `eligo migrate`."
        )


async def resolve(settings: Settings, *, admin_url: str | None, redis_url: str | None) -> Addresses:
    """The addresses of an installation, from settings and embedded servers; makes roles where it is allowed to.

    Raises:
        MissingAddressError: when something is set that leaves another part unknown.
    """
    redis = secret(settings.redis_url) or redis_url
    if redis is None:
        raise MissingAddressError("Set ELIGO_REDIS_URL, or start with `eligo up`, which brings a Valkey along.")
    given = secret(settings.database_url)
    admin = secret(settings.database_admin_url) or admin_url
    if admin is None and given is not None and await roles.is_privileged(given):
        admin = given
    if admin is not None:
        addresses = [url for url in (given, secret(settings.relay_url)) if url is not None and url != admin]
        urls = await roles.prepare(admin, settings.data_dir, given=addresses)
        bound = given if given is not None and given != admin and not await roles.is_privileged(given) else urls.app
        return Addresses(app=bound, relay=secret(settings.relay_url) or urls.relay, redis=redis, owner=urls.owner)
    relay = secret(settings.relay_url)
    if given is None or relay is None:
        raise MissingAddressError(
            "Set ELIGO_DATABASE_ADMIN_URL, or both ELIGO_DATABASE_URL (eligo_app) and ELIGO_RELAY_URL (eligo_relay)."
        )
    return Addresses(app=given, relay=relay, redis=redis, owner=None)


def spare_the_collector() -> None:
    """Leave what a process is made of out of every later collection of garbage.

    Some 300,000 objects that never go: looking through them stops all requests for a fifth of a second.
    """
    gc.collect()
    gc.freeze()


def child_environment(settings: Settings, addresses: Addresses) -> dict[str, str]:
    """The settings a child process needs beyond its parent's environment."""
    return {
        "ELIGO_DATABASE_URL": addresses.app,
        "ELIGO_RELAY_URL": addresses.relay,
        "ELIGO_REDIS_URL": addresses.redis,
        "ELIGO_SECRET_KEY": secret(settings.secret_key) or roles.installation_secrets(settings.data_dir)["signing"],
        "ELIGO_DATA_DIR": str(settings.data_dir),
        "ELIGO_HOST": settings.host,
        "ELIGO_PORT": str(settings.port),
        "ELIGO_ENVIRONMENT": settings.environment,
    }
