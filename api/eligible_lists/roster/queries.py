"""SQL of reading the people on a list. Ranks come from the list's counts per score, never from counting people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal_column, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.eligible_lists.ranks.queries import rank_of
from api.models import Eligible, EligibleList, ExamResult, Person


async def score_at_rank(session: AsyncSession, list_id: UUID, rank: int) -> int | None:
    """The score of a rank, or None when there are not so many."""
    row = await session.execute(
        text(
            "SELECT score FROM list_scores WHERE list_id = :list AND eligibles > 0 "
            "ORDER BY score DESC OFFSET :above LIMIT 1"
        ),
        {"list": list_id, "above": rank - 1},
    )
    return row.scalar_one_or_none()


_ON_LIST = text("NOT (eligibles.status = 'removed' AND eligibles.status_reason = 'rescored')")
_PEOPLE = (
    select(
        Eligible,
        Person.last_name,
        Person.first_name,
        Person.middle_name,
        ExamResult.components,
        ExamResult.credits,
    )
    .join(Person, (Person.agency_id == Eligible.agency_id) & (Person.id == Eligible.person_id))
    .outerjoin(
        ExamResult,
        (ExamResult.agency_id == Eligible.agency_id)
        & (ExamResult.list_id == Eligible.list_id)
        & (ExamResult.person_id == Eligible.person_id),
    )
)


@dataclass(frozen=True, slots=True)
class EligibleFilter:
    """Which eligibles of a list are asked for. `statuses` are as stored; the scores are inclusive."""

    statuses: Sequence[str] | None = None
    name_from: str | None = None
    name_before: str | None = None
    external_id: str | None = None
    best: int | None = None
    worst: int | None = None
    credit: str | None = None

    def conditions(self, list_id: UUID) -> list[Any]:
        """The filter as SQL."""
        found: list[Any] = [Eligible.list_id == list_id, _ON_LIST]
        if self.statuses is not None:
            found.append(Eligible.status.in_(self.statuses))
        if self.name_from is not None:
            named = (Eligible.sort_name >= self.name_from) & (Eligible.sort_name < self.name_before)
            found.append(named | (Eligible.external_id == self.external_id))
        if self.best is not None:
            found.append(Eligible.score <= self.best)
        if self.worst is not None:
            found.append(Eligible.score >= self.worst)
        if self.credit is not None:
            result = aliased(ExamResult)  # a page of people joins the table itself
            claimed = select(result.id).where(
                result.agency_id == Eligible.agency_id,
                result.list_id == list_id,
                result.person_id == Eligible.person_id,
                result.credits.has_key(self.credit),
            )
            found.append(claimed.exists())
        return found


async def page_of_eligibles(
    session: AsyncSession,
    list_id: UUID,
    only: EligibleFilter,
    *,
    sort: str = "rank",
    after: Sequence[Any] | None,
    limit: int,
) -> list[Any]:
    """Eligibles after a key (score, name, id): by rank then name, by name, or either backward."""
    query = _PEOPLE.where(*only.conditions(list_id))
    name, keys = Eligible.sort_name, (Eligible.sort_name, Eligible.id)
    if after is not None:
        score, last = after[0], (after[1], UUID(after[2]))
        if sort == "rank":
            tied = (Eligible.score == score) & (tuple_(*keys) > tuple_(*last))
            query = query.where(Eligible.score <= score, (Eligible.score < score) | tied)
        elif sort == "-rank":
            tied = (Eligible.score == score) & (tuple_(*keys) < tuple_(*last))
            query = query.where(Eligible.score >= score, (Eligible.score > score) | tied)
        else:
            beyond = tuple_(*keys) > tuple_(*last) if sort == "name" else tuple_(*keys) < tuple_(*last)
            query = query.where(beyond)
    orders = {
        "rank": (Eligible.score.desc(), name, Eligible.id),
        "-rank": (Eligible.score, name.desc(), Eligible.id.desc()),
        "name": (name, Eligible.id),
        "-name": (name.desc(), Eligible.id.desc()),
    }
    return list(await session.execute(query.order_by(*orders[sort]).limit(limit)))


async def statuses_of(
    session: AsyncSession, list_id: UUID, only: EligibleFilter, eligible_ids: Sequence[UUID] | None
) -> list[Any]:
    """Id and status of the eligibles that a filter leaves, or of those named, in the order of the list."""
    query = select(Eligible.id, Eligible.status).where(*only.conditions(list_id))
    if eligible_ids is not None:
        query = query.where(Eligible.id.in_(eligible_ids))
    return list(await session.execute(query.order_by(Eligible.score.desc(), Eligible.sort_name, Eligible.id)))


async def count_eligibles(session: AsyncSession, list_id: UUID, only: EligibleFilter) -> int:
    """How many eligibles the filter leaves."""
    query = select(func.count()).select_from(Eligible).where(*only.conditions(list_id))
    return (await session.execute(query)).scalar_one()


async def count_by_status(session: AsyncSession, list_id: UUID, only: EligibleFilter) -> dict[str, int]:
    """How many eligibles the filter leaves, by status as stored."""
    query = select(Eligible.status, func.count()).where(*only.conditions(list_id)).group_by(Eligible.status)
    return {status: count for status, count in await session.execute(query)}


_RANK: tuple[Any, ...] = (
    literal_column(rank_of("eligibles.agency_id", "eligibles.list_id", "eligibles.score")).label("rank"),
    EligibleList.status.label("list_status"),
    EligibleList.score_decimals,
    EligibleList.banding_model_id,
)


async def eligible_with_rank(session: AsyncSession, list_id: UUID, eligible_id: UUID) -> Any | None:
    """One eligible with everything that is shown of them, in one statement."""
    query = (
        _PEOPLE.add_columns(*_RANK)
        .join(EligibleList, (EligibleList.agency_id == Eligible.agency_id) & (EligibleList.id == Eligible.list_id))
        .where(Eligible.list_id == list_id, Eligible.id == eligible_id)
    )
    return (await session.execute(query)).one_or_none()
