"""Reading a scoring: where everybody stands before and after, and which lines they would cross."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.service import get_list
from api.models import Scoring
from api.people.service import sort_name
from api.platform.paging import PageRequest
from api.platform.schema import Page
from api.scorings import service
from api.scorings.diff import queries
from api.scorings.schemas import ScoringDiffRow

_LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """Which rows, in which order. `q` is the beginning of a name, last name first, or a candidate's id."""

    only: str | None = None
    q: str | None = None
    sort: str = "-score"
    count: bool = False


async def page(
    session: AsyncSession, scoring_id: UUID, asked: DiffRequest, paging: PageRequest
) -> Page[ScoringDiffRow]:
    """One page of a scoring's rows.

    Raises:
        NotFound: without such a scoring.
    """
    scoring = await service.get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    scope = f"scoring_diff:{scoring_id}:{asked.only}:{asked.q}:{asked.sort}"
    after = paging.after(scope)
    rows = await queries.page(
        session,
        scoring_id,
        only=asked.only,
        q=_names(asked.q),
        sort=asked.sort,
        after=None if after is None else (after[0], UUID(after[1])),
        limit=paging.limit + 1,
    )
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = last and [_key(last, asked.sort), str(last.result_id)]
    next_cursor = paging.next_cursor(rows, keys, scope)
    old, new = await _ranks(session, scoring, rows)
    crossed = defaultdict(list)
    for move in await queries.moves_of(session, scoring_id, [one.result_id for one in rows]):
        crossed[move.result_id].append(move)
    decimals = (row.score_decimals, scoring.decimals)
    return Page(
        items=[
            ScoringDiffRow.of(one, before=old, after=new, crossed=crossed[one.result_id], decimals=decimals)
            for one in rows
        ],
        next_cursor=next_cursor,
        total=await queries.count(session, scoring_id, only=asked.only) if asked.count else None,
    )


def _key(row: Any, sort: str) -> int:
    if sort == "-move":
        return row.move or 0
    return -1 if row.score is None else row.score


def _names(q: str | None) -> tuple[str, str, str] | None:
    if q is None:
        return None
    name = sort_name(q.replace(",", " "), "")
    return name, name + _LAST_SIGN, q


async def _ranks(
    session: AsyncSession, scoring: Scoring, rows: Sequence[Any]
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Ranks by score, before and after: as they were noted, and counted where the list was not posted yet."""
    old = {one.old_score: one.old_rank for one in rows if one.old_rank is not None}
    new = {one.score: one.new_rank for one in rows if one.new_rank is not None}
    unknown_old = [one.old_score for one in rows if one.old_score is not None and one.old_score not in old]
    unknown_new = [one.score for one in rows if one.score is not None and one.score not in new]
    if unknown_old:
        old |= await queries.old_ranks(session, scoring.list_id, unknown_old)
    if unknown_new:
        new |= await queries.new_ranks(session, scoring.id, unknown_new)
    return old, new
