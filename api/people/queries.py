"""SQL of persons: a staging table for whole files, and the persons that come of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.models import Person
from api.platform.db import raw

STAGED = (
    "row_number",
    "person_id",
    "last_name",
    "first_name",
    "middle_name",
    "email",
    "email_key",
    "phone",
    "sort_name",
)

_OPEN = """
CREATE TEMP TABLE staged_persons (
  row_number integer PRIMARY KEY, person_id uuid NOT NULL, last_name text NOT NULL, first_name text NOT NULL,
  middle_name text NOT NULL, email text, email_key text, phone text, sort_name text COLLATE "C" NOT NULL
) ON COMMIT DROP
"""
_SECOND = """
UPDATE staged_persons s SET email_key = NULL
FROM (SELECT t.row_number, min(t.row_number) OVER (
               PARTITION BY coalesce(coalesce(p.merged_into_id, p.id)::text, t.email_key)) AS first_row
      FROM staged_persons t LEFT JOIN persons p ON p.agency_id = eligo_agency() AND p.email_key = t.email_key
      WHERE t.email_key IS NOT NULL) seen
WHERE seen.row_number = s.row_number AND seen.row_number > seen.first_row
RETURNING s.row_number, seen.first_row
"""
_OTHER_NAME = """
SELECT s.row_number FROM staged_persons s
JOIN persons p ON p.agency_id = eligo_agency() AND p.email_key = s.email_key
LEFT JOIN persons remaining ON remaining.agency_id = p.agency_id AND remaining.id = p.merged_into_id
WHERE coalesce(remaining.sort_name, p.sort_name) <> s.sort_name ORDER BY s.row_number
"""
_ADD = """
INSERT INTO persons (agency_id, id, first_name, middle_name, last_name, email, email_key, phone, sort_name)
SELECT eligo_agency(), person_id, first_name, middle_name, last_name, email, email_key, phone, sort_name
FROM staged_persons
"""
# In the order of the key, so that two files with the same people wait for each other instead of deadlocking.
_ADD_KEYED = _ADD + "WHERE email_key IS NOT NULL ORDER BY email_key ON CONFLICT (agency_id, email_key) DO NOTHING"
_ADD_OTHERS = _ADD + "WHERE email_key IS NULL ORDER BY row_number"
_FIND_KEYED = """
UPDATE staged_persons s SET person_id = coalesce(p.merged_into_id, p.id) FROM persons p
WHERE p.agency_id = eligo_agency() AND p.email_key = s.email_key
"""


async def open_staging(session: AsyncSession) -> None:
    """Make the staging table of this transaction."""
    await session.execute(text(_OPEN))


async def stage(session: AsyncSession, rows: Iterable[tuple[Any, ...]]) -> None:
    """Copy rows in the order of STAGED into the staging table."""
    await (await raw(session)).copy_records_to_table("staged_persons", records=rows, columns=STAGED)


async def analyze_staging(session: AsyncSession) -> None:
    """Let the planner know how much is staged."""
    await session.execute(text("ANALYZE staged_persons"))


async def part_repeated_emails(session: AsyncSession) -> list[tuple[int, int]]:
    """Take the key from every row but the first of a person: of an address, or of two of theirs; (row, the first)."""
    return sorted((row[0], row[1]) for row in await session.execute(text(_SECOND)))


async def rows_with_other_name(session: AsyncSession) -> list[int]:
    """Rows whose address belongs to a person with another name."""
    return list((await session.execute(text(_OTHER_NAME))).scalars())


async def settle(session: AsyncSession) -> None:
    """Add the persons that are not there yet and write into the staging table who each row is.

    Somebody else may add a person with the same address at this moment: the insert waits for them and does nothing,
    and the statement after it sees theirs.
    """
    await session.execute(text(_ADD_KEYED))
    await session.execute(text(_FIND_KEYED))
    await session.execute(text(_ADD_OTHERS))


async def add(session: AsyncSession, values: dict[str, Any]) -> UUID | None:
    """Add one person; None when the address belongs to somebody already."""
    made = insert(Person).values(values).on_conflict_do_nothing(index_elements=["agency_id", "email_key"])
    return (await session.execute(made.returning(Person.id))).scalar_one_or_none()


async def by_email(session: AsyncSession, email_key: str) -> Person | None:
    """The person of an address; who was merged into another is that other."""
    owner = aliased(Person)
    remains = select(func.coalesce(owner.merged_into_id, owner.id)).where(owner.email_key == email_key)
    query = select(Person).where(Person.id == remains.scalar_subquery())
    return (await session.execute(query)).scalar_one_or_none()
