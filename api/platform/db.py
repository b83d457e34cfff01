"""The database: one engine a process, a fair gate in front of its connections, transactions of one agency."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uuid_utils
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

# Deadlock, serialisation failure, lock time-out: nothing happened, the whole may run again.
RETRYABLE = frozenset({"40P01", "40001", "55P03"})
TIMED_OUT = "57014"  # a statement took longer than it may
NO_ROOM = "53"  # the class of: disk full, out of memory, too many connections
# The server is going away, or is not there yet.
DISCONNECTED = frozenset({"57P01", "57P02", "57P03", "08000", "08003", "08006", "53300"})


def new_id() -> UUID:
    """A UUIDv7: ordered by time, made by the application."""
    return UUID(int=uuid_utils.uuid7().int)


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE of a database error, or None."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) or getattr(error, "sqlstate", None)


def is_retryable(error: BaseException) -> bool:
    """Whether running the whole transaction again may succeed."""
    return isinstance(error, DBAPIError) and sqlstate(error) in RETRYABLE


def is_disconnect(error: BaseException) -> bool:
    """Whether the server could not be reached, or hung up."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or sqlstate(error) in DISCONNECTED or isinstance(error.orig, OSError)
    return isinstance(error, OSError | asyncio.TimeoutError)


def async_url(url: str) -> str:
    """A PostgreSQL address in the form that SQLAlchemy's asyncpg dialect takes."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


class Database:
    """The application's way to PostgreSQL, as the role eligo_app."""

    def __init__(self, url: str, *, pool_size: int, transaction_pooler: bool = False) -> None:
        connect: dict[str, Any] = {"timeout": 10}
        if transaction_pooler:
            connect |= {
                "statement_cache_size": 0,
                "prepared_statement_cache_size": 0,
                "prepared_statement_name_func": lambda: f"__eligo_{uuid4()}__",
            }
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=30,
            pool_recycle=1800,
            connect_args=connect,
        )
        # SQLAlchemy's pool is unfair under pressure; waiting here is first come, first served.
        self.gate = asyncio.Semaphore(pool_size)

    @asynccontextmanager
    async def session(self, *, one_snapshot: bool = False) -> AsyncIterator[AsyncSession]:
        """A session in a transaction that belongs to no agency yet: row-level security shows it nothing.

        With `one_snapshot` every statement sees the same state. That is for reading: an answer put together from
        several statements must not mix two states; whoever locks and decides must see what others committed meanwhile.
        """
        async with (
            self.gate,
            AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session,
            session.begin(),
        ):
            if one_snapshot:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @asynccontextmanager
    async def transaction(self, agency_id: UUID, *, read_only: bool = False) -> AsyncIterator[AsyncSession]:
        """A session in a transaction of one agency; commits at the end, rolls back on an exception.

        A read-only one sees one state from beginning to end.
        """
        async with self.session(one_snapshot=read_only) as session:
            await enter_agency(session, agency_id, read_only=read_only)
            yield session

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def enter_agency(session: AsyncSession, agency_id: UUID, *, read_only: bool = False) -> None:
    """Bind the transaction to one agency; row-level security shows and accepts only its rows."""
    await session.execute(
        text("SELECT set_config('app.agency_id', :agency, true), set_config('transaction_read_only', :ro, true)"),
        {"agency": str(agency_id), "ro": "on" if read_only else "off"},
    )


async def now(session: AsyncSession) -> datetime:
    """The server's time for deadlines and the ledger, with the demo offset. Read it after the lock."""
    return (await fetch_row(session, "SELECT eligo_now() AS now"))["now"]  # type: ignore[no-any-return]


async def raw(session: AsyncSession) -> Any:
    """The asyncpg connection of this transaction, for COPY and hot single calls.

    Raises:
        RuntimeError: before the transaction's first statement through SQLAlchemy, which is what begins it.
    """
    connection: AsyncConnection = await session.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None or not driver.is_in_transaction():
        raise RuntimeError("the driver was asked before the transaction began")
    return driver


async def fetch_row(session: AsyncSession, statement: str, *parameters: Any) -> Any:
    """One row of a hot read, straight from the driver: prepared once a connection, in this transaction.

    `statement` has the driver's parameters ($1, $2). Errors are those that SQLAlchemy would have raised.
    """
    with as_sqlalchemy(statement):
        return await (await raw(session)).fetchrow(statement, *parameters)


async def fetch_rows(session: AsyncSession, statement: str, *parameters: Any) -> list[Any]:
    """All rows of a hot read, like `fetch_row`."""
    with as_sqlalchemy(statement):
        return list(await (await raw(session)).fetch(statement, *parameters))


@contextmanager
def as_sqlalchemy(statement: str) -> Iterator[None]:
    """Errors of the driver as those that SQLAlchemy would have raised for the statement."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(statement, None, error) from error
    except asyncpg.PostgresError as error:
        raise OperationalError(statement, None, error) from error
    except asyncpg.InterfaceError as error:
        raise OperationalError(statement, None, ConnectionError(str(error))) from error
