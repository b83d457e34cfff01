"""Whole collections as CSV, XLSX and JSON: the rows, order and filters of a page, all of them, for whoever may read it.

An export is derived from the collection's own handler: it takes the same parameters, so it can show neither more nor
other than a screen does. One snapshot is read, as fast as the database gives it, into a file of ours that leaves while
it grows: a slow reader holds no connection, and what is refused is refused before the first byte.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import child, db, tables, workbooks
from api.platform.auth import Actor, current_actor
from api.platform.errors import Invalid, NotFound, problems
from api.platform.paging import MOST, PageRequest, Paging
from api.platform.resources import Listing, ListRequest
from api.platform.routing import ReadSession, StreamRoute
from api.platform.spool import Spool
from api.platform.tables import Chunks, Column, Columns, Statement

Format = Literal["csv", "xlsx", "json"]
MEDIA_TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
CHILD_MEGABYTES, CHILD_SECONDS = 512, 600
_AT_ONCE = asyncio.Semaphore(2)  # in one process, so that pages never wait for files
Handler = Callable[..., Awaitable[Any]]
_OWN = (ReadSession, Paging, Listing)


class UnknownColumn(Invalid):
    code, title = "unknown_column", "This table has no such column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A collection that leaves as a file.

    `collection` is the handler that answers its pages. `completed` gives the items of a page with what only the file
    needs, such as names of what they refer to. `whole`, where it is given, makes the statement that reads the same
    rows at once: of session, actor, what `collection` takes without pages, and the keys of the columns.
    """

    collection: Handler
    name: str
    columns: Columns
    completed: Callable[[AsyncSession, Sequence[Any]], Awaitable[Sequence[Any]]] | None = None
    whole: Callable[..., Awaitable[Statement]] | None = None

    def chosen(self, keys: str | None) -> Columns:
        """The columns that are asked for, in that order.

        Raises:
            UnknownColumn: naming those there are.
        """
        wanted = list(self.columns) if keys is None else keys.split(",")
        if any(key not in self.columns for key in wanted):
            raise UnknownColumn(f"Choose among {', '.join(self.columns)}.", field="columns")
        return {key: self.columns[key] for key in wanted}


def offer(
    router: APIRouter,
    collection: Handler,
    name: str,
    columns: Columns,
    *,
    at: str = "",
    completed: Callable[[AsyncSession, Sequence[Any]], Awaitable[Sequence[Any]]] | None = None,
    whole: Callable[..., Awaitable[Statement]] | None = None,
) -> None:
    """Add `GET <collection>.{format}` for a handler that answers pages at the path `at` of its router."""
    offered = Offer(collection=collection, name=name, columns=columns, completed=completed, whole=whole)

    async def export(request: Request, format: Format, **given: Any) -> StreamingResponse:  # noqa: A002
        """Every row of the collection as a file, in its order and with its filters; `columns` chooses among them."""
        return await _Export(request, offered, format, offered.chosen(given.pop("columns", None)), given).answer()

    export.__name__ = f"export_{name}"
    export.__signature__ = _signature(collection, columns)  # type: ignore[attr-defined]
    content = {media_type.split(";")[0]: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES.values()}
    router.add_api_route(
        f"{at}.{{format}}",
        export,
        methods=["GET"],
        responses={200: {"content": content}, **problems(NotFound, UnknownColumn)},
        response_class=StreamingResponse,
        route_class_override=StreamRoute,
    )


@dataclass(frozen=True, slots=True)
class _Order:
    """The order and search of a collection, without its pages."""

    sort: str | None
    q: str | None


async def _ordered(
    sort: Annotated[str | None, Query(max_length=60, description="A field; `-` before it turns the order.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Text that occurs in the record.")] = None,
) -> _Order:
    return _Order(sort, q)


def _signature(collection: Handler, columns: Columns) -> inspect.Signature:
    """What an export takes: what the collection takes without session and pages, the format, and the columns."""
    taken = inspect.signature(collection).parameters
    kept = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in taken.items()
        if parameter.annotation not in _OWN and name != "count"
    ]
    told = f"Columns by their keys, with commas between: {', '.join(columns)}."
    chosen = Annotated[str | None, Query(max_length=1000, description=told)]
    own = [
        inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request),
        inspect.Parameter("format", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Format),
        *kept,
        inspect.Parameter("columns", inspect.Parameter.KEYWORD_ONLY, annotation=chosen, default=None),
    ]
    if any(one.annotation == Listing for one in taken.values()):
        ordered = Annotated[_Order, Depends(_ordered)]
        own.append(inspect.Parameter("order", inspect.Parameter.KEYWORD_ONLY, annotation=ordered))
    return inspect.Signature(own, return_annotation=StreamingResponse)


