"""Whole collections as CSV: the rows, order and filters of a page, all of them, for whoever may read that page.

An export is derived from the collection's own handler: it takes the same parameters and walks the same pages, so it can
show neither more nor other than a screen does. One snapshot is read, into a file of ours, before the first byte leaves:
a slow reader holds no connection, and a refusal is still a proper answer.
"""

import asyncio
import inspect
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from api.platform.auth import current_actor
from api.platform.csv_safety import csv_bytes, csv_rows
from api.platform.db import Database
from api.platform.errors import Invalid, NotFound, problems
from api.platform.paging import MOST, PageRequest, Paging
from api.platform.resources import Listing, ListRequest
from api.platform.routing import ReadSession, StreamRoute

CHUNK_BYTES = 1 << 16
_AT_ONCE = asyncio.Semaphore(2)  # in one process, so that pages never wait for files
Handler = Callable[..., Awaitable[Any]]
_OWN = (ReadSession, Paging, Listing)


class UnknownColumn(Invalid):
    code, title = "unknown_column", "This table has no such column"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its head, and where its value stands in an item, as `person.display_name`."""

    head: str
    path: str

    def of(self, item: Any) -> Any:
        """The value in an item; several values are joined."""
        for name in self.path.split("."):
            item = item.get(name) if isinstance(item, dict) else getattr(item, name, None)
        if isinstance(item, dict):
            return "; ".join(f"{name}: {value}" for name, value in item.items())
        return "; ".join(map(str, item)) if isinstance(item, list) else item


class _Order:
    """The order and search of a collection, without its pages."""

    def __init__(
        self,
        sort: Annotated[str | None, Query(max_length=60, description="A field; `-` before it turns the order.")] = None,
        q: Annotated[str | None, Query(max_length=200, description="Text that occurs in the record.")] = None,
    ) -> None:
        self.sort, self.q = sort, q


def offer(router: APIRouter, collection: Handler, name: str, columns: Mapping[str, Column]) -> None:
    """Add `GET <collection>.csv` for a handler that answers pages; `columns` by their keys, as a screen names them."""

    async def export(request: Request, **given: Any) -> StreamingResponse:
        """Every row of the collection as CSV, in its order and with its filters; `columns` chooses among them."""
        shown = _chosen(columns, given.pop("columns", None))
        file = await _written(request, collection, given, shown)
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "X-Content-Type-Options": "nosniff"}
        return StreamingResponse(file, media_type="text/csv; charset=utf-8", headers=headers)

    export.__name__ = f"export_{name}"
    export.__signature__ = _signature(collection)  # type: ignore[attr-defined]
    router.add_api_route(
        ".csv",
        export,
        methods=["GET"],
        responses=problems(NotFound, UnknownColumn),
        response_class=StreamingResponse,
        route_class_override=StreamRoute,
    )


def _signature(collection: Handler) -> inspect.Signature:
    """What an export takes: what the collection takes without session and pages, and the columns."""
    kept = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(collection).parameters.items()
        if parameter.annotation not in _OWN and name != "count"
    ]
    chosen = Annotated[str | None, Query(max_length=1000, description="Columns by their keys, with commas between.")]
    own = [
        inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request),
        *kept,
        inspect.Parameter("columns", inspect.Parameter.KEYWORD_ONLY, annotation=chosen, default=None),
    ]
    if any(one.annotation == Listing for one in inspect.signature(collection).parameters.values()):
        ordered = Annotated[_Order, Depends()]
        own.append(inspect.Parameter("order", inspect.Parameter.KEYWORD_ONLY, annotation=ordered))
    return inspect.Signature(own, return_annotation=StreamingResponse)


def _chosen(columns: Mapping[str, Column], keys: str | None) -> list[Column]:
    wanted = list(columns) if keys is None else keys.split(",")
    unknown = [key for key in wanted if key not in columns]
    if unknown:
        raise UnknownColumn(f"Choose among {', '.join(columns)}.", field="columns")
    return [columns[key] for key in wanted]


async def _written(
    request: Request, collection: Handler, given: dict[str, Any], columns: list[Column]
) -> AsyncIterator[bytes]:
    """Walk the pages of one snapshot into a file, and hand it out from its beginning."""
    database: Database = request.app.state.database
    order: _Order | None = given.pop("order", None)
    paging = PageRequest(limit=MOST, cursor=None)
    names = {parameter.annotation: name for name, parameter in inspect.signature(collection).parameters.items()
             if parameter.annotation in _OWN}  # fmt: skip
    file = await asyncio.to_thread(tempfile.TemporaryFile)
    try:
        file.write(csv_bytes([column.head for column in columns], ()))
        async with _AT_ONCE, database.snapshot(current_actor(request).agency.id) as session:
            own = {ReadSession: session, Paging: paging}
            if order is not None:
                own[Listing] = ListRequest(paging, order.sort, order.q, False)
            arguments = {**given, **{name: own[kind] for kind, name in names.items()}}
            while True:
                page = await collection(**arguments)
                file.write(b"".join(csv_rows([column.of(item) for column in columns] for item in page.items)))
                if page.next_cursor is None:
                    break
                paging.cursor = page.next_cursor
    except BaseException:
        file.close()
        raise
    return _read(file)


async def _read(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(CHUNK_BYTES):
            yield piece
