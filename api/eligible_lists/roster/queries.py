"""SQL of reading the people on a list. Ranks come from the list's counts per score, never from counting people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, case, cast, func, literal_column, null, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.eligible_lists.ranks.queries import rank_of
from api.models import Eligible, EligibleList, ExamResult, ListScore, Person
from api.platform.schema import SCALE
from api.platform.tables import Statement


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
_RESULT = (
    (ExamResult.agency_id == Eligible.agency_id)
    & (ExamResult.list_id == Eligible.list_id)
    & (ExamResult.person_id == Eligible.person_id)
)
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
    .outerjoin(ExamResult, _RESULT)
)
_ORDERS = {
    "rank": (Eligible.score.desc(), Eligible.sort_name, Eligible.id),
    "-rank": (Eligible.score, Eligible.sort_name.desc(), Eligible.id.desc()),
    "name": (Eligible.sort_name, Eligible.id),
    "-name": (Eligible.sort_name.desc(), Eligible.id.desc()),
}


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
    keys = Eligible.sort_name, Eligible.id
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
    return list(await session.execute(query.order_by(*_ORDERS[sort]).limit(limit)))


def whole(
    list_id: UUID,
    only: EligibleFilter,
    columns: Collection[str],
    *,
    sort: str = "rank",
    decimals: int,
    bands: Mapping[int, int],
    shown_as: Mapping[str, str],
    nameless: str,
) -> Statement:
    """Everybody a filter leaves, in one statement, with these columns of what `EligibleRead` shows.

    Scores are written with `decimals`; `bands` is a band by the score of its people; `shown_as` is what is shown for
    a stored status where that is another word.
    """
    ranked = select(
        ListScore.score,
        func.row_number().over(order_by=ListScore.score.desc()).label("rank"),
        cast(func.round(ListScore.score * literal_column(f"1e-{SCALE}"), decimals), Text).label("shown"),
        (case(dict(bands), value=ListScore.score) if bands else null()).label("band"),
    ).where(ListScore.list_id == list_id, ListScore.eligibles > 0)
    ranks = ranked.cte("ranks").prefix_with("MATERIALIZED", dialect="postgresql")
    given = func.concat_ws(" ", func.nullif(Person.first_name, ""), func.nullif(Person.middle_name, ""))
    named = func.concat_ws(", ", func.nullif(Person.last_name, ""), func.nullif(given, ""))
    shown: dict[str, Any] = {
        "rank": ranks.c.rank,
        "score": ranks.c.shown,
        "name": func.coalesce(func.nullif(named, ""), nameless),
        "external_id": Eligible.external_id,
        "band": ranks.c.band,
        "components": ExamResult.components,
        "credits": ExamResult.credits,
        "status": case(dict(shown_as), value=Eligible.status, else_=Eligible.status) if shown_as else Eligible.status,
        "status_reason": Eligible.status_reason,
        "until": func.coalesce(Eligible.status_until, Eligible.expires_on),
    }
    query = (
        select(*(shown[key].label(key) for key in columns))
        .select_from(Eligible)
        .join(ranks, ranks.c.score == Eligible.score)
        .join(Person, (Person.agency_id == Eligible.agency_id) & (Person.id == Eligible.person_id))
    )
    if {"components", "credits"} & set(columns):
        query = query.outerjoin(ExamResult, _RESULT)
    return query.where(*only.conditions(list_id)).order_by(*_ORDERS[sort])


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
