"""SQL of imports: a whole file staged by COPY, compared and stored by sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from api.models import ListImport
from api.platform.db import raw

STAGED = ("row_number", "line", "result_id", "external_id", "attendance", "components", "credits")

_OPEN = """
CREATE TEMP TABLE staged_results (
  row_number integer PRIMARY KEY, line integer NOT NULL, result_id uuid NOT NULL, external_id text NOT NULL,
  attendance text NOT NULL, components text NOT NULL, credits text NOT NULL
) ON COMMIT DROP
"""
_DIFFERS = (
    "(r.attendance, r.components, r.credits) IS DISTINCT FROM (s.attendance, s.components::jsonb, s.credits::jsonb)"
)
_JOINED = "r.agency_id = eligo_agency() AND r.list_id = :list AND r.external_id = s.external_id"
_DIFF = f"""
SELECT count(*) FILTER (WHERE r.id IS NULL),
       count(*) FILTER (WHERE r.id IS NOT NULL AND {_DIFFERS}),
       count(*) FILTER (WHERE r.id IS NOT NULL AND NOT {_DIFFERS})
FROM staged_results s LEFT JOIN exam_results r ON {_JOINED}
"""  # noqa: S608  (our own constants)
# People with a result on the list stay who they are, whatever the file says of their name or address.
_KNOWN = f"""
WITH known AS (
  SELECT s.row_number, r.person_id FROM staged_results s JOIN exam_results r ON {_JOINED}
)
DELETE FROM staged_persons f USING known, persons p
WHERE f.row_number = known.row_number AND p.agency_id = eligo_agency() AND p.id = known.person_id
RETURNING f.row_number, f.sort_name <> p.sort_name AS name_differs,
          f.email_key IS NOT NULL AND f.email_key <> coalesce(p.email_key, lower(p.email), '') AS email_differs
"""  # noqa: S608  (our own constants)
# One person has one result on a list: an address of somebody who has one already makes a separate person.
_TAKEN = """
UPDATE staged_persons f SET email_key = NULL
FROM persons p JOIN exam_results r ON r.agency_id = p.agency_id AND r.person_id = p.id
WHERE p.agency_id = eligo_agency() AND r.list_id = :list AND p.email_key = f.email_key
RETURNING f.row_number
"""
_ADD = """
INSERT INTO exam_results (agency_id, id, list_id, person_id, external_id, components, credits, attendance, import_id,
                          row_number)
SELECT eligo_agency(), s.result_id, :list, f.person_id, s.external_id, s.components::jsonb, s.credits::jsonb,
       s.attendance, :import, s.row_number
FROM staged_results s JOIN staged_persons f ON f.row_number = s.row_number
ORDER BY s.row_number
"""
_CHANGE = f"""
UPDATE exam_results r
SET attendance = s.attendance, components = s.components::jsonb, credits = s.credits::jsonb, import_id = :import,
    row_number = s.row_number, version = r.version + 1
FROM staged_results s WHERE {_JOINED} AND {_DIFFERS}
"""  # noqa: S608  (our own constants)


@dataclass(frozen=True, slots=True)
class Diff:
    """How many staged rows are new on the list, differ from what it has, or are the same."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A staged row of somebody who has a result on the list, and what it says differently."""

    row_number: int
    name_differs: bool
    email_differs: bool


async def open_staging(session: AsyncSession) -> None:
    """Make the staging table of this transaction."""
    await session.execute(text(_OPEN))


async def stage(session: AsyncSession, rows: Iterable[tuple[Any, ...]]) -> None:
    """Copy rows in the order of STAGED into the staging table."""
    await (await raw(session)).copy_records_to_table("staged_results", records=rows, columns=STAGED)


async def diff(session: AsyncSession, list_id: UUID) -> Diff:
    """Compare what is staged with the results of a list."""
    await session.execute(text("ANALYZE staged_results"))
    return Diff(*(await session.execute(text(_DIFF), {"list": list_id})).one())


async def drop_known_people(session: AsyncSession, list_id: UUID) -> list[KnownRow]:
    """Take the people who have a result on the list out of the staged persons."""
    return [KnownRow(*row) for row in await session.execute(text(_KNOWN), {"list": list_id})]


async def part_taken_emails(session: AsyncSession, list_id: UUID) -> list[int]:
    """Take the key from staged persons whose address belongs to somebody with a result on the list."""
    return list((await session.execute(text(_TAKEN), {"list": list_id})).scalars())


async def lines_of(session: AsyncSession, rows: Iterable[int]) -> dict[int, int]:
    """The lines on which staged rows start."""
    query = text("SELECT row_number, line FROM staged_results WHERE row_number = ANY(:rows)")
    return {row[0]: row[1] for row in await session.execute(query, {"rows": list(rows)})}


async def write(session: AsyncSession, list_id: UUID, import_id: UUID) -> None:
    """Store what is staged: new results, and those that differ."""
    await session.execute(text(_CHANGE), {"list": list_id, "import": import_id})
    await session.execute(text(_ADD), {"list": list_id, "import": import_id})


async def add(session: AsyncSession, row: ListImport) -> None:
    """Store an import."""
    session.add(row)
    await session.flush()


async def find(session: AsyncSession, import_id: UUID) -> ListImport | None:
    """An import, not locked."""
    return (await session.execute(select(ListImport).where(ListImport.id == import_id))).scalar_one_or_none()


async def lock(session: AsyncSession, import_id: UUID) -> ListImport | None:
    """An import, locked; its list is locked before."""
    query = (
        select(ListImport)
        .where(ListImport.id == import_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def page(session: AsyncSession, list_id: UUID, *, after: UUID | None, limit: int) -> list[ListImport]:
    """Imports of a list, the newest first, after one."""
    query = (
        select(ListImport)
        .where(ListImport.list_id == list_id)
        .options(defer(ListImport.rejected, raiseload=True), defer(ListImport.warnings, raiseload=True))
        .order_by(ListImport.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(ListImport.id < after)
    return list((await session.execute(query)).scalars())
