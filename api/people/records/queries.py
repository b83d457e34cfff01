"""SQL of persons: who is found, who is in view, what a page shows beside a name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.models import (
    ApiKey,
    Eligible,
    ExamResult,
    Person,
    PersonWord,
    Position,
    ReferralEligible,
    ReferralPosition,
    User,
)
from api.platform.resources import ListRequest, Slice, read_slice

SORTS = {"name": Person.sort_name, "created_at": Person.created_at}
_LAST_SIGN = "\U0010ffff"
_STANDS = """
SELECT owner, count(DISTINCT list_id) AS lists,
       (array_agg(DISTINCT external_id) FILTER (WHERE external_id IS NOT NULL))[1:5] AS numbers
FROM (
  SELECT coalesce(p.merged_into_id, p.id) AS owner, x.list_id, x.external_id
  FROM persons p JOIN exam_results x ON x.agency_id = p.agency_id AND x.person_id = p.id
  WHERE p.agency_id = eligo_agency() AND (p.id = ANY(:ids) OR p.merged_into_id = ANY(:ids))
  UNION
  SELECT coalesce(p.merged_into_id, p.id), x.list_id, x.external_id
  FROM persons p JOIN eligibles x ON x.agency_id = p.agency_id AND x.person_id = p.id
  WHERE p.agency_id = eligo_agency() AND (p.id = ANY(:ids) OR p.merged_into_id = ANY(:ids))
) stands
GROUP BY owner
"""


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """Who is asked for: every one of the words begins a word of theirs, or `number` is one of their numbers."""

    words: Sequence[str] = ()
    number: str | None = None
    email_key: str | None = None
    external_id: str | None = None


def in_view(departments: frozenset[UUID] | None, person: type[Person] = Person) -> list[ColumnElement[bool]]:
    """Whom a department may see: people it was given on a referral to one of its positions. None sees everybody."""
    if departments is None:
        return []
    owner = aliased(Person)
    given = (
        select(func.coalesce(owner.merged_into_id, owner.id))
        .join(Eligible, Eligible.person_id == owner.id)
        .join(ReferralEligible, ReferralEligible.eligible_id == Eligible.id)
        .join(ReferralPosition, ReferralPosition.referral_id == ReferralEligible.referral_id)
        .join(Position, Position.id == ReferralPosition.position_id)
        .where(ReferralPosition.is_attached, Position.department_id.in_(list(departments)))
    )
    return [or_(person.id.in_(given), person.merged_into_id.in_(given))]


def _named(word: str) -> ColumnElement[bool]:
    owner = aliased(Person)
    begins = select(PersonWord.person_id).where(PersonWord.word >= word, PersonWord.word < word + _LAST_SIGN)
    return Person.id.in_(select(func.coalesce(owner.merged_into_id, owner.id)).where(owner.id.in_(begins)))


def _numbered(number: str) -> ColumnElement[bool]:
    owner = aliased(Person)
    holders = (
        select(func.coalesce(owner.merged_into_id, owner.id))
        .join(ExamResult, ExamResult.person_id == owner.id)
        .where(ExamResult.external_id == number)
    )
    return Person.id.in_(holders)


def _conditions(only: PersonFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Person.merged_into_id.is_(None)]
    if only.number is not None:
        named = and_(*(_named(word) for word in only.words)) if only.words else false()
        found.append(or_(_numbered(only.number), named))
    if only.email_key is not None:
        owner = aliased(Person)
        holder = select(func.coalesce(owner.merged_into_id, owner.id)).where(owner.email_key == only.email_key)
        found.append(Person.id.in_(holder))
    if only.external_id is not None:
        found.append(_numbered(only.external_id))
    return found


async def page(
    session: AsyncSession, listing: ListRequest, only: PersonFilter, departments: frozenset[UUID] | None
) -> Slice[Person]:
    """One page of persons; nobody who was merged into another."""
    return await read_slice(
        session, Person, select(Person).where(*_conditions(only), *in_view(departments)), listing, SORTS
    )


async def find(session: AsyncSession, person_id: UUID, departments: frozenset[UUID] | None) -> Person | None:
    """One person in view."""
    query = select(Person).where(Person.id == person_id, *in_view(departments))
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def lock(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Lock persons in the order of their ids."""
    query = (
        select(Person)
        .where(Person.id.in_(sorted(person_ids)))
        .order_by(Person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in (await session.execute(query)).scalars()}


async def several(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Persons by id."""
    query = select(Person).where(Person.id.in_(list(person_ids)))
    return {one.id: one for one in (await session.execute(query)).scalars()}


async def merged_into(session: AsyncSession, person_id: UUID) -> list[Person]:
    """Who was merged into a person, by name."""
    query = select(Person).where(Person.merged_into_id == person_id).order_by(Person.sort_name, Person.id)
    return list((await session.execute(query)).scalars())


async def group(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """The ids under which somebody is known: the own one, then those merged into it."""
    merged = await session.execute(select(Person.id).where(Person.merged_into_id == person_id).order_by(Person.id))
    return [person_id, *merged.scalars()]


async def stands(session: AsyncSession, person_ids: Collection[UUID]) -> Mapping[UUID, tuple[int, list[str]]]:
    """On how many lists each person is, and under which numbers (at most five)."""
    rows = await session.execute(text(_STANDS), {"ids": list(person_ids)})
    return {row.owner: (row.lists, row.numbers or []) for row in rows}


async def names_of(session: AsyncSession, labels: Collection[str]) -> dict[str, str]:
    """The names of users and keys by their label in events (`user:<id>`)."""
    found: dict[str, str] = {}
    for kind, model in (("user", User), ("key", ApiKey)):
        ids = [UUID(label.partition(":")[2]) for label in set(labels) if label.startswith(f"{kind}:")]
        if ids:
            rows: Any = await session.execute(select(model.id, model.name).where(model.id.in_(ids)))
            found |= {f"{kind}:{row.id}": row.name for row in rows}
    return found
