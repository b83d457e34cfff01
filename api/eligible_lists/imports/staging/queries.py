"""SQL of staging: a whole file copied, compared and stored by sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import raw

STAGED = (
    "row_number",
    "line",
    "result_id",
    "external_id",
    "name",
    "attendance",
    "components",
    "credits",
    "final_score",
)

_OPEN = """
CREATE TEMP TABLE staged_results (
  row_number integer PRIMARY KEY, line integer NOT NULL, result_id uuid NOT NULL, external_id text NOT NULL,
  name text NOT NULL, attendance text NOT NULL, components text NOT NULL, credits text NOT NULL, final_score text
) ON COMMIT DROP
"""
_DIFFERS = (
    "(r.attendance, r.components, r.credits, r.final_score) IS DISTINCT FROM "
    "(s.attendance, s.components::jsonb, s.credits::jsonb, s.final_score::numeric)"
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
FROM persons p
JOIN persons same ON same.agency_id = p.agency_id  -- under whichever of two merged records the list knows them
     AND (same.id = coalesce(p.merged_into_id, p.id) OR same.merged_into_id = coalesce(p.merged_into_id, p.id))
JOIN exam_results r ON r.agency_id = same.agency_id AND r.person_id = same.id
WHERE p.agency_id = eligo_agency() AND r.list_id = :list AND p.email_key = f.email_key
RETURNING f.row_number, r.external_id
"""
# Rows of the same name that nothing tells apart: no two addresses, or one telephone.
_ALIKE = "({one}.email IS NULL OR {other}.email IS NULL OR {one}.phone = {other}.phone)"
_NAMESAKES_IN_FILE = f"""
SELECT f.row_number, g.row_number
FROM (SELECT *, min(row_number) OVER (PARTITION BY sort_name) AS first_row FROM staged_persons
      WHERE sort_name <> '') f
JOIN staged_persons g ON g.row_number = f.first_row
WHERE f.row_number <> f.first_row AND {_ALIKE.format(one="f", other="g")}
"""  # noqa: S608  (our own constants)
_NAMESAKES_ON_LIST = f"""
SELECT f.row_number, min(r.external_id)
FROM staged_persons f
JOIN persons p ON p.agency_id = eligo_agency() AND p.sort_name = f.sort_name
     AND {_ALIKE.format(one="f", other="p")}
JOIN exam_results r ON r.agency_id = p.agency_id AND r.list_id = :list AND r.person_id = p.id
WHERE f.sort_name <> '' AND p.email_key IS DISTINCT FROM f.email_key
GROUP BY f.row_number
"""  # noqa: S608  (our own constants)
_ADD = """
INSERT INTO exam_results (agency_id, id, list_id, person_id, external_id, components, credits, final_score, attendance,
                          import_id, row_number)
SELECT eligo_agency(), s.result_id, :list, f.person_id, s.external_id, s.components::jsonb, s.credits::jsonb,
       s.final_score::numeric, s.attendance, :import, s.row_number
FROM staged_results s JOIN staged_persons f ON f.row_number = s.row_number
ORDER BY s.row_number
"""
_CHANGE = f"""
UPDATE exam_results r
SET attendance = s.attendance, components = s.components::jsonb, credits = s.credits::jsonb,
    final_score = s.final_score::numeric, import_id = :import, row_number = s.row_number, version = r.version + 1
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


async def part_taken_emails(session: AsyncSession, list_id: UUID) -> list[tuple[int, str]]:
    """Take the key from staged persons whose address somebody with a result on the list has: (row, candidate)."""
    return [(row[0], row[1]) for row in await session.execute(text(_TAKEN), {"list": list_id})]


async def namesakes_in_file(session: AsyncSession) -> list[tuple[int, int]]:
    """Staged rows with the name of an earlier row, where nothing tells the two apart: (row, earlier row)."""
    return [(row[0], row[1]) for row in await session.execute(text(_NAMESAKES_IN_FILE))]


async def namesakes_on_list(session: AsyncSession, list_id: UUID) -> list[tuple[int, str]]:
    """New rows with the name of somebody on the list, where nothing tells the two apart: (row, candidate)."""
    return [(row[0], row[1]) for row in await session.execute(text(_NAMESAKES_ON_LIST), {"list": list_id})]


async def lines_of(session: AsyncSession, rows: Iterable[int]) -> dict[int, int]:
    """The lines on which staged rows start."""
    query = text("SELECT row_number, line FROM staged_results WHERE row_number = ANY(:rows)")
    return {row[0]: row[1] for row in await session.execute(query, {"rows": list(rows)})}


async def write(session: AsyncSession, list_id: UUID, import_id: UUID) -> None:
    """Store what is staged: new results, and those that differ."""
    await session.execute(text(_CHANGE), {"list": list_id, "import": import_id})
    await session.execute(text(_ADD), {"list": list_id, "import": import_id})
