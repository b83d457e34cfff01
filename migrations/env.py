"""Migrations run as the owner of the schema, one short transaction each, with lock and statement time-outs."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from api.models import Base
from api.platform.db import async_url


def _include(_item: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_include,
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate(url: str) -> None:
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text("SET lock_timeout = '2s'"))
        await connection.execute(text("SET statement_timeout = '60s'"))
        await connection.commit()
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


def main() -> None:
    """Migrate the database that the caller names, else ELIGO_DATABASE_ADMIN_URL."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run(connection)
        return
    url = context.config.attributes.get("url") or os.environ["ELIGO_DATABASE_ADMIN_URL"]
    asyncio.run(_migrate(url))


main()
