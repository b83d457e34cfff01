"""Reading what the rows of an import would change."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.imports import service as imports
from api.eligible_lists.imports.diffs import queries
from api.eligible_lists.imports.diffs.schemas import ImportRowRead
from api.people.service import sort_name
from api.platform.paging import PageRequest
from api.platform.schema import Page

Kind = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """Which rows to read. `q` is the beginning of a name, last name first, or a candidate's id."""

    kind: Kind | None = None
    q: str | None = None
    sort: Literal["row", "-row"] = "row"


async def page(session: AsyncSession, import_id: UUID, asked: DiffRequest, paging: PageRequest) -> Page[ImportRowRead]:
    """One page of an import's rows with what they would change.

    Raises:
        NotFound: without such an import.
    """
    await imports.get_import(session, import_id)
    scope = f"import_diff:{import_id}:{asked.kind}:{asked.q}:{asked.sort}"
    after = paging.after(scope)
    rows = await queries.page(
        session,
        import_id,
        kind=asked.kind,
        name=sort_name(asked.q.replace(",", " "), "") if asked.q else None,
        external_id=asked.q,
        downward=asked.sort == "-row",
        after=None if after is None else after[0],
        limit=paging.limit + 1,
    )
    keys = [rows[paging.limit - 1].row_number] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    return Page(items=[ImportRowRead.of(row) for row in rows], next_cursor=next_cursor)
