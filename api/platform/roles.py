"""Database roles: who owns the schema, who serves, who relays, who maintains. Made on the first start."""

import json
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

OWNER, APP, RELAY, MAINTENANCE = "eligo_owner", "eligo_app", "eligo_relay", "eligo_maintenance"
# Role settings hold behind a transaction pooler too, where a connection cannot bring its own.
APP_SETTINGS = {
    "lock_timeout": "2s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
SECRETS = "secrets.json"


class PrivilegedRoleError(RuntimeError):
    """The server would run with a role that row-level security does not bind."""


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One address per role."""

    owner: str
    app: str
    relay: str
    maintenance: str


def installation_secrets(data_dir: Path) -> dict[str, str]:
    """Generated secrets of this installation, made once, readable by its user only."""
    path = data_dir / SECRETS
    data_dir.mkdir(parents=True, exist_ok=True)
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    names = [OWNER, APP, RELAY, MAINTENANCE, "signing"]
    missing = [name for name in names if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(32) for name in missing}
        temporary = path.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(kept))
        os.replace(temporary, path)
    return kept


def _as(url: str, role: str, password: str) -> str:
    return make_url(url).set(username=role, password=password).render_as_string(hide_password=False)


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def prepare(admin_url: str, data_dir: Path, *, given: Collection[str] = ()) -> DatabaseUrls:
    """Make the roles and the rights on the schema, on a database reached with a privileged address.

    Runs on every start: settings and passwords are brought in line, nothing is dropped. The password of a role that
    the operator gave an address for (`given`) is the operator's.
    """
    theirs = {make_url(url).username for url in given}
    kept = installation_secrets(data_dir)
    connection = await asyncpg.connect(_plain(admin_url), timeout=15)
    try:
        # Two first starts at once must not race; the number only has to be ours.
        await connection.execute("SELECT pg_advisory_lock(7310001)")
        for role in (OWNER, APP, RELAY, MAINTENANCE):
            await _prepare_role(connection, role, None if role in theirs else kept[role])
        for name, value in APP_SETTINGS.items():
            await connection.execute(f"ALTER ROLE {APP} SET {name} = '{value}'")
        await connection.execute(f"GRANT {OWNER} TO {MAINTENANCE}")
        await connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}")
        await connection.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {RELAY}, {MAINTENANCE}")
        await connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    finally:
        await connection.close()
    return DatabaseUrls(*(_as(admin_url, role, kept[role]) for role in (OWNER, APP, RELAY, MAINTENANCE)))


async def _prepare_role(connection: asyncpg.Connection, role: str, password: str | None) -> None:
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE " + ("BYPASSRLS" if role == MAINTENANCE else "NOBYPASSRLS")
    exists = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if exists else "CREATE"
    # DDL takes no parameters; the password is our own url-safe text.
    await connection.execute(f"{verb} ROLE {role} {rights}" + (f" PASSWORD '{password}'" if password else ""))


async def is_privileged(url: str) -> bool:
    """Whether an address logs in as a superuser or past row-level security."""
    connection = await asyncpg.connect(_plain(url), timeout=15)
    try:
        found = await connection.fetchval("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    finally:
        await connection.close()
    return bool(found)


async def require_unprivileged(url: str) -> None:
    """Refuse to serve with a role that could read another agency's rows.

    Raises:
        PrivilegedRoleError: for a superuser or a role with BYPASSRLS.
    """
    if await is_privileged(url):
        raise PrivilegedRoleError(
            "The server must not run as a superuser or with BYPASSRLS; give it the address of the role eligo_app."
        )
