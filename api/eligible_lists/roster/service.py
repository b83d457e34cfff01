"""Reading the people on a list, in rank order."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.ranking import BandingModel
from api.eligible_lists import queries as lists
from api.eligible_lists.eligibles.service import TENTATIVE_LISTS, shown_status
from api.eligible_lists.ranks import queries as ranks
from api.eligible_lists.roster import queries
from api.eligible_lists.roster.queries import EligibleFilter, ListTerms
from api.eligible_lists.roster.schemas import ShownStatus, shown
from api.models import EligibleList
from api.people.service import NO_NAME, sort_name
from api.platform.errors import NotFound
from api.platform.paging import PageRequest
from api.platform.schema import SCALE, DecimalText, scaled_score, unscaled
from api.platform.tables import Column, Columns, Statement

Sort = Literal["rank", "-rank", "name", "-name"]
Rank = Annotated[int | None, Field(ge=1, le=10_000_000)]
Beginning = Annotated[str | None, Field(max_length=200, description="Beginning of a name, or a candidate's id.")]
Credit = Annotated[str | None, Field(max_length=60, description="A kind of credit that was claimed.")]
_NOBODY = -(2**62)  # below every score
_LAST_SIGN = "\U0010ffff"


class RosterRequest(BaseModel):
    """Whom to read. Scores are decimal text, inclusive."""

    model_config = ConfigDict(frozen=True)

    status: Sequence[ShownStatus] = ()
    q: Beginning = None
    rank_from: Rank = None
    rank_to: Rank = None
    score_from: DecimalText | None = None
    score_to: DecimalText | None = None
    credit: Credit = None
    sort: Sort = "rank"


# A list as a file: its keys are those of `whole`.
COLUMNS: Columns = {
    "rank": Column("Rank", "rank", "plain"),
    "score": Column("Score", "score", "score"),
    "name": Column("Name", "person.display_name"),
    "external_id": Column("Applicant Number", "external_id"),
    "band": Column("Band", "band", "plain"),
    "components": Column("Components", "components", "pairs"),
    "credits": Column("Credits", "credits", "pairs"),
    "status": Column("Status", "status", "plain"),
    "status_reason": Column("Reason", "status_reason"),
    "until": Column("Until", "until", "plain"),
}


async def page(
    session: AsyncSession, list_id: UUID, asked: RosterRequest, paging: PageRequest, *, count: bool = False
) -> dict[str, Any]:
    """One page of a list's eligibles by rank, then name, as `Page[EligibleRead]` says.

    The cursor carries the last rank, so that a late page counts no further than the first.

    Raises:
        NotFound: without such a list.
    """
    row = await _terms(session, list_id)
    only = await filter_of(session, row, asked)
    scope = f"eligibles:{list_id}:{asked.sort}"
    after = paging.after(scope)
    rows = await queries.page_of_eligibles(session, list_id, only, sort=asked.sort, after=after, limit=paging.limit + 1)
    places = await _ranks(session, row, rows)
    bands = await _bands(session, row.banding_model_id)
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = last and [last.score, last.sort_name, str(last.id)]
    next_cursor = paging.next_cursor(rows, keys, scope)
    listed = partial(shown, list_status=row.status, decimals=row.score_decimals, bands=bands)
    return {
        "items": [listed(one, rank=places[one.score]) for one in rows],
        "next_cursor": next_cursor,
        "total": await queries.count_eligibles(session, list_id, only) if count else None,
    }


async def whole(session: AsyncSession, list_id: UUID, asked: RosterRequest, columns: Sequence[str]) -> Statement:
    """What `page` gives over all pages, as one statement with these columns.

    Raises:
        NotFound: without such a list.
    """
    row = await _terms(session, list_id)
    return queries.whole(
        list_id,
        await filter_of(session, row, asked),
        columns,
        sort=asked.sort,
        decimals=row.score_decimals,
        bands=await _bands(session, row.banding_model_id),
        shown_as={"active": "tentative"} if row.status in TENTATIVE_LISTS else {},
        nameless=NO_NAME,
    )


async def by_status(session: AsyncSession, list_id: UUID, asked: RosterRequest) -> dict[str, int]:
    """How many of a list's eligibles have each status that is shown, under every filter but that of the status.

    Raises:
        NotFound: without such a list.
    """
    row = await _terms(session, list_id)
    only = await filter_of(session, row, asked.model_copy(update={"status": ()}))
    counts = await queries.count_by_status(session, list_id, only)
    return {shown_status(row.status, status): count for status, count in counts.items()}


async def get_eligible(session: AsyncSession, list_id: UUID, eligible_id: UUID) -> dict[str, Any]:
    """One eligible, as `EligibleRead` says.

    Raises:
        NotFound: also on another list.
    """
    row = await queries.eligible_with_rank(session, list_id, eligible_id)
    if row is None:
        raise NotFound("There is no such eligible on this list.")
    bands = await _bands(session, row.banding_model_id)
    return shown(row, rank=row.rank, list_status=row.list_status, decimals=row.score_decimals, bands=bands)


async def _terms(session: AsyncSession, list_id: UUID) -> ListTerms:
    row = await queries.terms_of(session, list_id)
    if row is None:
        raise NotFound("There is no such list.")
    return row


async def _ranks(session: AsyncSession, row: ListTerms, rows: Sequence[Any]) -> dict[int, int]:
    scores = {unscaled(score) for score in {one.score for one in rows}}
    found = await ranks.points(session, row.agency_id, row.id, scores)
    return {scaled_score(score): point.rank for score, point in found.items()}


async def _bands(session: AsyncSession, banding_model_id: UUID | None) -> dict[int, int]:
    """The bands of a banded list by the score that everyone in them has."""
    model = None if banding_model_id is None else await lists.banding_model(session, banding_model_id)
    if model is None:
        return {}
    return {scaled_score(band.upper): band.rank for band in BandingModel.parse(model.bands).bands}


async def filter_of(session: AsyncSession, row: EligibleList | ListTerms, asked: RosterRequest) -> EligibleFilter:
    """Whom a request asks for, as stored: ranks become scores, and words the bounds of names."""
    best = worst = None
    if asked.rank_from is not None and asked.rank_from > 1:
        best = await queries.score_at_rank(session, row.id, asked.rank_from)
        best = _NOBODY if best is None else best
    if asked.rank_to is not None:
        worst = await queries.score_at_rank(session, row.id, asked.rank_to)
    if asked.score_to is not None:
        highest = _bound(asked.score_to, ROUND_FLOOR)
        best = highest if best is None else min(best, highest)
    if asked.score_from is not None:
        lowest = _bound(asked.score_from, ROUND_CEILING)
        worst = lowest if worst is None else max(worst, lowest)
    name = sort_name(asked.q.replace(",", " "), "") if asked.q else None
    return EligibleFilter(
        statuses=_stored(asked.status, row.status) if asked.status else None,
        name_from=name,
        name_before=None if name is None else name + _LAST_SIGN,
        external_id=asked.q,
        best=best,
        worst=worst,
        credit=asked.credit,
    )


def _bound(score: str, rounding: str) -> int:
    """A bound as stored: what lies beyond the stored digits, or beyond every score, moves it no further."""
    scaled = int(Decimal(score).scaleb(SCALE).to_integral_value(rounding=rounding))
    return max(-(2**62), min(2**62, scaled))


def _stored(shown: Sequence[str], list_status: str) -> list[str]:
    """The stored statuses behind those that are shown: before adoption the tentative are stored as active."""
    if list_status not in TENTATIVE_LISTS:
        return [status for status in shown if status != "tentative"]
    return ["active" if status == "tentative" else status for status in shown if status != "active"]
