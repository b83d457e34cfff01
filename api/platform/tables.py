"""Tables that leave: their columns, their rows, and how CSV, JSON and XLSX write them.

Rows come either as items of pages, or as one statement that the database itself turns into text; both give the same
table. Nothing here holds more than some hundred rows.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import db
from api.platform.cells import Kind, cell_text
from api.platform.csv_safety import csv_rows, neutralised_sql

Write = Callable[[bytes], Any]
CHUNK_ROWS = 1_000
_ROOM = "SELECT set_config('statement_timeout', '10min', true)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, and where its value stands in an item, as `person.display_name`.

    Below several things the path gives the value of each. A function stands for what no path leads to.
    """

    head: str
    path: str | Callable[[Any], Any]
    kind: Kind = "text"

    def of(self, item: Any) -> Any:
        """The value in an item."""
        if not isinstance(self.path, str):
            return self.path(item)
        for name in self.path.split("."):
            item = [_field(one, name) for one in item] if isinstance(item, list) else _field(item, name)
        return item


def _field(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, dict) else getattr(item, name, None)


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of a whole collection in its order, one column for each key that is asked for, named so.

    As the driver takes it, with its parameters in their order.
    """

    text: str
    parameters: Sequence[Any]


Chunks = AsyncIterator[Sequence[Sequence[Any]]]
Columns = Mapping[str, Column]


def csv_head(columns: Columns) -> bytes:
    """The first line of a CSV."""
    return b"".join(csv_rows([[column.head for column in columns.values()]], line_end="\n"))


async def csv_of_rows(chunks: Chunks, zone: ZoneInfo, write: Write) -> None:
    """Rows as CSV, without the head."""
    async for rows in chunks:
        texts = ([cell_text(value, zone) for value in row] for row in rows)
        await write(b"".join(csv_rows(texts, CHUNK_ROWS, "\n")))


async def json_of_rows(chunks: Chunks, columns: Columns, write: Write) -> None:
    """Rows as one JSON array of objects, an object a line."""
    lead = b"[\n"
    async for rows in chunks:
        if rows:
            objects = [_json(dict(zip(columns, row, strict=True))) for row in rows]
            await write(lead + b",\n".join(objects))
            lead = b",\n"
    await write(b"\n]\n" if lead == b",\n" else b"[]\n")


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=_jsonable, option=orjson.OPT_UTC_Z)


def _jsonable(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


async def csv_of_statement(session: AsyncSession, statement: Statement, columns: Columns, write: Write) -> None:
    """What a statement gives as CSV, without the head, as the database writes it."""
    texts = ", ".join(_text_sql(key, column) for key, column in columns.items())
    cells = ", ".join(_cell_sql(key, column) for key, column in columns.items())
    # OFFSET 0 keeps the database from working a text out anew wherever the guard looks at it.
    query = f"SELECT {cells} FROM (SELECT {texts} FROM ({statement.text}) AS t OFFSET 0) AS t"  # noqa: S608
    await _copy(session, query, statement.parameters, write)


async def json_of_statement(session: AsyncSession, statement: Statement, columns: Columns, write: Write) -> None:
    """What a statement gives as one JSON array of objects, as the database writes them, an object a line."""
    await write(b"[")
    named = ", ".join(f't."{key}"' for key in columns)
    query = f"SELECT row_to_json(o)::text FROM (SELECT {named} FROM ({statement.text}) AS t) AS o"  # noqa: S608
    held = b""

    async def between(piece: bytes) -> None:
        nonlocal held
        # JSON has no line end but those between the rows; the last comma is held back.
        piece = (held or b"\n") + piece.replace(b"\n", b",\n")
        held = piece[-2:]
        await write(piece[:-2])

    # Signs that JSON text never holds, so that nothing is quoted.
    await _copy(session, query, statement.parameters, between, delimiter="\x02", quote="\x01")
    await write(b"\n]\n" if held else b"]\n")


def _cell_sql(key: str, column: Column) -> str:
    return f't."{key}"' if column.kind == "plain" else neutralised_sql(f't."{key}"')


def _text_sql(key: str, column: Column) -> str:
    return f'{_pairs_sql(key)} AS "{key}"' if column.kind == "pairs" else f't."{key}"'


def _pairs_sql(key: str) -> str:
    """An object as "name: value; name: value". Without a backslash no text of it holds a quote."""
    value = f't."{key}"'
    text = f"{value}::text"
    quick = f"""replace(replace(substr({text}, 3, length({text}) - 4), '": "', ': '), '", "', '; ')"""
    slow = f"(SELECT string_agg(key || ': ' || coalesce(value, ''), '; ') FROM jsonb_each_text({value}))"  # noqa: S608
    return (
        f"(CASE WHEN {value} IS NULL OR {text} = '{{}}' THEN '' "
        f"WHEN strpos({text}, '\\') = 0 AND {text} !~ '\": [^\"]' THEN {quick} ELSE {slow} END)"
    )


async def _copy(session: AsyncSession, query: str, parameters: Sequence[Any], write: Write, **options: str) -> None:
    connection = await db.raw(session)
    await connection.execute(_ROOM)
    with db.as_sqlalchemy(query):
        await connection.copy_from_query(query, *parameters, output=write, format="csv", **options)


async def rows_of_statement(session: AsyncSession, statement: Statement) -> Chunks:
    """What a statement gives, some hundred rows at a time, read as they are taken."""
    connection = await db.raw(session)
    await connection.execute(_ROOM)
    with db.as_sqlalchemy(statement.text):
        cursor = await connection.cursor(statement.text, *statement.parameters)
        while rows := await cursor.fetch(CHUNK_ROWS):
            yield [tuple(row) for row in rows]
