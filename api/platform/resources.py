"""What every collection and every editable record shares: search, sort, pages, locks, partial changes."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import StringConstraints, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.models import Base
from api.platform.errors import Duplicate, Invalid, NotFound
from api.platform.paging import PageRequest, Paging
from api.platform.schema import Input, Item, Page

Row = TypeVar("Row", bound=Base)
Column = InstrumentedAttribute[Any]
# Keys come back from a cursor as JSON; these are the types that JSON does not know.
_READERS: Mapping[type, Callable[[str], Any]] = {
    dt.datetime: dt.datetime.fromisoformat,
    dt.date: dt.date.fromisoformat,
    UUID: UUID,
}


class UnknownSort(Invalid):
    code, title = "unknown_sort", "This collection cannot be sorted by that"


class DuplicateCode(Duplicate):
    """Another record has this code; `field` is where the client wrote it."""

    code, title = "duplicate_code", "This code is taken"
    field = "code"

    def __init__(self) -> None:
        super().__init__(field=self.field)


class ListRequest:
    """What a client asks of a collection: a page, an order, a search, a count."""

    def __init__(self, paging: PageRequest, sort: str | None, q: str | None, count: bool) -> None:
        self.paging = paging
        self.sort = sort
        self.q = q or None
        self.count = count


async def list_request(
    paging: Paging,
    sort: Annotated[str | None, Query(max_length=60, description="A field; `-` before it turns the order.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Text that occurs in the record.")] = None,
    count: Annotated[bool, Query(description="Also answer the `total`.")] = False,
) -> ListRequest:
    """What is asked of a collection."""
    return ListRequest(paging, sort, q, count)


Listing = Annotated[ListRequest, Depends(list_request)]


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """The rows of one page."""

    rows: list[Row]
    next_cursor: str | None
    total: int | None

    def page(self, show: Callable[[Row], Item]) -> Page[Item]:
        """The page as a client reads it, row by row through `show`."""
        return Page(items=[show(row) for row in self.rows], next_cursor=self.next_cursor, total=self.total)


def mentions(q: str, *columns: Column) -> ColumnElement[bool]:
    """Whether a text occurs in one of the columns, whatever the case."""
    return or_(*(func.strpos(func.lower(column), func.lower(q)) > 0 for column in columns))


async def read_slice(
    session: AsyncSession,
    model: type[Row],
    query: Select[Row],
    listing: ListRequest,
    sorts: Mapping[str, Column],
) -> Slice[Row]:
    """Read one page by its keys; `sorts` are the fields that may be sorted by (never null), the first by default.

    Raises:
        UnknownSort: for another field. Unreadable: for a cursor of another collection or order.
    """
    wanted = listing.sort or next(iter(sorts))
    descending, field = wanted.startswith("-"), wanted.removeprefix("-")
    if field not in sorts:
        raise UnknownSort(f"Sort by one of {', '.join(sorts)}.", field="sort")
    by, identity = sorts[field], _identity(model)
    scope = f"{model.__tablename__}:{wanted}"

    total = None
    if listing.count:
        total = (await session.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    after = listing.paging.after(scope)
    if after is not None:
        keys = tuple_(*(_read_key(column, key) for column, key in zip((by, identity), after, strict=True)))
        query = query.where(tuple_(by, identity) < keys if descending else tuple_(by, identity) > keys)
    order = (by.desc(), identity.desc()) if descending else (by, identity)
    rows = list((await session.execute(query.order_by(*order).limit(listing.paging.limit + 1))).scalars())
    last = rows[listing.paging.limit - 1] if len(rows) > listing.paging.limit else None
    keys_of_last = None if last is None else [getattr(last, by.key), getattr(last, identity.key)]
    return Slice(rows, listing.paging.next_cursor(rows, keys_of_last, scope), total)


def _identity(model: type[Base]) -> Column:
    identity: Column = model.id  # type: ignore[attr-defined]
    return identity


def _read_key(column: Column, key: Any) -> Any:
    reader = _READERS.get(column.type.python_type)
    return key if reader is None else reader(key)


async def read_one(
    session: AsyncSession, model: type[Row], row_id: UUID, *within: ColumnElement[bool], share: bool = False
) -> Row:
    """One record of the agency, where `within` holds; with `share` nobody changes it until the transaction ends.

    Raises:
        NotFound: for an unknown id, another agency's, and one outside `within`.
    """
    query = select(model).where(_identity(model) == row_id, *within)
    return await _found(session, query.with_for_update(read=True) if share else query)


async def lock_one(session: AsyncSession, model: type[Row], row_id: UUID) -> Row:
    """One record, locked against every other change of it until the end of the transaction.

    Raises:
        NotFound: for an unknown id and another agency's.
    """
    return await _found(session, select(model).where(_identity(model) == row_id).with_for_update(key_share=True))


async def _found(session: AsyncSession, query: Select[Row]) -> Row:
    row = (await session.execute(query, execution_options={"populate_existing": True})).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


class Patch(Input):
    """A partial change: what is absent stays. Null is refused by name, except for the fields in `clearable`."""

    clearable: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def refuse_null(cls, value: Any, info: Any) -> Any:
        """Null would leave nothing where something is needed."""
        if value is None and info.field_name not in cls.clearable:
            raise PydanticCustomError("not_null", "This cannot be empty; leave the field out to keep it")
        return value

    def changes(self) -> dict[str, Any]:
        """The fields that were sent."""
        return self.model_dump(exclude_unset=True)


class Reason(Input):
    """Why something is taken away."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@dataclass(frozen=True, slots=True)
class Change:
    """What a partial change does to a record, as the ledger keeps it."""

    before: dict[str, Any]
    after: dict[str, Any]

    def __bool__(self) -> bool:
        return bool(self.after)

    @property
    def as_facts(self) -> dict[str, Any]:
        """The payload of the event."""
        return {"before": self.before, "after": self.after}


def apply_changes(row: Base, values: Mapping[str, Any]) -> Change:
    """Write what differs into a record and raise its version; nothing, where nothing differs."""
    after = {name: value for name, value in values.items() if getattr(row, name) != value}
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    if after:
        row.version += 1  # type: ignore[attr-defined]
    return Change(before, after)
