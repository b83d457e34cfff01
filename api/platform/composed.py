"""Statements that are composed once a process and go to the driver itself, which prepares them once a connection.

For reads that are asked for all day: composing a query anew costs more than PostgreSQL needs to answer it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import db


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of a statement, and its parameters in their order: each by name, with what it is unless given."""

    text: str
    order: tuple[tuple[str, Any], ...]


def compose(query: Select[Any]) -> Composed:
    """A query with named parameters as the driver takes it."""
    found = query.compile(dialect=asyncpg.dialect(), compile_kwargs={"render_postcompile": True})  # type: ignore[no-untyped-call]
    return Composed(str(found), tuple((name, found.params[name]) for name in found.positiontup or ()))


async def fetch(session: AsyncSession, statement: Composed, values: Mapping[str, Any]) -> list[Any]:
    """The rows of a composed statement, as the driver gives them."""
    return await db.fetch_rows(session, statement.text, *parameters(statement, values))


def parameters(statement: Composed, values: Mapping[str, Any]) -> list[Any]:
    """The parameters of a composed statement in their order."""
    return [values.get(name, constant) for name, constant in statement.order]
