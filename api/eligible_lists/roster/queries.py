"""SQL of reading the people on a list. Ranks come from the list's counts per score, never from counting people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.eligible_lists.ranks.queries import rank_of
from api.models import Eligible, EligibleList, ExamResult, ListScore, Person
from api.platform.composed import Composed, compose, fetch, parameters
from api.platform.schema import SCALE
from api.platform.tables import Statement


class ListTerms(NamedTuple):
    """What the people of a list are read by."""

    agency_id: UUID
    id: UUID
    status: str
    score_decimals: int
    banding_model_id: UUID | None


_TERMS = compose(
    select(*(getattr(EligibleList, name) for name in ListTerms._fields)).where(
        EligibleList.id == bindparam("list", type_=Uuid())
    )
)


async def terms_of(session: AsyncSession, list_id: UUID) -> ListTerms | None:
    """A list, not locked."""
    rows = await fetch(session, _TERMS, {"list": list_id})
    return ListTerms(*rows[0]) if rows else None


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


_LIST = Eligible.list_id == bindparam("list", type_=Uuid())
_ON_LIST = text("NOT (eligibles.status = 'removed' AND eligibles.status_reason = 'rescored')")
_RESULT = (
    (ExamResult.agency_id == Eligible.agency_id)
    & (ExamResult.list_id == Eligible.list_id)
    & (ExamResult.person_id == Eligible.person_id)
)


class RosterRow(NamedTuple):
    """Somebody on a list as the database has it; the components and credits of their result as JSON text."""

    id: UUID
    version: int
    external_id: str | None
    person_id: UUID
    score: int
    sort_name: str
    status: str
    status_reason: str | None
    status_until: date | None
    expires_on: date | None
    conditions: list[str]
    entered_version: int
    last_name: str
    first_name: str
    middle_name: str | None
    components: str | None
    credits: str | None


_PEOPLE = (
    select(
        *(getattr(Eligible, name) for name in RosterRow._fields[:12]),
        Person.last_name,
        Person.first_name,
        Person.middle_name,
        cast(ExamResult.components, Text).label("components"),
        cast(ExamResult.credits, Text).label("credits"),
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
_KEYS = tuple_(Eligible.sort_name, Eligible.id)
_LAST = tuple_(bindparam("after_name", type_=Text()), bindparam("after_id", type_=Uuid()))
_LAST_SCORE = bindparam("after_score", type_=BigInteger())
# Whoever comes after the last one of a page; the first comparison alone bounds the index.
_AFTER: Mapping[str, ColumnElement[bool]] = {
    "rank": and_(
        Eligible.score <= _LAST_SCORE,
        or_(Eligible.score < _LAST_SCORE, and_(Eligible.score == _LAST_SCORE, _KEYS > _LAST)),
    ),
    "-rank": and_(
        Eligible.score >= _LAST_SCORE,
        or_(Eligible.score > _LAST_SCORE, and_(Eligible.score == _LAST_SCORE, _KEYS < _LAST)),
    ),
    "name": _KEYS > _LAST,
    "-name": _KEYS < _LAST,
}


def _claimed() -> ColumnElement[bool]:
    result = aliased(ExamResult)  # a page of people joins the table itself
    claimed = select(result.id).where(
        result.agency_id == Eligible.agency_id,
        result.list_id == Eligible.list_id,
        result.person_id == Eligible.person_id,
        result.credits.has_key(bindparam("credit", type_=Text())),
    )
    return claimed.exists()


_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "statuses": Eligible.status == any_(bindparam("statuses", type_=ARRAY(Text()))),
    "name_from": or_(
        and_(
            Eligible.sort_name >= bindparam("name_from", type_=Text()),
            Eligible.sort_name < bindparam("name_before", type_=Text()),
        ),
        Eligible.external_id == bindparam("external_id", type_=Text()),
    ),
    "best": Eligible.score <= bindparam("best", type_=BigInteger()),
    "worst": Eligible.score >= bindparam("worst", type_=BigInteger()),
    "credit": _claimed(),
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

    def values(self, list_id: UUID) -> dict[str, Any]:
        """What is asked for by name, with the list."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {"list": list_id} | {name: value for name, value in found.items() if value is not None}

    def narrow(self, query: Any, list_id: UUID) -> Any:
        """Leave those who are asked for in a query of eligibles."""
        values = self.values(list_id)
        return _narrowed(query, values).params(values)


def _narrowed(query: Any, names: Collection[str]) -> Any:
    return query.where(_LIST, _ON_LIST, *(_CONDITIONS[name] for name in names if name in _CONDITIONS))


@cache
def _page(sort: str, is_first: bool, names: tuple[str, ...]) -> Composed:
    query = _narrowed(_PEOPLE, names)
    if not is_first:
        query = query.where(_AFTER[sort])
    return compose(query.order_by(*_ORDERS[sort]).limit(bindparam("limit", type_=Integer())))


async def page_of_eligibles(
    session: AsyncSession,
    list_id: UUID,
    only: EligibleFilter,
    *,
    sort: str = "rank",
    after: Sequence[Any] | None,
    limit: int,
) -> list[RosterRow]:
    """Eligibles after a key (score, name, id): by rank then name, by name, or either backward."""
    values = only.values(list_id)
    statement = _page(sort, after is None, tuple(values))
    values["limit"] = limit
    if after is not None:
        values |= {"after_score": after[0], "after_name": after[1], "after_id": UUID(after[2])}
    return [RosterRow(*row) for row in await fetch(session, statement, values)]


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
    values = only.values(list_id)
    words = tuple(bands.items()), tuple(shown_as.items())
    composed = _whole(tuple(columns), tuple(values), sort, decimals, *words, nameless)
    return Statement(composed.text, parameters(composed, values))


@lru_cache(maxsize=64)
def _whole(
    columns: tuple[str, ...],
    names: tuple[str, ...],
    sort: str,
    decimals: int,
    bands: tuple[tuple[int, int], ...],
    shown_as: tuple[tuple[str, str], ...],
    nameless: str,
) -> Composed:
    ranked = select(
        ListScore.score,
        func.row_number().over(order_by=ListScore.score.desc()).label("rank"),
        cast(func.round(ListScore.score * literal_column(f"1e-{SCALE}"), decimals), Text).label("shown"),
        (case(dict(bands), value=ListScore.score) if bands else null()).label("band"),
    ).where(ListScore.list_id == bindparam("list", type_=Uuid()), ListScore.eligibles > 0)
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
    return compose(_narrowed(query, names).order_by(*_ORDERS[sort]))


async def statuses_of(
    session: AsyncSession, list_id: UUID, only: EligibleFilter, eligible_ids: Sequence[UUID] | None
) -> list[Any]:
    """Id and status of the eligibles that a filter leaves, or of those named, in the order of the list."""
    query = only.narrow(select(Eligible.id, Eligible.status), list_id)
    if eligible_ids is not None:
        query = query.where(Eligible.id.in_(eligible_ids))
    return list(await session.execute(query.order_by(Eligible.score.desc(), Eligible.sort_name, Eligible.id)))


async def count_eligibles(session: AsyncSession, list_id: UUID, only: EligibleFilter) -> int:
    """How many eligibles the filter leaves."""
    query = only.narrow(select(func.count()).select_from(Eligible), list_id)
    return int((await session.execute(query)).scalar_one())


async def count_by_status(session: AsyncSession, list_id: UUID, only: EligibleFilter) -> dict[str, int]:
    """How many eligibles the filter leaves, by status as stored."""
    query = only.narrow(select(Eligible.status, func.count()), list_id).group_by(Eligible.status)
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
