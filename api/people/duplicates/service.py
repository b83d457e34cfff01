"""Possible duplicates: found by rule, never merged by themselves; what was decided is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import DuplicatePair, Job, Person
from api.people.duplicates import queries
from api.people.records import queries as records
from api.platform import db, jobs, ledger
from api.platform.auth import Actor
from api.platform.errors import NotFound, Refused
from api.platform.ledger import Subject
from api.platform.paging import PageRequest
from api.platform.routing import require_version

FIND_DUPLICATES = "people.find_duplicates"


class PairDecided(Refused):
    code, title = "pair_decided", "Somebody has decided on these two already"


class PairOpen(Refused):
    code, title = "pair_open", "Nothing is decided on these two yet"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons who may be one, each with the number of their lists and their numbers."""

    pair: DuplicatePair
    people: tuple[Person, Person]
    stands: Mapping[UUID, tuple[int, list[str]]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of pairs."""

    rows: list[Pair]
    next_cursor: str | None


async def request_search(session: AsyncSession, actor: Actor) -> Job:
    """Ask for a search through everybody."""
    return await jobs.enqueue(session, actor, FIND_DUPLICATES)


async def search(session: AsyncSession, actor: Actor) -> int:
    """Search through everybody by every rule; returns how many pairs are new or known by other rules than before."""
    await queries.open_search(session)
    await queries.search_everybody(session)
    for list_id in await queries.lists_with_people(session):
        await queries.search_list(session, list_id)
    return await queries.keep_found(session, actor.agency.id)


async def browse(
    session: AsyncSession, actor: Actor, paging: PageRequest, *, status: str, person_id: UUID | None
) -> Found:
    """Pairs of a status, those found first at the head; of one person, if asked."""
    scope = f"duplicates:{status}:{person_id}"
    after = paging.after(scope)
    last = None if after is None else UUID(after[0])
    rows = await queries.page(
        session, status, actor.departments, person_id=person_id, after=last, limit=paging.limit + 1
    )
    keys = [rows[paging.limit - 1][0].id] if len(rows) > paging.limit else None
    cursor = paging.next_cursor(rows, keys, scope)
    return Found(await _pairs(session, rows), cursor)


async def _pairs(session: AsyncSession, rows: list[Any]) -> list[Pair]:
    people = {one.id for _, *both in rows for one in both}
    stands = await _stands(session, people)
    names = await records.names_of(session, {pair.decided_by for pair, *_ in rows if pair.decided_by})
    return [Pair(pair, (person, other), stands, names) for pair, person, other in rows]


async def _stands(session: AsyncSession, people: set[UUID]) -> Mapping[UUID, tuple[int, list[str]]]:
    return await records.stands(session, people) if people else {}


async def dismiss(session: AsyncSession, actor: Actor, pair_id: UUID, *, seen: int, reason: str) -> Pair:
    """Decide that two persons are not the same; they are not offered again.

    Raises:
        NotFound: for an unknown pair. PairDecided: when it was decided before. Stale: by version.
    """
    pair, people = await _locked(session, actor, pair_id)
    if pair.status != "open":
        raise PairDecided
    require_version(pair.version, seen)

    at = await db.now(session)
    await queries.decide(session, pair, status="not_same", by=actor.label, at=at, reason=reason)
    await _record(session, actor, "duplicate.dismissed", pair, {"reason": reason})
    return (await _pairs(session, [(pair, *people)]))[0]


async def reopen(session: AsyncSession, actor: Actor, pair_id: UUID, *, seen: int, reason: str) -> Pair:
    """Take back the decision that two persons are not the same. A merge is undone where it was made.

    Raises:
        NotFound: for an unknown pair. PairOpen: when nothing is decided. PairDecided: when they were merged.
        Stale: by version.
    """
    pair, people = await _locked(session, actor, pair_id)
    if pair.status == "open":
        raise PairOpen
    if pair.status == "merged":
        raise PairDecided("They were merged; undo the merge on the person's page.")
    require_version(pair.version, seen)

    await queries.decide(session, pair, status="open", by=None, at=None, reason=None)
    await _record(session, actor, "duplicate.reopened", pair, {"reason": reason})
    return (await _pairs(session, [(pair, *people)]))[0]


async def mark_merged(session: AsyncSession, actor: Actor, person_id: UUID, other_id: UUID, *, at: datetime) -> None:
    """Note that two persons were merged."""
    await queries.keep_merged(session, actor.agency.id, [person_id, other_id], by=actor.label, at=at)


async def reopen_merged(session: AsyncSession, person_id: UUID, other_id: UUID) -> None:
    """Note that the merge of two persons was undone."""
    await queries.reopen_merged(session, [person_id, other_id])


async def _locked(session: AsyncSession, actor: Actor, pair_id: UUID) -> tuple[DuplicatePair, tuple[Person, Person]]:
    pair = await queries.lock(session, pair_id)
    if pair is None:
        raise NotFound("There is no such pair.")
    people = [await records.find(session, one, actor.departments) for one in (pair.person_id, pair.other_id)]
    if people[0] is None or people[1] is None:
        raise NotFound("There is no such pair.")
    return pair, (people[0], people[1])


async def _record(
    session: AsyncSession, actor: Actor, name: str, pair: DuplicatePair, private: Mapping[str, str]
) -> None:
    facts = {"other": str(pair.other_id), "rules": pair.rules}
    topics = [f"person:{pair.other_id}"]
    subject = Subject("person", pair.person_id)
    await ledger.append(session, actor, name, subject, facts, topics=topics, private=private)
