"""`eligo up`: everything at once, from an empty folder to a sign-in page."""

import asyncio
import os
import sys
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from api.cli import demo, founding
from api.cli.installation import forget_running, note_running, read_settings
from api.cli.processes import require_safe_transport
from api.demo import service
from api.platform.embedded.children import Command, answers, run_children
from api.platform.embedded.processes import stop_signals
from api.platform.embedded.servers import Servers, start_servers
from api.platform.roles import require_unprivileged
from api.platform.startup import Addresses, child_environment, migrate, require_current_schema, resolve
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class DemoWanted:
    """Which demo to found, and how many days ago its history begins."""

    password: str
    size: str
    days_back: int


GRACE = {"API": 15.0, "worker": 15.0}
# What a child must not inherit: addresses and passwords it has no use for.
WITHHELD = ("ELIGO_DATABASE_ADMIN_URL", "ELIGO_DEMO_PASSWORD")


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up")(up)


def up(
    with_demo: Annotated[bool, typer.Option("--demo", help="With a demo agency, whose clock can be moved.")] = False,
    size: Annotated[str, typer.Option(help=f"How large the demo is: {', '.join(service.SIZES)}.")] = demo.DEFAULT_SIZE,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of ELIGO_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on, instead of ELIGO_PORT.", min=1, max=65535)
    ] = None,
) -> None:
    """Start everything: PostgreSQL and Valkey unless they stand elsewhere, schema, agency, API, worker, front end.

    Ctrl-C stops it all. A second start keeps the data.
    """
    settings = chosen(read_settings(), demo=with_demo, host=host, port=port)
    require_safe_transport(settings)
    settings.require_real_secrets()
    wanted = DemoWanted(founding.demo_password(settings), size, demo.days_of(size)) if with_demo else None
    with (
        stop_signals(),
        start_servers(
            settings.data_dir,
            need_postgres=settings.database_url is None and settings.database_admin_url is None,
            need_valkey=settings.redis_url is None,
            host=settings.host,
            port=settings.port,
        ) as servers,
    ):
        addresses, welcome = prepare(settings, servers, wanted)
        note_running(settings.data_dir, addresses)
        try:
            run(settings, servers, addresses, welcome)
        finally:
            forget_running(settings.data_dir)


def chosen(settings: Settings, *, demo: bool, host: str | None, port: int | None) -> Settings:
    """The settings with what the command line says."""
    said: dict[str, Any] = {"environment": "demo" if demo else settings.environment, "host": host, "port": port}
    return settings.model_copy(update={name: value for name, value in said.items() if value is not None})


def prepare(settings: Settings, servers: Servers, wanted: DemoWanted | None) -> tuple[Addresses, list[str]]:
    """Roles, schema and first agency; return the addresses and what to tell the user."""
    addresses = asyncio.run(resolve(settings, admin_url=servers.database_admin_url, redis_url=servers.redis_url))
    asyncio.run(require_unprivileged(addresses.app))
    if addresses.owner is None:
        asyncio.run(require_current_schema(addresses.app))
        return addresses, []
    migrate(addresses.owner)
    if wanted is not None:
        agency = asyncio.run(founding.found_demo(addresses.owner, wanted.password, days_back=wanted.days_back))
        made = asyncio.run(demo.build(addresses.app, settings, agency, wanted.size))
        return addresses, founding.demo_sign_in(wanted.password, made.addresses)
    return addresses, asyncio.run(founding.found_first(addresses.owner))


def run(settings: Settings, servers: Servers, addresses: Addresses, welcome: list[str]) -> None:
    """Run API and worker until somebody stops us."""
    address = f"http://{'[' + settings.host + ']' if ':' in settings.host else settings.host}:{settings.port}"
    local = address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")  # noqa: S104 - not a bind
    # A line for every request would bury the sign-in; who wants them sets the level.
    inherited = {"ELIGO_LOG_LEVEL": "warning"} | {k: v for k, v in os.environ.items() if k not in WITHHELD}

    def tell() -> None:
        typer.echo(f"\nEligo is ready: {settings.public_url or local}")
        for line in welcome:
            typer.echo(f"  {line}")
        typer.echo("Ctrl-C stops it; the data stays.\n")

    run_children(
        servers,
        [
            Command(name, [sys.executable, "-m", "api", verb], GRACE[name])
            for name, verb in (("API", "serve"), ("worker", "worker"))
        ],
        env=inherited | child_environment(settings, addresses),
        is_ready=lambda: answers(f"{local}/readyz"),
        on_ready=tell,
    )
