"""Merge two persons who are one, and undo it.

Nothing is rewritten: who was merged keeps the row and everything known under it, and points to who remains. What a
merge does change, an entry superseded on a list and contact data taken over, is kept with it and given back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.merging import Entry
from api.eligible_lists.eligibles import service as eligibles
from api.models import Person, PersonMerge
from api.people.duplicates import service as duplicates
from api.people.records import queries as records
from api.people.records.service import NAMES, PersonMerged, require_person
from api.people.service import sort_name
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import NotFound, Refused, conflict
from api.platform.ledger import Subject
from api.platform.paging import PageRequest
from api.platform.routing import require_version
from api.referrals import service as referrals
from api.referrals.merges import queries
from api.referrals.merges.plans import service as plans
from api.referrals.merges.plans.service import SharedList
from api.referrals.service import Change

CONTACT = ("email", "phone", "street", "city", "region", "postal_code", "country")
REASON = "merged"  # the reason of a superseded entry's status


class MergeUndone(Refused):
    code, title = "merge_undone", "This merge was undone already"


class LaterMerge(Refused):
    code, title = "later_merge", "A later merge rests on this one; undo that one first"


class ChangedMeanwhile(Refused):
    code, title = "changed_meanwhile", "The lists of these persons changed at this moment; look again"


conflict("uq_person_merges_other", says=PersonMerged)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of merges, each with who was merged, and the names of who acted."""

    rows: list[tuple[PersonMerge, Person]]
    next_cursor: str | None
    names: Mapping[str, str]


async def merge(
    session: AsyncSession,
    actor: Actor,
    person_id: UUID,
    *,
    other_id: UUID,
    reason: str,
    take: Sequence[str] = (),
    seen: int,
    other_seen: int | None = None,
) -> tuple[PersonMerge, Person]:
    """Merge `other_id` into `person_id`, as of now. `take` names contact data to take over (`name` is all of it).
    Returns the merge and who was merged.

    Raises:
        NotFound, SamePerson, UnknownPerson: for who is named. PersonMerged: when one of them was merged before.
        PersonAppointed, PersonOnReferral, ListInPreparation: when a list stands in the way. Stale: by version.
    """
    await plans.require_two(session, actor, person_id, other_id)
    foreseen = await plans.plan_of(session, person_id, other_id)
    changes = await _lock_lists(session, actor, [one.id for one in foreseen.lists])
    people = await records.lock(session, [person_id, other_id])
    plans.require_unmerged(people)
    await queries.lock_places(session, actor.agency.id)
    plan = await plans.plan_of(session, person_id, other_id)
    if {one.id for one in plan.lists} != set(changes):
        raise ChangedMeanwhile
    plans.require_possible(plan)
    person, other = people[person_id], people[other_id]
    require_version(person.version, seen)
    require_version(other.version, other_seen)

    carried = (await records.group(session, other_id))[1:]
    at, seq = await db.now(session), await ledger.next_sequence(session)
    entries = [await _supersede(session, one, entry, seq) for one in plan.lists for entry in one.plan.merged_out]
    moved = await _settle(session, actor, changes, seq)
    contact = _take(person, other, take)
    await queries.store(session)
    await queries.set_remaining(session, [other_id, *carried], person_id)
    made = PersonMerge(
        agency_id=actor.agency.id,
        id=new_id(),
        person_id=person_id,
        other_id=other_id,
        carried=carried,
        entries=entries,
        contact=contact,
        reason=reason,
        merged_by=actor.label,
        merged_at=at,
        merged_seq=seq,
        version=1,
    )
    await queries.add(session, made)
    await duplicates.mark_merged(session, actor, person_id, other_id, at=at)
    facts = {
        "merge": str(made.id),
        "other": str(other_id),
        "carried": [str(one) for one in carried],
        "merged_out": [{name: one[name] for name in ("list_id", "eligible_id", "status")} for one in entries],
        "fields": sorted(contact),
        "moved": moved,
    }
    before_after = {"before": contact, "after": {name: getattr(person, name) for name in contact}} if contact else {}
    await _record(session, actor, "person.merged", made, facts, {"reason": reason, **before_after}, changes)
    return made, other


