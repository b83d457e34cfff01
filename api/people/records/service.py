"""Persons: find, read, change contact data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Person
from api.people import queries as matching
from api.people.records import queries
from api.people.records.queries import PersonFilter
from api.people.service import sort_name, words_of
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import Duplicate, Invalid, NotFound, Refused, conflict
from api.platform.ledger import Subject
from api.platform.passwords import email_key
from api.platform.resources import ListRequest, Slice, apply_changes
from api.platform.routing import require_version

MOST_WORDS = 8
NAMES = ("last_name", "first_name", "middle_name")


class EmailInUse(Duplicate):
    code, title = "email_in_use", "Another person has this address; if they are the same person, merge them"

    def __init__(self, detail: str | None = None, **more: Any) -> None:
        super().__init__(detail, field="email", **more)


class PersonMerged(Refused):
    code, title = "person_merged", "This person was merged into another; act on that one, or undo the merge"


class TooManyWords(Invalid):
    code, title = "too_many_words", f"Search for at most {MOST_WORDS} words"


conflict("uq_persons_agency_id_email_key", says=EmailInUse)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of persons, with the lists and numbers of each."""

    rows: Slice[Person]
    stands: Mapping[UUID, tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class File:
    """A person with whom they were merged into and who was merged into them."""

    person: Person
    merged_into: Person | None
    merged: list[Person]
    stands: tuple[int, list[str]]


async def browse(
    session: AsyncSession, actor: Actor, listing: ListRequest, *, email: str | None, external_id: str | None
) -> Found:
    """A page of persons that the actor may see; `q` is words of a name, an e-mail address or a number.

    Raises:
        TooManyWords: in `q`. UnknownSort, Unreadable: as every collection.
    """
    words = words_of(listing.q or "")
    if len(words) > MOST_WORDS:
        raise TooManyWords(field="q")
    only = PersonFilter(
        words=words,
        number=listing.q.strip() if listing.q else None,
        email_key=email_key(email) if email else None,
        external_id=external_id,
    )
    rows = await queries.page(session, listing, only, actor.departments)
    ids = [person.id for person in rows.rows]
    return Found(rows, await queries.stands(session, ids) if ids and actor.departments is None else {})


async def require_person(session: AsyncSession, actor: Actor, person_id: UUID) -> Person:
    """A person that the actor may see.

    Raises:
        NotFound: for anybody else.
    """
    person = await queries.find(session, person_id, actor.departments)
    if person is None:
        raise NotFound("There is no such person.")
    return person


async def known_ids(session: AsyncSession, actor: Actor, person_id: UUID) -> list[UUID]:
    """Every id under which a person that the actor may see is known: the own one first, then those merged into it.

    Raises:
        NotFound: for anybody else.
    """
    await require_person(session, actor, person_id)
    return await queries.group(session, person_id)


async def read(session: AsyncSession, actor: Actor, person_id: UUID) -> File:
    """One person.

    Raises:
        NotFound: for anybody out of view.
    """
    person = await require_person(session, actor, person_id)
    return await file_of(session, actor, person)


async def file_of(session: AsyncSession, actor: Actor, person: Person) -> File:
    """A person that was read, with the rest that is shown."""
    into = person.merged_into_id
    remaining = None if into is None else (await queries.several(session, [into]))[into]
    merged = await queries.merged_into(session, person.id)
    found = await queries.stands(session, [person.id]) if actor.departments is None else {}
    return File(person, remaining, merged, found.get(person.id, (0, [])))


async def change(
    session: AsyncSession, actor: Actor, person_id: UUID, *, seen: int, values: Mapping[str, Any]
) -> Person:
    """Change names or contact data; what stood before stays readable in the history.

    A list keeps people of one score in the order of the names it was adopted with: its certificates rest on it.

    Raises:
        PersonMerged: for who was merged into another. EmailInUse: when the address is somebody else's. Invalid: when
        no name would be left. Stale: by version.
    """
    await require_person(session, actor, person_id)
    person = (await queries.lock(session, [person_id]))[person_id]
    if person.merged_into_id is not None:
        raise PersonMerged
    require_version(person.version, seen)
    given = {name: values.get(name, getattr(person, name)) for name in NAMES}
    if not given["last_name"] and not given["first_name"]:
        raise Invalid("A person has a first or a last name.", field="last_name")
    email = values.get("email")
    key = email_key(email) if email else None
    if key is not None and key != person.email_key and key != email_key(person.email or ""):
        await _require_free(session, person, key)

    changed = apply_changes(person, dict(values))
    if changed:
        person.sort_name = sort_name(given["last_name"], given["first_name"], given["middle_name"])
        if "email" in changed.after and key != email_key(changed.before["email"] or ""):
            person.email_key = key
        await session.flush()
        await ledger.append(
            session,
            actor,
            "person.changed",
            Subject("person", person_id),
            {"fields": sorted(changed.after), "version": person.version},
            private=changed.as_facts,
        )
    return person


async def _require_free(session: AsyncSession, person: Person, key: str) -> None:
    holder = await matching.by_email(session, key)
    if holder is not None and holder.id != person.id:
        raise EmailInUse(extra={"person_id": str(holder.id)})
