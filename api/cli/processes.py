"""`eligo serve`, `eligo worker`, `eligo migrate`: one process each, as an operator runs them."""

import asyncio

import typer
import uvicorn

from api import worker as workers
from api.cli.errors import Refusal
from api.cli.installation import find, owner_of, read_settings
from api.platform import telemetry
from api.platform.embedded.home import require_free_port
from api.platform.roles import require_unprivileged
from api.platform.startup import MissingAddressError, head_revision, migrate, require_current_schema, secret
from api.settings import Settings

DRAIN_SECONDS = 10  # how long open requests may take after SIGTERM; streams end at once


def install(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve)
    app.command("worker")(work)
    app.command("migrate")(migrate_schema)


def serve() -> None:
    """Serve the API and the front end, on a database that stands elsewhere (`eligo up` brings its own)."""
    settings = read_settings()
    require_safe_transport(settings)
    settings.require_real_secrets()
    asyncio.run(require_servable(settings))
    require_free_port(settings.host, settings.port)
    telemetry.configure(settings.log_level)
    uvicorn.run(
        "api.main:create_served_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def work() -> None:
    """Do the background work, on a database and a Redis that stand elsewhere."""
    settings = read_settings()
    settings.require_real_secrets()
    asyncio.run(require_servable(settings))
    workers.serve(settings)


def migrate_schema() -> None:
    """Make the roles where that is allowed, and bring the schema up to date."""
    owner = owner_of(asyncio.run(find(read_settings())))
    migrate(owner)
    typer.echo(f"The schema is at migration {head_revision()}.")


def require_safe_transport(settings: Settings) -> None:
    """Refuse plain http where somebody could listen in.

    Raises:
        Refusal: beyond loopback, unless the operator says that a proxy ends TLS.
    """
    if not settings.is_loopback and not settings.allow_http:
        raise Refusal(
            f"Plain http on {settings.host} can be read on the way: put a proxy that ends TLS in front"
            " and set ELIGO_ALLOW_HTTP=1, or listen on 127.0.0.1."
        )


async def require_servable(settings: Settings) -> None:
    """Refuse a database that this program could not serve safely.

    Raises:
        MissingAddressError: without one. PrivilegedRoleError: for a role that sees every agency.
        OutdatedSchemaError: at another migration.
    """
    url = secret(settings.database_url)
    if url is None:
        raise MissingAddressError("Set ELIGO_DATABASE_URL, or start with `eligo up`, which brings a PostgreSQL along.")
    await require_unprivileged(url)
    await require_current_schema(url)