async def undo(
    session: AsyncSession, actor: Actor, person_id: UUID, merge_id: UUID, *, reason: str, seen: int
) -> tuple[PersonMerge, Person]:
    """Undo a merge: two persons again, what was superseded stands again, contact data taken over goes back.

    What came to the remaining person after the merge stays there, also contact data changed since.

    Raises:
        NotFound: without such a merge. MergeUndone, LaterMerge: when it cannot be undone. PlacedTwice: when one of
        the two would stand on a list twice by now. Stale: by version.
    """
    await require_person(session, actor, person_id)
    found = await queries.find(session, person_id, merge_id)
    if found is None:
        raise NotFound("There is no such merge of this person.")
    changes = await _lock_lists(session, actor, {UUID(one["list_id"]) for one in found.entries})
    people = await records.lock(session, [person_id, found.other_id, *found.carried])
    made = await queries.find(session, person_id, merge_id, lock=True)
    person = people[person_id]
    if made is None or made.undone_seq is not None:
        raise MergeUndone
    last = await queries.latest(session, person_id)
    if person.merged_into_id is not None or (last is not None and last.id != made.id):
        raise LaterMerge
    require_version(person.version, seen)

    at, seq = await db.now(session), await ledger.next_sequence(session)
    # Two persons first: what was superseded may not stand again beside an entry of the same one.
    await queries.set_remaining(session, [made.other_id], None)
    await queries.set_remaining(session, made.carried, made.other_id, now=person_id)
    for entry in made.entries:
        await _restore(session, entry, seq)
    moved = await _settle(session, actor, changes, seq)
    back = _give_back(person, people[made.other_id], made.contact)
    person.version += 1
    made.undone_by, made.undone_at, made.undone_reason, made.undone_seq = actor.label, at, reason, seq
    made.version += 1
    await queries.store(session)
    await duplicates.reopen_merged(session, person_id, made.other_id)
    facts = {
        "merge": str(made.id),
        "other": str(made.other_id),
        "merged_out": [{name: one[name] for name in ("list_id", "eligible_id", "status")} for one in made.entries],
        "fields": sorted(back),
        "moved": moved,
    }
    private = {"reason": reason, **({"before": back} if back else {})}
    await _record(session, actor, "person.merge_undone", made, facts, private, changes)
    return made, people[made.other_id]


async def browse(session: AsyncSession, actor: Actor, person_id: UUID, paging: PageRequest) -> Found:
    """Merges into a person, undone ones too, the latest first.

    Raises:
        NotFound: for anybody out of view.
    """
    await require_person(session, actor, person_id)
    scope = f"merges:{person_id}"
    after = paging.after(scope)
    rows = await queries.page(session, person_id, after=int(after[0]) if after else None, limit=paging.limit + 1)
    keys = [rows[paging.limit - 1][0].merged_seq] if len(rows) > paging.limit else None
    cursor = paging.next_cursor(rows, keys, scope)
    return Found(rows, cursor, await names_of(session, [one for one, _ in rows]))


async def names_of(session: AsyncSession, merges: Sequence[PersonMerge]) -> Mapping[str, str]:
    """Who merged and who undid, by label."""
    labels = {label for one in merges for label in (one.merged_by, one.undone_by) if label}
    return await records.names_of(session, labels)


async def _lock_lists(session: AsyncSession, actor: Actor, list_ids: Sequence[UUID] | set[UUID]) -> dict[UUID, Change]:
    """Lock every list before any referral, in the order of the ids."""
    for list_id in sorted(list_ids):
        await eligibles.lock_list(session, list_id)
    return {list_id: await referrals.begin_change(session, actor, list_id) for list_id in sorted(list_ids)}


async def _supersede(session: AsyncSession, shared: SharedList, entry: Entry, seq: int) -> dict[str, Any]:
    eligible = await eligibles.lock_eligible(session, shared.id, UUID(entry.eligible))
    stood = {
        "list_id": str(shared.id),
        "eligible_id": entry.eligible,
        "status": eligible.status,
        "reason": eligible.status_reason,
        "until": None if eligible.status_until is None else str(eligible.status_until),
    }
    await eligibles.change_status(session, eligible, to="merged_out", action="merge", seq=seq, reason=REASON)
    return stood


async def _restore(session: AsyncSession, entry: Mapping[str, Any], seq: int) -> None:
    eligible = await eligibles.lock_eligible(session, UUID(entry["list_id"]), UUID(entry["eligible_id"]))
    until = None if entry["until"] is None else date.fromisoformat(entry["until"])
    await eligibles.change_status(
        session, eligible, to=entry["status"], action="correct", seq=seq, reason=entry["reason"], until=until
    )


async def _settle(session: AsyncSession, actor: Actor, changes: Mapping[UUID, Change], seq: int) -> dict[str, Any]:
    moved: dict[str, Any] = {}
    for change in changes.values():
        moved |= referrals.moved_payload(await referrals.settle(session, actor, change, seq))
    return moved


def _take(person: Person, other: Person, take: Sequence[str]) -> dict[str, Any]:
    """Take contact data over; returns what stood there before."""
    wanted = [name for name in CONTACT if name in take] + (list(NAMES) if "name" in take else [])
    before = {name: getattr(person, name) for name in wanted if getattr(person, name) != getattr(other, name)}
    for name in before:
        setattr(person, name, getattr(other, name))
    _rename(person)
    person.version += 1
    return before


def _give_back(person: Person, other: Person, contact: Mapping[str, Any]) -> dict[str, Any]:
    """Give contact data back that still stands as it was taken; returns what stood there until now."""
    taken = {name: getattr(person, name) for name in contact if getattr(person, name) == getattr(other, name)}
    for name in taken:
        setattr(person, name, contact[name])
    _rename(person)
    return taken


def _rename(person: Person) -> None:
    person.sort_name = sort_name(person.last_name, person.first_name, person.middle_name)


async def _record(
    session: AsyncSession,
    actor: Actor,
    name: str,
    made: PersonMerge,
    facts: Mapping[str, Any],
    private: Mapping[str, Any],
    changes: Mapping[UUID, Change],
) -> None:
    topics = [f"person:{made.other_id}"]
    for list_id, change in changes.items():
        topics += referrals.topics(list_id, change.referrals)
    await ledger.append(session, actor, name, Subject("person", made.person_id), facts, topics=topics, private=private)
