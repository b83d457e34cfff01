"""The lists that a person is on."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.persons import queries
from api.people.records.service import known_ids
from api.platform.auth import Actor
from api.platform.paging import PageRequest


async def page(
    session: AsyncSession, actor: Actor, person_id: UUID, paging: PageRequest
) -> tuple[list[Any], str | None]:
    """A page of the lists on which a person has a result or stands, also under a name merged into theirs.

    Raises:
        NotFound: for anybody out of view.
    """
    ids = await known_ids(session, actor, person_id)
    scope = f"person-lists:{person_id}"
    rows = await queries.page(session, ids, after=paging.after(scope), limit=paging.limit + 1)
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = None if last is None else [last.list_id, last.person_id]
    return rows, paging.next_cursor(rows, keys, scope)
