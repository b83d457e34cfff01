"""Reading examination results."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.results import queries
from api.eligible_lists.results.schemas import ResultRead
from api.eligible_lists.service import get_list
from api.platform.paging import PageRequest
from api.platform.schema import Page


async def page(session: AsyncSession, list_id: UUID, paging: PageRequest) -> Page[ResultRead]:
    """One page of a list's results, by the candidate's id.

    Raises:
        NotFound: without such a list.
    """
    await get_list(session, list_id)
    scope = f"results:{list_id}"
    after = paging.after(scope)
    rows = await queries.page_of_results(
        session, list_id, after=None if after is None else after[0], limit=paging.limit + 1
    )
    keys = [rows[paging.limit - 1].ExamResult.external_id] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    return Page(items=[ResultRead.of(row) for row in rows], next_cursor=next_cursor)
