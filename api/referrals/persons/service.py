"""The referrals that a person is on."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.people.records.service import known_ids
from api.platform.auth import Actor
from api.platform.paging import PageRequest
from api.referrals.persons import queries


async def page(
    session: AsyncSession, actor: Actor, person_id: UUID, paging: PageRequest
) -> tuple[list[Any], str | None]:
    """A page of the referrals on which a person was ever in reach or decided on; a department sees its own.

    Raises:
        NotFound: for anybody out of view.
    """
    ids = await known_ids(session, actor, person_id)
    scope = f"person-referrals:{person_id}"
    rows = await queries.page(session, ids, actor.departments, after=paging.after(scope), limit=paging.limit + 1)
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = None if last is None else [last.referral_id, last.eligible_id]
    return rows, paging.next_cursor(rows, keys, scope)
