"""Who is who: matching the people of a file, or one person, to those the agency knows.

The normalised e-mail address is the only identity relied on. A known name is never changed by an import.
"""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Person
from api.people import queries
from api.platform.db import new_id
from api.platform.passwords import email_key
from api.platform.schema import Output

NO_NAME = "(no name)"
_BETWEEN_WORDS = re.compile(r"[\s'’.,/()-]+")


class PersonRef(Output):
    """A person by name, as every answer that names one shows them."""

    id: UUID
    display_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What somebody else says about a person."""

    last_name: str
    first_name: str
    middle_name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a person should look at, by row number of the staged file; an address in use names its first row too."""

    email_in_use: list[tuple[int, int]]
    name_differs: list[int]


def sort_name(last_name: str, first_name: str, middle_name: str | None = None) -> str:
    """A name as it is ordered and found: "last first middle", without accents and case, single spaces."""
    return " ".join(f"{_folded(last_name)} {_folded(first_name)} {_folded(middle_name or '')}".split())


@lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    """A part of a name without accents and case; the same parts come again and again in a long file."""
    folded = name.casefold()
    if folded.isascii():
        return folded
    return "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))


def display_name(last_name: str, first_name: str, middle_name: str | None = None) -> str:
    """A name as a list shows it: "Last, First Middle"."""
    given = " ".join(part for part in (first_name, middle_name) if part)
    return ", ".join(part for part in (last_name, given) if part) or NO_NAME


def words_of(searched: str) -> list[str]:
    """What somebody typed, as words that find people: "O'Brien, Zoë" as o, brien, zoe; an e-mail address as one word.

    The database cuts names into the same words (trigger `persons_added`).
    """
    words: list[str] = []
    for typed in sort_name(searched, "").split():
        words += [typed] if "@" in typed else _BETWEEN_WORDS.split(typed)
    return list(dict.fromkeys(word for word in words if word))


def ref(person: Person) -> PersonRef:
    """A person by name."""
    return PersonRef(id=person.id, display_name=display_name(person.last_name, person.first_name, person.middle_name))


async def open_staging(session: AsyncSession) -> None:
    """Make the staging table `staged_persons` of this transaction."""
    await queries.open_staging(session)


async def stage(session: AsyncSession, rows: Iterable[tuple[int, PersonFacts]]) -> None:
    """Stage people by the number of their row in the file."""
    await queries.stage(session, await asyncio.to_thread(lambda: [_staged(number, facts) for number, facts in rows]))


def _staged(number: int, facts: PersonFacts) -> tuple[object, ...]:
    return (
        number,
        new_id(),
        facts.last_name,
        facts.first_name,
        facts.middle_name or "",
        facts.email,
        email_key(facts.email) if facts.email else None,
        facts.phone,
        sort_name(facts.last_name, facts.first_name, facts.middle_name),
    )


async def survey(session: AsyncSession) -> Survey:
    """Look at the staged people without storing any: the second row with an address becomes a person without it."""
    await queries.analyze_staging(session)
    return Survey(
        email_in_use=await queries.part_repeated_emails(session),
        name_differs=await queries.rows_with_other_name(session),
    )


async def settle(session: AsyncSession) -> None:
    """Store the surveyed people; afterwards `staged_persons.person_id` says who each row is."""
    await queries.settle(session)


async def find_or_add(session: AsyncSession, agency_id: UUID, facts: PersonFacts) -> tuple[UUID, bool]:
    """One person by the address, or a new one; and whether the person was known before. The known name is kept."""
    key = email_key(facts.email) if facts.email else None
    values = {
        "agency_id": agency_id,
        "id": new_id(),
        "first_name": facts.first_name,
        "middle_name": facts.middle_name or "",
        "last_name": facts.last_name,
        "email": facts.email,
        "email_key": key,
        "phone": facts.phone,
        "sort_name": sort_name(facts.last_name, facts.first_name, facts.middle_name),
    }
    made = await queries.add(session, values)
    if made is not None:
        return made, False
    known: Person | None = await queries.by_email(session, key or "")
    if known is None:
        raise RuntimeError("a person with this address was there a moment ago")
    return known.id, True