class _Export:
    """One export of one request."""

    def __init__(self, request: Request, offered: Offer, form: Format, columns: Columns, given: dict[str, Any]) -> None:
        self._offered, self._form, self._columns, self._given = offered, form, columns, given
        self._database: db.Database = request.app.state.database
        self._actor: Actor = current_actor(request)
        self._zone = ZoneInfo(self._actor.agency.zone)
        self._spool = Spool()
        self._as_of: datetime | None = None

    async def answer(self) -> StreamingResponse:
        """The answer once its first byte is there, so that a refusal is still a proper one."""
        await self._spool.begin(self._write())
        if self._as_of is None:
            raise RuntimeError("written without an instant")
        name = f"{self._offered.name}-{self._as_of.astimezone(self._zone):%Y-%m-%d-%H%M}.{self._form}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "X-As-Of": self._as_of.isoformat().replace("+00:00", "Z"),
        }
        return StreamingResponse(self._spool.pieces(), media_type=MEDIA_TYPES[self._form], headers=headers)

    async def _write(self) -> None:
        """Read one snapshot into the file."""
        async with _AT_ONCE, self._database.transaction(self._actor.agency.id, read_only=True) as session:
            self._as_of = await db.now(session)
            if self._offered.whole is not None:
                await self._of_statement(session, await self._statement(self._offered.whole, session))
            else:
                await self._of_pages(await self._pages(session))

    async def _statement(self, whole: Callable[..., Awaitable[Statement]], session: AsyncSession) -> Statement:
        asked = {name: value for name, value in self._given.items() if not isinstance(value, Actor)}
        return await whole(session, self._actor, columns=tuple(self._columns), **asked)

    async def _of_statement(self, session: AsyncSession, statement: Statement) -> None:
        if self._form == "xlsx":
            await self._workbook(tables.rows_of_statement(session, statement))
        elif self._form == "json":
            await tables.json_of_statement(session, statement, self._columns, self._spool.write)
        else:
            await self._spool.write(tables.csv_head(self._columns))
            await tables.csv_of_statement(session, statement, self._columns, self._spool.write)

    async def _of_pages(self, chunks: Chunks) -> None:
        if self._form == "xlsx":
            await self._workbook(chunks)
        elif self._form == "json":
            await tables.json_of_rows(chunks, self._columns, self._spool.write)
        else:
            await self._spool.write(tables.csv_head(self._columns))
            await tables.csv_of_rows(chunks, self._zone, self._spool.write)

    async def _workbook(self, chunks: Chunks) -> None:
        if self._as_of is None:
            raise RuntimeError("written without an instant")
        heads, kinds = zip(*((column.head, column.kind) for column in self._columns.values()), strict=True)
        book = workbooks.Book(self._offered.name, heads, kinds, self._as_of, self._actor.agency.zone)
        limits = {"memory_mb": CHILD_MEGABYTES, "timeout": CHILD_SECONDS}
        await child.call_with_stream(workbooks.render, book, chunks=chunks, target=self._spool.file, **limits)

    async def _pages(self, session: AsyncSession) -> Chunks:
        """The pages, the first of which is read already: what the handler refuses, it refuses there."""
        collection, given = self._offered.collection, dict(self._given)
        order: _Order | None = given.pop("order", None)
        paging = PageRequest(limit=MOST, cursor=None)
        own: dict[Any, Any] = {ReadSession: session, Paging: paging}
        if order is not None:
            own[Listing] = ListRequest(paging, order.sort, order.q, False)
        taken = inspect.signature(collection).parameters.values()
        arguments = given | {one.name: own[one.annotation] for one in taken if one.annotation in own}
        first = await collection(**arguments)

        async def walked() -> AsyncIterator[Sequence[Sequence[Any]]]:
            page = first
            while True:
                items = page.items
                if self._offered.completed is not None:
                    items = await self._offered.completed(session, items)
                yield [[column.of(item) for column in self._columns.values()] for item in items]
                if page.next_cursor is None:
                    return
                paging.cursor = page.next_cursor
                page = await collection(**arguments)

        return walked()


__all__ = ["Column", "Statement", "offer"]
