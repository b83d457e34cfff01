"""What a merge would change list by list, and what stands in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import merging
from api.domain.lifecycle import EligibleStatus
from api.domain.merging import Entry, ListPlan, Obstacle
from api.models import Person
from api.people.records import queries as records
from api.people.records.service import PersonMerged, require_person
from api.platform.auth import Actor
from api.platform.errors import FieldProblem, Invalid, Problem, Refused
from api.platform.schema import unscaled
from api.referrals.merges import queries


class SamePerson(Invalid):
    code, title = "same_person", "A person cannot be merged with themselves"


class UnknownPerson(Invalid):
    code, title = "unknown_person", "There is no such person"


class PersonAppointed(Refused):
    code, title = "person_appointed", "One of them is appointed from a list on which both stand"


class PersonOnReferral(Refused):
    code, title = "person_on_referral", "An open referral has a decision about one of them"


class ListInPreparation(Refused):
    code, title = "list_in_preparation", "Both have a result on a list whose scores are not settled"


_OBSTACLES: Mapping[str, type[Problem]] = {
    Obstacle.APPOINTED: PersonAppointed,
    Obstacle.DECIDED: PersonOnReferral,
    ListInPreparation.code: ListInPreparation,
}


@dataclass(frozen=True, slots=True)
class SharedList:
    """A list on which both stand: its entries by eligible, and what a merge makes of them."""

    id: UUID
    code: str
    entries: Mapping[str, Any]
    plan: ListPlan


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something in the way of a merge: on which list, about whom, in plain words."""

    code: str
    list_id: UUID
    person_id: UUID | None
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge would change."""

    lists: Sequence[SharedList]
    hindrances: Sequence[Hindrance]


async def preview(session: AsyncSession, actor: Actor, person_id: UUID, other_id: UUID) -> Plan:
    """What merging `other_id` into `person_id` would change; nothing is written.

    Raises:
        NotFound, SamePerson, UnknownPerson: for who is named. PersonMerged: when one of them was merged before.
    """
    await require_two(session, actor, person_id, other_id)
    people = await records.several(session, [person_id, other_id])
    require_unmerged(people)
    return await plan_of(session, person_id, other_id)


async def require_two(session: AsyncSession, actor: Actor, person_id: UUID, other_id: UUID) -> None:
    """Insist on two persons in view.

    Raises:
        NotFound, SamePerson, UnknownPerson.
    """
    await require_person(session, actor, person_id)
    if person_id == other_id:
        raise SamePerson(field="other_id")
    if await records.find(session, other_id, actor.departments) is None:
        raise UnknownPerson(field="other_id")


def require_unmerged(people: Mapping[UUID, Person]) -> None:
    """Insist that nobody of them was merged.

    Raises:
        PersonMerged: saying who.
    """
    for person in people.values():
        if person.merged_into_id is not None:
            raise PersonMerged(extra={"person_id": str(person.id), "merged_into": str(person.merged_into_id)})


async def plan_of(session: AsyncSession, person_id: UUID, other_id: UUID) -> Plan:
    """What merging would make of every list on which both stand."""
    own, others = await records.group(session, person_id), await records.group(session, other_id)
    rows = await queries.shared_entries(session, own, others)
    lists = [_shared(list(some), frozenset(others)) for _, some in groupby(rows, key=lambda row: row.list_id)]
    unsettled = await queries.unsettled_lists(session, own, others)
    hindrances = [
        Hindrance(
            ListInPreparation.code,
            row.id,
            None,
            f"Both have a result on list {row.code}, which is not adopted: a new scoring could bring in both.",
        )
        for row in unsettled
    ]
    return Plan(lists, hindrances + [_hindrance(one, *each) for one in lists for each in one.plan.obstacles])


def _shared(rows: list[Any], others: frozenset[UUID]) -> SharedList:
    entries = [
        Entry(str(row.id), row.person_id in others, EligibleStatus(row.status), unscaled(row.score), row.decided_on)
        for row in rows
    ]
    return SharedList(rows[0].list_id, rows[0].code, {str(row.id): row for row in rows}, merging.plan(entries))


def _hindrance(shared: SharedList, entry: Entry, obstacle: Obstacle) -> Hindrance:
    row = shared.entries[entry.eligible]
    if obstacle is Obstacle.APPOINTED:
        message = f"Both stand on list {shared.code}, and one of them is appointed from it."
    else:
        numbers = ", ".join(entry.decided_on)
        message = f"Both stand on list {shared.code}, and a decision about one of them is recorded on {numbers}."
    return Hindrance(obstacle.value, shared.id, row.person_id, message)


def require_possible(plan: Plan) -> None:
    """Insist that nothing stands in the way.

    Raises:
        PersonAppointed, PersonOnReferral, ListInPreparation: the first of them, with all in `errors`.
    """
    if not plan.hindrances:
        return
    first = plan.hindrances[0]
    refusal = _OBSTACLES[first.code](
        first.message,
        errors=[FieldProblem(field="other_id", code=one.code, message=one.message) for one in plan.hindrances],
        extra={"person_id": first.person_id and str(first.person_id), "list_id": str(first.list_id)},
    )
    raise refusal
